"""A store of access logs: a folder that keeps the raw bytes as evidence and their rows as Parquet.

Usable bare: no server, no database server. Many may read while one writes.
"""

import hmac
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import pyarrow as pa

from probant.common.checkpoint import Signer
from probant.probes.access_logs.batch import Batch, Reader
from probant.probes.access_logs.errors import StoreError
from probant.probes.access_logs.result import ImportReport, SourceHealth, Verification
from probant.probes.access_logs.store import (
    compacting,
    copies,
    copy_checks,
    folder,
    health,
    proving,
    purging,
    quarantine,
    top,
    verifying,
)
from probant.probes.access_logs.store.ahead import ahead
from probant.probes.access_logs.store.catalogue import VERSION, Catalogue
from probant.probes.access_logs.store.duplicates import IdHash, KnownDays
from probant.probes.access_logs.store.lock import writing
from probant.probes.access_logs.store.parts import KeptPart, NewPart, Part
from probant.probes.access_logs.store.progress import FileProgress
from probant.probes.access_logs.store.proving import Proof
from probant.probes.access_logs.store.purging import Purge
from probant.probes.access_logs.store.quarantine import Quarantined
from probant.probes.access_logs.store.taking import Ground, Taking
from probant.probes.access_logs.store.top import DayRoot
from probant.probes.access_logs.store.trouble import Trouble, of_the_disk

_KEY_BYTES = 32
Progress = Callable[[int, int], None]  # units so far, the reader's position


