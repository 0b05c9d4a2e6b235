"""Writing one part; what was typed comes back whatever happens."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.common.errors import ProbantError
from probant.dpia import actions, cleaned, labels, queries
from probant.dpia.domain.content import MEASURES_PART, Content, Evaluation, Measure
from probant.dpia.domain.editing import UnknownMeasureError, ValueRefusedError
from probant.dpia.domain.risks import FEARED
from probant.dpia.forms.writing import (
    AnswerForm,
    EvaluationForm,
    MeasureForm,
    RiskEvaluationForm,
)
from probant.dpia.models import Assessment
from probant.dpia.views import finding
from probant.organisations.access import MemberRequest, permission
from probant.reference import dpia as reference

NOT_KEPT = frozenset({"csrfmiddlewaretoken", "number", "conflict"})


@require_http_methods(finding.METHODS)
@permission("dpia.edit")
def answer(request: MemberRequest, assessment_id: UUID, number: int) -> HttpResponse:
    """One question's answer."""
    found = finding.assessment(request, assessment_id)
    question = reference.questions().get(number)
    if question is None:
        raise Http404
    content, part = Content(found.document), reference.part_of(number)
    form = AnswerForm(question, content.answers[number], _posted(request))
    editing = {
        "form": form,
        "label": labels.local(part.label),
        "seen": f"answer:{number}",
        "back": finding.url("part", request, found, part=part.number),
        "titles": [one.title for one in content.measures] if question.kind == "measures" else [],
        "next": _following(number),
        "place": list(reference.questions()).index(number) + 1,
        "total": len(reference.questions()),
    }
    return _edited(
        request,
        found,
        editing,
        lambda: actions.answer(
            found.pk,
            number,
            form.value(),
            expected=finding.number_on_screen(request),
            by=request.member,
            at=clock.now(),
        ),
    )


@require_http_methods(finding.METHODS)
@permission("dpia.edit")
def measure(request: MemberRequest, assessment_id: UUID, measure_id: int) -> HttpResponse:
    """A measure, new where its identifier is 0."""
    found = finding.assessment(request, assessment_id)
    held = _measure(found, measure_id)
    initial = {"title": held.title, "content": cleaned.markup(held.content)}
    form = MeasureForm(_posted(request), initial=initial)
    editing = {
        "form": form,
        "label": _("Measure"),
        "seen": f"measure:{measure_id}",
        "back": finding.url("part", request, found, part=MEASURES_PART),
    }
    return _edited(
        request,
        found,
        editing,
        lambda: actions.write_measure(
            found.pk,
            form.value(held),
            expected=finding.number_on_screen(request),
            by=request.member,
            at=clock.now(),
        ),
    )


@require_http_methods(finding.METHODS)
@permission("dpia.edit")
def remove_measure(request: MemberRequest, assessment_id: UUID, measure_id: int) -> HttpResponse:
    """Asks, then takes a measure out."""
    found = finding.assessment(request, assessment_id)
    held = _measure(found, measure_id)
    if not held.id:
        raise Http404
    back = finding.url("part", request, found, part=MEASURES_PART)
    if request.method == "POST":
        try:
            actions.remove_measure(
                found.pk,
                measure_id,
                expected=finding.number_on_screen(request),
                by=request.member,
                at=clock.now(),
            )
        except actions.StatusError:
            return finding.refused(request, found)
        except actions.ConflictError:
            return finding.refused(request, found, _("Somebody changed this measure meanwhile."))
        messages.success(request, _("The measure is taken out; the history keeps it."))
        return redirect(back)
    context = {
        "heading": _("Take the measure out"),
        "question": held.title,
        "consequences": [
            _("Its evaluation goes with it."),
            _("Risks that name it keep its title, shown as naming nothing."),
            _("The history keeps what it said."),
        ],
        "confirm_label": _("Take out"),
        "cancel_url": back,
        "hidden": {"number": _number(found, f"measure:{measure_id}")},
        "breadcrumb": finding.trail(request, found, _("Take the measure out")),
    }
    return render(request, "web/confirm.html", context)


