"""Sessions: planned, changed, cancelled; attendance entered; documents kept in the vault."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.reference import training as reference
from probant.training import queries
from probant.training.models import CANCELLED, HELD, PLANNED, Attendance, Session
from probant.vault import actions as vault
from probant.vault.domain.dossier import StoredFile
from probant.vault.reception import receive

EDIT = "training.edit"
DOSSIER, RULE = "training_session", "letter"
NUMBERING = 0x73657373  # the lock's class: one numbering of sessions at a time, by organisation
YEARS = range(1990, 2101)


class SessionMovedError(ProbantError):
    """Somebody saved this session first: `version` is what stands."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class SessionStateError(ProbantError):
    """A cancelled session has no attendance; a held one is not cancelled."""


class SessionDateError(ProbantError):
    """A year was mistyped, or attendance is said of a day to come."""


class UnknownSubjectError(ProbantError):
    """A subject that is no module."""


class UnknownStaffError(ProbantError):
    """Attendance of somebody who is not on the staff list."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a session is."""

    title: str
    held_on: date
    subjects: tuple[str, ...] = ()
    minutes: int | None = None
    is_remote: bool = False
    trainer: str = ""
    audience: str = ""

    def values(self) -> dict[str, Any]:
        """As the table keeps them."""
        if self.held_on.year not in YEARS:
            raise SessionDateError
        if set(self.subjects) - set(reference.modules()):
            raise UnknownSubjectError
        return {**asdict(self), "subjects": list(self.subjects)}


@transaction.atomic
def plan(said: Plan, *, key: UUID, by: Member, at: datetime) -> Session:
    """A session, held or to come; the same form sent twice plans it once."""
    permissions.require(by, EDIT)
    values = said.values()
    _alone(by.organisation_id)
    known = queries.session_of_key(by.organisation_id, key)
    if known is not None:
        return known
    year = said.held_on.year
    made = Session.objects.create(
        organisation_id=by.organisation_id,
        year=year,
        number=_next_number(by.organisation_id, year),
        key=key,
        made_at=at,
        **values,
    )
    _record("training.session_planned", made, by=by, at=at)
    return made


@transaction.atomic
def change(session_id: UUID, said: Plan, *, seen: int, by: Member, at: datetime) -> Session:
    """Another date, another trainer: where nobody changed the version that was read."""
    found = _locked(session_id, by, seen=seen)
    if found.state == HELD and said.held_on > localdate(at):
        raise SessionDateError
    for name, value in said.values().items():
        setattr(found, name, value)
    return _saved("training.session_changed", found, by=by, at=at)


@transaction.atomic
def cancel(session_id: UUID, *, by: Member, at: datetime) -> Session:
    """It will not take place."""
    found = _locked(session_id, by)
    if found.state != PLANNED:
        raise SessionStateError
    found.state = CANCELLED
    return _saved("training.session_cancelled", found, by=by, at=at)


@transaction.atomic
def attend(session_id: UUID, presence: Mapping[UUID, bool], *, by: Member, at: datetime) -> Session:
    """Who was there: each line said replaces what was said of that person before."""
    found = _locked(session_id, by)
    if found.state == CANCELLED:
        raise SessionStateError
    if found.held_on > localdate(at):
        raise SessionDateError
    listed = set(queries.staff(by.organisation_id).values_list("pk", flat=True))
    if presence.keys() - listed:
        raise UnknownStaffError
    _write(found, presence)
    found.state, found.attended_at = HELD, at
    came = found.attendance.filter(is_present=True).count()
    facts = {"present": came, "absent": found.attendance.count() - came}
    return _saved("training.attendance_entered", found, by=by, at=at, facts=facts)


@transaction.atomic
def attach(
    session_id: UUID, upload: UploadedFile[bytes], *, by: Member, at: datetime
) -> StoredFile:
    """A signed attendance sheet, slides: sealed in the vault, or refused and nothing is kept."""
    found = _locked(session_id, by)
    dossier = vault.open_dossier(found.organisation_id, kind=DOSSIER, subject=found.pk)
    kept = receive(upload, dossier, purpose=RULE, by=by.actor, at=at)
    facts = {"file": str(kept.id), "file_sha256": kept.sha256, "size": kept.size}
    _record("training.file_added", found, by=by, at=at, facts=facts)
    return kept


def _write(found: Session, presence: Mapping[UUID, bool]) -> None:
    Attendance.objects.filter(session=found, staff__in=presence).delete()
    Attendance.objects.bulk_create(
        Attendance(
            organisation_id=found.organisation_id, session=found, staff_id=id_, is_present=present
        )
        for id_, present in presence.items()
    )


def _locked(session_id: UUID, by: Member, *, seen: int | None = None) -> Session:
    permissions.require(by, EDIT)
    found = queries.session(by.organisation_id, session_id, for_update=True)
    if seen not in {None, found.version}:
        raise SessionMovedError(found.version)
    return found


def _saved(
    event: str, found: Session, *, by: Member, at: datetime, facts: Mapping[str, Any] | None = None
) -> Session:
    found.version += 1
    found.save()
    _record(event, found, by=by, at=at, facts=facts)
    return found


def _record(
    event: str, found: Session, *, by: Member, at: datetime, facts: Mapping[str, Any] | None = None
) -> None:
    said = {"reference": found.reference, "held_on": found.held_on.isoformat()}
    journal.record(
        event,
        by=by.actor,
        at=at,
        organisation=found.organisation_id,
        subject=str(found.pk),
        facts={**said, "subjects": found.subjects, "is_remote": found.is_remote, **(facts or {})},
    )


def _alone(organisation: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )


def _next_number(organisation: UUID, year: int) -> int:
    given = Session.objects.filter(organisation=organisation, year=year)
    highest: int | None = given.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
