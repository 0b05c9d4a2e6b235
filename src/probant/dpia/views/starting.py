"""Beginning an assessment: from an activity, from nothing, from a file of the CNIL's tool."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.dpia import actions, labels
from probant.dpia.domain.document import DocumentRefusedError
from probant.dpia.domain.editing import ValueRefusedError
from probant.dpia.forms.writing import ImportForm, StartForm
from probant.dpia.views import finding
from probant.organisations.access import MemberRequest, permission


@require_http_methods(finding.METHODS)
@permission("dpia.edit")
def start(request: MemberRequest) -> HttpResponse:
    """A new assessment, prefilled from the activity that it is about."""
    organisation = finding.organisation_of(request)
    initial = {"activity": request.GET.get("activity", "")}
    form = StartForm(organisation.pk, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start(
                organisation,
                form.cleaned_data["name"],
                form.activity_id,
                by=request.member,
                at=clock.now(),
            )
        except ValueRefusedError as error:
            form.add_error("name", str(labels.REFUSALS[error.reason]))
        else:
            messages.success(request, _("The assessment is begun: what is known is written."))
            return redirect(finding.url("assessment", request, made))
    context = {"form": form, "breadcrumb": finding.trail(request, None, _("New assessment"))}
    status = 422 if request.method == "POST" else 200
    return render(request, "dpia/start.html", context, status=status)


@require_http_methods(finding.METHODS)
@permission("dpia.edit")
def import_file(request: MemberRequest) -> HttpResponse:
    """A file of the CNIL's tool becomes an assessment, whole or not at all."""
    organisation = finding.organisation_of(request)
    posted = request.method == "POST"
    form = ImportForm(
        organisation.pk, request.POST if posted else None, request.FILES if posted else None
    )
    if posted and form.is_valid():
        try:
            made = actions.import_document(
                organisation,
                form.cleaned_data["file"],
                form.activity_id,
                by=request.member,
                at=clock.now(),
            )
        except DocumentRefusedError as error:
            form.add_error("file", labels.fault(error.reason, error.path))
        else:
            messages.success(request, _("The file is imported whole; nothing of it was dropped."))
            return redirect(finding.url("assessment", request, made))
    context = {
        "form": form,
        "breadcrumb": finding.trail(request, None, _("Import an assessment")),
    }
    return render(request, "dpia/import.html", context, status=422 if posted else 200)
