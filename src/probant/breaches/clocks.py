"""The clocks of a breach as it stands: no job has to run for them to be right."""

from collections.abc import Iterable
from datetime import UTC, datetime, time

from django.utils.timezone import localdate

from probant.breaches.domain.clocks import Clock, Situation, active_packs, clocks
from probant.breaches.domain.facts import (
    BreachFacts,
    Involvement,
    OwnRole,
    Timeline,
    from_json,
)
from probant.breaches.models import Breach
from probant.breaches.statements import Choice, Sending

ANSWERS = {Choice.YES.value: True, Choice.NO.value: False}
AUTHORITY, PERSONS = "authority", "persons"


def clocks_of(
    breach: Breach,
    *,
    now: datetime,
    facts: BreachFacts | None = None,
    sendings: Iterable[Sending] = (),
) -> tuple[Clock, ...]:
    """Every clock that runs or ran, the nearest end first; none once it was found to be none.

    Without `sendings`, only what the breach's own columns date is known to be done.
    """
    if breach.status == "dismissed":
        return ()
    return clocks(facts or from_json(breach.facts), _situation(breach, sendings, now))


def clock_of(breach: Breach, duty: str, *, now: datetime) -> Clock | None:
    """One duty's clock, where it runs or ran, from the columns alone: lists ask for fifty."""
    role = OwnRole.PROCESSOR if breach.is_processor else OwnRole.CONTROLLER
    facts = BreachFacts(
        timeline=Timeline(aware_at=breach.aware_at), involvement=Involvement(role=role)
    )
    found = clocks_of(breach, now=now, facts=facts)
    return next((one for one in found if one.duty == duty), None)


def _situation(breach: Breach, sendings: Iterable[Sending], now: datetime) -> Situation:
    done: dict[str, datetime] = {}
    for one in sendings:
        done[one.duty] = min(one.sent_at, done.get(one.duty, one.sent_at))
    if breach.notified_at is not None:
        done[AUTHORITY] = breach.notified_at
    if breach.informed_on is not None:
        noon = datetime.combine(breach.informed_on, time(12), tzinfo=UTC)
        done[PERSONS] = min(noon, now)
    return Situation(
        notify=ANSWERS.get(breach.notify),
        inform=ANSWERS.get(breach.inform),
        done=done,
        provisional_at=breach.noticed_at,
        rule_packs=active_packs(localdate(now)),
    )
