"""The office: how it stands, its designation, its independence, its calendar."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.audits import due as audits
from probant.barriers import due as barriers
from probant.breaches import due as breaches
from probant.common import clock
from probant.controls import due as controls
from probant.crisis import due as crisis
from probant.deadlines.domain import Due, by_urgency
from probant.dpia import due as dpia
from probant.dpo_office import actions, labels, papers, queries
from probant.dpo_office import due as office_due
from probant.dpo_office.actions import ImplausibleYearError, OfficeMovedError
from probant.dpo_office.forms.office import PREFIX, Event, Independence, Office
from probant.dpo_office.models import PlannedEvent
from probant.dpo_office.views import finding
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.policies import due as policies
from probant.processors import due as processors
from probant.reference import dpo_office as reference
from probant.risks import due as risks
from probant.subject_requests import due as subject_requests
from probant.training import due as training
from probant.vulnerabilities import due as vulnerabilities

OF = (
    crisis,
    breaches,
    subject_requests,
    training,
    dpia,
    processors,
    risks,
    controls,
    policies,
    vulnerabilities,
    barriers,
    audits,
    office_due,
)
KINDS = {kind: word for slice_ in OF for kind, word in slice_.KINDS.items()}
SHOWN = 100


@require_safe
@permission("dpo_office.view")
def home(request: MemberRequest) -> HttpResponse:
    """The officer's desk: what is known of the office, what waits."""
    organisation = finding.organisation_of(request)
    said = queries.content(organisation.pk)
    found = queries.assessment(said) if "answers" in said else None
    context = {
        "said": said,
        "kind": labels.KINDS.get(said.get("kind", ""), ""),
        "assessment": found,
        "state": labels.STATES[found.state] if found else None,
        "waiting": queries.open_advice(organisation.pk).count(),
        "advice": queries.advice(organisation.pk).count(),
        "report": queries.reports(organisation.pk).first(),
        "may_edit": finding.may_edit(request),
    }
    return render(request, "dpo_office/home.html", context)


@require_http_methods(finding.METHODS)
@permission("dpo_office.edit")
def designation(request: MemberRequest) -> HttpResponse:
    """Mission and means; the letter; the fields of the CNIL to copy."""
    organisation = finding.organisation_of(request)
    latest = queries.office(organisation.pk)
    said, number = queries.content(organisation.pk), latest.number if latest else 0
    form = Office(
        request.POST if request.method == "POST" else None, initial={**said, "seen": number}
    )
    moved = False
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"]
            actions.describe(form.said(), seen=seen, by=request.member, at=clock.now())
        except OfficeMovedError:
            moved = True
        else:
            messages.success(request, _("The office is kept."))
            return redirect(finding.url("designation", request))
    context = {
        "form": form,
        "seen": number,
        "moved": latest if moved else None,
        "stands": [
            (field.label, said.get(name, ""))
            for name, field in form.fields.items()
            if name != "seen"
        ],
        "fields": papers.cnil_fields(organisation, said),
        "breadcrumb": finding.trail(request, (_("Designation"), "")),
    }
    status = 409 if moved else 422 if form.errors else 200
    return render(request, "dpo_office/designation.html", context, status=status)


@require_safe
@permission("dpo_office.view", traced_as="dpo_office.letter_made")
def letter(request: MemberRequest, form: str) -> HttpResponse:
    """The designation letter, to be signed."""
    if form not in {"pdf", "docx"}:
        raise Http404
    organisation = finding.organisation_of(request)
    said = queries.content(organisation.pk)
    language = get_language() or "fr"
    content = papers.letter(organisation, said, form, language=language, at=clock.now())
    return finding.file(content, form, _("designation"))


@require_http_methods(finding.METHODS)
@permission("dpo_office.edit")
def independence(request: MemberRequest) -> HttpResponse:
    """The questionnaire of art. 38; every answer may wait."""
    organisation = finding.organisation_of(request)
    latest = queries.office(organisation.pk)
    said, number = queries.content(organisation.pk), latest.number if latest else 0
    initial = {PREFIX + id_: value for id_, value in said.get("answers", {}).items()}
    initial |= {"functions": said.get("functions", []), "seen": number}
    form = Independence(request.POST if request.method == "POST" else None, initial=initial)
    moved = False
    if request.method == "POST" and form.is_valid():
        try:
            actions.assess(
                form.cleaned_data["functions"],
                form.answers,
                seen=form.cleaned_data["seen"],
                by=request.member,
                at=clock.now(),
            )
        except OfficeMovedError:
            moved = True
        else:
            messages.success(request, _("The answers are kept."))
            return redirect(finding.url("home", request))
    context = {
        "form": form,
        "seen": number,
        "moved": latest if moved else None,
        "source": reference.office().source,
        "breadcrumb": finding.trail(request, (_("Independence"), "")),
    }
    status = 409 if moved else 422 if form.errors else 200
    return render(request, "dpo_office/independence.html", context, status=status)


@require_safe
@permission("dpo_office.view")
def calendar(request: MemberRequest) -> HttpResponse:
    """The year: what the officer planned, and what every other part has due."""
    return _calendar(request, Event())


@require_POST
@permission("dpo_office.edit")
def plan(request: MemberRequest) -> HttpResponse:
    """One more event of the year."""
    form = Event(request.POST)
    if form.is_valid():
        try:
            actions.schedule(**form.cleaned_data, by=request.member, at=clock.now())
        except ImplausibleYearError:
            form.add_error("on", _("Check the year."))
        else:
            messages.success(request, _("Planned."))
            return redirect(finding.url("calendar", request))
    return _calendar(request, form)


def _calendar(request: MemberRequest, form: Event) -> HttpResponse:
    today = timezone.localdate(clock.now())
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else today.year  # noqa: PLR2004  digits of a year
    year = min(max(year, actions.FIRST_YEAR), actions.LAST_YEAR)
    of = request.member.organisation_id
    found = queries.events_of(of, date(year, 1, 1), date(year, 12, 31))
    context = {
        "form": form,
        "year": year,
        "before": year - 1,
        "after": year + 1,
        "events": [{"event": one, "is_late": _is_late(one, today)} for one in found],
        "dues": _dues(request, year),
        "may_edit": finding.may_edit(request),
        "breadcrumb": finding.trail(request, (_("Calendar of the year"), "")),
    }
    status = 422 if form.errors else 200
    return render(request, "dpo_office/calendar.html", context, status=status)


@require_POST
@permission("dpo_office.edit")
def done(request: MemberRequest, event_id: UUID) -> HttpResponse:
    """It took place."""
    try:
        queries.event(request.member.organisation_id, event_id)
    except PlannedEvent.DoesNotExist as error:
        raise Http404 from error
    now = clock.now()
    actions.finish(event_id, on=timezone.localdate(now), by=request.member, at=now)
    return redirect(finding.url("calendar", request))


def _is_late(one: PlannedEvent, today: date) -> bool:
    return one.done_on is None and one.planned_on < today


def _dues(request: MemberRequest, year: int) -> list[dict[str, Any]]:
    """What the other parts have due in the year, for who may open it."""
    organisation, now = finding.organisation_of(request), clock.now()
    role = request.member.role
    found = by_urgency(
        due
        for slice_ in OF
        for due in slice_.due(organisation, now=now)
        if due.kind != office_due.EVENT and permissions.is_allowed(role, due.permission)
    )
    return [
        {"kind": KINDS[due.kind], "due": due, "day": _day(due)}
        for due in found
        if _day(due).year == year
    ][:SHOWN]


def _day(due: Due) -> datetime:
    return timezone.localtime(due.deadline.target_at)
