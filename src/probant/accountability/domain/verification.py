"""Checking a dossier offline: no server, no database, no Django, nothing but its bytes.

Each step is reported with what it found; the dossier is valid only when every step held. The
verifier's key comes from outside where the caller has it (printed in an earlier dossier, sent by
e-mail to the DPO): a key read from the dossier itself proves integrity, not origin.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any, BinaryIO
from uuid import UUID

import msgspec

from probant.accountability.domain import archive, dossier
from probant.common import checkpoint
from probant.common.checkpoint import Checkpoint, NoteError, Verifier
from probant.common.errors import ProbantError
from probant.common.merkle import leaf_hashes, root_of
from probant.journal.domain import Disclosure, origin


class Step(StrEnum):
    """What is checked, in this order."""

    CONTAINER = "container"
    MANIFEST = "manifest"
    DOCUMENTS = "documents"
    SIGNATURE = "signature"
    TREE = "tree"
    BINDING = "binding"
    COMMITMENTS = "commitments"


class StepFailedError(ProbantError):
    """A step did not hold; `detail` names the member, entry or value concerned."""

    def __init__(self, step: Step, detail: str = "") -> None:
        """`step`: the check that failed."""
        super().__init__(step, detail)
        self.step = step
        self.detail = detail


@dataclass(frozen=True)
class Report:
    """What was checked and found; `failed` is None when every step held."""

    held: tuple[Step, ...]
    failed: Step | None = None
    detail: str = ""
    organisation: str = ""
    made_at: str = ""
    entries: int = 0
    documents: int = 0
    verifier: str = ""
    is_key_known: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether every byte is the one that was signed for."""
        return self.failed is None


@dataclass
class _Dossier:
    members: dict[str, bytes]
    manifest: dict[str, Any]
    verifier: str
    head: Checkpoint | None = None

    @cached_property
    def leaves(self) -> list[bytes]:
        return self.members[dossier.ENTRIES].splitlines()


def verify(file: BinaryIO, *, known_key: str = "") -> Report:
    """Checks the dossier in `file`; `known_key` is the verifier key obtained by another way."""
    held: list[Step] = []
    found = _Dossier({}, {}, known_key)
    try:
        for step, check in _steps(file, found):
            check()
            held.append(step)
    except StepFailedError as error:
        return _report(found, held, known_key, failed=error.step, detail=error.detail)
    return _report(found, held, known_key)


def _steps(file: BinaryIO, found: _Dossier) -> Iterator[tuple[Step, Callable[[], None]]]:
    yield Step.CONTAINER, lambda: _open_container(file, found)
    yield Step.MANIFEST, lambda: _read_manifest(found)
    yield Step.DOCUMENTS, lambda: _check_documents(found)
    yield Step.SIGNATURE, lambda: _check_signature(found)
    yield Step.TREE, lambda: _check_tree(found)
    yield Step.BINDING, lambda: _check_binding(found)
    yield Step.COMMITMENTS, lambda: _check_commitments(found)


def _open_container(file: BinaryIO, found: _Dossier) -> None:
    try:
        found.members = archive.unpacked(file)
    except archive.ArchiveError as error:
        raise StepFailedError(Step.CONTAINER, type(error).__name__) from error


def _read_manifest(found: _Dossier) -> None:
    missing = dossier.JOURNAL_MEMBERS - found.members.keys()
    if missing:
        raise StepFailedError(Step.MANIFEST, min(missing))
    found.manifest = _object(found.members[dossier.MANIFEST], Step.MANIFEST)
    try:
        UUID(found.manifest["organisation"]["id"])
        documents, key = found.manifest["documents"], found.manifest["verifier"]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StepFailedError(Step.MANIFEST, dossier.MANIFEST) from error
    if found.manifest.get("format") != dossier.FORMAT or not isinstance(documents, dict):
        raise StepFailedError(Step.MANIFEST, "format")
    if found.verifier and found.verifier != key:
        raise StepFailedError(Step.SIGNATURE, "verifier")
    found.verifier = str(key)


def _check_documents(found: _Dossier) -> None:
    stated = found.manifest["documents"]
    present = found.members.keys() - dossier.JOURNAL_MEMBERS
    for name in sorted(stated.keys() ^ present):
        raise StepFailedError(Step.DOCUMENTS, name)
    for name, facts in stated.items():
        if not isinstance(facts, dict) or facts.get("sha256") != _digest(found.members[name]):
            raise StepFailedError(Step.DOCUMENTS, name)


def _check_signature(found: _Dossier) -> None:
    log = origin(UUID(found.manifest["organisation"]["id"]))
    note = found.members[dossier.CHECKPOINT]
    try:
        found.head = checkpoint.verify(note, [Verifier.parse(found.verifier)], origin=log)
    except NoteError as error:
        raise StepFailedError(Step.SIGNATURE, type(error).__name__) from error


def _check_tree(found: _Dossier) -> None:
    leaves = found.leaves
    if found.head is None or len(leaves) != found.head.size:
        raise StepFailedError(Step.TREE, str(len(leaves)))
    if root_of(leaf_hashes(leaves)) != found.head.root:
        raise StepFailedError(Step.TREE, "root")


def _check_binding(found: _Dossier) -> None:
    leaves = found.leaves
    last = _object(leaves[-1], Step.BINDING) if leaves else {}
    stated = last.get("facts", {}).get("manifest_sha256")
    if last.get("event") != dossier.EVENT or stated != _digest(found.members[dossier.MANIFEST]):
        raise StepFailedError(Step.BINDING, dossier.MANIFEST)


def _check_commitments(found: _Dossier) -> None:
    leaves = found.leaves
    for line in found.members[dossier.DISCLOSURES].splitlines():
        row = _object(line, Step.COMMITMENTS)
        try:
            entry = _object(leaves[int(row["index"])], Step.COMMITMENTS)
            opened = Disclosure(row["field"], bytes.fromhex(row["salt"]), row["value"])
            commitment = entry["commitments"][opened.field]
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise StepFailedError(Step.COMMITMENTS, str(row.get("index"))) from error
        if not opened.opens(commitment):
            raise StepFailedError(Step.COMMITMENTS, str(row["index"]))


def _object(text: bytes, step: Step) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StepFailedError(step, "json") from error
    if not isinstance(value, dict):
        raise StepFailedError(step, "json")
    return value


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def _report(
    found: _Dossier,
    held: list[Step],
    known_key: str,
    *,
    failed: Step | None = None,
    detail: str = "",
) -> Report:
    about: Mapping[str, Any] = found.manifest.get("organisation") or {}
    return Report(
        held=tuple(held),
        failed=failed,
        detail=detail,
        organisation=str(about.get("name", "")) if isinstance(about, dict) else "",
        made_at=str(found.manifest.get("made_at", "")),
        entries=found.head.size if found.head else 0,
        documents=len(found.members) - len(dossier.JOURNAL_MEMBERS) if found.members else 0,
        verifier=found.verifier,
        is_key_known=bool(known_key),
    )
