"""Reminders by e-mail of what is due: what to do, a reference, an instant, and no person's data.

A deadline is computed from the data when it is read; a reminder only speaks of it, and is noted in
the transaction that queues it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from probant.accountability.dues import KINDS, dues
from probant.correspondence import actions as correspondence
from probant.database import isolation, listing
from probant.deadlines import actions as deadlines
from probant.deadlines import queries
from probant.deadlines.domain import Audience, Due, Reminder, reminder
from probant.journal.domain import SYSTEM
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.domain import Role
from probant.organisations.models import Membership, Organisation

EVERY = "every_organisation"
ACCOUNTABLE = frozenset({Role.DPO, Role.ADMINISTRATOR})


def remind_all(now: datetime) -> int:
    """Queues the reminders of every organisation, each in a transaction of its own."""
    with transaction.atomic():
        every = listing.organisations(EVERY, at=now)
    return sum(_remind_in(organisation, now) for organisation in every)


@transaction.atomic
def _remind_in(organisation: UUID, now: datetime) -> int:
    isolation.enter(organisation, person=None)
    return remind(organisations.organisation(organisation), now=now)


@transaction.atomic
def remind(organisation: Organisation, *, now: datetime) -> int:
    """Queues the reminders of one organisation, whose context is open; how many things they name.

    Nobody is written to about the invented organisations of the demonstration.
    """
    if organisation.is_demonstration:
        return 0
    members = list(organisations.members(organisation.pk))
    pending = list(_pending(organisation, now))
    with translation.override(organisation.language):
        return sum(_tell(organisation, due, found, members, now) for due, found in pending)


def _pending(organisation: Organisation, now: datetime) -> Iterable[tuple[Due, Reminder]]:
    sent = queries.sent(organisation.pk)
    for due in dues(organisation, now=now):
        found = reminder(due, now=now, sent=sent.get((due.kind, due.subject), ()))
        if found:
            yield due, found


def _tell(
    organisation: Organisation,
    due: Due,
    found: Reminder,
    members: Sequence[Membership],
    now: datetime,
) -> bool:
    to = sorted(set(_addresses(due, found.audience, members)))
    if not to or not deadlines.note_sent(due, found, recipients=len(to), at=now):
        return False
    label = str(KINDS[due.kind])
    word = _("Late") if found.is_late else _("Reminder")
    correspondence.send(
        organisation.pk,
        to=to,
        subject=f"{word} · {label} · {due.reference}",
        text=_text(organisation, due, label, is_late=found.is_late),
        about=f"{due.kind}:{due.subject}"[:100],
        at=now,
        by=SYSTEM,
    )
    return True


def _addresses(due: Due, audience: Audience, members: Sequence[Membership]) -> Iterable[str]:
    """Whoever may do it; before the last call, the person in charge alone where there is one."""
    able = [one for one in members if permissions.is_allowed(Role(one.role), due.permission)]
    charged = [one for one in able if one.person_id == due.responsible]
    told = able if audience is not Audience.RESPONSIBLE else charged or able
    if audience is Audience.ACCOUNTABLE:
        told = charged + [one for one in able if Role(one.role) in ACCOUNTABLE]
    return (one.person.email for one in told if one.person.is_active)


def _text(organisation: Organisation, due: Due, label: str, *, is_late: bool) -> str:
    return render_to_string(
        "accountability/reminder.txt",
        {
            "organisation": organisation.name,
            "label": label,
            "due": due,
            "is_late": is_late,
            "link": settings.PROBANT_ORIGIN + due.url,
        },
    )
