"""Evidence: the list, one of them with all that it serves, and the acts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.controls import actions, exports, queries
from probant.controls.actions.evidence import DOSSIER
from probant.controls.domain.evidence import EvidenceShapeError, Kind, is_fresh
from probant.controls.exports import day
from probant.controls.forms.evidence import NO_PAGE, EvidenceForm, GivingForm, WordsForm
from probant.controls.forms.filters import EvidenceFilters
from probant.controls.models import KINDS, SOURCES, Evidence
from probant.controls.queries import Served
from probant.controls.views import finding
from probant.controls.views.deciding import via
from probant.organisations.access import MemberRequest, permission
from probant.vault import queries as vault
from probant.vault.domain.errors import VaultError
from probant.vault.domain.rules import RULES
from probant.vault.reception import RefusedFileError, accepts_files
from probant.vault.reception import told as refusal_told
from probant.vault.serving import download

PAGE_SIZE = 50


@require_safe
@permission("controls.view")
def evidences(request: MemberRequest) -> HttpResponse:
    """The evidence that the reader asks for, the latest first."""
    organisation = finding.organisation_of(request)
    offered = queries.offered(organisation, finding.language())
    filters = EvidenceFilters(request.GET, frameworks=offered)
    found = queries.listed(organisation.pk, filters.wanted(), today=finding.today())
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "page": page,
        "rows": [_row(request, one) for one in page.object_list],
        "told": _columns(),
        "filters": filters,
        "is_filtered": any(request.GET.get(name) for name in filters.fields),
        "may_edit": finding.may_edit(request),
        "export_url": finding.url("export-evidence", request),
        "breadcrumb": finding.trail(request, (_("Evidence"), "")),
    }
    return render(request, "controls/evidence_list.html", context)


@require_safe
@permission("controls.view", traced_as="controls.evidence_exported")
def export(request: MemberRequest) -> HttpResponse:
    """The evidence that the list shows, as a file."""
    asked = request.GET.get("format", "")
    if asked not in exports.MEDIA_TYPES:
        raise Http404
    organisation = finding.organisation_of(request)
    filters = EvidenceFilters(
        request.GET, frameworks=queries.offered(organisation, finding.language())
    )
    found = queries.listed(organisation.pk, filters.wanted(), today=finding.today())
    sheet = exports.of_evidence(organisation, list(found.defer(None)), at=clock.now())
    response = HttpResponse(exports.write(asked, sheet), content_type=exports.MEDIA_TYPES[asked])
    response["Content-Disposition"] = f'attachment; filename="{sheet.filename}.{asked}"'
    return response


@require_http_methods(finding.METHODS)
@permission("controls.edit")
@accepts_files(most=RULES["evidence"].most_bytes)
def add(request: MemberRequest) -> HttpResponse:
    """A new evidence; `?for=framework:control` gives it at once."""
    wanted = finding.ref(request, request.GET.get("for", ""))
    form = EvidenceForm(request.POST or None, request.FILES or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_evidence(
                finding.organisation_of(request),
                form.new(),
                by=request.member,
                at=clock.now(),
                file=form.cleaned_data["file"],
                serves=[wanted] if wanted else [],
            )
        except RefusedFileError as error:
            form.add_error("file", refusal_told(error))
        except EvidenceShapeError:
            form.add_error("path", NO_PAGE)
        else:
            messages.success(request, _("The evidence is kept as %(ref)s.") % {"ref": made})
            return redirect(_after(request, made))
    context = {
        "form": form,
        "wanted": _named(request, wanted) if wanted else "",
        "back_url": finding.url("evidences", request),
        "breadcrumb": _trail(request, (_("Add an evidence"), "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "controls/evidence_add.html", context, status=status)


@require_safe
@permission("controls.view")
def evidence(request: MemberRequest, evidence_id: UUID) -> HttpResponse:
    """One evidence with every control that it serves, framework by framework."""
    one = finding.evidence(request, evidence_id)
    context = {
        "one": one,
        "is_fresh": is_fresh(one.expires_on, finding.today()),
        "facts": _facts(one),
        "groups": _served(request, one),
        "may_edit": finding.may_edit(request) and one.withdrawn_at is None,
        "frameworks": queries.offered(finding.organisation_of(request), finding.language()),
        "breadcrumb": _trail(request, (one.reference, "")),
    }
    return render(request, "controls/evidence.html", context)


@require_http_methods(finding.METHODS)
@permission("controls.edit")
def edit(request: MemberRequest, evidence_id: UUID) -> HttpResponse:
    """Its words, date and validity."""
    one = finding.evidence(request, evidence_id)
    address = finding.url("evidence", request, evidence_id=one.pk)
    names = ("title", "dated_on", "valid_for", "owner", "note")
    form = WordsForm(request.POST or None, initial={name: getattr(one, name) for name in names})
    moved: Evidence | None = None
    if request.method == "POST" and form.is_valid():
        said, expected = form.said(Kind(one.kind), one.path), finding.number_on_screen(request)
        try:
            actions.change_evidence(one, said, by=request.member, at=clock.now(), expected=expected)
        except actions.EvidenceMovedError as error:
            moved = error.theirs
        except actions.WithdrawnError:
            return finding.refused(request, _("This evidence is withdrawn."), address)
        else:
            messages.success(request, _("Saved."))
            return redirect(address)
    context = {
        "one": one,
        "form": form,
        "moved": moved,
        "theirs": _facts(moved) if moved else [],
        "number": moved.version if moved else request.POST.get("number") or one.version,
        "back_url": address,
        "breadcrumb": _trail(request, (one.reference, address), (_("Edit"), "")),
    }
    status = 409 if moved else 422 if request.method == "POST" else 200
    return render(request, "controls/evidence_edit.html", context, status=status)


@require_http_methods(finding.METHODS)
@permission("controls.edit")
def give(request: MemberRequest, evidence_id: UUID, framework: str) -> HttpResponse:
    """The controls of one framework that it serves; several at once."""
    one = finding.evidence(request, evidence_id)
    found = finding.framework(request, framework)
    address = finding.url("evidence", request, evidence_id=one.pk)
    given = {s.ref[1] for s in queries.served_by(one) if s.way.is_direct and s.ref[0] == found.id}
    initial = {"controls": sorted(given)}
    form = GivingForm(request.POST or None, controls=found.assessable, initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = set(form.cleaned_data["controls"])
        at = clock.now()
        try:
            actions.give(one, [found.ref(id_) for id_ in wanted - given], by=request.member, at=at)
            for id_ in sorted(given - wanted):
                actions.take_back(one, found.ref(id_), by=request.member, at=at)
        except actions.WithdrawnError:
            return finding.refused(request, _("This evidence is withdrawn."), address)
        count = len(wanted)
        told = ngettext("It serves %(count)s control.", "It serves %(count)s controls.", count)
        messages.success(request, told % {"count": count})
        return redirect(address)
    context = {
        "one": one,
        "framework": found,
        "groups": _choices(form, found),
        "form": form,
        "back_url": address,
        "breadcrumb": _trail(request, (one.reference, address), (found.name, "")),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "controls/evidence_give.html", context, status=status)


@require_http_methods(finding.METHODS)
@permission("controls.edit")
def withdraw(request: MemberRequest, evidence_id: UUID) -> HttpResponse:
    """It proves nothing from then on, once confirmed."""
    one = finding.evidence(request, evidence_id)
    address = finding.url("evidence", request, evidence_id=one.pk)
    if request.method == "POST":
        try:
            actions.withdraw(one, by=request.member, at=clock.now())
        except actions.WithdrawnError:
            return finding.refused(request, _("This evidence is withdrawn."), address)
        messages.success(request, _("The evidence is withdrawn; it stays readable."))
        return redirect(address)
    context = {
        "heading": _("Withdraw this evidence"),
        "question": _("Withdraw %(ref)s?") % {"ref": f"{one.reference} – {one.title}"},
        "consequences": [
            _("It proves nothing any more, for any control."),
            _("It stays readable, with its document and the journal."),
        ],
        "confirm_label": _("Withdraw the evidence"),
        "cancel_url": address,
        "tone": "bad",
        "breadcrumb": _trail(request, (one.reference, address), (_("Withdraw the evidence"), "")),
    }
    return render(request, "web/confirm.html", context)


@require_safe
@permission("controls.view", traced_as="controls.evidence_read")
def file(request: MemberRequest, evidence_id: UUID) -> StreamingHttpResponse:
    """The document, as it came."""
    one = finding.evidence(request, evidence_id)
    if one.file is None:
        raise Http404
    try:
        dossier = vault.dossier(one.organisation_id, DOSSIER, one.pk)
        found = vault.file(one.organisation_id, one.file)
    except VaultError as error:
        raise Http404 from error
    if found.dossier != dossier.id:
        raise Http404
    return download(found)


def _columns() -> dict[str, str]:
    return {
        "number": _("Number"),
        "title": _("Title"),
        "kind": _("Kind"),
        "dated": _("Dated"),
        "until": _("Valid until"),
        "owner": _("In charge"),
    }


def _row(request: MemberRequest, one: Evidence) -> dict[str, Any]:
    fresh = is_fresh(one.expires_on, finding.today())
    return {
        "url": finding.url("evidence", request, evidence_id=one.pk),
        "reference": one.reference,
        "title": one.title,
        "kind": dict(KINDS)[one.kind],
        "dated": day(one.dated_on),
        "until": day(one.expires_on),
        "owner": one.owner,
        "is_withdrawn": one.withdrawn_at is not None,
        "is_expired": not fresh,
    }


def _facts(one: Evidence) -> list[tuple[Any, Any]]:
    facts = [
        (_("Title"), one.title),
        (_("Kind"), dict(KINDS)[one.kind]),
        (_("Dated"), day(one.dated_on)),
        (_("Valid until"), day(one.expires_on) or _("It does not expire")),
        (_("In charge"), one.owner),
        (_("Note"), one.note),
        (_("Added by"), one.created_by_name),
    ]
    if one.source:
        facts.insert(2, (_("What it is"), dict(SOURCES)[one.source]))
    if one.sha256:
        facts.append((_("Fingerprint (SHA-256)"), one.sha256))
    return facts


def _served(request: MemberRequest, one: Evidence) -> list[dict[str, Any]]:
    """The controls it serves, by framework: each with its way."""
    found = queries.served_by(one)
    ids = {served.ref[0] for served in found}
    known = queries.frameworks(finding.organisation_of(request), ids, finding.language())
    groups: dict[str, list[dict[str, Any]]] = {}
    for served in found:
        id_, name = served.ref
        if id_ in known and name in known[id_].controls:
            groups.setdefault(id_, []).append(_line(request, served, known[id_].controls[name]))
    return [{"framework": known[id_], "lines": groups[id_]} for id_ in known if id_ in groups]


def _line(request: MemberRequest, served: Served, control: Any) -> dict[str, Any]:  # noqa: ANN401  a control
    framework, name = served.ref
    return {
        "name": control.name,
        "url": finding.url("control", request, framework=framework, control=name),
        "via": via(request, served.way.via),
        "is_set_aside": served.is_set_aside,
    }


def _choices(form: GivingForm, framework: Any) -> list[dict[str, Any]]:  # noqa: ANN401  a framework
    """The boxes by theme."""
    ticked = set(form["controls"].value() or [])
    groups: dict[str, list[tuple[Any, bool]]] = {}
    for control in framework.assessable:
        above = framework.controls.get(control.parent)
        title = framework.themes.get(control.theme) or (above.name if above else "")
        groups.setdefault(title, []).append((control, control.id in ticked))
    return [{"title": title, "boxes": boxes} for title, boxes in groups.items()]


def _initial(request: MemberRequest) -> dict[str, Any]:
    """Today, for a year; a page of Probant may send its own address and title."""
    said: dict[str, Any] = {"dated_on": finding.today(), "valid_for": "P1Y"}
    if request.GET.get("path"):
        said |= {"kind": Kind.LINK.value, "path": request.GET["path"]}
    if request.GET.get("title"):
        said["title"] = request.GET["title"][:200]
    return said


def _after(request: MemberRequest, made: Evidence) -> str:
    wanted = finding.ref(request, request.GET.get("for", ""))
    if wanted is None:
        return finding.url("evidence", request, evidence_id=made.pk)
    framework, control = wanted
    address = finding.url("control", request, framework=framework, control=control)
    return f"{address}#evidence"


def _named(request: MemberRequest, ref: tuple[str, str]) -> str:
    framework = finding.framework(request, ref[0])
    return f"{framework.name} – {framework.controls[ref[1]].name}"


def _trail(request: MemberRequest, *steps: tuple[Any, str]) -> list[tuple[Any, str]]:
    return finding.trail(request, (_("Evidence"), finding.url("evidences", request)), *steps)
