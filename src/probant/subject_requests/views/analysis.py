"""Deciding on each right: activities, questions, what the law proposes, what the person decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference.requests import RequestCondition
from probant.subject_requests import actions, labels, queries, uses, wording
from probant.subject_requests.actions import Analysis, RequestConflictError
from probant.subject_requests.domain.analysis import (
    Proposal,
    UndecidedRightError,
    UnjustifiedDecisionError,
    propose,
    questions,
)
from probant.subject_requests.domain.state import EventKind
from probant.subject_requests.models import OUTCOMES, RIGHTS, SubjectRequest
from probant.subject_requests.views import finding

MOST_JUSTIFICATION = 4_000
ANSWERS = {"yes": True, "no": False}


@require_http_methods(["GET", "HEAD", "POST"])
@permission("subject_requests.handle")
def analyse(request: MemberRequest, request_id: UUID) -> HttpResponse:
    """One page that is filled from top to bottom; "Show the proposal" keeps what is filled."""
    found = finding.request_of(request, request_id)
    if request.method == "POST":
        asked = _typed(request)
        if "look" in request.POST:
            return _page(request, found, asked)
        return _recorded(request, found, asked)
    return _page(request, found, _last(found))


def _recorded(request: MemberRequest, found: SubjectRequest, asked: Analysis) -> HttpResponse:
    try:
        actions.analyse(
            found.pk,
            asked,
            by=request.member,
            at=clock.now(),
            expected_version=_version(request),
        )
    except UndecidedRightError:
        return _page(request, found, asked, error=_("Decide on each right that is asked."))
    except UnjustifiedDecisionError:
        said = _("You decide otherwise than the law suggests, or before it does: say why.")
        return _page(request, found, asked, error=said)
    except RequestConflictError as error:
        said = _("Somebody acted on this request meanwhile. Look again, then record.")
        return _page(request, error.theirs, asked, error=said, status=409)
    except wording.FORESEEN as error:
        return _page(request, found, asked, error=wording.told(error))
    messages.success(request, _("Decision recorded, with its proposal beside it."))
    return redirect(finding.url("detail", request, request_id=found.pk))


def _typed(request: MemberRequest) -> Analysis:
    """What was filled; what is not understood is left out."""
    posted = request.POST
    offered = {key for key, _name in uses.choices(request.member.organisation_id)}
    chosen = [key for key in posted.getlist("activities") if key in offered]
    answers = {
        name.removeprefix("q-"): ANSWERS[value]
        for name, value in posted.items()
        if name.startswith("q-") and value in ANSWERS
    }
    decisions = {
        name.removeprefix("d-"): value
        for name, value in posted.items()
        if name.startswith("d-") and value in dict(OUTCOMES)
    }
    justification = posted.get("justification", "").replace("\0", "")[:MOST_JUSTIFICATION]
    return Analysis(chosen, answers, decisions, justification)


def _last(found: SubjectRequest) -> Analysis:
    """The last decision, to start from; nothing at first."""
    held = [item for item in queries.timeline(found) if item.kind is EventKind.ANALYSED]
    if not held:
        return Analysis([], {}, {})
    facts = held[-1].facts
    justification = str(held[-1].detail.get("justification", ""))
    return Analysis(facts["activities"], facts["answers"], facts["decisions"], justification)


def _page(
    request: MemberRequest,
    found: SubjectRequest,
    asked: Analysis,
    *,
    error: str = "",
    status: int = 422,
) -> HttpResponse:
    about = uses.asked_by(found)
    held = uses.uses(found.organisation_id, asked.activities)
    raised = questions(about, held)
    known = {item.id: asked.answers[item.id] for item in raised if item.id in asked.answers}
    context: dict[str, Any] = {
        "found": found,
        "personal": queries.personal_of(found),
        "activities": _activities(found, asked),
        "questions": [_question(item, known) for item in raised],
        "proposals": [_proposed(item, asked) for item in propose(about, held, known)],
        "outcomes": OUTCOMES,
        "justification": asked.justification,
        "error": error,
        "detail_url": finding.url("detail", request, request_id=found.pk),
        "breadcrumb": finding.trail(request, found, labels.DECIDE),
    }
    shown = "subject_requests/analysis.html"
    return render(request, shown, context, status=status if error else 200)


def _activities(found: SubjectRequest, asked: Analysis) -> list[tuple[str, str, bool]]:
    chosen = set(asked.activities)
    return [(key, name, key in chosen) for key, name in uses.choices(found.organisation_id)]


def _question(item: RequestCondition, known: dict[str, bool]) -> dict[str, Any]:
    language = get_language() or "fr"
    return {
        "id": item.id,
        "question": item.question.in_(language),
        "advice": item.advice.in_(language),
        "article": item.article,
        "confidence": item.confidence,
        "answer": {True: "yes", False: "no"}.get(known[item.id]) if item.id in known else "",
    }


def _proposed(item: Proposal, asked: Analysis) -> dict[str, Any]:
    language = get_language() or "fr"
    return {
        "right": item.right.value,
        "label": dict(RIGHTS)[item.right.value],
        "suggested": dict(OUTCOMES).get(item.suggested, ""),
        "chosen": asked.decisions.get(item.right.value) or item.suggested,
        "is_absolute": item.is_absolute,
        "unanswered": len(item.unanswered),
        "findings": [
            {
                "activity": finding_.use.activity,
                "purpose": finding_.use.purpose,
                "state": labels.STATES[finding_.state],
                "condition": _condition(finding_.rule, language),
                "source": finding_.source,
            }
            for finding_ in item.findings
        ],
        "reasons": [
            {
                "label": reason.condition.label.in_(language),
                "effect": labels.EFFECTS[reason.effect],
                "source": reason.source,
            }
            for reason in item.reasons
        ],
    }


def _condition(rule: Any, language: str) -> str:  # noqa: ANN401  a rule, or none
    return rule.condition.in_(language) if rule and rule.condition else ""


def _version(request: MemberRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1  # noqa: PLR2004  an integer of PostgreSQL
