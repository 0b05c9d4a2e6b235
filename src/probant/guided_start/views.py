"""The pages of the guided start: identity, questions, what will happen, what is done."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from probant.common import clock
from probant.guided_start import actions, queries
from probant.guided_start.domain import questions
from probant.guided_start.domain.plan import Decision, Reason
from probant.guided_start.domain.questions import Place
from probant.guided_start.forms import Choice, Details, Identity, initial_of
from probant.notices.domain.facts import Audience
from probant.organisations import permissions
from probant.organisations import queries as organisations
from probant.organisations.access import MemberRequest, permission
from probant.organisations.models import Organisation
from probant.reference import templates
from probant.reference.templates.question import Field, Question

ANSWER = "guided_start.answer"
READ_OR_WRITE = ["GET", "HEAD", "POST"]


@permission(ANSWER)
@require_safe
def start(request: MemberRequest) -> HttpResponse:
    """What will be asked, what was answered so far, and where to go on."""
    organisation, asked = _organisation(request), queries.questionnaire()
    sheet, language = queries.sheet(organisation.pk), _language()
    answers = queries.answers_of(sheet)
    context = {
        "questionnaire": {"intro": asked.intro.in_(language), "total": len(asked.questions)},
        "sheet": sheet,
        "rows": [_summary(request, question, answers, language) for question in asked.questions],
        "read": questions.read_count(asked, answers),
        "resume_url": _resume(request, organisation, answers),
        "identity_missing": not _is_identified(organisation),
    }
    return render(request, "guided_start/start.html", context)


@permission(ANSWER)
@require_http_methods(READ_OR_WRITE)
def identity(request: MemberRequest) -> HttpResponse:
    """Who answers for the data: asked first, once."""
    organisation = _organisation(request)
    if not permissions.is_allowed(request.member.role, "organisation.edit"):
        messages.info(request, _("Your administrator completes the organisation’s page."))
        return redirect(_next_question(request, queries.answers_of(queries.sheet(organisation.pk))))
    form = Identity(_sent(request), instance=_organisation(request))
    if request.method == "POST" and form.is_valid():
        actions.state_identity(organisation, form.cleaned_data, by=request.member, at=clock.now())
        answers = queries.answers_of(queries.sheet(organisation.pk))
        return redirect(_next_question(request, answers))
    return render(request, "guided_start/identity.html", {"form": form, **_home(request)})


@permission(ANSWER)
@require_http_methods(READ_OR_WRITE)
def question(request: MemberRequest, question_id: str) -> HttpResponse:
    """One question; its details follow on their own page when the answer calls for them."""
    place, answers = _place(question_id), _answers(request)
    asked, language = place.question, _language()
    form = Choice(
        asked,
        language,
        data=_sent(request),
        initial={"answer": initial_of(asked, answers)},
    )
    if request.method == "POST" and form.is_valid():
        values = {**answers, asked.id: form.cleaned_data["answer"]}
        sheet = actions.answer(asked.id, values, by=request.member, at=clock.now())
        after = queries.answers_of(sheet)
        return redirect(_after_choice(request, place, after))
    return render(request, "guided_start/question.html", _frame(request, place) | {"form": form})


@permission(ANSWER)
@require_http_methods(READ_OR_WRITE)
def details(request: MemberRequest, question_id: str) -> HttpResponse:
    """The providers that an answer revealed: names first, the rest if known."""
    place, answers, language = _place(question_id), _answers(request), _language()
    fields = _revealed(place, answers)
    if not fields:
        return redirect(_after(request, place))
    form = Details(fields, language, data=_sent(request), initial=answers)
    if request.method == "POST" and form.is_valid():
        values = {place.question.id: answers[place.question.id], **form.values()}
        actions.answer(place.question.id, values, by=request.member, at=clock.now())
        return redirect(_after(request, place))
    context = {
        **_frame(request, place),
        "form": form,
        "groups": _groups(place, fields, form, language),
        "before_url": _url(request, "question", place.question.id),
        "heading": place.question.text.in_(language),
    }
    return render(request, "guided_start/details.html", context)


@permission(ANSWER)
@require_http_methods(READ_OR_WRITE)
def plan(request: MemberRequest) -> HttpResponse:
    """What applying the answers will do to the register; then does it."""
    organisation = _organisation(request)
    if request.method == "POST":
        actions.apply(by=request.member, at=clock.now())
        messages.success(request, _("Your register follows your answers."))
        return redirect("guided_start:result", organisation=organisation.pk)
    found = queries.standpoint(
        organisation,
        queries.sheet(organisation.pk),
        at=clock.now(),
        may_archive=permissions.is_allowed(request.member.role, "register.validate"),
    )
    context = {
        "plan": found.plan,
        "creations": [creation.record for creation in found.plan.creations],
        "changes": [change.record.name for change in found.plan.changes],
        "removals": [removal.held.record.name for removal in found.plan.removals],
        "decisions": _decisions(request, found.plan.decisions),
        "kept": [kept.held.record.name for kept in found.plan.kept],
        "processors": found.effects.processors,
        "remaining": _remaining(request, found.effects.remaining),
        **_home(request),
    }
    return render(request, "guided_start/plan.html", context)


@permission(ANSWER)
@require_safe
def result(request: MemberRequest) -> HttpResponse:
    """What is done, what remains with its next step, and the papers to make now."""
    organisation = _organisation(request)
    sheet = queries.sheet(organisation.pk)
    found = queries.standpoint(
        organisation,
        sheet,
        at=clock.now(),
        may_archive=permissions.is_allowed(request.member.role, "register.validate"),
    )
    done, language = queries.result(organisation), _language()
    patients = next((n for n in done.notices if n.audience is Audience.PATIENTS), None)
    context = {
        "result": done,
        "sheet": sheet,
        "total": len(done.activities),
        "informed": sum(notice.is_current for notice in done.notices),
        "is_complete": bool(done.activities) and done.complete == len(done.activities),
        "incomplete": [activity for activity in done.activities if activity.gaps],
        "patients": patients,
        "to_publish": _to_publish(request, done, language),
        "identity_missing": not _is_identified(organisation),
        "decisions": _decisions(request, found.plan.decisions),
        "is_plan_empty": found.plan.is_empty,
        "remaining": _remaining(request, found.effects.remaining),
        "tasks": [
            {"text": task.text.in_(language), "article": task.article}
            for task in found.effects.tasks
        ],
        "may_validate": permissions.is_allowed(request.member.role, "register.validate"),
        "may_publish": permissions.is_allowed(request.member.role, "notices.publish"),
        "dossier_url": _dossier(request),
        "breadcrumb": [(_("Guided start"), _url(request, "start")), (_("Result"), "")],
    }
    return render(request, "guided_start/result.html", context)


@permission("register.validate")
@require_POST
def validate(request: MemberRequest) -> HttpResponse:
    """Turns the complete drafts into the organisation's declaration."""
    count = actions.validate_complete(by=request.member, at=clock.now())
    told = translation.ngettext(
        "%(count)s activity is validated.", "%(count)s activities are validated.", count
    )
    messages.success(request, told % {"count": count})
    return redirect("guided_start:result", organisation=request.member.organisation_id)


