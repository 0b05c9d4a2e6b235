"""Reminders sent, and whose calendar an address opens."""

from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from probant.deadlines.models import CalendarFeed, SentReminder
from probant.organisations import queries as organisations
from probant.organisations.domain import Member


def sent(organisation: UUID) -> Mapping[tuple[str, str], set[str]]:
    """The keys of the reminders sent, by kind and subject."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    rows = SentReminder.objects.filter(organisation=organisation)
    for kind, subject, key in rows.values_list("kind", "subject", "key"):
        found[kind, subject].add(key)
    return found


def feed_of(member: Member) -> CalendarFeed | None:
    """The member's calendar, or None while none was asked for."""
    return CalendarFeed.objects.filter(
        organisation=member.organisation_id, person=member.person_id
    ).first()


def reader(organisation: UUID, token: str) -> Member | None:
    """Who reads the calendar behind `token`, with the role they hold now, or None."""
    digest = sha256(token.encode()).digest()
    feed = (
        CalendarFeed.objects.select_related("person")
        .filter(organisation=organisation, digest=digest)
        .first()
    )
    if feed is None or not feed.person.is_active:
        return None
    found = organisations.membership(organisation, person_id=feed.person_id)
    return organisations.member_of(found, name=feed.person.full_name) if found else None
