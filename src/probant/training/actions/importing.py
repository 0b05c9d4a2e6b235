"""A list brought by a file: received, its columns chosen, looked at, then taken whole or not.

The file waits in the organisation's own rows. It names people, and in a phishing exercise what
each of them did: it is deleted once used or given up, and at the next upload after KEPT_FOR.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.db import transaction

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.reference import training as reference
from probant.register.exchange import reading
from probant.register.exchange.errors import FileTooLargeError, HeaderMissingError
from probant.register.exchange.limits import MEBIBYTE, Limits
from probant.register.exchange.sheets import Sheet, Workbook
from probant.training import queries
from probant.training.actions import holding
from probant.training.domain import phishing
from probant.training.domain.names import key_of
from probant.training.importing import fields, rows
from probant.training.importing.fields import Choices
from probant.training.importing.rows import Code, Fault, Line
from probant.training.models import (
    ATTENDANCE,
    KINDS,
    PHISHING,
    STAFF,
    PhishingExercise,
    Session,
    StaffMember,
    Upload,
)

EDIT = "training.edit"
KEPT_FOR = timedelta(days=1)
Made = Session | PhishingExercise | None
LIMITS = Limits(file_bytes=5 * MEBIBYTE, columns=100)


class UnknownKindError(ProbantError):
    """There is no such list to bring, or the session is missing."""


class ColumnsMissingError(ProbantError):
    """Columns without which no line can be read: `fields` names them."""

    def __init__(self, ids: tuple[str, ...]) -> None:
        """`ids`: of the fields."""
        super().__init__(ids)
        self.fields = ids


class FaultyLinesError(ProbantError):
    """Some lines cannot be understood: nothing was taken."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """`faults`: by line."""
        super().__init__(len(faults))
        self.faults = faults


class NothingToTakeError(ProbantError):
    """No line holds anything."""


class SameFileError(ProbantError):
    """These results were taken already."""


@dataclass(frozen=True)
class Preview:
    """What taking the file would do, and the lines that cannot be understood."""

    lines: tuple[Line, ...] = ()
    faults: tuple[Fault, ...] = ()
    counts: tuple[phishing.Counts, ...] = ()
    results: tuple[phishing.Result, ...] = ()
    known: dict[int, UUID] = field(default_factory=dict)

    @property
    def is_takeable(self) -> bool:
        """Whether something would be taken, and every line is understood."""
        return not self.faults and bool(self.lines or self.results)

    @property
    def added(self) -> int:
        """Lines of people who are not on the staff list."""
        return len(self.lines) - len(self.known)


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the person who takes the file decides."""

    adds_unknown: bool = False
    name: str = ""
    launched_on: date | None = None
    keeps_outcomes: bool = False


@transaction.atomic
def receive(  # noqa: PLR0913  a file is of which kind, of which session, who brought it when
    kind: str, *, filename: str, data: bytes, by: Member, at: datetime, session: UUID | None = None
) -> Upload:
    """Reads the file and keeps it with a proposal; an ExchangeError keeps nothing."""
    permissions.require(by, EDIT)
    if kind not in dict(KINDS) or (kind == ATTENDANCE) != (session is not None):
        raise UnknownKindError
    if len(data) > LIMITS.file_bytes:
        raise FileTooLargeError(len(data), LIMITS.file_bytes)
    of = queries.session(by.organisation_id, session) if session else None
    book = reading.read(data, filename, LIMITS)
    sheet = max(book.sheets, key=lambda one: len(fields.propose(kind, one.rows, "").fills))
    Upload.objects.filter(organisation=by.organisation_id, created_at__lt=at - KEPT_FOR).delete()
    return Upload.objects.create(
        organisation_id=by.organisation_id,
        kind=kind,
        session=of,
        filename=_short(filename),
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        choices=fields.propose(kind, sheet.rows, sheet.name).to_json(),
        created_at=at,
    )


