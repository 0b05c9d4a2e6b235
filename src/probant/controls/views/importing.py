"""Importing a framework: the file, what was read of it, then all of it or nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.controls import actions, catalogue, labels
from probant.controls.domain.importing import MOST_BYTES, FrameworkFileError
from probant.controls.forms.evidence import UploadForm
from probant.controls.queries import id_of
from probant.controls.views import finding
from probant.organisations.access import MemberRequest, permission
from probant.vault.reception import accepts_files

SHOWN = 200


@require_http_methods(finding.METHODS)
@permission("controls.edit")
@accepts_files(most=MOST_BYTES + 5_000_000)
def upload(request: MemberRequest) -> HttpResponse:
    """The file; one that cannot be read is explained, and nothing of it stays."""
    form = UploadForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        filename, data = form.content()
        organisation, by = finding.organisation_of(request), request.member
        try:
            made = actions.propose_import(organisation, filename, data, by=by, at=clock.now())
        except FrameworkFileError as error:
            faults = labels.explain(error.faults)
        except actions.AlreadyImportedError as error:
            messages.info(request, _("This file was imported already: here it is."))
            known = id_of(error.known)
            return redirect(finding.url("framework", request, framework=known))
        else:
            return redirect(finding.url("preview", request, draft_id=made.pk))
    context = {
        "form": form,
        "faults": faults,
        "breadcrumb": finding.trail(request, (_("Import a framework"), "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "controls/import.html", context, status=status)


@require_http_methods(finding.METHODS)
@permission("controls.edit")
def preview(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """What was read: its notice of rights, its controls; then confirmed, or forgotten."""
    draft = finding.draft(request, draft_id)
    if request.method == "POST":
        return _decided(request, draft)
    found = catalogue.of_import(id_of(draft), draft.content)
    controls = list(found.controls.values())
    context: dict[str, Any] = {
        "draft": draft,
        "framework": found,
        "format": labels.FORMATS[draft.format],
        "controls": controls[:SHOWN],
        "more": max(len(controls) - SHOWN, 0),
        "facts": [
            (_("Format"), labels.FORMATS[draft.format]),
            (_("Publisher"), found.publisher),
            (_("Version"), found.edition),
            (_("Controls"), draft.controls),
            (_("Identifier"), found.source),
            (_("Rights"), found.rights or _("The file says nothing of its rights.")),
        ],
        "breadcrumb": finding.trail(
            request,
            (_("Import a framework"), finding.url("import", request)),
            (_("Check"), ""),
        ),
    }
    return render(request, "controls/preview.html", context)


def _decided(request: MemberRequest, draft: Any) -> HttpResponse:  # noqa: ANN401  a preview
    if request.POST.get("act") == "cancel":
        actions.cancel_import(draft, by=request.member, at=clock.now())
        messages.success(request, _("Nothing was imported."))
        return redirect(finding.url("import", request))
    try:
        made = actions.confirm_import(draft, by=request.member, at=clock.now())
    except actions.AlreadyImportedError as error:
        made = error.known
        messages.info(request, _("This file was imported already: here it is."))
    else:
        messages.success(request, _("The framework is imported and followed."))
    return redirect(finding.url("framework", request, framework=id_of(made)))