@require_http_methods(finding.METHODS)
@permission("dpia.edit")
def evaluate(request: MemberRequest, assessment_id: UUID, reference: str) -> HttpResponse:
    """How a part is found, and what is to be done."""
    found = finding.assessment(request, assessment_id)
    content = Content(found.document)
    if reference not in content.references:
        raise Http404
    held = content.evaluation(reference)
    kind = RiskEvaluationForm if reference in FEARED else EvaluationForm
    form = kind(_posted(request), initial=_initial(held))
    editing = {
        "form": form,
        "label": _("Evaluate: %(what)s") % {"what": labels.about(content, reference)},
        "seen": f"evaluation:{reference}",
        "back": finding.url("part", request, found, part=_part_of(reference)),
        "rule": labels.OUR_RULE if reference in FEARED else "",
    }
    return _edited(
        request,
        found,
        editing,
        lambda: actions.evaluate(
            found.pk,
            form.value(held),
            expected=finding.number_on_screen(request),
            by=request.member,
            at=clock.now(),
        ),
    )


def _edited(
    request: MemberRequest,
    found: Assessment,
    editing: dict[str, Any],
    save: Callable[[], Assessment],
) -> HttpResponse:
    if not found.is_open:
        return finding.refused(request, found)
    form = editing["form"]
    if request.method != "POST" or request.POST.get("conflict") == "again":
        return _page(request, found, editing)
    if not form.is_valid():
        return _page(request, found, editing, status=422)
    try:
        save()
    except ValueRefusedError as error:
        form.add_error(None, str(labels.REFUSALS[error.reason]))
        return _page(request, found, editing, status=422)
    except ProbantError as error:
        return _unsaved(request, found, editing, error)
    messages.success(request, _("Saved."))
    return redirect(_after(request, found, editing))


def _unsaved(
    request: MemberRequest, found: Assessment, editing: dict[str, Any], error: ProbantError
) -> HttpResponse:
    """Somebody else's act kept this one out; what is not foreseen here goes up."""
    match error:
        case actions.ConflictError():
            return _conflict(request, found, editing, error)
        case UnknownMeasureError():
            return finding.refused(request, found, _("Somebody took this measure out meanwhile."))
        case actions.StatusError():
            return finding.refused(request, found)
    raise error


def _after(request: MemberRequest, found: Assessment, editing: dict[str, Any]) -> str:
    if "next" in request.POST and editing.get("next"):
        return finding.url("answer", request, found, number=editing["next"])
    back: str = editing["back"]
    return back


def _page(
    request: MemberRequest, found: Assessment, editing: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    held = _number(found, editing["seen"])
    context = {
        **editing,
        "assessment": found,
        "number": request.POST.get("number", held) if status != 200 else held,  # noqa: PLR2004
        "breadcrumb": finding.trail(request, found, editing["label"]),
    }
    return render(request, "dpia/edit.html", context, status=status)


def _conflict(
    request: MemberRequest,
    found: Assessment,
    editing: dict[str, Any],
    conflict: actions.ConflictError,
) -> HttpResponse:
    """Both are shown; a person chooses, and whatever is chosen the other stays in the history."""
    context = {
        "assessment": found,
        "latest": conflict.theirs,
        "theirs": _words(conflict.theirs.content if conflict.theirs else {}),
        "mine": _words(conflict.mine),
        "number": conflict.number,
        "kept": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in NOT_KEPT
            for value in values
        ],
        "back": editing["back"],
        "breadcrumb": finding.trail(request, found, editing["label"]),
    }
    return render(request, "dpia/conflict.html", context, status=409)


def _words(said: Any) -> str:  # noqa: ANN401  a statement's content
    lines: list[str] = []
    for value in said.values():
        held = value if isinstance(value, list) else [value]
        lines.extend(cleaned.plain(str(one)) for one in held if one)
    return "\n".join(lines)


def _measure(found: Assessment, measure_id: int) -> Measure:
    if not measure_id:
        return Measure(id=0)
    held = [one for one in Content(found.document).measures if one.id == measure_id]
    if not held:
        raise Http404
    return held[0]


def _initial(held: Evaluation) -> dict[str, Any]:
    return {
        "grade": str(int(held.grade)) if held.grade else "",
        "comment": cleaned.markup(held.comment),
        "plan": cleaned.markup(held.plan),
        "person": held.person,
        "due_on": held.due_on,
        "severity": str(held.severity or ""),
        "likelihood": str(held.likelihood or ""),
    }


def _part_of(about: str) -> str:
    return about if about in reference.parts() else about.rpartition(".")[0]


def _following(number: int) -> int | None:
    numbers = list(reference.questions())
    place = numbers.index(number) + 1
    return numbers[place] if place < len(numbers) else None


def _number(found: Assessment, part: str) -> int:
    return queries.number_of(found.organisation_id, found.pk, part)


def _posted(request: MemberRequest) -> Any:  # noqa: ANN401  a QueryDict, or nothing
    return request.POST if request.method == "POST" else None
