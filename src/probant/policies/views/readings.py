"""Who read a policy: each member for themselves, and lists of those without an account."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.policies import actions, exports, labels, queries, reading_files
from probant.policies.domain.policy import AcknowledgementFileError
from probant.policies.forms.policies import Readings
from probant.policies.views import finding
from probant.vault.reception import accepts_files

METHODS = ["GET", "HEAD", "POST"]
SHOWN = 100


@require_POST
@permission("policies.acknowledge")
def acknowledge(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """« J'ai lu »: the version that was on screen."""
    found = finding.policy(request, policy_id)
    try:
        actions.acknowledge(
            found.pk, number=finding.seen(request), by=request.member, at=clock.now()
        )
    except actions.NothingToApproveError:
        messages.error(request, _("Another version is in force now: read it first."))
    else:
        messages.success(request, _("Noted: you have read it."))
    return redirect(finding.url(request, "policy", found.pk))


@require_http_methods(METHODS)
@permission("policies.edit")
@accepts_files(most=reading_files.MOST_BYTES)
def readings(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """Who read the version in force; a list of signatures may be imported."""
    found = finding.policy(request, policy_id)
    form = Readings(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent, now = form.cleaned_data["file"], clock.now()
        try:
            people = reading_files.people(
                sent.read(reading_files.MOST_BYTES + 1), sent.name, today=timezone.localdate(now)
            )
            count = actions.import_readings(found.pk, people, by=request.member, at=now)
        except AcknowledgementFileError as error:
            form.add_error("file", labels.refusal(error))
        except actions.NothingToApproveError:
            form.add_error(None, _("No version is in force yet: approve one first."))
        else:
            messages.success(request, _("%(count)s people added.") % {"count": count})
            return redirect(request.path)
    page = Paginator(queries.readings(found, found.approved), SHOWN).get_page(
        request.GET.get("page")
    )
    context = {
        "policy": found,
        "form": form,
        "page": page,
        "coverage": queries.coverage(found) if found.approved else None,
        "export_url": finding.url(request, "readings-export", found.pk),
        "breadcrumb": finding.trail(request, found, _("Who has read it")),
    }
    return render(request, "policies/readings.html", context, status=422 if form.errors else 200)


@require_safe
@permission("policies.edit", traced_as="policies.exported")
def readings_export(request: MemberRequest, policy_id: UUID) -> HttpResponse:
    """Who read the version in force, as a file."""
    found = finding.policy(request, policy_id)
    title = _("Readings of %(reference)s") % {"reference": found.reference}
    return finding.table_file(
        request, exports.reading_rows(found), title, f"{found.reference}-readings"
    )


@require_POST
@permission("policies.edit")
def forget(request: MemberRequest, policy_id: UUID, reading_id: UUID) -> HttpResponse:
    """A reading entered by mistake."""
    found = finding.policy(request, policy_id)
    if not queries.readings(found).filter(pk=reading_id).exists():
        raise Http404
    actions.forget(found.pk, reading_id, by=request.member, at=clock.now())
    messages.success(request, _("Removed."))
    return redirect(finding.url(request, "readings", found.pk))
