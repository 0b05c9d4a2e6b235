"""The lists: assessments, the need for them activity by activity, the action plan of all."""

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
from probant.dpia import exports, labels, queries
from probant.dpia.forms.deciding import Filters, NeedFilters
from probant.dpia.models import VALIDATED, Assessment
from probant.dpia.queries import Need
from probant.dpia.views import finding
from probant.organisations.access import MemberRequest, permission

PAGE_SIZE = 50


@require_safe
@permission("dpia.view")
def assessments(request: MemberRequest) -> HttpResponse:
    """Every assessment, and what is still to be reasoned or made."""
    filters, organisation = Filters(request.GET), request.member.organisation_id
    page = Paginator(queries.listed(organisation, filters.wanted()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    needs = queries.needs_of(organisation)
    context: dict[str, Any] = {
        "page": page,
        "told": _columns(),
        "rows": [_row(request, one) for one in page.object_list],
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "has_any": page.paginator.count > 0 or queries.assessments(organisation).exists(),
        "undecided": sum(need.state == "none" for need in needs),
        "without": sum(_is_without(need) for need in needs),
        "high": queries.assessments(organisation).filter(is_high=True).count(),
        "export_url": finding.url("export", request, kind="assessments"),
        "may_edit": finding.may(request, "edit"),
    }
    return render(request, "dpia/list.html", context)


@require_safe
@permission("dpia.view")
def needs(request: MemberRequest) -> HttpResponse:
    """Each activity of the register with its reasoning, or without."""
    filters = NeedFilters(request.GET)
    found = queries.needs_of(request.member.organisation_id)
    wanted = [need for need in found if _is_wanted(need, filters.chosen)]
    page = Paginator(wanted, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "told": {
            "activity": _("Activity"),
            "state": _("Reasoning"),
            "conclusion": _("Conclusion"),
            "assessment": _("Assessment"),
        },
        "rows": [_need_row(request, need) for need in page.object_list],
        "filters": filters,
        "is_filtered": bool(filters.chosen),
        "has_any": bool(found),
        "export_url": finding.url("export", request, kind="needs"),
        "breadcrumb": finding.trail(request, None, _("Needed or not")),
    }
    return render(request, "dpia/needs.html", context)


@require_safe
@permission("dpia.view")
def plan(request: MemberRequest) -> HttpResponse:
    """What the assessments promised, the earliest first."""
    lines = exports.plan_lines(request.member.organisation_id)
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate(clock.now())
    context = {
        "page": page,
        "told": {
            "what": _("What is to be done"),
            "of": _("Assessment"),
            "who": _("Who"),
            "when": _("Before"),
        },
        "rows": [_plan_row(request, one, action, today) for one, action in page.object_list],
        "export_url": finding.url("export", request, kind="plan"),
        "may_edit": finding.may(request, "edit"),
        "breadcrumb": finding.trail(request, None, _("Action plan")),
    }
    return render(request, "dpia/plan.html", context)


@require_safe
@permission("dpia.view", traced_as="dpia.exported")
def export(request: MemberRequest, kind: str) -> HttpResponse:
    """A list as a file, in the reader's language."""
    asked = request.GET.get("format", "")
    if asked not in exports.MEDIA_TYPES or kind not in exports.KINDS:
        raise Http404
    wanted = Filters(request.GET).wanted()
    made = exports.sheet(
        finding.organisation_of(request),
        kind,
        wanted,
        language=get_language() or "fr",
        at=clock.now(),
    )
    response = HttpResponse(exports.write(asked, made), content_type=exports.MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{asked}"'
    return response


def _columns() -> dict[str, str]:
    return {
        "reference": _("Number"),
        "name": _("Assessment"),
        "state": _("State"),
        "progress": _("Filled"),
        "risk": _("Residual risk"),
        "review": _("To be read again on"),
    }


def _row(request: MemberRequest, one: Assessment) -> dict[str, Any]:
    return {
        "url": finding.url("assessment", request, one),
        "reference": one.reference,
        "name": one.name,
        "status": one.get_status_display(),
        "tone": labels.STATUS_TONES[one.status],
        "progress": one.summary.get("progress", 0),
        "risk": labels.RISK_STATES[one.is_high],
        "risk_tone": labels.RISK_TONES[one.is_high],
        "review": _day(one.review_on),
    }


def _need_row(request: MemberRequest, need: Need) -> dict[str, Any]:
    said, made = need.reasoning, need.assessment
    conclusion = said.conclusion if said else ""
    return {
        "url": finding.url("need", request, activity_id=need.activity.pk),
        "name": need.activity.name,
        "is_sensitive": need.activity.is_sensitive,
        "state": labels.NEED_STATES[need.state],
        "tone": labels.NEED_TONES[need.state],
        "by": f"{said.by_name}, {_day(timezone.localdate(said.at))}" if said else "",
        "conclusion": labels.CONCLUSIONS[conclusion] if conclusion else "",
        "conclusion_tone": labels.CONCLUSION_TONES.get(conclusion, "neutral"),
        "assessment": made.reference if made else "",
        "assessment_url": finding.url("assessment", request, made) if made else "",
        "is_validated": bool(made and made.status == VALIDATED),
    }


def _plan_row(
    request: MemberRequest,
    one: Assessment,
    action: exports.Line,
    today: date,
) -> dict[str, Any]:
    late, done = action.is_late(today), action.done_on is not None
    return {
        "what": action.about,
        "plan": action.plan,
        "of": one.reference,
        "name": one.name,
        "of_url": finding.url("assessment", request, one),
        "who": action.person,
        "when": _day(action.due_on),
        "tone": "good" if done else "bad" if late else "info",
        "state": _("Done") if done else _("Late") if late else _("To do"),
        "follow_url": ""
        if done
        else finding.url("follow", request, one, reference=action.reference),
    }


def _is_wanted(need: Need, state: str) -> bool:
    if state == "required":
        return need.is_required
    if state == "without":
        return _is_without(need)
    return not state or need.state == state


def _is_without(need: Need) -> bool:
    return need.is_required and need.assessment is None


def _day(value: date | None) -> str:
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""
