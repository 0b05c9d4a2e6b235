"""What a person receives at once: the number and the private link, by e-mail where one was given.

The message repeats nothing that was typed, so that nobody writes to strangers through the form.
"""

from collections.abc import Callable
from datetime import datetime

from probant.correspondence import actions as correspondence
from probant.correspondence import letters
from probant.journal.domain import Actor
from probant.organisations.models import Organisation
from probant.subject_requests import queries, throttle
from probant.subject_requests.actions import Received
from probant.subject_requests.domain.abuse import Counter
from probant.subject_requests.throttle import Counted, TooManyError

SENDER = Actor(kind="requester", id="public_form")
KIND = "subject_requests.receipt"
Linked = Callable[[str], str]


def send(organisation: Organisation, received: Received, linked: Linked, *, at: datetime) -> bool:
    """Queues the receipt; False without an address, without a link, or where it had enough.

    A repetition sends the first request's link again, to the address that it was given from.
    """
    held = queries.personal_of(received.request)
    email = held.contact.email.strip()
    if not email or not held.follow_token or not _may_write_to(email, at):
        return False
    letter = letters.compose(
        organisation,
        KIND,
        received.request.language,
        {"number": received.request.number, "link": linked(held.follow_token), **_dates(received)},
    )
    try:
        correspondence.send(
            organisation.pk,
            to=[email],
            subject=letter.subject,
            text=letter.text,
            about=f"subject_requests:{received.request.pk}",
            at=at,
            by=SENDER,
        )
    except correspondence.BadAddressError:
        return False
    return True


def _dates(received: Received) -> dict[str, object]:
    request = received.request
    state = queries.state_of(queries.event_rows(request))
    clock = queries.clock_of(request, state, now=request.recorded_at)
    return {"received_on": request.received_at.date(), "due_on": clock.deadline.last_day}


def _may_write_to(email: str, at: datetime) -> bool:
    try:
        throttle.take(Counted(Counter.MAILED, email.lower()), at=at)
    except TooManyError:
        return False
    return True
