"""A year of requests in figures, each with its table."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.subject_requests import queries
from probant.subject_requests.domain.statistics import statistics
from probant.subject_requests.models import CHANNELS, RIGHTS
from probant.subject_requests.views import finding

WIDTH = 240  # of the longest bar, in units of the drawing


@require_safe
@permission("subject_requests.view")
def shown(request: MemberRequest) -> HttpResponse:
    """The figures of one year; the present one unless another is chosen."""
    now = clock.now()
    organisation = request.member.organisation_id
    years = queries.years(organisation)
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked in map(str, years) else timezone.localdate(now).year
    figures = statistics(queries.figures(organisation, chosen, now=now))
    months = {str(MONTHS[place]): count for place, count in enumerate(figures.by_month, start=1)}
    context: dict[str, Any] = {
        "years": [str(year) for year in sorted({*years, chosen}, reverse=True)],
        "year": str(chosen),
        "figures": figures,
        "by_right": _bars(_worded(RIGHTS, figures.by_right)),
        "by_channel": _bars(_worded(CHANNELS, figures.by_channel)),
        "by_month": _bars(months),
        "list_url": finding.url("list", request),
        "breadcrumb": finding.trail(request, None, _("Statistics")),
    }
    return render(request, "subject_requests/statistics.html", context)


def _worded(choices: list[tuple[str, Any]], counts: Mapping[str, int]) -> dict[str, int]:
    return {str(label): counts[value] for value, label in choices if counts.get(value)}


def _bars(counts: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Label, count, and the length of its bar."""
    most = max(counts.values(), default=0) or 1
    return [(label, count, round(WIDTH * count / most)) for label, count in counts.items()]
