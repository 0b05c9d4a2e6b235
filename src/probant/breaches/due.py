"""What breaches have due: each clock that runs, a declaration to look at, a measure to finish."""

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from probant.breaches.casefile import CaseFile
from probant.breaches.clocks import AUTHORITY, PERSONS, clocks_of
from probant.breaches.domain.clocks import FRANCE, Clock
from probant.breaches.models import DECLARED, Breach
from probant.breaches.queries import histories, in_progress
from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation

QUALIFY, NOTIFY, INFORM = "breaches.qualify", "breaches.notify", "breaches.inform"
TELL, MEASURE = "breaches.tell", "breaches.measure"
KINDS = {
    QUALIFY: _("Look at the declared breach"),
    NOTIFY: _("Notify the breach to the CNIL"),
    INFORM: _("Inform the people concerned by the breach"),
    TELL: _("Tell others about the breach"),
    MEASURE: _("Finish a measure of the breach"),
}
OF_DUTIES = {AUTHORITY: NOTIFY, PERSONS: INFORM}
MAY_SEE = "breaches.view"
A_DAY = Period(hours=24)  # a target of ours: nothing is decided while nobody has looked
PAGES = {QUALIFY: "breach", NOTIFY: "notification"}


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """Everything open; what may apply is due until somebody decides that it does not."""
    found = list(in_progress(organisation.pk))
    told = histories(found)
    return tuple(one for breach in found for one in _of(CaseFile(breach, told[breach.pk]), now))


def _of(file: CaseFile, now: datetime) -> Iterator[Due]:
    breach = file.breach
    if breach.status == DECLARED:
        ends = FRANCE.end_of(A_DAY, starting=breach.declared_at)
        yield _due(breach, QUALIFY, "qualify", ends)
    for clock in clocks_of(breach, now=now, facts=file.facts, sendings=file.sent):
        if _is_running(clock):
            kind = OF_DUTIES.get(clock.duty, TELL)
            yield _due(breach, kind, clock.duty, clock.deadline)  # type: ignore[arg-type]
    for name, (made, said) in file.measures.items():
        if said.due_on is not None and said.done_on is None:
            until = make_aware(datetime.combine(said.due_on, time(23, 59)))
            days = max((until - made.at).days, 1)
            yield _due(
                breach, MEASURE, name, Deadline(made.at, Period(days=days), until, until, ())
            )


def _is_running(clock: Clock) -> bool:
    """What nobody has decided yet counts, but a duty that may not exist reminds only once it does.

    The CNIL's 72 hours run from the first hour on: waiting for a decision is how they are missed.
    """
    if clock.deadline is None or clock.done_at is not None:
        return False
    return clock.applies is True or clock.duty == AUTHORITY


def _due(breach: Breach, kind: str, subject: str, deadline: Deadline) -> Due:
    page = PAGES.get(kind, "breach")
    return Due(
        organisation=breach.organisation_id,
        kind=kind,
        subject=f"{breach.pk}:{subject}",
        reference=breach.reference,
        deadline=deadline,
        url=reverse(f"breaches:{page}", args=[breach.organisation_id, breach.pk]),
        permission=MAY_SEE,
    )
