"""Keeping the staff list: added, corrected, taken away; members of Probant added in one act."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.training import queries
from probant.training.domain.names import key_of, line
from probant.training.models import StaffMember

EDIT = "training.edit"


class StaffMovedError(ProbantError):
    """Somebody saved this line first: `version` is what stands."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class StaffDatesError(ProbantError):
    """The day of leaving comes before the day of arriving."""


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What is said of somebody: no more than training needs."""

    name: str
    function: str = ""
    service: str = ""
    arrived_on: date | None = None
    left_on: date | None = None

    def values(self) -> dict[str, Any]:
        """As the table keeps them."""
        if self.arrived_on and self.left_on and self.left_on < self.arrived_on:
            raise StaffDatesError
        texts = {name: line(getattr(self, name)) for name in ("name", "function", "service")}
        return {**asdict(self), **texts, "name_key": key_of(texts["name"])[:200]}


@transaction.atomic
def add(said: Stated, *, by: Member, at: datetime) -> StaffMember:
    """One more line."""
    permissions.require(by, EDIT)
    made = StaffMember.objects.create(organisation_id=by.organisation_id, **said.values())
    _record("training.staff_added", str(made.pk), {"count": 1}, by=by, at=at)
    return made


@transaction.atomic
def change(staff_id: UUID, said: Stated, *, seen: int, by: Member, at: datetime) -> StaffMember:
    """A line corrected, where nobody changed the version that was read."""
    permissions.require(by, EDIT)
    found = queries.staff_member(by.organisation_id, staff_id, for_update=True)
    if found.version != seen:
        raise StaffMovedError(found.version)
    for name, value in said.values().items():
        setattr(found, name, value)
    found.version += 1
    found.save()
    facts = {"version": found.version, "has_left": found.left_on is not None}
    _record("training.staff_changed", str(found.pk), facts, by=by, at=at)
    return found


@transaction.atomic
def remove(staff_id: UUID, *, by: Member, at: datetime) -> None:
    """A line taken away with its attendance: what is no longer needed is not kept."""
    permissions.require(by, EDIT)
    found = queries.staff_member(by.organisation_id, staff_id, for_update=True)
    subject = str(found.pk)
    found.delete()
    _record("training.staff_removed", subject, {}, by=by, at=at)


@transaction.atomic
def add_members(*, by: Member, at: datetime) -> int:
    """Everybody who has an account and is not on the list yet; a homonym already listed is tied."""
    permissions.require(by, EDIT)
    known, tied, made = queries.by_name(by.organisation_id), 0, []
    for person, name, since in queries.unlisted_members(by.organisation_id):
        same = [one for one in known.get(key_of(name), []) if one.person_id is None]
        if len(same) == 1:
            tied += StaffMember.objects.filter(pk=same[0].pk).update(person_id=person)
        else:
            said = Stated(name=name[:200], arrived_on=since).values()
            values = {"organisation_id": by.organisation_id, "person_id": person, **said}
            made.append(StaffMember(**values))
    StaffMember.objects.bulk_create(made)
    if made or tied:
        facts = {"count": len(made), "tied": tied}
        _record("training.staff_added", str(by.organisation_id), facts, by=by, at=at)
    return len(made) + tied


def _record(event: str, subject: str, facts: dict[str, Any], *, by: Member, at: datetime) -> None:
    journal.record(
        event, by=by.actor, at=at, organisation=by.organisation_id, subject=subject, facts=facts
    )
