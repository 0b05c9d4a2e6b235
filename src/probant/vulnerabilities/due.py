"""What flaws have due: the grave ones that wait longest, and acceptances that end.

A scan may bring a hundred thousand flaws: the nearest are kept, the list shows the others.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Deadline, Period
from probant.deadlines.domain import Due
from probant.organisations.models import Organisation
from probant.vulnerabilities import queries
from probant.vulnerabilities.domain.standing import State
from probant.vulnerabilities.models import Flaw

FIX, ACCEPTANCE = "vulnerabilities.fix", "vulnerabilities.acceptance"
KINDS = {
    FIX: _("Fix the vulnerability and have it verified"),
    ACCEPTANCE: _("Look again at the accepted vulnerability"),
}
MAY_SEE = "vulnerabilities.view"
MOST = 25


def due(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
    """At most MOST of each kind, the nearest first."""
    today = timezone.localdate(now)
    grave = Q(severity__in=queries.GRAVE) | Q(is_exploited=True)
    known = queries.flaws(organisation.pk)
    waiting = known.filter(queries.running(today), grave, due_on__isnull=False)
    accepted = known.filter(state=State.ACCEPTED, accepted_until__gte=today)
    return (
        *_each(FIX, waiting.order_by("due_on", "number")[:MOST], "known_on", "due_on"),
        *_each(ACCEPTANCE, accepted.order_by("accepted_until")[:MOST], "said_on", "accepted_until"),
    )


def _each(kind: str, found: Iterable[Flaw], since: str, until: str) -> Iterator[Due]:
    for flaw in found:
        yield _due(kind, flaw, getattr(flaw, since), getattr(flaw, until))


def _due(kind: str, flaw: Flaw, since: date, until: date) -> Due:
    ends = timezone.make_aware(datetime.combine(until, time(23, 59)))
    starts = timezone.make_aware(datetime.combine(since, time(0)))
    days = max((until - since).days, 1)
    return Due(
        organisation=flaw.organisation_id,
        kind=kind,
        subject=f"{flaw.pk}:{kind.rpartition('.')[2]}",
        reference=flaw.reference,
        deadline=Deadline(starts, Period(days=days), ends, ends, ()),
        url=reverse("vulnerabilities:flaw", args=[flaw.organisation_id, flaw.pk]),
        permission=MAY_SEE,
    )