class Store:
    """Open it with `Store.create` or `Store.open`; close it, or use it as a context manager."""

    def __init__(self, root: Path, catalogue: Catalogue) -> None:
        self.root = root
        self._catalogue = catalogue
        self.zone = ZoneInfo(catalogue.value("SELECT value FROM about WHERE name = 'zone'"))
        self._secret = _secret(root)
        hashed = IdHash(self.key("duplicates"))
        self._ground = Ground(root, catalogue, self.zone, hashed)
        self._known: dict[str, tuple[int, KnownDays]] = {}
        self._writer = RLock()
        self._depth = 0

    @classmethod
    def create(cls, root: Path | str, zone: str = "Europe/Paris") -> Self:
        """A new store in a folder that is empty or does not exist yet; its days are the zone's."""
        root = Path(root)
        if root.is_dir() and any(root.iterdir()):
            raise StoreError(Trouble.NOT_EMPTY)
        folder.make_folder(root)
        root.chmod(folder.PRIVATE_FOLDER)
        folder.write_private(root / folder.KEY, secrets.token_bytes(_KEY_BYTES))
        folder.write_private(root / folder.LOCK, b"")
        made = folder.temporary(root / folder.CATALOGUE)
        catalogue = Catalogue(made)
        catalogue.create(ZoneInfo(zone).key)
        catalogue.close()
        folder.publish(root / folder.CATALOGUE)
        return cls.open(root)

    @classmethod
    def open(cls, root: Path | str) -> Self:
        """An existing store. Writing raises StoreError "held" while another process writes."""
        root = Path(root)
        if not (root / folder.CATALOGUE).is_file():
            raise StoreError(Trouble.NOT_A_STORE)
        try:
            catalogue = Catalogue(root / folder.CATALOGUE)
            version = catalogue.value("SELECT value FROM about WHERE name = 'version'")
        except sqlite3.DatabaseError as error:
            raise StoreError(Trouble.NOT_A_STORE) from error
        if version != str(VERSION):
            raise StoreError(Trouble.VERSION, found=version)
        return cls(root, catalogue)

    def close(self) -> None:
        """Give the catalogue back."""
        self._catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def key(self, purpose: str) -> bytes:
        """A secret of this store for one purpose: HMAC-SHA256 under the key file."""
        return hmac.digest(self._secret, purpose.encode(), "sha256")

    def take(  # noqa: PLR0913  what one import is told
        self,
        reader: Reader,
        *,
        source: str,
        name: str,
        sha256: str,
        size: int,
        at: datetime,
        progress: Progress | None = None,
        expected: frozenset[str] | None = None,
    ) -> ImportReport:
        """One file, exactly once: known bytes add nothing, a half-taken file goes on.

        `expected` are the sites or observers whose events are this source's; others are refused.
        """
        began = time.perf_counter()
        file = FileProgress(folder.checked_source(source), reader.format, name, sha256, size)
        with self.writing():
            was_known = file.recalled(self._catalogue).is_complete
            if not was_known:
                self._take(reader, file, at, progress, expected)
        seconds = time.perf_counter() - began
        return file.report(seconds=seconds, was_known=was_known)

    def _take(
        self,
        reader: Reader,
        file: FileProgress,
        at: datetime,
        progress: Progress | None,
        expected: frozenset[str] | None,
    ) -> None:
        with self._taking(file, at, expected) as taking:
            for batch in ahead(reader.batches(file.position)):
                taking.add(batch)
                if taking.is_due:
                    taking.commit()
                if progress is not None:
                    progress(file.counts.units, file.position)
            file.is_complete = True
            taking.commit()

    def take_received(
        self,
        batch: Batch,
        *,
        source: str,
        format: str,  # noqa: A002  the name in the report
        at: datetime,
        expected: frozenset[str] | None = None,
    ) -> ImportReport:
        """What a listener received: durable when this returns; then the sender can be told so."""
        began = time.perf_counter()
        file = FileProgress(folder.checked_source(source), format, is_complete=True)
        with self.writing(), self._taking(file, at, expected) as taking:
            taking.add(batch)
            taking.commit()
        return file.report(seconds=time.perf_counter() - began)

    @contextmanager
    def _taking(
        self, file: FileProgress, at: datetime, expected: frozenset[str] | None
    ) -> Iterator[Taking]:
        """What is known of the source's days is kept for the next time, if nobody else wrote."""
        number, known = self._known.pop(file.source, (0, KnownDays(self._ground.hashed)))
        if number != copies.next_number(self._catalogue):
            known = KnownDays(self._ground.hashed)
        with Taking(self._ground, file, known=known, at=at, expected=expected) as taking:
            yield taking
        self._known[file.source] = (copies.next_number(self._catalogue), known)

    def parts(self, kind: Part, since: date | None = None, until: date | None = None) -> list[str]:
        """Paths of the committed copies with a day in [since, until], in order of their days."""
        return [part.path for part in self.kept_parts(kind, since, until)]

    def kept_parts(
        self, kind: Part, since: date | None = None, until: date | None = None
    ) -> list[KeptPart]:
        """The same with their days, rows and commits."""
        found = self._catalogue.rows(
            "SELECT * FROM parts WHERE kind = ? AND last_day >= ? AND first_day <= ?"
            ' ORDER BY first_day, "commit", path',
            *(kind.value, (since or date.min).isoformat(), (until or date.max).isoformat()),
        )
        return [self._part(row) for row in found]

    def _part(self, row: sqlite3.Row) -> KeptPart:
        return KeptPart(
            kind=Part(row["kind"]),
            path=str(self.root / row["path"]),
            first_day=date.fromisoformat(row["first_day"]),
            last_day=date.fromisoformat(row["last_day"]),
            rows=row["rows"],
            size=row["size"],
            sha256=row["sha256"],
            commit=row["commit"],
            through=row["through"],
        )

    def temporary_part(self, kind: Part, name: str) -> Path:
        """Where to write a copy that `commit_parts` is to take; hidden, on the same disk."""
        folder.make_folder(self.root / kind.value)
        return self.root / kind.value / f".{name}.new"

    def commit_parts(
        self,
        added: Sequence[NewPart] = (),
        removed: Sequence[str] = (),
        seen: Sequence[str] | None = None,
    ) -> None:
        """At once: the copies added are listed, those removed are not and their files leave.

        `removed` and `seen` are paths as `parts` gave them. Where `seen` is given, StoreError
        "changed" unless those are still the copies of the days added, up to their `through`.
        """
        gone = self._relative(removed)
        with self.writing():
            is_as_seen = seen is None or copies.are_seen(
                self._catalogue, added, self._relative(seen)
            )
            if is_as_seen:
                paths = copies.publish(self.root, self._catalogue, added)
                with self._catalogue.transaction():
                    copies.drop(self._catalogue, gone)
                    copies.record(self.root, self._catalogue, added, paths)
                copies.erase(self.root, gone)
        if not is_as_seen:
            raise StoreError(Trouble.CHANGED)

    def _relative(self, paths: Sequence[str]) -> list[str]:
        return [str(Path(path).relative_to(self.root)) for path in paths]

    def compact(self, day: date) -> int:
        """The day's small files become one per source and order; how many files fewer."""
        with self.writing():
            return compacting.compact(self.root, self._catalogue, day)

    def replace_context(self, table: str, rows: pa.Table, *, name: str, at: datetime) -> None:
        """The rows of one file of context, instead of those that the same name brought before."""
        with self.writing():
            copies.replace_context(self.root, self._catalogue, table, rows, name, at)

    def context_parts(self, table: str) -> list[str]:
        """Paths of a table of context, none where nothing was loaded."""
        sql = 'SELECT path FROM context WHERE "table" = ? ORDER BY name'
        return [str(self.root / row["path"]) for row in self._catalogue.rows(sql, table)]

    def roots(self) -> list[DayRoot]:
        """Each tree's leaves and root as it stands, for the journal; purged days too."""
        return top.roots(self._catalogue)

    def seal(self) -> None:
        """Each day's root that changed is told to the permanent tree; imports and purges do so."""
        with self.writing(), self._catalogue.transaction():
            top.seal(self._catalogue)

    def checkpoint(self, origin: str, signer: Signer | None = None) -> bytes:
        """C2SP: the permanent tree's size and root under this origin, signed or its text alone."""
        return top.note(self._catalogue, origin, signer)

    def event_bytes(self, source: str, day: date, seq: int) -> bytes:
        """A raw unit as it was received."""
        tree = (source, day.isoformat())
        return proving.units(self.root, self._catalogue, tree, seq, seq + 1)[0]

    def proof(self, source: str, day: date, seq: int) -> Proof:
        """That this unit is in its day's tree, and its day in the permanent one."""
        return proving.proof(self.root, self._catalogue, source, day, seq)

    def purge(self, before: date, *, purpose: str, at: datetime) -> Purge:
        """The days before leave for this purpose: see `purging`. Roots and a record stay."""
        with self.writing():
            known = purging.checked_purpose(purpose)
            return purging.purge(self.root, self._catalogue, before=before, purpose=known, at=at)

    def purges(self) -> list[Purge]:
        """Every purge that was done."""
        return purging.purges(self._catalogue)

    def sources(self, now: datetime) -> list[SourceHealth]:
        """What each source brought, until when, and where it was silent (R13)."""
        return health.sources(self._catalogue, self.zone, now)

    def quarantine(
        self, source: str | None = None, since: date | None = None, until: date | None = None
    ) -> Iterator[Quarantined]:
        """Every unit set aside and still kept; `event_bytes` reads it."""
        return quarantine.units(self._catalogue, source, since or date.min, until or date.max)

    def verify(
        self,
        progress: Callable[[int, int], None] | None = None,
        *,
        published: Iterable[tuple[int, bytes]] = (),
    ) -> Verification:
        """Every tree recomputed from the raw bytes, every copy against its digest and counts.

        `published` are the sizes and roots of checkpoints that were kept elsewhere.
        """
        return verifying.verify(self.root, self._catalogue, progress, published)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Held by this store until the end, for several writes in a row; each takes it by itself.

        StoreError "held" where another process, or another Store of this one, writes.
        """
        with self._writer, ExitStack() as held:
            if not self._depth:
                held.enter_context(writing(self.root / folder.LOCK, after_kill=self._sweep))
            self._depth += 1
            held.callback(self._leave)
            with of_the_disk():
                yield

    def _leave(self) -> None:
        self._depth -= 1

    def _sweep(self) -> None:
        folder.sweep(self.root, copy_checks.listed(self._catalogue))


def _secret(root: Path) -> bytes:
    try:
        return (root / folder.KEY).read_bytes()
    except FileNotFoundError as error:
        raise StoreError(Trouble.NOT_A_STORE) from error