@transaction.atomic
def choose(found: Upload, choices: Choices, *, by: Member) -> Upload:
    """Keeps what each column fills; nothing is taken yet."""
    permissions.require(by, EDIT)
    sheet_of(found, choices)
    found.choices = choices.to_json()
    found.save(update_fields=["choices"])
    return found


@transaction.atomic
def cancel(found: Upload, *, by: Member) -> None:
    """Deletes the file: nothing else changes."""
    permissions.require(by, EDIT)
    found.delete()


def workbook(found: Upload) -> Workbook:
    """The file's sheets."""
    return reading.read(bytes(found.data), found.filename, LIMITS)


def choices_of(found: Upload) -> Choices:
    """The choices kept with the file."""
    return Choices.from_json(found.choices)


def sheet_of(found: Upload, choices: Choices) -> Sheet:
    """The sheet chosen; HeaderMissingError where its row of titles does not exist."""
    book = workbook(found)
    sheet = book.sheet(choices.sheet) or book.sheets[0]
    if choices.header >= len(sheet.rows):
        raise HeaderMissingError(choices.header + 1)
    return sheet


def preview(found: Upload, *, adds_unknown: bool = True) -> Preview:
    """Every line understood or refused, each name held against the staff list."""
    choices = choices_of(found)
    lacking = fields.missing(found.kind, choices)
    if lacking:
        raise ColumnsMissingError(tuple(one.id for one in lacking))
    sheet = sheet_of(found, choices)
    if found.kind == PHISHING:
        return _phishing(sheet, choices)
    return _named(found, *rows.lines(sheet, choices), adds_unknown=adds_unknown)


@transaction.atomic
def confirm(found: Upload, wishes: Wishes, *, by: Member, at: datetime) -> Made:
    """Takes every line, or none with the faults; the file is deleted."""
    permissions.require(by, EDIT)
    kept = queries.upload(by.organisation_id, found.pk, for_update=True)
    seen = preview(kept, adds_unknown=wishes.adds_unknown or kept.kind == STAFF)
    if seen.faults:
        raise FaultyLinesError(seen.faults)
    if not seen.is_takeable:
        raise NothingToTakeError
    made: Made = _TAKERS[kept.kind](kept, seen, wishes, by, at)
    kept.delete()
    return made


def _phishing(sheet: Sheet, choices: Choices) -> Preview:
    read, faults = rows.results(sheet, choices)
    results = phishing.one_a_person(read)
    smallest = reference.rules().smallest_group
    return Preview(
        faults=tuple(faults),
        counts=phishing.counted(results, smallest=smallest),
        results=results,
    )


def _named(found: Upload, read: list[Line], faults: list[Fault], *, adds_unknown: bool) -> Preview:
    """Homonyms are refused, not guessed; a name that stands twice in the file too."""
    listed = queries.by_name(found.organisation_id)
    known: dict[int, UUID] = {}
    lines: list[Line] = []
    twice = Counter(key_of(line.values["name"]) for line in read)
    for line in read:
        name = line.values["name"]
        same = listed.get(key_of(name), [])
        code = _refusal(len(same), twice[key_of(name)], adds_unknown=adds_unknown)
        if code is not None:
            faults.append(Fault(line.number, "name", code, name[:60]))
            continue
        lines.append(line)
        if same:
            known[line.number] = same[0].pk
    return Preview(tuple(lines), tuple(sorted(faults, key=lambda one: one.line)), known=known)


def _refusal(same: int, times: int, *, adds_unknown: bool) -> Code | None:
    if times > 1:
        return Code.TWICE
    if same > 1:
        return Code.SEVERAL
    return Code.NOBODY if same == 0 and not adds_unknown else None


def _take_staff(kept: Upload, seen: Preview, wishes: Wishes, by: Member, at: datetime) -> None:
    del wishes
    _add(kept, seen, by)
    _update(kept, seen, by)
    facts = {"added": seen.added, "changed": len(seen.known), "sha256": kept.sha256}
    _record("training.staff_imported", str(kept.pk), facts, by=by, at=at)


