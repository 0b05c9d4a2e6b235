"""How a statement is made: its number, its place, its fingerprint, its entry in the journal."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from probant.breaches import queries
from probant.breaches.models import Breach, Statement
from probant.breaches.statements import Kind, written
from probant.common import canonical_json
from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations.domain import Member


class WrongOrganisationError(ProbantError):
    """A member acts in another organisation than the one named."""


class ClosedBreachError(ProbantError):
    """The file is closed, or was found to be no breach: it is opened again first."""

    def __init__(self, breach: Breach) -> None:
        """`breach`: as it stands."""
        super().__init__(str(breach.pk), breach.status)
        self.breach = breach


class StatementConflictError(ProbantError):
    """Someone stated first: `theirs` stands, `mine` is what this person wanted, nothing is lost."""

    def __init__(self, theirs: Statement | None, mine: Mapping[str, Any], *, expected: int) -> None:
        """`expected`: the number that this person had on screen."""
        super().__init__(str(theirs.pk) if theirs else "", expected)
        self.theirs = theirs
        self.mine = mine
        self.expected = expected


@dataclass(frozen=True)
class Act:
    """One act on a breach: its name in the journal, who, when, why, and facts without persons."""

    event: str
    by: Member
    at: datetime
    note: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Which statement: its kind, the item it is about, and the number that was on screen."""

    kind: Kind
    item: str = ""
    expected: int | None = None


def locked(by: Member, breach_id: UUID) -> Breach:
    """The breach, held until the transaction ends; Breach.DoesNotExist for another's."""
    found = Breach.objects.select_for_update()
    return found.get(organisation=by.organisation_id, pk=breach_id)


def opened(by: Member, breach_id: UUID) -> Breach:
    """The same, refused once it is closed."""
    breach = locked(by, breach_id)
    if not breach.is_open:
        raise ClosedBreachError(breach)
    return breach


def state(breach: Breach, place: Place, content: object, act: Act) -> Statement:
    """Adds a statement to a locked breach, saves the breach with it, and journals both."""
    latest = queries.latest(breach, place.kind, place.item)
    mine = content if isinstance(content, dict) else written(content)
    number = latest.number if latest else 0
    if place.expected is not None and place.expected != number:
        raise StatementConflictError(latest, mine, expected=place.expected)
    breach.version += 1
    breach.updated_at, breach.updated_by = act.at, act.by.person_id
    breach.save()
    made = Statement.objects.create(
        organisation_id=breach.organisation_id,
        breach_id=breach.pk,
        kind=place.kind.value,
        item=place.item,
        number=number + 1,
        sequence=breach.version,
        event=act.event,
        content=mine,
        digest=hashlib.sha256(canonical_json.dumps(mine)).hexdigest(),
        at=act.at,
        by=act.by.person_id,
        by_name=act.by.name,
        note=act.note,
    )
    _journal(breach, made, act)
    return made


def _journal(breach: Breach, made: Statement, act: Act) -> None:
    journal.record(
        f"breaches.{act.event}",
        by=act.by.actor,
        at=act.at,
        organisation=breach.organisation_id,
        subject=str(breach.pk),
        facts={
            "reference": breach.reference,
            "sequence": made.sequence,
            "kind": made.kind,
            "number": made.number,
            "sha256": made.digest,
            **act.facts,
        },
    )
