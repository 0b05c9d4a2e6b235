"""The twenty-minute version: one question a page, then what the answers give."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.reference import risks as reference
from probant.reference.risks import Question
from probant.risks import actions, answers, labels
from probant.risks.domain import short
from probant.risks.forms.analyses import Answer
from probant.risks.models import Analysis
from probant.risks.views import finding


@require_safe
@permission("risks.edit")
def questions(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """What is asked, what was answered, and the way on."""
    found = _quick(request, analysis_id)
    said, language = answers.of(found), labels.language()
    asked = short.asked(reference.questionnaire(), said)
    following = short.next_question(reference.questionnaire(), said)
    context = {
        "analysis": found,
        "intro": reference.questionnaire().intro.in_(language),
        "total": len(asked),
        "read": sum(1 for one in asked if one.id in said),
        "rows": [_row(request, found, one, said, language) for one in asked],
        "resume_url": following and finding.url("question", request, found.pk, following),
        "breadcrumb": finding.trail(request, _("Questions"), of=found),
    }
    return render(request, "risks/questions.html", context)


@require_http_methods(finding.METHODS)
@permission("risks.edit")
def question(request: MemberRequest, analysis_id: UUID, question_id: str) -> HttpResponse:
    """One question; the answer is kept at once and leads to the next."""
    found = _quick(request, analysis_id)
    said = answers.of(found)
    asked = short.asked(reference.questionnaire(), said)
    ids = [one.id for one in asked]
    if question_id not in ids:
        raise Http404
    rank = ids.index(question_id)
    form = Answer(
        asked[rank],
        labels.language(),
        data=request.POST or None,
        initial={"answer": said.get(question_id)},
    )
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        kept = actions.answer(found.pk, question_id, answer, by=request.member, at=clock.now())
        return redirect(_after(request, kept, question_id))
    before = ids[rank - 1] if rank else ""
    context = {
        "analysis": found,
        "form": form,
        "rank": rank + 1,
        "total": len(ids),
        "before_url": finding.url("question", request, found.pk, before)
        if before
        else finding.url("questions", request, found.pk),
        "breadcrumb": finding.trail(request, _("Questions"), of=found),
    }
    return render(request, "risks/question.html", context, status=422 if form.errors else 200)


@require_POST
@permission("risks.edit")
def apply(request: MemberRequest, analysis_id: UUID) -> HttpResponse:
    """The answers become risks."""
    found = _quick(request, analysis_id)
    try:
        made = actions.apply(found.pk, by=request.member, at=clock.now())
    except short.UnfinishedError as error:
        messages.warning(request, _("A question was not read yet."))
        return redirect(finding.url("question", request, found.pk, error.question))
    own = sum(1 for one in made if one.content.get("is_own"))
    messages.success(request, _("The risks follow your answers."))
    if own:
        kept = _("%(count)s risks that somebody wrote by hand stay as they are.")
        messages.info(request, kept % {"count": own})
    return redirect(finding.url("analysis", request, found.pk))


def _quick(request: MemberRequest, analysis_id: UUID) -> Analysis:
    found = finding.analysis(request, analysis_id)
    if found.method != "quick":
        raise Http404
    return found


def _after(request: MemberRequest, found: Analysis, question_id: str) -> str:
    """The next question in order; the summary after the last, or once none is unread."""
    said = answers.of(found)
    ids = [one.id for one in short.asked(reference.questionnaire(), said)]
    rank = ids.index(question_id)
    following = ids[rank + 1] if rank + 1 < len(ids) else ""
    if not following:
        return finding.url("questions", request, found.pk)
    return finding.url("question", request, found.pk, following)


def _row(
    request: MemberRequest, found: Analysis, one: Question, said: dict[str, str], language: str
) -> dict[str, Any]:
    answer = said.get(one.id, "")
    words = {option.id: option.label.in_(language) for option in one.options}
    unknown = words[one.unknown_as]
    return {
        "text": one.text.in_(language),
        "is_read": bool(answer),
        "answer": words.get(answer, ""),
        "counts_as": unknown if answer == short.UNKNOWN else "",
        "url": finding.url("question", request, found.pk, one.id),
    }
