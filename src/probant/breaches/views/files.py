"""Files of the dossier: added, and read back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.breaches import actions, files
from probant.breaches.forms.following import FileForm
from probant.breaches.views import finding
from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.vault.domain.errors import VaultError
from probant.vault.domain.rules import RULES
from probant.vault.reception import RefusedFileError, accepts_files
from probant.vault.reception import told as refusal_told
from probant.vault.serving import download


@require_http_methods(finding.METHODS)
@permission("breaches.qualify")
@accepts_files(most=RULES["evidence"].most_bytes)
def add(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """A file and what it proves; a refused one is explained and nothing of it stays."""
    found = finding.breach(request, breach_id)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent, purpose = form.cleaned_data["file"], form.cleaned_data["purpose"]
        try:
            actions.attach(found.pk, sent, purpose=purpose, by=request.member, at=clock.now())
        except RefusedFileError as error:
            form.add_error("file", refusal_told(error))
        except actions.ClosedBreachError:
            return finding.refused(request, found, _("This file is closed: open it again first."))
        else:
            messages.success(request, _("The file is kept, encrypted."))
            return redirect(f"{finding.url('breach', request, found)}#files")
    context = {
        "breach": found,
        "form": form,
        "breadcrumb": finding.trail(request, found, _("Add a file")),
        "back_url": f"{finding.url('breach', request, found)}#files",
    }
    return render(request, "breaches/add_file.html", context, status=422 if form.errors else 200)


@require_safe
@permission("breaches.view", traced_as="breaches.file_read")
def read(request: MemberRequest, breach_id: UUID, file_id: UUID) -> StreamingHttpResponse:
    """A file of the dossier, as it came."""
    found = finding.breach(request, breach_id)
    try:
        return download(files.stored(found, file_id))
    except VaultError as error:
        raise Http404 from error
