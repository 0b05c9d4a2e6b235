"""What may be done about ways: told, from the usual ones, changed, given up, taken up again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from probant.barriers import queries
from probant.barriers.domain.ways import (
    Barrier,
    Kind,
    Outside,
    Reach,
    digest,
    ensure_bounded,
    ensure_past,
    from_json,
    to_json,
)
from probant.barriers.domain.ways import Way as WayFacts
from probant.barriers.models import Way, WayVersion
from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference.access_paths import AccessPath, access_paths

EDIT = "barriers.edit"
NUMBERING = 0x0BA7


class WayMovedError(ProbantError):
    """Somebody saved first: `theirs` is what stands, `mine` what was typed; nothing was kept."""

    def __init__(self, theirs: WayVersion, mine: WayFacts) -> None:
        super().__init__(theirs.number)
        self.theirs = theirs
        self.mine = mine


class WayStateError(ProbantError):
    """The way was given up, or is in use: this act has no object."""


class UnknownUsualWayError(ProbantError):
    """There is no usual way of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@transaction.atomic
def add(organisation: Organisation, facts: WayFacts, *, by: Member, at: datetime) -> Way:
    """A new way, with its number."""
    _permit(organisation, by)
    _ensure_sound(facts, at)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation.pk)]
        )
    highest = Way.objects.filter(organisation=organisation).aggregate(highest=Max("number"))
    made = Way(organisation=organisation, number=(highest["highest"] or 0) + 1, version=0)
    return _save(made, facts, event="added", by=by, at=at)


@transaction.atomic
def add_usual(
    organisation: Organisation, names: Iterable[str], *, by: Member, at: datetime
) -> list[Way]:
    """Usual ways, every barrier of theirs unknown until somebody says otherwise."""
    permissions.require(by, EDIT)
    known = access_paths()
    chosen = list(dict.fromkeys(names))
    unknown = next((name for name in chosen if name not in known), None)
    if unknown is not None:
        raise UnknownUsualWayError(unknown)
    language = organisation.language
    return [add(organisation, usual(known[name], language), by=by, at=at) for name in chosen]


@transaction.atomic
def change(way_id: UUID, facts: WayFacts, *, seen: int, by: Member, at: datetime) -> Way:
    """What is known now; WayMovedError where `seen` is not the version that stands."""
    permissions.require(by, EDIT)
    found = _locked(by, way_id)
    if found.retired_at is not None:
        raise WayStateError
    if seen != found.version:
        raise WayMovedError(queries.versions(by.organisation_id, way_id)[0], facts)
    _ensure_sound(facts, at)
    if to_json(facts) == found.content:
        return found
    return _save(found, facts, event="changed", by=by, at=at)


@transaction.atomic
def retire(way_id: UUID, *, reason: str, by: Member, at: datetime) -> Way:
    """The way no longer exists; it stays readable."""
    permissions.require(by, EDIT)
    found = _locked(by, way_id)
    if found.retired_at is not None:
        raise WayStateError
    found.retired_at = at
    facts = from_json(found.content)
    return _save(found, facts, event="retired", note=reason, by=by, at=at)


@transaction.atomic
def take_up(way_id: UUID, *, by: Member, at: datetime) -> Way:
    """A way that was given up exists again."""
    permissions.require(by, EDIT)
    found = _locked(by, way_id)
    if found.retired_at is None:
        raise WayStateError
    found.retired_at = None
    return _save(found, from_json(found.content), event="taken_up", by=by, at=at)


def usual(path: AccessPath, language: str) -> WayFacts:
    """A usual way as it begins."""
    return WayFacts(
        name=path.label.in_(language),
        kind=path.id,
        outside=Outside(path.outside),
        reach=Reach(path.reach),
        barriers=tuple(Barrier(kind=Kind(kind)) for kind in path.asks),
    )


def _permit(organisation: Organisation, by: Member) -> None:
    permissions.require(by, EDIT)
    if organisation.pk != by.organisation_id:
        raise permissions.PermissionDeniedError(EDIT, by.role)


def _locked(by: Member, way_id: UUID) -> Way:
    return Way.objects.select_for_update().get(organisation=by.organisation_id, pk=way_id)


def _ensure_sound(facts: WayFacts, at: datetime) -> None:
    ensure_bounded(facts)
    ensure_past(facts, today=localdate(at))


def _save(  # noqa: PLR0913  an act is what, how it is called, why, by whom, when
    way: Way, facts: WayFacts, *, event: str, by: Member, at: datetime, note: str = ""
) -> Way:
    way.name, way.kind, way.content = facts.name, facts.kind, to_json(facts)
    way.version += 1
    way.updated_at, way.updated_by = at, by.person_id
    way.save()
    made = WayVersion.objects.create(
        organisation_id=way.organisation_id,
        way_id=way.pk,
        number=way.version,
        event=event,
        content=way.content,
        digest=digest(facts),
        at=at,
        by=by.person_id,
        by_name=by.name,
        note=note,
    )
    journal.record(
        f"barriers.{event}",
        by=by.actor,
        at=at,
        organisation=way.organisation_id,
        subject=str(way.pk),
        facts={"reference": way.reference, "version": way.version, "sha256": made.digest},
    )
    return way
