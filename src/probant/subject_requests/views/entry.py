"""Entering a request that came by post, telephone or at the desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.subject_requests import actions
from probant.subject_requests.forms.entry import EntryForm
from probant.subject_requests.views import finding


@require_http_methods(["GET", "HEAD", "POST"])
@permission("subject_requests.enter")
def enter(request: MemberRequest) -> HttpResponse:
    """One page, which keeps what was typed when it is refused."""
    organisation = finding.organisation_of(request)
    today = timezone.localdate(clock.now())
    initial = {"received_on": today, "language": organisation.language}
    form = EntryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = actions.enter(organisation, form.intake(), by=request.member, at=clock.now())
        if made.is_repetition:
            messages.warning(request, _("This request was already here: it is noted on it."))
        else:
            messages.success(request, _("Request recorded. Its clock is running."))
        return redirect(finding.url("detail", request, request_id=made.request.pk))
    context = {
        "form": form,
        "is_for_other": form["on_behalf"].value() not in {None, "self"},
        "breadcrumb": finding.trail(request, None, _("New request")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "subject_requests/enter.html", context, status=status)
