"""Erasing for ever what was kept long enough: the keys of closed requests are destroyed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.subject_requests import actions, queries
from probant.subject_requests.views import finding

AT_ONCE = 200


@require_http_methods(["GET", "HEAD", "POST"])
@permission("subject_requests.handle")
def purge(request: MemberRequest) -> HttpResponse:
    """The requests whose retention has passed, and the confirmation."""
    now = clock.now()
    organisation = request.member.organisation_id
    due = list(queries.purgeable(organisation, now=now)[:AT_ONCE])
    if request.method == "POST":
        gone = actions.purge(organisation, [item.pk for item in due], by=request.member, at=now)
        said = ngettext("%(count)s request erased.", "%(count)s requests erased.", len(gone))
        messages.success(request, said % {"count": len(gone)})
        return redirect(finding.url("list", request))
    if not due:
        messages.info(request, _("No request has been kept long enough to be erased."))
        return redirect(finding.url("list", request))
    context = {
        "heading": _("Erase what was kept long enough"),
        "question": ngettext(
            "%(count)s request has passed its retention. Erase what it holds, for ever?",
            "%(count)s requests have passed their retention. Erase what they hold, for ever?",
            len(due),
        )
        % {"count": len(due)},
        "consequences": [
            _("Names, letters and files become unreadable, for anybody."),
            _("Numbers, dates and the journal remain as proof that each was answered."),
            ", ".join(item.number for item in due[:20]),
        ],
        "confirm_label": _("Erase for ever"),
        "cancel_url": finding.url("list", request),
        "tone": "bad",
        "breadcrumb": finding.trail(request, None, _("Erase what was kept long enough")),
    }
    return render(request, "web/confirm.html", context)
