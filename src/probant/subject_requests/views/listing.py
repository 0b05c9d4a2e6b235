"""The list of requests: what is due first comes first; a page opens the names of its rows alone."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.organisations.permissions import is_allowed
from probant.subject_requests import labels, queries
from probant.subject_requests.forms.filters import FILTERS, selects, wanted
from probant.subject_requests.models import CHANNELS, RIGHTS, STATUSES, SubjectRequest
from probant.subject_requests.views import finding

PAGE_SIZE = 50


@require_safe
@permission("subject_requests.view")
def requests(request: MemberRequest) -> HttpResponse:
    """The requests that the reader asks for."""
    now = clock.now()
    organisation = request.member.organisation_id
    asked = wanted(request.GET)
    people = finding.handlers(organisation)
    page = Paginator(queries.listed(organisation, asked, now=now), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    context: dict[str, Any] = {
        "page": page,
        "rows": _rows(rows, dict(people), now),
        "asked": asked,
        "selects": selects(asked, people),
        "is_filtered": any(request.GET.get(name) for name in FILTERS),
        "export_url": finding.url("export", request),
        "may_enter": is_allowed(request.member.role, "subject_requests.enter"),
        "may_handle": finding.may_handle(request),
        "now": now,
    }
    return render(request, "subject_requests/list.html", context)


def _rows(
    rows: list[SubjectRequest], people: dict[str, str], now: datetime
) -> list[dict[str, Any]]:
    """What a line shows, in one pass: words are looked up once a page, not once a cell."""
    names = queries.personal_of_many(rows)
    rights, channels, statuses = _words(RIGHTS), _words(CHANNELS), _words(STATUSES)
    return [
        {
            "request": row,
            "name": names[row.pk].name,
            "rights": ", ".join(rights[right] for right in row.rights),
            "channel": channels[row.channel],
            "status": statuses[row.status],
            "tone": labels.TONES[row.status],
            "handled_by": people.get(str(row.handled_by or ""), ""),
            "is_late": row.due_at is not None and row.due_at < now,
        }
        for row in rows
    ]


def _words(choices: list[tuple[str, Any]]) -> dict[str, str]:
    return {value: str(label) for value, label in choices}
