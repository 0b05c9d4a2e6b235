"""Contracts, their clauses and amendment; questionnaires, audits, papers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.processors import actions, amendment, labels, proposals, queries, questionnaire
from probant.processors.domain.contract import ContractShapeError
from probant.processors.domain.reviewing import ReviewShapeError
from probant.processors.forms.papers import (
    ClausesForm,
    ContractForm,
    DocumentForm,
    ReviewForm,
)
from probant.processors.models import Contract, Processor, Review
from probant.processors.proposals import Reading
from probant.processors.views import finding, reading, summaries
from probant.vault.domain.errors import VaultError
from probant.vault.domain.rules import RULES
from probant.vault.reception import RefusedFileError, accepts_files
from probant.vault.reception import told as refusal_told
from probant.vault.serving import download

MOST_BYTES = RULES["letter"].most_bytes
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_http_methods(finding.METHODS)
@permission("processors.edit")
@accepts_files(most=MOST_BYTES)
def new_contract(request: MemberRequest, processor_id: UUID) -> HttpResponse:
    """A contract: its dates, and its file if it is at hand."""
    found = finding.processor(request, processor_id)
    return _contract_form(request, found, None)


@require_http_methods(finding.METHODS)
@permission("processors.edit")
@accepts_files(most=MOST_BYTES)
def edit_contract(request: MemberRequest, contract_id: UUID) -> HttpResponse:
    """The dates of a contract, or another file in its place."""
    held = finding.contract(request, contract_id)
    return _contract_form(request, held.processor, held)


@require_safe
@permission("processors.view")
def contract(request: MemberRequest, contract_id: UUID) -> HttpResponse:
    """A contract with each of its clauses as it was decided."""
    held = finding.contract(request, contract_id)
    one, today = queries.situation(held.processor), timezone.localdate(clock.now())
    told = next(row for row in summaries.contracts(request, one, today) if row["contract"] == held)
    form = ClausesForm(one.clauses, held.clauses)
    all_clauses = queries.counted(held, one.clauses)
    read = proposals.reading_of(held)
    context = {
        **told,
        "processor": held.processor,
        "terms": _terms(held),
        "groups": _decided(form, held, read),
        "reading": read,
        "to_write": len(all_clauses.to_write),
        "may_edit": finding.may(request, "processors.edit"),
        "may_decide": finding.may(request, "processors.decide"),
        "breadcrumb": finding.trail(request, held.processor, told["title"]),
    }
    return render(request, "processors/contract.html", context)


@require_http_methods(finding.METHODS)
@permission("processors.decide")
def clauses(request: MemberRequest, contract_id: UUID) -> HttpResponse:
    """A person decides of each clause."""
    held = finding.contract(request, contract_id)
    one = queries.situation(held.processor)
    read = proposals.reading_of(held)
    form = ClausesForm(one.clauses, _initial(request, held, read), request.POST or None)
    if request.method == "POST" and form.is_valid():
        seen = finding.seen(request) or held.version
        try:
            actions.decide_clauses(
                held.pk, form.decisions(), seen=seen, by=request.member, at=clock.now()
            )
        except actions.MovedError:
            return finding.moved(request, held.processor)
        messages.success(request, _("The decisions are kept."))
        return redirect(finding.url("contract", request, contract_id=held.pk))
    context = {
        "contract": held,
        "processor": held.processor,
        "form": form,
        "groups": _grouped(form, read),
        "reading": read,
        "seen": finding.seen(request) or held.version,
        "back_url": finding.url("contract", request, contract_id=held.pk),
        "breadcrumb": finding.trail(request, held.processor, _("Decide on the clauses")),
    }
    return render(request, "processors/clauses.html", context, status=422 if form.errors else 200)


@require_safe
@permission("processors.view", traced_as="processors.file_read")
def contract_file(request: MemberRequest, contract_id: UUID) -> StreamingHttpResponse:
    """The contract, as it came."""
    held = finding.contract(request, contract_id)
    try:
        return download(queries.contract_file(held))
    except VaultError as error:
        raise Http404 from error


@require_safe
@permission("processors.view", traced_as="processors.amendment_made")
def amend(request: MemberRequest, contract_id: UUID) -> HttpResponse:
    """The amendment with the clauses that are missing or doubtful, as a Word file."""
    held = finding.contract(request, contract_id)
    one = queries.situation(held.processor)
    language = "en" if request.GET.get("language") == "en" else "fr"
    wanted = queries.counted(held, one.clauses).to_write
    content = amendment.docx(
        finding.organisation_of(request),
        one.record,
        wanted,
        language=language,
        signed_on=held.signed_on,
    )
    return _word(content, "avenant" if language == "fr" else "amendment")


@require_safe
@permission("processors.view", traced_as="processors.questionnaire_made")
def ask(request: MemberRequest, processor_id: UUID) -> HttpResponse:
    """The questionnaire to send, as a Word file."""
    found = finding.processor(request, processor_id)
    language = "en" if request.GET.get("language") == "en" else "fr"
    record = queries.record_of(found)
    content = questionnaire.docx(finding.organisation_of(request), record, language=language)
    return _word(content, "questionnaire")


@require_http_methods(finding.METHODS)
@permission("processors.edit")
@accepts_files(most=MOST_BYTES)
def new_review(request: MemberRequest, processor_id: UUID) -> HttpResponse:
    """A questionnaire sent or answered, or an audit."""
    return _review_form(request, finding.processor(request, processor_id), None)


@require_http_methods(finding.METHODS)
@permission("processors.edit")
@accepts_files(most=MOST_BYTES)
def review(request: MemberRequest, review_id: UUID) -> HttpResponse:
    """The answers of a questionnaire, the result of an audit."""
    held = finding.review(request, review_id)
    return _review_form(request, held.processor, held)


@require_http_methods(finding.METHODS)
@permission("processors.edit")
@accepts_files(most=MOST_BYTES)
def add_document(request: MemberRequest, processor_id: UUID) -> HttpResponse:
    """A paper that the processor gave."""
    found = finding.processor(request, processor_id)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent, purpose = form.cleaned_data["file"], form.cleaned_data["purpose"]
        try:
            actions.add_document(found.pk, sent, purpose=purpose, by=request.member, at=clock.now())
        except RefusedFileError as error:
            form.add_error("file", refusal_told(error))
        else:
            messages.success(request, _("The file is kept, encrypted."))
            return redirect(finding.page_of(request, found, "documents"))
    context = {
        "form": form,
        "title": _("Add a document"),
        "back_url": finding.page_of(request, found, "documents"),
        "breadcrumb": finding.trail(request, found, _("Add a document")),
    }
    return render(request, "processors/form.html", context, status=422 if form.errors else 200)


@require_safe
@permission("processors.view", traced_as="processors.file_read")
def file(request: MemberRequest, processor_id: UUID, file_id: UUID) -> StreamingHttpResponse:
    """A paper of the processor, as it came."""
    found = finding.processor(request, processor_id)
    try:
        return download(queries.stored(found.organisation_id, found.pk, file_id))
    except VaultError as error:
        raise Http404 from error


def _contract_form(request: MemberRequest, found: Processor, held: Contract | None) -> HttpResponse:
    initial = vars(queries.terms_of(held)) if held else None
    form = ContractForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        answer = _contract_kept(request, found, held, form)
        if answer is not None:
            return answer
    title = _("Contract with %(name)s") % {"name": found.name}
    context = {
        "form": form,
        "title": title,
        "seen": finding.seen(request) or (held.version if held else ""),
        "back_url": finding.page_of(request, found, "contract"),
        "breadcrumb": finding.trail(request, found, _("Contract")),
    }
    return render(request, "processors/form.html", context, status=422 if form.errors else 200)


def _contract_kept(
    request: MemberRequest, found: Processor, held: Contract | None, form: ContractForm
) -> HttpResponse | None:
    """The redirection, or nothing where the form has an error now; both are kept, or neither."""
    sent, now = form.cleaned_data["file"], clock.now()
    try:
        with transaction.atomic():
            made = actions.state_terms(
                found.pk,
                form.terms(),
                contract_id=held.pk if held else None,
                seen=finding.seen(request),
                by=request.member,
                at=now,
            )
            if sent is not None:
                actions.file_contract(made.pk, sent, by=request.member, at=now)
    except ContractShapeError as error:
        form.add_error(error.field, labels.shape(error.reason))
    except RefusedFileError as error:
        form.add_error("file", refusal_told(error))
    except actions.MovedError:
        return finding.moved(request, found)
    else:
        said = _("The contract is kept, encrypted.") if sent else _("The contract is stated.")
        messages.success(request, said)
        if sent is not None:
            reading.read_kept(request, made)
        return redirect(finding.url("contract", request, contract_id=made.pk))
    return None


def _review_form(request: MemberRequest, found: Processor, held: Review | None) -> HttpResponse:
    names = ("kind", "sent_on", "held_on", "next_on", "by_whom", "scope", "result", "summary")
    initial = {name: getattr(held, name) for name in names} if held else None
    form = ReviewForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        answers=held.answers if held else {},
    )
    if request.method == "POST" and form.is_valid():
        answer = _review_kept(request, found, held, form)
        if answer is not None:
            return answer
    context = {
        "form": form,
        "processor": found,
        "seen": finding.seen(request) or (held.version if held else ""),
        "back_url": finding.page_of(request, found, "reviews"),
        "breadcrumb": finding.trail(request, found, _("Questionnaire or audit")),
    }
    return render(request, "processors/review.html", context, status=422 if form.errors else 200)


def _review_kept(
    request: MemberRequest, found: Processor, held: Review | None, form: ReviewForm
) -> HttpResponse | None:
    """The redirection, or nothing where the form has an error now."""
    try:
        actions.review(
            found.pk,
            form.facts(),
            review_id=held.pk if held else None,
            seen=finding.seen(request),
            upload=form.cleaned_data["file"],
            by=request.member,
            at=clock.now(),
        )
    except ReviewShapeError as error:
        form.add_error(error.field, labels.shape(error.reason))
    except RefusedFileError as error:
        form.add_error("file", refusal_told(error))
    except actions.MovedError:
        return finding.moved(request, found)
    else:
        messages.success(request, _("Saved."))
        return redirect(finding.page_of(request, found, "reviews"))
    return None


def _terms(held: Contract) -> list[tuple[Any, Any]]:
    form = ContractForm()
    told = []
    for name, value in vars(queries.terms_of(held)).items():
        if name == "title":
            continue
        words = summaries.day(value) if name.endswith("_on") else value
        shown = (
            {True: _("Yes"), False: _("No")}.get(value, words) if name == "is_renewed" else words
        )
        told.append((form.fields[name].label, shown if shown is not None else ""))
    return told


def _initial(request: MemberRequest, held: Contract, read: Reading | None) -> dict[str, Any]:
    """What was decided; where nothing was and the person asks for it, what Probant proposes."""
    if read is None or "proposed" not in request.GET:
        return dict(held.clauses)
    proposed = {id_: {"state": one.state, "note": ""} for id_, one in read.clauses.items()}
    return {**proposed, **held.clauses}


def _grouped(form: ClausesForm, read: Reading | None) -> list[dict[str, Any]]:
    groups = form.grouped()
    for group in groups:
        for line in group["lines"]:
            line["read"] = read.clauses.get(line["clause"].id) if read else None
    return groups


def _decided(form: ClausesForm, held: Contract, read: Reading | None) -> list[dict[str, Any]]:
    """Each clause with its decision, in words, and what was read of it."""
    states = dict(form.fields[form.clauses[0].id].choices)  # type: ignore[attr-defined]
    groups = _grouped(form, read)
    for group in groups:
        for line in group["lines"]:
            said = held.clauses.get(line["clause"].id, {})
            state = said.get("state", "")
            line |= {
                "word": states[state],
                "tone": labels.CLAUSE_TONES[state],
                "note": said.get("note", ""),
                "who": said.get("by_name", ""),
            }
    return groups


def _word(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
    return response