def _sent(request: MemberRequest) -> QueryDict | None:
    """What was posted, be it nothing at all; None when the page is only read."""
    return request.POST if request.method == "POST" else None


def _organisation(request: MemberRequest) -> Organisation:
    return organisations.organisation(request.member.organisation_id)


def _answers(request: MemberRequest) -> dict[str, Any]:
    return queries.answers_of(queries.sheet(request.member.organisation_id))


def _place(question_id: str) -> Place:
    try:
        return questions.place(queries.questionnaire(), question_id)
    except questions.UnknownQuestionError as error:
        raise Http404 from error


def _frame(request: MemberRequest, place: Place) -> dict[str, Any]:
    before = _url(request, "question", place.before) if place.before else _url(request, "start")
    return {"place": place, "before_url": before, **_home(request)}


def _revealed(place: Place, answers: dict[str, Any]) -> tuple[Field, ...]:
    chosen = set(place.question.chosen(answers))
    fields = queries.questionnaire().fields_of(place.question)
    return tuple(field for field in fields if chosen & set(field.when))


def _groups(
    place: Place, fields: tuple[Field, ...], form: Details, language: str
) -> list[dict[str, Any]]:
    """One fieldset a provider; the question's own details come first, without a legend."""
    providers = {item.id: item.service.in_(language) for item in place.question.providers}
    grouped: dict[str, list[Any]] = {}
    for field in fields:
        owner = next((id_ for id_ in providers if field.id.startswith(f"{id_}_")), "")
        grouped.setdefault(owner, []).append(form[field.id])
    return [{"legend": providers.get(id_, ""), "fields": found} for id_, found in grouped.items()]


