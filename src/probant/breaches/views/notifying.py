"""The authority's form ready to copy, its frozen versions, and the record that it was sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.breaches import actions, casefile, preparing
from probant.breaches.clocks import AUTHORITY, PERSONS, clocks_of
from probant.breaches.domain import notification as forms_of_authority
from probant.breaches.domain.notification import Form, StatementType
from probant.breaches.forms.following import SendingForm
from probant.breaches.models import Breach
from probant.breaches.papers import paper
from probant.breaches.statements import Notification
from probant.breaches.views import finding
from probant.breaches.views.editing import number_on_screen
from probant.breaches.views.following import files_by_id
from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import breach as reference

LATER = "other"


@require_safe
@permission("breaches.view")
def notification(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The form as the facts fill it now; missing answers first, changes marked."""
    found = finding.breach(request, breach_id)
    file = casefile.of(found)
    form = preparing.prepare(
        file,
        finding.organisation_of(request),
        request.member.name,
        at=clock.now(),
        type_=_type(request.GET.get("type", "")),
    )
    if request.GET.get("format"):
        return _downloaded(request, found, form)
    context = {
        **_shown(form),
        "breach": found,
        "file": file,
        "number": len(file.notifications),
        "types": [
            (one.value, reference.label("statement", one.value, _language()))
            for one in StatementType
        ],
        "may": finding.allowed(request, found),
        "clock": _clock(file),
        "breadcrumb": finding.trail(request, found, _("Notification")),
    }
    return render(request, "breaches/notification.html", context)


@require_POST
@permission("breaches.qualify")
def freeze(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Keeps the form word for word, then asks when it was sent."""
    found = finding.breach(request, breach_id)
    file = casefile.of(found)
    type_ = _type(request.POST.get("type", ""))
    form = preparing.prepare(
        file,
        finding.organisation_of(request),
        request.member.name,
        at=clock.now(),
        type_=type_,
    )
    said = Notification(
        type=form.type.value,
        facts_number=found.facts_number,
        form=forms_of_authority.to_json(form),
    )
    try:
        expected = number_on_screen(request.POST)
        actions.freeze(found.pk, said, by=request.member, at=clock.now(), expected=expected)
    except actions.StatementConflictError:
        return finding.refused(
            request, found, _("Somebody froze a notification before you: read theirs first.")
        )
    except actions.ClosedBreachError:
        return finding.refused(request, found, _("This file is closed: open it again first."))
    messages.success(
        request, _("This version is kept word for word. Send it, then record it here.")
    )
    return redirect(f"{finding.url('send', request, found)}?notification={expected + 1}")


@require_safe
@permission("breaches.view")
def frozen(request: MemberRequest, breach_id: UUID, number: int) -> HttpResponse:
    """A notification as it was, whatever the facts became."""
    found = finding.breach(request, breach_id)
    file = casefile.of(found)
    made, said = _frozen(file, number)
    form = forms_of_authority.from_json(said.form)
    if request.GET.get("format"):
        return _downloaded(request, found, form)
    title = _("Notification %(number)s") % {"number": number}
    context = {
        **_shown(form),
        "breach": found,
        "made": made,
        "number": number,
        "sendings": [one for one in file.sendings if one[1].notification == number],
        "breadcrumb": finding.trail(request, found, title),
    }
    return render(request, "breaches/frozen.html", context)


@require_http_methods(finding.METHODS)
@permission("breaches.qualify")
def send(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """The record that a body was told: when, receipt, proof, reasons if late."""
    found = finding.breach(request, breach_id)
    file = casefile.of(found)
    number = _asked_number(request)
    form = _sending_form(request, file)
    if request.method == "POST" and form.is_valid():
        said = form.sending(number if form.cleaned_data["duty"] == AUTHORITY else 0)
        try:
            actions.record_sending(found.pk, said, by=request.member, at=clock.now())
        except actions.LateReasonsMissingError:
            form.add_error("late_reasons", _("More than 72 hours passed: the reasons are asked."))
        except actions.ClosedBreachError:
            return finding.refused(request, found, _("This file is closed: open it again first."))
        else:
            messages.success(request, _("Recorded: the clock of this duty stops."))
            return redirect(f"{finding.url('breach', request, found)}#notified")
    context = {
        "breach": found,
        "form": form,
        "number": number,
        "frozen": number and _frozen(file, number)[0],
        "breadcrumb": finding.trail(request, found, _("Record a sending")),
        "back_url": f"{finding.url('breach', request, found)}#notified",
    }
    return render(request, "breaches/send.html", context, status=422 if form.errors else 200)


def _language() -> str:
    return get_language() or "fr"


def _type(asked: str) -> StatementType | None:
    return StatementType(asked) if asked in set(StatementType) else None


def _asked_number(request: MemberRequest) -> int:
    asked = request.POST.get("notification") or request.GET.get("notification") or "0"
    return int(asked) if asked.isdecimal() and len(asked) < len("99999") else 0


def _sending_form(request: MemberRequest, file: casefile.CaseFile) -> SendingForm:
    duties: dict[str, Any] = {
        one.duty: one.to.in_(_language())
        for one in clocks_of(file.breach, now=clock.now(), facts=file.facts)
        if one.duty != PERSONS
    }
    duties.setdefault(AUTHORITY, "CNIL")
    duties[LATER] = _("Another body")
    data = request.POST if request.method == "POST" else None
    initial = {"duty": request.GET.get("duty", AUTHORITY), "sent_at": clock.now()}
    return SendingForm(data, duties=duties, files=files_by_id(file), initial=initial)


def _frozen(file: casefile.CaseFile, number: int) -> tuple[Any, Notification]:
    for made, said in file.notifications:
        if made.number == number:
            return made, said
    raise Http404


def _clock(file: casefile.CaseFile) -> Any:  # noqa: ANN401  a clock or nothing
    now = clock.now()
    found = clocks_of(file.breach, now=now, facts=file.facts, sendings=file.sent)
    return next((one for one in found if one.duty == AUTHORITY), None)


def _shown(form: Form) -> dict[str, Any]:
    language = _language()
    return {
        "form": form,
        "type": form.type.value,
        "type_label": reference.label("statement", form.type.value, language),
        "missing": [(one.question.in_(language), one.is_required) for one in form.missing],
        "changed": form.changed,
        "sections": [
            {
                "label": section.label.in_(language),
                "fields": [
                    {"said": one, "label": one.label.in_(language), "id": f"f-{one.id}"}
                    for one in section.fields
                    if one.state != "not_applicable"
                ],
            }
            for section in form.sections
        ],
        "whole": forms_of_authority.as_text(form, language),
        "confidence": form.confidence,
    }


def _downloaded(request: MemberRequest, found: Breach, form: Form) -> HttpResponse:
    made = paper(request.GET["format"], form, finding.organisation_of(request), found.reference)
    if made is None:
        raise Http404
    content, kind, suffix = made
    response = HttpResponse(content, content_type=kind)
    name = f"{found.reference}-{form.type.value}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
