"""Making a dossier, finding it again, downloading it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.accountability import actions, contents, queries
from probant.accountability.documents import Wanted
from probant.accountability.domain import archive
from probant.accountability.forms import DossierForm
from probant.accountability.models import Dossier
from probant.accountability.views.journal import tell
from probant.common import clock
from probant.journal import key
from probant.journal import queries as journal
from probant.journal.domain import JournalAlteredError
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
@permission("dossiers.make")
def dossiers(request: MemberRequest) -> HttpResponse:
    """The form, and the dossiers made so far."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]  # set by access
    if request.method != "POST":
        return _page(request, DossierForm(initial={"language": organisation.language}))
    form = DossierForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _made(request, organisation, Wanted(**form.cleaned_data))


def _made(request: MemberRequest, organisation: Organisation, wanted: Wanted) -> HttpResponse:
    try:
        made = actions.make_dossier(organisation, wanted, by=request.member, at=clock.now())
    except JournalAlteredError:
        tell(request, actions.seal(request.member, at=clock.now()))
        return redirect("accountability:journal", organisation=organisation.pk)
    messages.success(request, _("The dossier is ready: download it below."))
    page = reverse("accountability:dossiers", kwargs={"organisation": organisation.pk})
    return redirect(f"{page}#d-{made.pk}")


@require_safe
@permission("dossiers.make", traced_as="dossier.downloaded")
def download(request: MemberRequest, dossier: UUID) -> StreamingHttpResponse:
    """The archive, streamed; who took it away is journalled first."""
    try:
        found = queries.dossier(request.member.organisation_id, dossier)
    except Dossier.DoesNotExist as error:
        raise Http404 from error
    held = contents.members(found)
    response = StreamingHttpResponse(contents.streamed(found, held), content_type="application/zip")
    response["Content-Length"] = str(archive.length(held))
    response["Content-Disposition"] = f'attachment; filename="{_filename(request, found)}"'
    return response


def _filename(request: HttpRequest, found: Dossier) -> str:
    name = slugify(request.organisation.name)[:60].strip("-")  # type: ignore[attr-defined]
    return f"dossier-{name}-{found.made_at:%Y-%m-%d}.zip"


def _page(request: MemberRequest, form: DossierForm, *, status: int = 200) -> HttpResponse:
    organisation = request.member.organisation_id
    made = list(queries.dossiers(organisation))
    acts = journal.entries(organisation).filter(index__in=[item.entry_index for item in made])
    names = {line.index: line.name for line in queries.lines(journal.named(acts))}
    context: dict[str, Any] = {
        "form": form,
        "made": [(item, names.get(item.entry_index, "")) for item in made],
        "verifier": str(key.verifier()),
        "command": "probant verify dossier.zip --key …",
    }
    return render(request, "accountability/dossiers.html", context, status=status)
