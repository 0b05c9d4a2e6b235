"""The page that brings the log of an offline page into a room."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.crisis.actions import offline_log as actions
from probant.crisis.domain import offline
from probant.crisis.domain.entries import TEAMS, EntryRefusedError
from probant.crisis.domain.offline import OfflineLogError
from probant.crisis.forms.plan import LogFile
from probant.crisis.models import Crisis
from probant.crisis.queries import room as rooms
from probant.organisations.access import MemberRequest, permission


@permission("crisis.act")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: MemberRequest, crisis_id: UUID) -> HttpResponse:
    """Choose the file; each of its lines enters once, with the time of its device."""
    of = request.member.organisation_id
    try:
        crisis = rooms.crisis(of, crisis_id)
    except Crisis.DoesNotExist as error:
        raise Http404 from error
    form = LogFile(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        brought = _brought(request, crisis, form)
        if brought is not None:
            messages.success(request, _("Lines in the room: %(count)s.") % {"count": brought})
            return redirect("crisis:room", of, crisis_id)
    trail = [
        (_("Crisis"), reverse("crisis:home", args=[of])),
        (crisis.reference, reverse("crisis:room", args=[of, crisis_id])),
        (_("Bring in an offline log"), ""),
    ]
    context = {"form": form, "crisis": crisis, "breadcrumb": trail}
    status = 422 if form.errors else 200
    return render(request, "crisis/plan/log.html", context, status=status)


def _brought(request: MemberRequest, crisis: Crisis, form: LogFile) -> int | None:
    try:
        content = form.cleaned_data["file"]
        lines = offline.noted(content, organisation=crisis.organisation_id, teams=TEAMS)
        return len(actions.bring(crisis.pk, lines, by=request.member, at=clock.now()))
    except OfflineLogError:
        form.add_error("file", _("This file is not a log of your offline plan."))
    except EntryRefusedError:
        form.add_error(
            "file",
            _("The room does not take these lines: it is closed, or they are another’s."),
        )
    return None
