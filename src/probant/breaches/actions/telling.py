"""Telling those who must know, and following what was decided: each a statement with its proof."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from probant.breaches import clocks, queries
from probant.breaches.actions.recording import Act, Place, opened, state
from probant.breaches.domain.facts import from_json, to_json
from probant.breaches.instants import FutureError, not_after
from probant.breaches.models import OPEN, Breach
from probant.breaches.statements import (
    PERSONS,
    Communication,
    Kind,
    Lesson,
    Measure,
    Notification,
    Sending,
)
from probant.common.errors import ProbantError
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.reference import breach as reference

QUALIFY = "breaches.qualify"
AUTHORITY, OTHER = clocks.AUTHORITY, "other"
LAST_TYPES = frozenset({"complementary", "complete"})
Followed = Communication | Measure | Lesson
EVENTS = {
    Communication: (Kind.COMMUNICATION, "communication_stated"),
    Measure: (Kind.MEASURE, "measure_stated"),
    Lesson: (Kind.LESSON, "lesson_stated"),
}


class UnknownDutyError(ProbantError):
    """No such body is to be told; duties are journalled, so that none is typed words."""


class LateReasonsMissingError(ProbantError):
    """Art. 33(1): a notification made after 72 hours is accompanied by reasons for the delay."""


@transaction.atomic
def freeze(
    breach_id: UUID, said: Notification, *, by: Member, at: datetime, expected: int
) -> Breach:
    """The notification as it is about to be sent: kept word for word, whatever changes later."""
    permissions.require(by, QUALIFY)
    breach = opened(by, breach_id)
    facts = {"type": said.type, "facts_number": said.facts_number}
    act = Act("notification_prepared", by, at, facts=facts)
    state(breach, Place(Kind.NOTIFICATION, AUTHORITY, expected), said, act)
    return breach


@transaction.atomic
def record_sending(breach_id: UUID, said: Sending, *, by: Member, at: datetime) -> Breach:
    """That it was sent, when, with which receipt; late to the authority, with the reasons."""
    permissions.require(by, QUALIFY)
    breach = opened(by, breach_id)
    if said.duty not in {*reference.duties(), OTHER}:
        raise UnknownDutyError
    said = replace(said, sent_at=not_after(said.sent_at, at))
    if said.duty == AUTHORITY:
        _ensure_explained(breach, said, by, at)
        _date(breach, said)
    breach.status = OPEN
    facts = {"duty": said.duty, "has_receipt": bool(said.receipt), "has_proof": bool(said.proof)}
    state(breach, Place(Kind.SENDING, uuid4().hex), said, Act("notified", by, at, facts=facts))
    return breach


@transaction.atomic
def follow(  # noqa: PLR0913  an item is of what, which, over which, by whom and when
    breach_id: UUID,
    said: Followed,
    *,
    by: Member,
    at: datetime,
    item: str = "",
    expected: int = 0,
) -> str:
    """A group told, a measure, a lesson: a new one, or the next statement about one that exists."""
    permissions.require(by, QUALIFY)
    breach = opened(by, breach_id)
    kind, event = EVENTS[type(said)]
    done_on = getattr(said, "sent_on", None) or getattr(said, "done_on", None)
    if done_on is not None and done_on > localdate(at):
        raise FutureError(datetime.combine(done_on, at.timetz()), at)
    name = item or uuid4().hex
    state(breach, Place(kind, name, expected), said, Act(event, by, at))
    if isinstance(said, Communication):
        _date_information(breach)
    return name


def _ensure_explained(breach: Breach, said: Sending, by: Member, at: datetime) -> None:
    """Reasons given here complete the facts, from which the form is filled."""
    facts = from_json(breach.facts)
    if facts.timeline.late_reasons.strip():
        return
    if said.late_reasons:
        timeline = replace(facts.timeline, late_reasons=said.late_reasons)
        breach.facts = to_json(replace(facts, timeline=timeline))
        breach.facts_number += 1
        state(breach, Place(Kind.FACTS), breach.facts, Act("facts_changed", by, at))
        return
    clock = clocks.clock_of(breach, AUTHORITY, now=said.sent_at)
    is_first = breach.notified_at is None and breach.aware_at is not None
    if is_first and clock and clock.is_late(said.sent_at):
        raise LateReasonsMissingError


def _date(breach: Breach, said: Sending) -> None:
    breach.notified_at = min(filter(None, (breach.notified_at, said.sent_at)))
    notification = queries.latest(breach, Kind.NOTIFICATION, AUTHORITY)
    if notification and notification.content.get("type") in LAST_TYPES:
        breach.completed_at = said.sent_at


def _date_information(breach: Breach) -> None:
    """When the first group of persons was told; nothing once no group is said to be."""
    told = queries.in_force(queries.history(breach), Kind.COMMUNICATION, Communication)
    days = [one.sent_on for _made, one in told.values() if one.audience in PERSONS and one.sent_on]
    breach.informed_on = min(days, default=None)
    breach.save(update_fields=["informed_on"])
