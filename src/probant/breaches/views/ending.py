"""Closing, opening again, and finding that it is no breach: each asks first."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.breaches import actions, casefile, labels
from probant.breaches.domain.closing import NotClosableError
from probant.breaches.forms.decisions import NeededReasonForm, ReasonForm
from probant.breaches.models import Breach
from probant.breaches.views import finding
from probant.common import clock
from probant.organisations.access import MemberRequest, permission


@require_http_methods(finding.METHODS)
@permission("breaches.decide")
def close(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """Once nothing is open: what still is, is listed."""
    found = finding.breach(request, breach_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.close(found.pk, reason, by=request.member, at=clock.now())
        except NotClosableError:
            return _closing(request, found, form, 409)
        except actions.ClosedBreachError:
            return finding.refused(request, found, _("This file is closed already."))
        return _done(request, found, _("The file is closed. It stays in the register."))
    return _closing(request, found, form, 200)


def _closing(request: MemberRequest, found: Breach, form: forms.Form, status: int) -> HttpResponse:
    open_ = [labels.STILL_OPEN[code] for code in casefile.of(found).still_open]
    context = {
        "breach": found,
        "form": form,
        "still_open": open_,
        "breadcrumb": finding.trail(request, found, _("Close the file")),
        "back_url": finding.url("breach", request, found),
    }
    return render(request, "breaches/close.html", context, status=status)


@require_http_methods(finding.METHODS)
@permission("breaches.decide")
def dismiss(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """No personal data breach: the reasons are compulsory and stay in the register."""
    found = finding.breach(request, breach_id)
    form = NeededReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            actions.dismiss(found.pk, reason, by=request.member, at=clock.now())
        except actions.ClosedBreachError:
            return finding.refused(request, found, _("This file is closed already."))
        return _done(request, found, _("Recorded: it is not a breach. The register keeps why."))
    return _confirm(
        request,
        found,
        form,
        heading=_("This is not a personal data breach"),
        question=_("Why is it none?"),
        consequences=[
            _("The clocks stop."),
            _("The line stays in the register with your reasons: an inspector may ask."),
            _("It can be opened again."),
        ],
        confirm_label=_("Record that it is none"),
    )


@require_http_methods(finding.METHODS)
@permission("breaches.decide")
def reopen(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """New facts: the file opens again."""
    found = finding.breach(request, breach_id)
    form = NeededReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.reopen(found.pk, reason, by=request.member, at=clock.now())
        return _done(request, found, _("The file is open again."))
    return _confirm(
        request,
        found,
        form,
        heading=_("Open the file again"),
        question=_("What is new?"),
        consequences=[_("Everything stated before stays."), _("The clocks run again.")],
        confirm_label=_("Open again"),
    )


def _done(request: MemberRequest, found: Breach, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(finding.url("breach", request, found))


def _confirm(
    request: MemberRequest,
    found: Breach,
    form: forms.Form,
    **words: Any,  # noqa: ANN401  the page's words
) -> HttpResponse:
    context = {
        "cancel_url": finding.url("breach", request, found),
        "breadcrumb": finding.trail(request, found, words["heading"]),
        "form": form,
        **words,
    }
    return render(request, "web/confirm.html", context, status=422 if form.errors else 200)
