"""Declaring a breach: by anybody, in two minutes, once, whatever the network does."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Max
from django.utils.timezone import localdate

from probant.breaches import presumptions, queries
from probant.breaches.actions.recording import Act, Place, WrongOrganisationError, state
from probant.breaches.domain.facts import to_json
from probant.breaches.domain.severity import severity
from probant.breaches.instants import not_after
from probant.breaches.models import DECLARED, Breach
from probant.breaches.statements import Declaration, Kind, Measure, written
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation

NUMBERING = 0x62726561  # the lock's class: one numbering of breaches at a time, by organisation


@transaction.atomic
def declare(
    organisation: Organisation, said: Declaration, *, key: UUID, by: Member, at: datetime
) -> Breach:
    """Art. 33(5): every breach is written down; the same form sent twice makes one breach.

    Sent again with other words, it adds those words to the breach: nothing typed is lost.
    """
    permissions.require(by, "breaches.declare")
    if organisation.pk != by.organisation_id:
        raise WrongOrganisationError
    not_after(said.noticed_at, at)
    _alone(organisation.pk)
    known = queries.by_key(organisation.pk, key)
    if known is not None:
        return _again(known, said, by, at)
    breach = _new(organisation, said, key, by, at)
    facts = {"incident": said.incident, "is_protected": said.is_protected}
    state(breach, Place(Kind.DECLARATION), said, Act("declared", by, at, facts=facts))
    state(breach, Place(Kind.FACTS), breach.facts, Act("facts_presumed", by, at))
    if said.done:
        done = Measure(text=said.done, done_on=localdate(at))
        state(breach, Place(Kind.MEASURE, uuid4().hex), done, Act("measure_stated", by, at))
    return breach


def _again(known: Breach, said: Declaration, by: Member, at: datetime) -> Breach:
    latest = queries.latest(known, Kind.DECLARATION)
    if known.declared_by != by.person_id or (latest and latest.content == written(said)):
        return known
    state(known, Place(Kind.DECLARATION), said, Act("declared_again", by, at))
    return known


def _new(
    organisation: Organisation, said: Declaration, key: UUID, by: Member, at: datetime
) -> Breach:
    year = localdate(at).year
    facts = presumptions.facts_of(said)
    return Breach.objects.create(
        organisation=organisation,
        year=year,
        number=_next_number(organisation.pk, year),
        key=key,
        incident=said.incident,
        status=DECLARED,
        declared_at=at,
        declared_by=by.person_id,
        noticed_at=min(said.noticed_at, at),
        severity=queries.bands_of(severity(facts)),
        facts=to_json(facts),
        facts_number=1,
        version=0,
        updated_at=at,
        updated_by=by.person_id,
    )


def _alone(organisation: UUID) -> None:
    """One declaration at a time in an organisation: numbers follow, a form counts once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )


def _next_number(organisation: UUID, year: int) -> int:
    given = Breach.objects.filter(organisation=organisation, year=year)
    highest: int | None = given.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1
