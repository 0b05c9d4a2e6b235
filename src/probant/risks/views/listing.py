"""The risks of the organisation, its analyses, and both as files."""

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import risks as reference
from probant.risks import labels, queries
from probant.risks.domain import risk as rules
from probant.risks.exports import MEDIA_TYPES, sheet, write
from probant.risks.forms.risks import Filters
from probant.risks.models import Analysis, Risk
from probant.risks.views import finding

PAGE_SIZE, SHOWN_ANALYSES, MOST_EXPORTED = 50, 20, 20_000


@require_safe
@permission("risks.view")
def risks(request: MemberRequest) -> HttpResponse:
    """The analyses, then the risks that the reader asks for."""
    organisation, today = request.member.organisation_id, timezone.localdate(clock.now())
    filters = Filters(request.GET)
    found = queries.listed(organisation, filters.wanted(), on=today)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    analyses = list(queries.analyses(organisation)[:SHOWN_ANALYSES])
    context: dict[str, Any] = {
        "analyses": [analysis_row(request, one) for one in analyses],
        "page": page,
        "told": titles(),
        "rows": [row(request, one, today) for one in page.object_list],
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "export_url": finding.url("export", request),
        "may_edit": finding.may(request, "risks.edit"),
        "methods": _methods(request),
    }
    return render(request, "risks/list.html", context)


@require_safe
@permission("risks.view", traced_as="risks.exported")
def export(request: MemberRequest) -> HttpResponse:
    """The risks that the list shows, in the reader's language; every export is journalled."""
    today = timezone.localdate(clock.now())
    wanted = Filters(request.GET).wanted()
    found = queries.listed(request.member.organisation_id, wanted, on=today)[:MOST_EXPORTED]
    return as_file(request, list(found))


def as_file(
    request: MemberRequest, found: list[Risk], analysis: Analysis | None = None
) -> HttpResponse:
    """These risks in the format asked for; 404 for another."""
    asked = request.GET.get("format", "")
    if asked not in MEDIA_TYPES:
        raise Http404
    made = sheet(
        finding.organisation_of(request),
        found,
        language=(get_language() or "fr")[:2],
        at=clock.now(),
        analysis=analysis,
    )
    response = HttpResponse(write(asked, made), content_type=MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{asked}"'
    return response


def row(request: MemberRequest, one: Risk, today: date) -> dict[str, Any]:
    """A line, in words: fifty of them are written without a template each."""
    value = queries.value_of(one)
    state = rules.state_of(value, today)
    return {
        "url": finding.url("risk", request, one.pk),
        "reference": one.reference,
        "title": one.title,
        "analysis": one.analysis.reference,
        "level": labels.level(one.level),
        "steps": f"{value.severity or '?'} × {value.likelihood or '?'}",
        "residual": labels.level(value.residual_level),
        "treatment": labels.word(reference.vocabulary().treatments, value.treatment),
        "state": {"word": labels.STATES[state], "tone": labels.STATE_TONES[state]},
        "due_on": formats.date_format(one.due_on, "SHORT_DATE_FORMAT") if one.due_on else "",
    }


def analysis_row(request: MemberRequest, one: Analysis) -> dict[str, Any]:
    """An analysis, in words."""
    return {
        "url": finding.url("analysis", request, one.pk),
        "reference": one.reference,
        "title": one.title,
        "method": labels.word(reference.vocabulary().methods, one.method),
        "state": labels.ANALYSIS_STATES[one.state],
        "tone": labels.ANALYSIS_TONES[one.state],
        "validated_at": one.validated_at,
        "by": one.validated_by_name,
    }


def titles() -> dict[str, str]:
    """The titles once: a cell repeats its own on a phone."""
    return {
        "number": _("Number"),
        "risk": _("Risk"),
        "level": _("Today"),
        "residual": _("Once treated"),
        "treatment": _("Treatment"),
        "state": _("State"),
    }


def _methods(request: MemberRequest) -> list[dict[str, str]]:
    icons = {"quick": "stopwatch", "scenarios": "diagram-2", "ebios": "layers"}
    return [
        {
            "url": f"{finding.url('new', request)}?method={code}",
            "icon": icons[code],
            "label": text.in_(labels.language()),
        }
        for code, text in reference.vocabulary().methods.items()
    ]
