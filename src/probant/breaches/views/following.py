"""Groups told, warnings, measures, lessons: each item a form, each saving a statement."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.breaches import actions, casefile, labels, letters, queries
from probant.breaches.forms.following import FORMS, ItemForm
from probant.breaches.models import Breach, Statement
from probant.breaches.statements import CONTENTS, Communication, read
from probant.breaches.views import finding
from probant.breaches.views.editing import number_on_screen
from probant.common import clock
from probant.organisations.access import MemberRequest, permission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TITLES: dict[str, tuple[labels.Words, labels.Words, str]] = {
    "communication": (
        gettext_lazy("Tell a group of people"),
        gettext_lazy("A group of people"),
        "told",
    ),
    "warning": (gettext_lazy("Warn an organisation"), gettext_lazy("A warning"), "warned"),
    "measure": (gettext_lazy("Add a measure"), gettext_lazy("A measure"), "followed"),
    "lesson": (gettext_lazy("Add a lesson"), gettext_lazy("A lesson"), "lessons"),
}


@require_http_methods(finding.METHODS)
@permission("breaches.qualify")
def new(request: MemberRequest, breach_id: UUID, kind: str) -> HttpResponse:
    """A new item."""
    return _item(request, finding.breach(request, breach_id), kind, None)


@require_http_methods(finding.METHODS)
@permission("breaches.qualify")
def item(request: MemberRequest, breach_id: UUID, kind: str, name: str) -> HttpResponse:
    """An item, as it was last stated."""
    found = finding.breach(request, breach_id)
    if kind not in FORMS:
        raise Http404
    made = queries.latest(found, FORMS[kind][1], name)
    if made is None:
        raise Http404
    return _item(request, found, kind, made)


def _item(request: MemberRequest, found: Breach, kind: str, made: Statement | None) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    if not found.is_open:
        return finding.refused(request, found, _("This file is closed: open it again first."))
    form = _form(request, found, kind, made)
    if request.method == "POST" and form.is_valid():
        return _save(request, found, kind, form, made)
    return _page(request, found, kind, form, made)


def _form(request: MemberRequest, found: Breach, kind: str, made: Statement | None) -> ItemForm:
    type_, statement = FORMS[kind]
    initial = type_.shown(read(made.content, CONTENTS[statement])) if made else {}
    initial.setdefault("audience", request.GET.get("audience", ""))
    options: dict[str, Any] = {"initial": initial}
    if kind in {"communication", "warning"}:
        options["files"] = files_by_id(casefile.of(found))
    return type_(request.POST if request.method == "POST" else None, **options)


def files_by_id(file: casefile.CaseFile) -> dict[str, str]:
    """The files of the dossier, as a list offers them."""
    return {one.file.id: one.name or one.file.id for one in file.files}


def _save(
    request: MemberRequest, found: Breach, kind: str, form: ItemForm, made: Statement | None
) -> HttpResponse:
    said = form.statement()
    if isinstance(said, Communication):
        said = letters.kept(casefile.of(found), finding.organisation_of(request), said)
    try:
        actions.follow(
            found.pk,
            said,
            by=request.member,
            at=clock.now(),
            item=made.item if made else "",
            expected=number_on_screen(request.POST),
        )
    except actions.StatementConflictError:
        form.add_error(None, _("Somebody changed this in the meantime: open it again, then save."))
        return _page(request, found, kind, form, made, status=409)
    messages.success(request, _("Saved."))
    return redirect(f"{finding.url('breach', request, found)}#{TITLES[kind][2]}")


def _page(  # noqa: PLR0913, PLR0917  a page is of whom, of what, in which state
    request: MemberRequest,
    found: Breach,
    kind: str,
    form: ItemForm,
    made: Statement | None,
    status: int = 0,
) -> HttpResponse:
    add, existing, anchor = TITLES[kind]
    title = existing if made else add
    context = {
        "breach": found,
        "form": form,
        "kind": kind,
        "title": title,
        "number": request.POST.get("number") or (made.number if made else 0),
        "made": made,
        "lacking": _lacking(request, found, kind),
        "breadcrumb": finding.trail(request, found, title),
        "back_url": f"{finding.url('breach', request, found)}#{anchor}",
    }
    return render(
        request, "breaches/item.html", context, status=status or (422 if form.errors else 200)
    )


@require_safe
@permission("breaches.view")
def letter(request: MemberRequest, breach_id: UUID, name: str) -> HttpResponse:
    """A group's letter as a file: the words kept, or those that the facts give now."""
    found = finding.breach(request, breach_id)
    file = casefile.of(found)
    if name not in file.communications:
        raise Http404
    said = file.communications[name][1]
    made = letters.letter_of(file, finding.organisation_of(request), said)
    suffix = "docx" if request.GET.get("format") == "docx" else "pdf"
    content, kind = (made.docx(), DOCX) if suffix == "docx" else (made.pdf(), "application/pdf")
    response = HttpResponse(content, content_type=kind)
    filename = f"{found.reference}-{said.audience.value}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _lacking(request: MemberRequest, found: Breach, kind: str) -> list[dict[str, Any]]:
    """What a letter to persons lacks, with the article: said while it can still be written."""
    if kind != "communication":
        return []
    language = get_language() or "fr"
    lacking = letters.lacking(casefile.of(found), finding.organisation_of(request))
    return [{"label": one.label.in_(language), "is_required": one.is_required} for one in lacking]
