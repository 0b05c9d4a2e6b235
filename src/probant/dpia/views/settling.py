"""What is decided about an assessment: one page an act, each with its own form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.common.errors import ProbantError
from probant.dpia import actions, labels, queries
from probant.dpia.domain.content import Content
from probant.dpia.domain.editing import ValueRefusedError
from probant.dpia.domain.progress import Action, gaps
from probant.dpia.forms.deciding import (
    AdviceForm,
    ConfirmationForm,
    ConsultationForm,
    FollowingForm,
    ReasonForm,
    ValidationForm,
    ViewsForm,
)
from probant.dpia.forms.writing import IdentityForm
from probant.dpia.models import Assessment
from probant.dpia.views import finding
from probant.organisations.access import MemberRequest, permission

CONFLICT, UNPROCESSABLE = 409, 422
Save = Callable[[MemberRequest, Assessment, Any], object]


@dataclass(frozen=True)
class Settled:
    """An act: who may, which form, what it says, how it is done."""

    permission: str
    form: type[forms.Form]
    heading: str | Promise
    intro: str | Promise
    button: str | Promise
    save: Save
    part: str = ""


class Nothing(forms.Form):
    """An act that needs no words."""


def _advise(request: MemberRequest, found: Assessment, said: Any) -> object:  # noqa: ANN401  a form
    return actions.advise(
        found.pk,
        is_favourable=said.cleaned_data["is_favourable"] == "1",
        opinion=said.cleaned_data["opinion"],
        names=said.cleaned_data["names"],
        expected=finding.number_on_screen(request),
        by=request.member,
        at=clock.now(),
    )


def _hear(request: MemberRequest, found: Assessment, said: Any) -> object:  # noqa: ANN401  a form
    return actions.hear(
        found.pk,
        said.value(),
        expected=finding.number_on_screen(request),
        by=request.member,
        at=clock.now(),
    )


def _validate(request: MemberRequest, found: Assessment, said: Any) -> object:  # noqa: ANN401  a form
    return actions.validate(
        found.pk,
        expected=finding.number_on_screen(request),
        review_on=said.cleaned_data["review_on"],
        note=said.cleaned_data["note"],
        by=request.member,
        at=clock.now(),
    )


def _refuse(request: MemberRequest, found: Assessment, said: Any) -> object:  # noqa: ANN401  a form
    number = finding.number_on_screen(request)
    reason = said.cleaned_data["reason"]
    return actions.refuse(found.pk, reason, expected=number, by=request.member, at=clock.now())


def _reopen(request: MemberRequest, found: Assessment, said: Any) -> object:  # noqa: ANN401  a form
    reason = said.cleaned_data["reason"]
    return actions.reopen(found.pk, reason, by=request.member, at=clock.now())


def _confirm(request: MemberRequest, found: Assessment, said: Any) -> object:  # noqa: ANN401  a form
    review_on = said.cleaned_data["review_on"]
    note = said.cleaned_data["note"]
    return actions.confirm(found.pk, note, review_on=review_on, by=request.member, at=clock.now())


def _consult(request: MemberRequest, found: Assessment, said: Any) -> object:  # noqa: ANN401  a form
    held = said.cleaned_data
    return actions.consult(
        found.pk, held["consulted_on"], held["outcome"], by=request.member, at=clock.now()
    )


def _archive(request: MemberRequest, found: Assessment, _said: Any) -> object:  # noqa: ANN401  a form
    return actions.archive(found.pk, by=request.member, at=clock.now())


ACTS: Mapping[str, Settled] = {
    "advise": Settled(
        "advise",
        AdviceForm,
        gettext_lazy("Advice of the data protection officer"),
        gettext_lazy("Art. 35(2): asked for in every assessment, and kept with it."),
        gettext_lazy("Record the advice"),
        _advise,
        "advice",
    ),
    "hear": Settled(
        "edit",
        ViewsForm,
        gettext_lazy("Views of the persons"),
        gettext_lazy("Art. 35(9): sought where appropriate; where not, the reason is kept."),
        gettext_lazy("Record"),
        _hear,
        "views",
    ),
    "validate": Settled(
        "validate",
        ValidationForm,
        gettext_lazy("Validate the assessment"),
        gettext_lazy(
            "The controller decides; the text is then fixed, with the date and your name."
        ),
        gettext_lazy("Validate"),
        _validate,
    ),
    "refuse": Settled(
        "validate",
        ReasonForm,
        gettext_lazy("Refuse the assessment"),
        gettext_lazy("It goes back to whoever writes it, with what must change."),
        gettext_lazy("Refuse"),
        _refuse,
    ),
    "reopen": Settled(
        "edit",
        ReasonForm,
        gettext_lazy("Open the assessment again"),
        gettext_lazy(
            "What was validated stays in the history; it needs advice and validation again."
        ),
        gettext_lazy("Open again"),
        _reopen,
    ),
    "confirm": Settled(
        "validate",
        ConfirmationForm,
        gettext_lazy("Read again and confirm"),
        gettext_lazy("Art. 35(11): the risk was looked at again and the assessment still holds."),
        gettext_lazy("Confirm"),
        _confirm,
    ),
    "consult": Settled(
        "advise",
        ConsultationForm,
        gettext_lazy("Prior consultation of the CNIL"),
        gettext_lazy("Art. 36(1): before the processing, where the residual risk stays high."),
        gettext_lazy("Record"),
        _consult,
    ),
    "archive": Settled(
        "edit",
        Nothing,
        gettext_lazy("Archive the assessment"),
        gettext_lazy("It leaves the lists and stays readable; it can be opened again."),
        gettext_lazy("Archive"),
        _archive,
    ),
}


@require_http_methods(finding.METHODS)
@permission("dpia.edit")
def identity(request: MemberRequest, assessment_id: UUID) -> HttpResponse:
    """Its name, its people, its activity."""
    found = finding.assessment(request, assessment_id)
    content = Content(found.document)
    names = ("name", "category", "author_name", "evaluator_name", "validator_name")
    initial = {name: content.said(name) for name in names}
    initial["activity"] = str(found.activity_id or "")
    posted = request.POST if request.method == "POST" else None
    form = IdentityForm(found.organisation_id, posted, initial=initial)
    settled = Settled(
        "edit",
        IdentityForm,
        _("Name, people and activity"),
        _("The activity lets Probant say when the assessment is to be read again."),
        _("Save"),
        lambda *_all: actions.identify(
            found.pk,
            form.texts(),
            form.activity_id,
            expected=finding.number_on_screen(request),
            by=request.member,
            at=clock.now(),
        ),
        "identity",
    )
    return _settled(request, found, settled, form)


@require_http_methods(finding.METHODS)
@permission("dpia.view")
def act(request: MemberRequest, assessment_id: UUID, act: str) -> HttpResponse:
    """One of ACTS."""
    found = finding.assessment(request, assessment_id)
    if act not in ACTS:
        raise Http404
    settled = ACTS[act]
    if not finding.may(request, settled.permission):
        raise PermissionDenied(settled.permission)
    posted = request.POST if request.method == "POST" else None
    return _settled(request, found, settled, settled.form(posted, initial=_initial(found, act)))


@require_http_methods(finding.METHODS)
@permission("dpia.edit")
def follow(request: MemberRequest, assessment_id: UUID, reference: str) -> HttpResponse:
    """A line of the action plan is done."""
    found = finding.assessment(request, assessment_id)
    wanted = [one for one in queries.actions_of(found) if one.reference == reference]
    if not wanted:
        raise Http404
    action: Action = wanted[0]
    initial = {"done_on": action.done_on or timezone.localdate(clock.now()), "note": action.note}
    posted = request.POST if request.method == "POST" else None
    form = FollowingForm(posted, initial=initial)
    settled = Settled(
        "edit",
        FollowingForm,
        _("Done: %(what)s") % {"what": labels.about(Content(found.document), reference)},
        " – ".join(filter(None, [action.person, labels.day(action.due_on)])),
        _("Record"),
        lambda *_all: actions.follow(
            found.pk,
            reference,
            form.cleaned_data["done_on"],
            form.cleaned_data["note"],
            by=request.member,
            at=clock.now(),
        ),
    )
    return _settled(request, found, settled, form)


def _settled(
    request: MemberRequest, found: Assessment, settled: Settled, form: forms.Form
) -> HttpResponse:
    if request.method != "POST":
        return _page(request, found, settled, form)
    if not form.is_valid():
        return _page(request, found, settled, form, status=422)
    try:
        settled.save(request, found, form)
    except ProbantError as error:
        status = _told(form, error)
        return _page(request, found, settled, form, status=status)
    messages.success(request, _("Recorded."))
    return redirect(finding.url("assessment", request, found))


def _told(form: forms.Form, error: ProbantError) -> int:
    """Says in the form why nothing was done; what is not foreseen here goes up."""
    match error:
        case actions.StatusError():
            form.add_error(None, _("The state of the assessment forbids this now."))
        case actions.ConflictError() | actions.MovedError():
            said = _("Somebody wrote meanwhile: read what stands now, then decide again.")
            form.add_error(None, said)
        case actions.NotReadyError():
            for gap in error.gaps:
                form.add_error(None, str(labels.GAPS[gap.kind]))
            return UNPROCESSABLE
        case ValueRefusedError():
            field = error.field if error.field in form.fields else None
            form.add_error(field, str(labels.REFUSALS[error.reason]))
            return UNPROCESSABLE
        case _:
            raise error
    return CONFLICT


def _page(
    request: MemberRequest,
    found: Assessment,
    settled: Settled,
    form: forms.Form,
    *,
    status: int = 200,
) -> HttpResponse:
    now = finding.assessment(request, found.pk)
    number = (
        queries.number_of(now.organisation_id, now.pk, settled.part)
        if settled.part
        else now.version
    )
    context: dict[str, Any] = {
        "assessment": now,
        "settled": settled,
        "form": form,
        "number": number,
        "breadcrumb": finding.trail(request, now, settled.heading),
    }
    if settled.form is ValidationForm:
        content = Content(now.document)
        lacking = gaps(content, queries.asked(now, finding.organisation_of(request)))
        context["gaps"] = [
            (labels.GAPS[gap.kind], labels.gap_about(content, gap.kind, gap.reference))
            for gap in lacking
        ]
        context["is_high"] = now.is_high is True and now.consulted_on is None
    return render(request, "dpia/act.html", context, status=status)


def _initial(found: Assessment, act: str) -> dict[str, Any]:
    """What stands, for the acts that change it."""
    content = Content(found.document)
    if act == "hear" and found.heard_at is not None:
        pia = content.pia
        return {
            "is_sought": "1" if pia.get("concerned_people_searched_opinion") else "0",
            "is_favourable": "1" if pia.get("concerned_people_status") else "0",
            "names": content.said("people_names"),
            "opinion": content.said("concerned_people_opinion"),
            "why_not": content.said("concerned_people_searched_content"),
        }
    return {}