def _after_choice(request: MemberRequest, place: Place, answers: dict[str, Any]) -> str:
    if _revealed(place, answers):
        return _url(request, "details", place.question.id)
    return _after(request, place)


def _after(request: MemberRequest, place: Place) -> str:
    return _url(request, "question", place.after) if place.after else _url(request, "plan")


def _next_question(request: MemberRequest, answers: dict[str, Any]) -> str:
    unread = questions.next_unread(queries.questionnaire(), answers)
    return _url(request, "question", unread) if unread else _url(request, "plan")


def _resume(request: MemberRequest, organisation: Organisation, answers: dict[str, Any]) -> str:
    may_edit = permissions.is_allowed(request.member.role, "organisation.edit")
    if may_edit and not _is_identified(organisation):
        return _url(request, "identity")
    return _next_question(request, answers)


def _is_identified(organisation: Organisation) -> bool:
    has_contact = organisation.address or organisation.email or organisation.telephone
    has_officer = organisation.dpo_contact or organisation.dpo_reason_for_none
    return bool(organisation.name and has_contact and has_officer)


def _summary(
    request: MemberRequest, asked: Question, answers: dict[str, Any], language: str
) -> dict[str, Any]:
    labels = {option.id: option.label.in_(language) for option in asked.options}
    labels |= {} if labels else {"yes": _("Yes"), "no": _("No")}
    return {
        "text": asked.text.in_(language),
        "url": _url(request, "question", asked.id),
        "is_read": questions.is_read(asked, answers),
        "answer": ", ".join(labels[id_] for id_ in asked.chosen(answers)),
    }


def _remaining(request: MemberRequest, ids: tuple[str, ...]) -> list[dict[str, str]]:
    language = _language()
    return [
        {"text": found.text.in_(language), "url": _url(request, "question", found.id)}
        for found in queries.questionnaire().questions
        if found.id in ids
    ]


def _decisions(request: MemberRequest, decisions: tuple[Decision, ...]) -> list[dict[str, Any]]:
    words = {
        Reason.EDITED_AND_UNWANTED: _("Your answers no longer call for it, but someone edited it."),
        Reason.EDITED_AND_DIFFERENT: _("Your answers would change it, but someone edited it."),
        Reason.ARCHIVED_AND_WANTED: _("Your answers call for it, but someone archived it."),
        Reason.ADOPTED_WITHOUT_PROVIDER: _(
            "Your answers name providers that it does not: add them if they serve it."
        ),
        Reason.VALIDATED_AND_UNWANTED: _(
            "Your answers no longer call for it, but it is validated."
        ),
    }
    return [
        {
            "name": found.held.record.name or templates.activity(found.template_id).name.fr,
            "reason": words[found.reason],
            "url": _activity(request, found.held.activity_id),
        }
        for found in decisions
    ]


def _to_publish(
    request: MemberRequest, done: queries.Result, language: str
) -> list[dict[str, str]]:
    return [
        {
            "name": queries.audience_name(notice.audience, language),
            "url": reverse(
                "notices:detail", args=[request.member.organisation_id, notice.audience.value]
            ),
        }
        for notice in done.notices
        if notice.is_concerned and not notice.is_current
    ]


def _activity(request: MemberRequest, activity_id: str) -> str:
    return reverse("register:activity", args=[request.member.organisation_id, UUID(activity_id)])


def _dossier(request: MemberRequest) -> str:
    """The page of dossiers, once it exists and the reader may open it."""
    if not permissions.is_allowed(request.member.role, "dossiers.make"):
        return ""
    try:
        return reverse("accountability:dossiers", args=[request.member.organisation_id])
    except NoReverseMatch:
        return ""


def _home(request: MemberRequest) -> dict[str, Any]:
    return {"breadcrumb": [(_("Guided start"), _url(request, "start")), (_("Answers"), "")]}


def _url(request: MemberRequest, name: str, *parts: str) -> str:
    return reverse(f"guided_start:{name}", args=[request.member.organisation_id, *parts])


def _language() -> str:
    return translation.get_language() or "fr"
