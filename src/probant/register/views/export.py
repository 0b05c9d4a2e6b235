"""The register as a file: which activities, in which form; every export is journalled."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.register import queries
from probant.register.exchange.register_file import TYPES, WRITERS, RegisterFile, held
from probant.register.forms.exchange import ExportForm
from probant.register.views.finding import organisation_of


@require_safe
@permission("register.export")
def export(request: MemberRequest) -> HttpResponse:
    """The choice of format and of activities; with a format in its address, the file."""
    if request.GET.get("format"):
        there = reverse(
            "register:export_file", kwargs={"organisation": request.member.organisation_id}
        )
        return redirect(f"{there}?{request.GET.urlencode()}")
    form = ExportForm(initial={"format": "pdf", "language": organisation_of(request).language})
    return _page(request, form, 200)


@require_safe
@permission("register.export", traced_as="register.exported")
def export_file(request: MemberRequest) -> HttpResponse:
    """The file."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return _page(request, form, 422)
    made = _made(organisation_of(request), form, clock.now())
    kind = form.cleaned_data["format"]
    response = HttpResponse(WRITERS[kind](made), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{kind}"'
    return response


def _made(organisation: Organisation, form: ExportForm, at: datetime) -> RegisterFile:
    found = queries.records(organisation.pk, form.role_asked(), form.statuses_asked())
    language = form.cleaned_data["language"] or organisation.language
    with override(language):
        selection = " · ".join(_selection(form))
    return RegisterFile(organisation, held(found), at, language, selection)


def _page(request: MemberRequest, form: ExportForm, status: int) -> HttpResponse:
    kwargs = {"organisation": request.member.organisation_id}
    context = {
        "form": form,
        "file_url": reverse("register:export_file", kwargs=kwargs),
        "list_url": reverse("register:list", kwargs=kwargs),
        "breadcrumb": [(_("Register"), reverse("register:list", kwargs=kwargs)), (_("Export"), "")],
    }
    return render(request, "register/exchange/export.html", context, status=status)


def _selection(form: ExportForm) -> list[str]:
    chosen = [(name, form.cleaned_data[name]) for name in ("role", "status")]
    choices = {name: dict(form.fields[name].choices) for name, _value in chosen}  # type: ignore[attr-defined]
    return [str(choices[name][value]) for name, value in chosen if value]
