"""Reading one assessment: the whole, one part, its history."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from probant.common import clock
from probant.dpia import cleaned, labels, papers, pictures, queries
from probant.dpia.domain import progress
from probant.dpia.domain.content import MEASURES_PART, Answer, Content, Evaluation
from probant.dpia.domain.progress import Action, Gap
from probant.dpia.models import DRAFT, REFUSED, VALIDATED, Assessment, AssessmentStatement
from probant.dpia.views import finding
from probant.organisations.access import MemberRequest, permission
from probant.reference import dpia as reference
from probant.reference.dpia import Part, Question
from probant.register import changes
from probant.register import queries as register
from probant.register.models import Activity

MOST_GAPS, LATELY = 60, 6


@require_safe
@permission("dpia.view")
def assessment(request: MemberRequest, assessment_id: UUID) -> HttpResponse:
    """Where it stands: its parts, its risks, what lacks, what was decided."""
    found = finding.assessment(request, assessment_id)
    content, activity = Content(found.document), queries.activity_of(found)
    asked = queries.asked(found, finding.organisation_of(request))
    gaps = progress.gaps(content, asked)
    context: dict[str, Any] = {
        "assessment": found,
        "content": content,
        "status_tone": labels.STATUS_TONES[found.status],
        "activity": activity,
        "moved": _moved(found, activity),
        "parts": _parts(request, found, content),
        "risks": pictures.rows(content),
        "picture": mark_safe(pictures.svg(content)),  # noqa: S308  drawn by us, its words escaped
        "our_rule": labels.OUR_RULE,
        "risk": labels.RISK_STATES[found.is_high],
        "risk_tone": labels.RISK_TONES[found.is_high],
        "gaps": [_gap(request, found, content, gap) for gap in gaps[:MOST_GAPS]],
        "gap_count": len(gaps),
        "is_ready": not any(gap.is_blocking for gap in gaps),
        "actions": _actions(request, found, content),
        "dangling": [
            (labels.DANGLING[one.kind], one.reference) for one in content.dangling[:MOST_GAPS]
        ],
        "said": _others(content),
        "acts": _acts(request, found),
        "may_edit": finding.may(request, "edit") and found.is_open,
        "may_follow": finding.may(request, "edit"),
        "history": _history(found)[-LATELY:][::-1],
        "breadcrumb": finding.trail(request, None, found.reference),
    }
    return render(request, "dpia/assessment.html", context)


@require_safe
@permission("dpia.view")
def part(request: MemberRequest, assessment_id: UUID, part: str) -> HttpResponse:
    """One part: its questions with their answers, how it was found."""
    found = finding.assessment(request, assessment_id)
    content = Content(found.document)
    may_edit = finding.may(request, "edit") and found.is_open
    context: dict[str, Any] = {
        "assessment": found,
        "part": part,
        "may_edit": may_edit,
        "around": _around(request, found, part),
    }
    if part == MEASURES_PART:
        context |= {
            "label": labels.MEASURES,
            "measures": [_measure(request, found, content, one.id) for one in content.measures],
        }
    elif part in reference.parts():
        context |= _questions(request, found, content, reference.parts()[part])
    else:
        raise Http404
    context["breadcrumb"] = finding.trail(request, found, context["label"])
    return render(request, "dpia/part.html", context)


@require_safe
@permission("dpia.view")
def history(request: MemberRequest, assessment_id: UUID) -> HttpResponse:
    """All that was stated, in order; nothing is ever overwritten."""
    found = finding.assessment(request, assessment_id)
    context = {
        "assessment": found,
        "lines": _history(found)[::-1],
        "breadcrumb": finding.trail(request, found, _("History")),
    }
    return render(request, "dpia/history.html", context)


@require_safe
@permission("dpia.view", traced_as="dpia.exported")
def paper(request: MemberRequest, assessment_id: UUID, kind: str) -> HttpResponse:
    """The whole assessment: for the CNIL's tool, to print, to edit elsewhere."""
    found = finding.assessment(request, assessment_id)
    if kind not in papers.MEDIA_TYPES:
        raise Http404
    language = (get_language() or "fr")[:2]
    content = papers.write(kind, found, language=language, at=clock.now())
    response = HttpResponse(content, content_type=papers.MEDIA_TYPES[kind])
    name = papers.filename(found, kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _parts(request: MemberRequest, found: Assessment, content: Content) -> list[dict[str, Any]]:
    rows = []
    for one in reference.method().parts:
        if one.number == "3.2":
            about = [f"{MEASURES_PART}.{measure.id}" for measure in content.measures]
            filled = (len(content.measures), len(content.measures))
            place = (MEASURES_PART, labels.MEASURES, "risks")
            rows.append(_part_row(request, found, content, place, about, filled))
        given = [content.answers[question.number].is_given for question in one.questions]
        shown_as = (one.number, labels.local(one.label), one.theme)
        rows.append(
            _part_row(
                request, found, content, shown_as, list(one.references), (sum(given), len(given))
            )
        )
    return rows


def _part_row(  # noqa: PLR0913, PLR0917  a row is of which part, with which figures
    request: MemberRequest,
    found: Assessment,
    content: Content,
    place: tuple[str, Any, str],
    about: list[str],
    filled: tuple[int, int],
) -> dict[str, Any]:
    number, label, theme = place
    grades = [content.evaluation(one).grade for one in about]
    worst = min((grade for grade in grades if grade), default=None)
    is_whole = bool(grades) and all(grades)
    shown = worst if worst is not None and (is_whole or worst == 1) else 0
    return {
        "number": number,
        "label": label,
        "theme": labels.THEMES[theme],
        "url": finding.url("part", request, found, part=number),
        "given": filled[0],
        "asked": filled[1],
        "grade": labels.GRADES[shown],  # type: ignore[index]
        "tone": labels.GRADE_TONES[shown],  # type: ignore[index]
    }


def _questions(
    request: MemberRequest, found: Assessment, content: Content, one: Part
) -> dict[str, Any]:
    by_question = one.evaluated == "question"
    return {
        "label": labels.local(one.label),
        "article": one.article,
        "questions": [
            _question(request, found, content, question, is_evaluated=by_question, part=one.number)
            for question in one.questions
        ],
        "evaluation": None
        if by_question
        else _evaluation(request, found, content.evaluation(one.number)),
    }


def _question(  # noqa: PLR0913  a question of which part, evaluated by itself or not
    request: MemberRequest,
    found: Assessment,
    content: Content,
    question: Question,
    *,
    is_evaluated: bool,
    part: str,
) -> dict[str, Any]:
    answer = content.answers[question.number]
    about = f"{part}.{question.number}"
    return {
        "number": question.number,
        "label": labels.local(question.label),
        "help": labels.local(question.help),
        "url": finding.url("answer", request, found, number=question.number),
        **shown(question, answer),
        "evaluation": _evaluation(request, found, content.evaluation(about))
        if is_evaluated
        else None,
    }


def shown(question: Question, answer: Answer) -> dict[str, Any]:
    """An answer as a page shows it: cleaned words, lines, or the level's name."""
    kind = question.kind
    told = ""
    if kind == "severity":
        told = labels.severity(answer.level)
    if kind == "likelihood":
        told = labels.likelihood(answer.level)
    return {
        "is_given": answer.is_given,
        "html": cleaned.html(answer.text) if kind == "text" else "",
        "items": answer.items if kind in {"list", "measures"} else (),
        "level": told,
    }


def _measure(
    request: MemberRequest, found: Assessment, content: Content, id_: int
) -> dict[str, Any]:
    held = next(one for one in content.measures if one.id == id_)
    about = f"{MEASURES_PART}.{id_}"
    return {
        "title": held.title,
        "html": cleaned.html(held.content),
        "url": finding.url("measure", request, found, measure_id=id_),
        "remove_url": finding.url("remove-measure", request, found, measure_id=id_),
        "evaluation": _evaluation(request, found, content.evaluation(about)),
    }


def _evaluation(request: MemberRequest, found: Assessment, said: Evaluation) -> dict[str, Any]:
    return {
        "grade": labels.GRADES[said.grade],
        "tone": labels.GRADE_TONES[said.grade],
        "comment": cleaned.html(said.comment),
        "plan": cleaned.html(said.plan),
        "person": said.person,
        "due_on": said.due_on,
        "severity": labels.severity(said.severity) if said.severity else "",
        "likelihood": labels.likelihood(said.likelihood) if said.likelihood else "",
        "url": finding.url("evaluate", request, found, reference=said.reference),
    }


def _around(request: MemberRequest, found: Assessment, part: str) -> list[tuple[str, str, bool]]:
    numbers = list(reference.parts())
    numbers.insert(numbers.index("3.2"), MEASURES_PART)
    return [
        (
            labels.local(reference.parts()[number].label)
            if number in reference.parts()
            else str(labels.MEASURES),
            finding.url("part", request, found, part=number),
            number == part,
        )
        for number in numbers
    ]


def _gap(request: MemberRequest, found: Assessment, content: Content, gap: Gap) -> dict[str, Any]:
    return {
        "label": labels.GAPS[gap.kind],
        "about": labels.gap_about(content, gap.kind, gap.reference),
        "is_blocking": gap.is_blocking,
        "url": _gap_url(request, found, gap),
    }


def _gap_url(request: MemberRequest, found: Assessment, gap: Gap) -> str:
    if gap.kind in {"answer", "level"}:
        return finding.url("answer", request, found, number=int(gap.reference))
    if gap.kind == "measures":
        return finding.url("part", request, found, part=MEASURES_PART)
    if gap.kind in {"advice", "views"}:
        act = "advise" if gap.kind == "advice" else "hear"
        return finding.url("act", request, found, act=act)
    return finding.url("evaluate", request, found, reference=gap.reference)


def _actions(request: MemberRequest, found: Assessment, content: Content) -> list[dict[str, Any]]:
    today = timezone.localdate(clock.now())
    return [
        _action(request, found, content, one, today)
        for one in progress.actions(content, found.followed)
    ]


def _action(
    request: MemberRequest, found: Assessment, content: Content, one: Action, today: date
) -> dict[str, Any]:
    is_done = one.done_on is not None
    late = one.is_late(today)
    return {
        "about": labels.about(content, one.reference),
        "plan": cleaned.plain(one.plan),
        "person": one.person,
        "due_on": one.due_on,
        "done_on": one.done_on,
        "note": one.note,
        "state": _("Done") if is_done else _("Late") if late else _("To do"),
        "tone": "good" if is_done else "bad" if late else "info",
        "url": finding.url("follow", request, found, reference=one.reference),
    }


def _others(content: Content) -> dict[str, Any]:
    """What the officer and the persons say in the document."""
    pia = content.pia
    return {
        "opinion": cleaned.html(content.said("dpo_opinion")),
        "officers": content.said("dpos_names"),
        "is_favourable": pia.get("dpo_status"),
        "is_sought": pia.get("concerned_people_searched_opinion"),
        "people": content.said("people_names"),
        "views": cleaned.html(content.said("concerned_people_opinion")),
        "why_not": cleaned.html(content.said("concerned_people_searched_content")),
        "rejection": cleaned.html(content.said("rejection_reason")),
    }


def _acts(request: MemberRequest, found: Assessment) -> list[dict[str, Any]]:
    """What this member may do to it as it stands."""
    is_high = bool(found.is_high) and found.consulted_on is None
    offered = (
        ("advise", _("Give the advice"), "advise", found.is_open),
        ("hear", _("Views of the persons"), "edit", found.is_open),
        ("validate", _("Validate"), "validate", found.is_open),
        ("refuse", _("Refuse"), "validate", found.status == DRAFT),
        ("consult", _("Record the consultation of the CNIL"), "advise", is_high),
        ("confirm", _("Read again and confirm"), "validate", found.status == VALIDATED),
        ("reopen", _("Open again"), "edit", not found.is_open),
        ("archive", _("Archive"), "edit", found.status in {DRAFT, REFUSED, VALIDATED}),
    )
    return [
        {"name": name, "label": label, "url": finding.url("act", request, found, act=name)}
        for name, label, needed, is_offered in offered
        if is_offered and finding.may(request, needed)
    ]


def _moved(found: Assessment, activity: Activity | None) -> list[changes.Told]:
    if activity is None or not queries.has_moved(found, activity):
        return []
    versions = register.versions(activity.organisation_id, activity.pk)
    before = versions.filter(number=found.activity_version or 0).first()
    if before is None:
        return []
    return changes.told(register.record_of(before), register.record_of(activity))


def _history(found: Assessment) -> list[dict[str, Any]]:
    made = list(queries.statements(found.organisation_id, found.pk))
    content = Content(found.document)
    before: dict[str, str] = {}
    lines = []
    for one in made:
        said = _told(one)
        lines.append(
            {
                "made": one,
                "event": labels.EVENTS.get(one.event, one.event),
                "about": _about(content, one.part),
                "before": before.get(one.part, ""),
                "after": said,
            }
        )
        before[one.part] = said
    return lines


def _told(one: AssessmentStatement) -> str:
    """What a statement says, as plain words."""
    if one.event in {"imported", "started"}:
        return ""
    said = one.content
    if one.event == "answered":
        level = str(said["level"] or "")
        return "\n".join(filter(None, [cleaned.plain(said["text"]), *said["items"], level]))
    return "\n".join(
        cleaned.plain(str(value)) for name, value in said.items() if value and name != "document"
    )


def _about(content: Content, part: str) -> str:
    kind, _colon, place = part.partition(":")
    if kind in {"answer", "evaluation", "action"}:
        return labels.about(content, place)
    if kind == "measure":
        return labels.about(content, f"{MEASURES_PART}.{place}")
    return ""
