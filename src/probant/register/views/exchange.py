"""Import in four steps without JavaScript, and export: pages that translate, and decide nothing."""

from html import unescape
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.register.domain.limits import LimitError
from probant.register.exchange import delimited, drafts
from probant.register.exchange.assembly import Finding, Outcome
from probant.register.exchange.errors import ExchangeError, MappingError
from probant.register.exchange.sheets import Sheet
from probant.register.forms.exchange import ColumnsForm, SheetForm, UploadForm
from probant.register.models import ImportDraft
from probant.register.views.finding import organisation_of

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@permission("register.import")
def imports(request: MemberRequest) -> HttpResponse:
    """Step 1: the file; and the files that wait since another day."""
    form = UploadForm(request.POST or None, request.FILES or None)
    problem: ExchangeError | None = None
    if request.method == "POST" and form.is_valid():
        filename, data = form.content()
        try:
            draft = drafts.receive(
                organisation_of(request),
                filename=filename,
                data=data,
                by=request.member,
                at=clock.now(),
            )
        except ExchangeError as error:
            problem = error
        else:
            return redirect(
                _url(request, "preview" if draft.format == drafts.JSON else "columns", draft)
            )
    context = {
        "form": form,
        "problem": problem,
        "waiting": drafts.waiting(request.member.organisation_id),
        "steps": _steps(request),
        "breadcrumb": _trail(request),
    }
    refused = request.method == "POST"
    return render(request, "register/exchange/upload.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("register.import")
def columns(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """Step 2: what each column becomes; the proposal is already chosen."""
    draft = _draft(request, draft_id)
    if draft.format == drafts.JSON:
        return redirect(_url(request, "preview", draft))
    book, choices = drafts.workbook(draft), drafts.choices_of(draft)
    sheet = book.sheet(choices.sheet) or book.sheets[0]
    is_sheet = "another_sheet" in request.POST
    sheet_form = SheetForm(
        request.POST if is_sheet else None,
        workbook=book,
        shown=sheet,
        initial={"sheet": sheet.name, "header": choices.header},
    )
    if is_sheet and sheet_form.is_valid():
        learned = dict(drafts.titles(request.member.organisation_id))
        drafts.propose_again(draft, sheet_form.proposal(choices, learned), by=request.member)
        return redirect(_url(request, "columns", draft))
    data = request.POST if request.method == "POST" and not is_sheet else None
    form = ColumnsForm(data, sheet=sheet, choices=choices)
    problem = _chosen(request, draft, form) if data is not None else None
    if data is not None and problem is None and form.is_valid():
        return redirect(_url(request, "preview", draft))
    context = {
        "draft": draft,
        "form": form,
        "sheet_form": sheet_form,
        "lines": list(form.lines()),
        "notices": book.notices,
        "problem": problem,
        "steps": _steps(request, draft),
        "breadcrumb": _trail(request, draft.filename),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "register/exchange/columns.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permission("register.import")
def preview(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """Step 3: what would be created, what is doubtful, what is refused; then all of it, or none."""
    draft = _draft(request, draft_id)
    try:
        if request.method == "POST":
            created = drafts.confirm(draft, by=request.member, at=clock.now())
            return _done(request, len(created))
        outcome = drafts.preview(draft)
    except (MappingError, LimitError) as error:
        messages.error(request, _spoken("_problem.html", {"problem": error}))
        return redirect(_url(request, "columns", draft))
    return render(request, "register/exchange/preview.html", _previewed(request, draft, outcome))


@require_safe
@permission("register.import")
def refused(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """The refused lines as CSV, each with its reasons, to be corrected and sent again."""
    draft = _draft(request, draft_id)
    if draft.format == drafts.JSON:
        raise Http404
    choices = drafts.choices_of(draft)
    sheet = drafts.workbook(draft).sheet(choices.sheet)
    if sheet is None:
        raise Http404
    rows = _refused_rows(sheet, choices.header, drafts.preview(draft))
    response = HttpResponse(delimited.write(rows), content_type="text/csv; charset=utf-8")
    name = _("refused-lines")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@permission("register.import")
def cancel(request: MemberRequest, draft_id: UUID) -> HttpResponse:
    """Deletes the file that waits, once confirmed."""
    draft = _draft(request, draft_id)
    if request.method == "POST":
        drafts.cancel(draft, by=request.member)
        messages.success(request, _("The file was deleted. The register did not change."))
        return redirect(_url(request, ""))
    context = {
        "heading": _("Cancel this import"),
        "question": _("Delete the file “%(name)s”?") % {"name": draft.filename},
        "consequences": [_("The register does not change.")],
        "confirm_label": _("Delete the file"),
        "cancel_url": _url(request, ""),
        "tone": "bad",
    }
    return render(request, "web/confirm.html", context)


def _draft(request: MemberRequest, draft_id: UUID) -> ImportDraft:
    try:
        return drafts.draft(request.member.organisation_id, draft_id)
    except ImportDraft.DoesNotExist as error:
        raise Http404 from error


def _chosen(request: MemberRequest, draft: ImportDraft, form: ColumnsForm) -> MappingError | None:
    if not form.is_valid():
        return None
    try:
        drafts.choose(draft, form.chosen(), by=request.member)
    except MappingError as error:
        return error
    return None


def _done(request: MemberRequest, count: int) -> HttpResponse:
    told = ngettext(
        "%(count)s activity was created as a draft. Read it, then validate it.",
        "%(count)s activities were created as drafts. Read them, then validate them.",
        count,
    )
    messages.success(request, told % {"count": count})
    listed = reverse("register:list", kwargs={"organisation": request.member.organisation_id})
    return redirect(f"{listed}?sort=recent")


def _previewed(request: MemberRequest, draft: ImportDraft, outcome: Outcome) -> dict[str, object]:
    return {
        "draft": draft,
        "outcome": outcome,
        "accepted": outcome.accepted[:SHOWN],
        "refused": outcome.refused[:SHOWN],
        "warnings": outcome.warnings[:SHOWN],
        "shown": SHOWN,
        "is_json": draft.format == drafts.JSON,
        "columns_url": _url(request, "columns", draft),
        "refused_url": _url(request, "refused", draft),
        "cancel_url": _url(request, "cancel", draft),
        "steps": _steps(request, draft, current=3),
        "breadcrumb": _trail(request, draft.filename),
    }


def _refused_rows(sheet: Sheet, header: int, outcome: Outcome) -> list[list[str]]:
    rows = [[*sheet.rows[header], _("Line"), _("Why")]]
    for held in outcome.refused:
        for line in held.lines:
            reasons = [_worded(finding) for finding in held.reasons if finding.line == line]
            rows.append([*sheet.rows[line - 1], str(line), "\n".join(reasons)])
    return rows


def _worded(finding: Finding) -> str:
    colon = _(": ")
    return f"{finding.column}{colon}{_spoken('_finding.html', {'finding': finding})}"


def _spoken(template: str, context: dict[str, object]) -> str:
    """A fragment's words as plain text: what shows them escapes them again."""
    return unescape(render_to_string(f"register/exchange/{template}", context)).strip()


def _steps(
    request: MemberRequest, draft: ImportDraft | None = None, current: int = 0
) -> dict[str, object]:
    there = (
        {"columns": _url(request, "columns", draft), "first": _url(request, "")} if draft else {}
    )
    steps = [
        {"label": _("File"), "url": there.get("first", "")},
        {"label": _("Columns"), "url": there.get("columns", "")},
        {"label": _("Check and create"), "url": ""},
    ]
    return {"all": steps, "current": current or (2 if draft else 1)}


def _trail(request: MemberRequest, filename: str = "") -> list[tuple[str, str]]:
    listed = reverse("register:list", kwargs={"organisation": request.member.organisation_id})
    first = (_("Register"), listed)
    if not filename:
        return [first, (_("Import"), "")]
    return [first, (_("Import"), _url(request, "")), (filename, "")]


def _url(request: HttpRequest, page: str, draft: ImportDraft | None = None) -> str:
    kwargs: dict[str, UUID] = {"organisation": request.member.organisation_id}  # type: ignore[attr-defined]
    if draft is not None:
        kwargs["draft_id"] = draft.pk
    return reverse(f"register:import_{page}" if page else "register:import", kwargs=kwargs)
