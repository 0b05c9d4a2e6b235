"""Making a dossier, finding it again, downloading it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.accountability import actions, contents, queries
from probant.accountability.documents import Wanted
from probant.accountability.domain import archive
from probant.accountability.forms import DossierForm, ThingForm
from probant.accountability.models import Dossier
from probant.accountability.things import About, UnknownThingError, reference_of
from probant.accountability.views.journal import tell
from probant.common import clock
from probant.journal import key
from probant.journal import queries as journal
from probant.journal.domain import JournalAlteredError
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.vault.domain.errors import DossierDestroyedError


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
    except DossierDestroyedError:
        return render(request, "accountability/erased.html", status=410)
    messages.success(request, _("The dossier is ready: download it below."))
    return redirect(f"{_page_of(made)}#d-{made.pk}")


def _page_of(made: Dossier) -> str:
    if not made.about_kind:
        return reverse("accountability:dossiers", args=[made.organisation_id])
    where = [made.organisation_id, made.about_kind, made.about_id]
    return reverse("accountability:dossier-of", args=where)


def _reference(request: MemberRequest, about: About) -> str:
    """What the thing is called; 404 where it does not exist, 403 where this role may not see it."""
    try:
        permissions.require(request.member, about.thing.permission)
        return reference_of(about, request.member.organisation_id)
    except UnknownThingError as error:
        raise Http404 from error
    except permissions.PermissionDeniedError as error:
        raise PermissionDenied from error


@require_http_methods(["GET", "HEAD", "POST"])
@permission("dossiers.make")
def dossier_of(request: MemberRequest, kind: str, subject: UUID) -> HttpResponse:
    """The dossiers about one thing, and the form that makes another."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]  # set by access
    about = About(kind, subject)
    reference = _reference(request, about)
    if request.method != "POST":
        form = ThingForm(initial={"language": organisation.language})
        return _page_of_thing(request, about, form)
    form = ThingForm(request.POST)
    if not form.is_valid():
        return _page_of_thing(request, about, form, status=422)
    with translation.override(form.cleaned_data["language"]):
        purpose = f"{about.thing.label} {reference}"
    return _made(request, organisation, Wanted(purpose, about=about, **form.cleaned_data))


@require_safe
@permission("dossiers.make", traced_as="dossier.downloaded")
def download(request: MemberRequest, dossier: UUID) -> HttpResponseBase:
    """The archive, streamed; who took it away is journalled first."""
    try:
        found = queries.dossier(request.member.organisation_id, dossier)
    except Dossier.DoesNotExist as error:
        raise Http404 from error
    if found.about_kind:
        _reference(request, About(found.about_kind, found.about_id or found.pk))
    try:
        held = contents.members(found)
    except DossierDestroyedError:
        return render(request, "accountability/erased.html", {"found": found}, status=410)
    response = StreamingHttpResponse(contents.streamed(found, held), content_type="application/zip")
    response["Content-Length"] = str(archive.length(held))
    response["Content-Disposition"] = f'attachment; filename="{_filename(request, found)}"'
    return response


def _filename(request: HttpRequest, found: Dossier) -> str:
    name = slugify(request.organisation.name)[:60].strip("-")  # type: ignore[attr-defined]
    return f"dossier-{name}-{found.made_at:%Y-%m-%d}.zip"


def _page(request: MemberRequest, form: DossierForm, *, status: int = 200) -> HttpResponse:
    made = queries.dossiers(request.member.organisation_id)
    return render(
        request, "accountability/dossiers.html", _context(request, form, made), status=status
    )


def _page_of_thing(
    request: MemberRequest, about: About, form: ThingForm, *, status: int = 200
) -> HttpResponse:
    organisation, thing = request.member.organisation_id, about.thing
    made = queries.dossiers_about(organisation, about)
    context = _context(request, form, made) | {
        "label": thing.label,
        "reference": reference_of(about, organisation),
        "page": reverse(
            thing.page, kwargs={"organisation": organisation, thing.argument: about.subject}
        ),
    }
    return render(request, "accountability/dossier_of.html", context, status=status)


def _context(request: MemberRequest, form: Form, found: QuerySet[Dossier]) -> dict[str, Any]:
    made = list(found)
    acts = journal.entries(request.member.organisation_id)
    acts = acts.filter(index__in=[item.entry_index for item in made])
    names = {line.index: line.name for line in queries.lines(journal.named(acts))}
    return {
        "form": form,
        "made": [(item, names.get(item.entry_index, "")) for item in made],
        "verifier": str(key.verifier()),
        "command": "probant verify dossier.zip --key …",
    }
