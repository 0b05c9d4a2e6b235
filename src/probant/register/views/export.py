"""The register as a file: which activities, in which form; every export is journalled."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.register import queries
from probant.register.exchange import delimited, json_form, ods, pdf, xlsx
from probant.register.exchange.json_form import Held
from probant.register.exchange.table import register_table, sheets
from probant.register.forms.exchange import ExportForm
from probant.register.views.finding import organisation_of

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ods": ods.MIMETYPE,
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Export:
    """What every writer needs: activities, whose, when, in which language."""

    def __init__(self, organisation: Organisation, form: ExportForm, at: datetime) -> None:
        """`form` is valid."""
        self.organisation = organisation
        self.at = at
        self.language: str = form.cleaned_data["language"] or organisation.language
        found = queries.records(organisation.pk, form.role_asked(), form.statuses_asked())
        self.held = [
            Held(record=record, status=activity.status, id=str(activity.pk))
            for activity, record in found
        ]
        self.records = [held.record for held in self.held]
        with override(self.language):
            self.title = _("Register of processing activities")
            self.selection = " · ".join(_selection(form))

    @property
    def filename(self) -> str:
        """`registre-cabinet-des-tilleuls-2026-11-21`, in the document's language."""
        name = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        kind = "register" if self.language == "en" else "registre"
        return f"{kind}-{name}-{localdate(self.at):%Y-%m-%d}"

    @property
    def identity(self) -> Mapping[str, str]:
        """What art. 30(1)(a) asks of the controller and of its officer."""
        of = self.organisation
        contact = ", ".join(filter(None, [of.email, of.telephone]))
        officer = ", ".join(filter(None, [of.dpo_name, of.dpo_contact]))
        return {
            "controller": of.name,
            "address": of.address,
            "contact": contact,
            "representative": of.representative,
            "siren": of.siren,
            "finess": of.finess,
            "dpo": officer or of.dpo_reason_for_none,
        }


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
    made = Export(organisation_of(request), form, clock.now())
    kind = form.cleaned_data["format"]
    response = HttpResponse(WRITERS[kind](made), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{made.filename}.{kind}"'
    return response


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


def _csv(made: Export) -> bytes:
    table = register_table(made.records, made.language)
    return delimited.write([table.header, *table.rows])


def _json(made: Export) -> bytes:
    return json_form.write(
        made.held, identity=dict(made.identity), written_at=made.at, language=made.language
    )


def _ods(made: Export) -> bytes:
    return ods.write(sheets(made.records, made.language), title=made.title, written_at=made.at)


def _xlsx(made: Export) -> bytes:
    return xlsx.write(sheets(made.records, made.language), title=made.title, written_at=made.at)


def _pdf(made: Export) -> bytes:
    day = localtime(made.at)
    cover = pdf.Cover(
        identity=made.identity,
        written_on=day.date(),
        version=f"{day:%Y-%m-%d %H:%M} · {queries.digest_of(made.records)[:16]}",
        selection=made.selection,
    )
    return pdf.write(made.held, cover, language=made.language)


WRITERS: Mapping[str, Callable[[Export], bytes]] = {
    "csv": _csv,
    "json": _json,
    "ods": _ods,
    "pdf": _pdf,
    "xlsx": _xlsx,
}
