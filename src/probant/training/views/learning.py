"""Taking a module: the list, the page, the questions, the result, the certificate."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import training as reference
from probant.reference.training import Module
from probant.training import certificates, labels, queries
from probant.training.actions import taking
from probant.training.domain.quiz import AnswersError
from probant.training.forms.learning import Checking, Questions
from probant.training.models import Attempt
from probant.training.views import finding


@require_safe
@permission("training.view")
def modules(request: MemberRequest) -> HttpResponse:
    """The modules and how the reader stands with each; for officers, what they keep."""
    member = request.member
    mine = queries.of_modules(member.organisation_id, member.person_id)
    context = {
        "modules": [_card(request, one, mine.get(id_)) for id_, one in _modules()],
        "passed": sum(bool(one.best and one.best.is_passed) for one in mine.values()),
        "may_edit": finding.may_edit(request),
    }
    return render(request, "training/list.html", context)


@require_safe
@permission("training.view")
def module(request: MemberRequest, module_id: str) -> HttpResponse:
    """The page of text."""
    found = _module(module_id)
    context = {
        "module": _shown(found),
        "questions_url": finding.url("questions", request, module_id=found.id),
        "breadcrumb": finding.trail(request, (labels.in_(found.label), "")),
    }
    return render(request, "training/module.html", context)


@require_http_methods(finding.METHODS)
@permission("training.learn")
def questions(request: MemberRequest, module_id: str) -> HttpResponse:
    """The five questions; what was ticked stays while one answer is missing."""
    found = _module(module_id)
    form = Questions(found, request.POST if request.method == "POST" else None)
    moved = False
    if request.method == "POST" and form.is_valid():
        try:
            made = taking.take(
                found.id,
                form.answers,
                key=form.cleaned_data["key"],
                version=form.cleaned_data["version"],
                by=request.member,
                at=clock.now(),
            )
        except (taking.OutdatedQuestionsError, taking.OtherPersonsFormError, AnswersError):
            moved = True
        else:
            return redirect(finding.url("attempt", request, attempt_id=made.pk))
    context = {
        "form": Questions(found) if moved else form,
        "has_moved": moved,
        "module": _shown(found),
        "module_url": finding.url("module", request, module_id=found.id),
        "breadcrumb": finding.trail(
            request,
            (labels.in_(found.label), finding.url("module", request, module_id=found.id)),
            (_("Questions"), ""),
        ),
    }
    status = 409 if moved else 422 if form.errors else 200
    return render(request, "training/questions.html", context, status=status)


@require_safe
@permission("training.view")
def attempt(request: MemberRequest, attempt_id: UUID) -> HttpResponse:
    """The score, and why each answer is right or not."""
    found = finding.attempt(request, attempt_id)
    known = reference.modules().get(found.module)
    context = {
        "attempt": found,
        "is_mine": found.person_id == request.member.person_id,
        "title": labels.module_title(found.module),
        "answers": _answers(found, known) if known else [],
        "is_older": known is not None and known.version != found.module_version,
        "module_url": finding.url("module", request, module_id=found.module) if known else "",
        "again_url": finding.url("questions", request, module_id=found.module) if known else "",
        "breadcrumb": finding.trail(
            request, (labels.module_title(found.module), ""), (_("Result"), "")
        ),
    }
    return render(request, "training/attempt.html", context)


@require_safe
@permission("training.view", traced_as="training.certificate_read")
def certificate(request: MemberRequest, attempt_id: UUID) -> HttpResponse:
    """The certificate as PDF: one's own, or for who keeps the training."""
    found = finding.attempt(request, attempt_id)
    if not found.is_passed:
        raise Http404
    organisation = finding.organisation_of(request)
    content = certificates.pdf(found, organisation, language=get_language() or "fr")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.certificate}.pdf"'
    return response


@require_safe
@permission("training.edit")
def check(request: MemberRequest) -> HttpResponse:
    """Whether a number printed on a certificate is one of ours, and what it says."""
    form = Checking(request.GET or None)
    asked = form.cleaned_data["number"].strip() if form.is_valid() else ""
    found = queries.by_certificate(request.member.organisation_id, asked) if asked else None
    context = {
        "form": form,
        "asked": asked,
        "found": found,
        "title": labels.module_title(found.module) if found else "",
        "breadcrumb": finding.trail(request, (_("Check a certificate"), "")),
    }
    return render(request, "training/check.html", context)


def _modules() -> list[tuple[str, Module]]:
    return list(reference.modules().items())


def _module(module_id: str) -> Module:
    found = reference.modules().get(module_id)
    if found is None:
        raise Http404
    return found


def _card(request: MemberRequest, one: Module, mine: queries.OfModule | None) -> dict[str, Any]:
    best = mine.best if mine else None
    return {
        "url": finding.url("module", request, module_id=one.id),
        "icon": one.icon,
        "title": labels.in_(one.label),
        "summary": labels.in_(one.summary),
        "minutes": one.minutes,
        "best": best,
        "attempt_url": finding.url("attempt", request, attempt_id=best.pk) if best else "",
    }


def _shown(one: Module) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": labels.in_(one.label),
        "summary": labels.in_(one.summary),
        "icon": one.icon,
        "minutes": one.minutes,
        "article": one.article,
        "source": one.source,
        "confidence": one.confidence,
        "verified_on": one.verified_on,
        "sections": [
            {
                "title": labels.in_(section.label),
                "paragraphs": [labels.in_(text) for text in section.paragraphs],
            }
            for section in one.sections
        ],
    }


def _answers(found: Attempt, known: Module) -> list[dict[str, Any]]:
    """Each question as it was answered; one that no longer exists is left out."""
    told = []
    for question in known.questions:
        offered = {one.id: labels.in_(one.label) for one in question.choices}
        answer = found.answers.get(question.id, "")
        told.append({
            "question": labels.in_(question.label),
            "answer": offered.get(answer, answer),
            "right": offered[question.right],
            "is_right": answer == question.right,
            "why": labels.in_(question.why),
        })  # fmt: skip
    return told