def _take_attendance(
    kept: Upload, seen: Preview, wishes: Wishes, by: Member, at: datetime
) -> Session:
    del wishes
    if kept.session_id is None:
        raise UnknownKindError
    whole = _add(kept, seen, by)
    presence = {whole[line.number]: line.is_present for line in seen.lines}
    facts = {"lines": len(seen.lines), "added": seen.added, "sha256": kept.sha256}
    _record("training.attendance_imported", str(kept.session_id), facts, by=by, at=at)
    return holding.attend(kept.session_id, presence, by=by, at=at)


def _take_phishing(
    kept: Upload, seen: Preview, wishes: Wishes, by: Member, at: datetime
) -> PhishingExercise:
    if wishes.launched_on is None or wishes.launched_on > at.date():
        raise holding.SessionDateError
    if PhishingExercise.objects.filter(
        organisation=by.organisation_id, sha256=kept.sha256
    ).exists():
        raise SameFileError
    made = PhishingExercise.objects.create(
        organisation_id=by.organisation_id,
        name=wishes.name[:200],
        launched_on=wishes.launched_on,
        counts=phishing.to_json(seen.counts),
        outcomes=phishing.pseudonymous(seen.results) if wishes.keeps_outcomes else None,
        sha256=kept.sha256,
        kept_at=at,
    )
    whole = phishing.total(made.counts)
    facts = {
        "launched_on": made.launched_on.isoformat(),
        "sent": whole.sent,
        "clicked": whole.clicked,
        "reported": whole.reported,
        "has_outcomes": wishes.keeps_outcomes,
        "sha256": kept.sha256,
    }
    _record("training.phishing_kept", str(made.pk), facts, by=by, at=at)
    return made


_TAKERS: dict[str, Any] = {
    STAFF: _take_staff,
    ATTENDANCE: _take_attendance,
    PHISHING: _take_phishing,
}


def _add(kept: Upload, seen: Preview, by: Member) -> dict[int, UUID]:
    """Who stands on each line: found on the staff list, or put there."""
    made = {
        line.number: StaffMember(organisation_id=by.organisation_id, **_values(line))
        for line in seen.lines
        if line.number not in seen.known
    }
    StaffMember.objects.bulk_create(made.values())
    del kept
    return {**seen.known, **{number: one.pk for number, one in made.items()}}


def _update(kept: Upload, seen: Preview, by: Member) -> None:
    """What the file says replaces what stood; what it does not say stays."""
    lines = {seen.known[line.number]: line for line in seen.lines if line.number in seen.known}
    changed = list(queries.staff(by.organisation_id).filter(pk__in=lines))
    filled = set(choices_of(kept).fills.values()) & {
        "function", "service", "arrived_on", "left_on",
    }  # fmt: skip
    for one in changed:
        values = _values(lines[one.pk])
        for name in filled:
            setattr(one, name, values[name])
        if one.arrived_on and one.left_on and one.left_on < one.arrived_on:
            number = lines[one.pk].number
            raise FaultyLinesError((Fault(number, "left_on", Code.LEAVES_BEFORE),))
        one.version += 1
    names = [*filled, "version"]
    StaffMember.objects.bulk_update(changed, names, batch_size=500)


def _values(line: Line) -> dict[str, Any]:
    name = line.values["name"]
    return {
        "name": name,
        "name_key": key_of(name)[:200],
        "function": line.values.get("function", ""),
        "service": line.values.get("service", ""),
        "arrived_on": line.arrived_on,
        "left_on": line.left_on,
    }


def _short(filename: str) -> str:
    path = PurePath(filename.replace("\\", "/").replace("\0", ""))
    return f"{path.stem[:150]}{path.suffix[:20]}"


def _record(event: str, subject: str, facts: dict[str, Any], *, by: Member, at: datetime) -> None:
    journal.record(
        event, by=by.actor, at=at, organisation=by.organisation_id, subject=subject, facts=facts
    )
