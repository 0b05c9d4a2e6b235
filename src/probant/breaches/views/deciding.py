"""The proposal with its reasons, and the decisions that people take beside it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.breaches import actions, casefile, labels
from probant.breaches.clocks import clocks_of
from probant.breaches.domain.communication import Exemption, faults_of
from probant.breaches.domain.proposal import Proposal
from probant.breaches.forms.decisions import DecisionForm
from probant.breaches.models import Breach, Statement
from probant.breaches.statements import Choice, Decision, Opinion, Question, read
from probant.breaches.views import finding
from probant.breaches.views.editing import number_on_screen
from probant.breaches.views.proposing import told_proposal
from probant.common import clock
from probant.organisations.access import MemberRequest, permission

Forms = dict[Question, DecisionForm]


@require_safe
@permission("breaches.view")
def proposal(request: MemberRequest, breach_id: UUID) -> HttpResponse:
    """What the methods say, with every reason; it never replaces the decision."""
    found = finding.breach(request, breach_id)
    return _page(request, found, {question: DecisionForm(question) for question in Question})


@require_http_methods(["POST"])
@permission("breaches.decide")
def decide(request: MemberRequest, breach_id: UUID, question: str) -> HttpResponse:
    """One decision; another's, taken meanwhile, is shown first."""
    found, asked = finding.breach(request, breach_id), _question(question)
    form = DecisionForm(asked, request.POST)
    others = {one: DecisionForm(one) for one in Question}
    if not form.is_valid():
        return _page(request, found, {**others, asked: form}, status=422)
    try:
        actions.decide(
            found.pk,
            asked,
            form.decision(),
            by=request.member,
            at=clock.now(),
            expected=number_on_screen(request.POST),
        )
    except actions.JustificationMissingError:
        form.add_error("justification", _("Give your reasons: the register must hold them."))
        return _page(request, found, {**others, asked: form}, status=422)
    except actions.StatementConflictError as conflict:
        return _conflict(request, found, asked, form, conflict.theirs)
    except actions.ClosedBreachError:
        return finding.refused(request, found, _("This file is closed: open it again first."))
    messages.success(
        request, _("The decision is recorded, with the proposal that stood beside it.")
    )
    return redirect(f"{finding.url('proposal', request, found)}#{question}")


@require_POST
@permission("breaches.decide")
def opinion(request: MemberRequest, breach_id: UUID, question: str) -> HttpResponse:
    """What this person would have decided, kept beside the decision that stands."""
    found, asked = finding.breach(request, breach_id), _question(question)
    form = DecisionForm(asked, request.POST)
    if not form.is_valid():
        raise Http404
    said = form.decision()
    kept = Opinion(question=asked, choice=said.choice, justification=said.justification)
    try:
        actions.give_opinion(found.pk, kept, by=request.member, at=clock.now())
    except actions.ClosedBreachError:
        return finding.refused(request, found, _("This file is closed: open it again first."))
    messages.success(request, _("Their decision stands; your opinion is kept beside it."))
    return redirect(f"{finding.url('proposal', request, found)}#{question}")


def _question(name: str) -> Question:
    if name not in set(Question):
        raise Http404
    return Question(name)


def _page(
    request: MemberRequest, found: Breach, forms: Forms, *, status: int = 200
) -> HttpResponse:
    file = casefile.of(found)
    language = get_language() or "fr"
    now = clock.now()
    context = {
        "breach": found,
        "file": file,
        "told": told_proposal(file.proposal, found, request, language),
        "questions": [_card(file, question, forms[question]) for question in Question],
        "clocks": clocks_of(found, now=now, facts=file.facts, sendings=file.sent),
        "now": now,
        "may": finding.allowed(request, found),
        "opinions": file.opinions,
        "breadcrumb": finding.trail(request, found, _("Proposal and decisions")),
    }
    return render(request, "breaches/proposal.html", context, status=status)


def _card(file: casefile.CaseFile, question: Question, form: DecisionForm) -> dict[str, Any]:
    decided = file.decision(question)
    if decided and not form.is_bound:
        said = decided[1]
        form.initial = {
            "choice": said.choice.value,
            "justification": said.justification,
            "exception": said.exception,
        }
    return {
        "id": question.value,
        "label": labels.QUESTIONS[question.value],
        "advice": _advice(file.proposal, question),
        "decided": decided and {"by": decided[0], "said": decided[1]},
        "number": file.number_of(question),
        "unproven": _unproven(file, decided[1]) if decided else [],
        "form": form,
    }


def _unproven(file: casefile.CaseFile, said: Decision) -> list[str]:
    """Art. 34(3): what an exception that was relied on still asks for."""
    if not said.exception:
        return []
    public = [one.sent_on for _m, one in file.to_persons.values() if one.audience == "public"]
    has_proof = any(one.file.purpose == "proof" for one in file.files)
    exemption = Exemption(
        ground=said.exception,
        proof=said.justification if has_proof else "",
        public_communication_on=min(filter(None, public), default=None),
    )
    language = get_language() or "fr"
    return list(dict.fromkeys(asked.in_(language) for _f, asked in faults_of(exemption)))


def _advice(found: Proposal, question: Question) -> str:
    return (found.notify if question is Question.NOTIFY else found.inform).value


def _conflict(
    request: MemberRequest,
    found: Breach,
    question: Question,
    form: DecisionForm,
    theirs: Statement | None,
) -> HttpResponse:
    """409: two people decided; theirs stands, mine rides along."""
    mine = form.decision()
    standing = read(theirs.content, Decision) if theirs else Decision(choice=Choice.UNDECIDED)
    context = {
        "breach": found,
        "question": question.value,
        "label": labels.QUESTIONS[question.value],
        "latest": theirs,
        "theirs": standing,
        "mine": mine,
        "is_opposite": standing.choice != mine.choice,
        "number": theirs.number if theirs else 0,
        "kept": [
            (name, value)
            for name, value in request.POST.items()
            if name not in {"csrfmiddlewaretoken", "number"}
        ],
        "breadcrumb": finding.trail(request, found, _("Somebody decided before you")),
    }
    return render(request, "breaches/decided_before.html", context, status=409)
