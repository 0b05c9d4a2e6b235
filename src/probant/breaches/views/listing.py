"""The register of breaches, art. 33(5): every one of them, filtered."""

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from probant.breaches import labels, queries
from probant.breaches.clocks import AUTHORITY, clock_of
from probant.breaches.forms.filters import Filters
from probant.breaches.models import Breach
from probant.breaches.statements import Choice
from probant.breaches.templatetags.breach_words import bands, incident_label
from probant.breaches.views import finding
from probant.common import clock
from probant.organisations.access import MemberRequest, permission

PAGE_SIZE = 50


@require_safe
@permission("breaches.view")
def breaches(request: MemberRequest) -> HttpResponse:
    """The breaches that the reader asks for, the latest first."""
    filters = Filters(request.GET)
    organisation, now = request.member.organisation_id, clock.now()
    page = Paginator(queries.listed(organisation, filters.wanted()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context: dict[str, Any] = {
        "page": page,
        "told": _columns(),
        "rows": [_row(request, one, now) for one in page.object_list],
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "has_any": page.paginator.count > 0 or queries.breaches(organisation).exists(),
        "export_url": finding.url("export", request),
        "now": now,
    }
    return render(request, "breaches/list.html", context)


def _columns() -> dict[str, str]:
    """The titles once: a cell repeats its own on a phone."""
    return {
        "number": _("Number"),
        "incident": _("What happened"),
        "state": _("State"),
        "authority": _("CNIL"),
        "persons": _("People"),
        "severity": _("Severity"),
    }


def _row(request: MemberRequest, one: Breach, now: datetime) -> dict[str, Any]:
    """A line, in words: fifty of them are written without a template each."""
    return {
        "url": finding.url("breach", request, one),
        "reference": one.reference,
        "declared_at": formats.date_format(
            timezone.localtime(one.declared_at), "SHORT_DATETIME_FORMAT"
        ),
        "incident": incident_label(one.incident),
        "status": one.get_status_display(),
        "tone": labels.STATUS_TONES[one.status],
        "icon": labels.STATUS_ICONS[one.status],
        "ends_at": _ends_at(one, now),
        "notify": _decided(one.notify, one.notified_at and timezone.localdate(one.notified_at)),
        "inform": _decided(one.inform, one.informed_on),
        "severity": bands(one.severity),
    }


def _ends_at(one: Breach, now: datetime) -> datetime | None:
    """The end of the 72 hours while they run."""
    if not one.is_open or one.notify == Choice.NO or one.notified_at is not None:
        return None
    found = clock_of(one, AUTHORITY, now=now)
    return found.deadline.target_at if found and found.deadline else None


def _decided(choice: str, done_on: date | None) -> dict[str, Any]:
    if done_on is not None:
        day = formats.date_format(done_on, "SHORT_DATE_FORMAT")
        told = pgettext("breach", "done on %(day)s") % {"day": day}
        return {"tone": "good", "word": told}
    return {"tone": labels.CHOICE_TONES[choice], "word": labels.CHOICES[choice]}
