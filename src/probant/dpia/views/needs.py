"""Reasoning on the need for an assessment of one activity."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.dpia import actions, labels, needs, queries
from probant.dpia.domain import need as rules
from probant.dpia.domain.editing import ValueRefusedError
from probant.dpia.domain.need import Known, Reasoned
from probant.dpia.forms.deciding import NeedForm, initial_of
from probant.dpia.models import NeedReasoning
from probant.dpia.queries import Need
from probant.dpia.views import finding
from probant.organisations import permissions
from probant.organisations.access import MemberRequest, permission
from probant.reference import law
from probant.reference.facts import GuideItem
from probant.register import changes
from probant.register import queries as register
from probant.register.models import Activity


@require_http_methods(finding.METHODS)
@permission("dpia.view")
def need(request: MemberRequest, activity_id: UUID) -> HttpResponse:
    """What is proposed, what was reasoned before, and the form to reason now."""
    found = _need(request, activity_id)
    proposal = _proposal(request, found)
    held = _held(found) or proposal
    form = NeedForm(request.POST or None, initial=initial_of(held))
    if request.method != "POST":
        return _page(request, found, form, proposal)
    permissions.require(request.member, "dpia.edit")
    if not form.is_valid():
        return _page(request, found, form, proposal, status=422)
    return _decide(request, found, form, proposal)


def _decide(
    request: MemberRequest, found: Need, form: NeedForm, proposal: Reasoned
) -> HttpResponse:
    said = form.value()
    try:
        actions.decide(
            finding.organisation_of(request),
            found.activity.pk,
            said,
            expected=finding.number_on_screen(request),
            by=request.member,
            at=clock.now(),
        )
    except actions.ReasoningConflictError as conflict:
        return _page(request, found, form, proposal, theirs=conflict.theirs, status=409)
    except ValueRefusedError as error:
        form.add_error("reason", str(labels.REFUSALS[error.reason]))
        return _page(request, found, form, proposal, status=422)
    messages.success(request, _("The reasoning is recorded, with its date and your name."))
    return redirect(finding.url("need", request, activity_id=found.activity.pk))


def _page(  # noqa: PLR0913  a page of what, with which form, beside which proposal
    request: MemberRequest,
    found: Need,
    form: NeedForm,
    proposal: Reasoned,
    *,
    theirs: NeedReasoning | None = None,
    status: int = 200,
) -> HttpResponse:
    latest = theirs or found.reasoning
    context: dict[str, Any] = {
        "need": found,
        "form": form,
        "number": latest.number if latest else 0,
        "theirs": theirs,
        "proposal": _proposed(request, found, proposal),
        "moved": _moved(found),
        "history": [
            {"made": one, "conclusion": labels.CONCLUSIONS[one.conclusion], **_said(one)}
            for one in queries.reasonings(request.member.organisation_id, found.activity.pk)[:20]
        ],
        "may_edit": finding.may(request, "edit"),
        "breadcrumb": [
            *finding.trail(request, None),
            (_("Needed or not"), finding.url("needs", request)),
            (found.activity.name, ""),
        ],
    }
    return render(request, "dpia/need.html", context, status=status)


def _need(request: MemberRequest, activity_id: UUID) -> Need:
    try:
        return queries.need_of(request.member.organisation_id, activity_id)
    except Activity.DoesNotExist as error:
        raise Http404 from error


def _proposal(request: MemberRequest, found: Need) -> Reasoned:
    sector = finding.organisation_of(request).sector
    return needs.proposed(register.record_of(found.activity), sector)


def _held(found: Need) -> Reasoned | None:
    """The reasoning in force, to be confirmed or changed."""
    made = found.reasoning
    if made is None:
        return None
    said = made.content
    return Reasoned(
        criteria={id_: Known(value) for id_, value in said["criteria"].items()},
        required=tuple(said["required"]),
        exempt=tuple(said["exempt"]),
        conclusion=rules.Conclusion(said["conclusion"]),
        reason=said["reason"],
    )


def _proposed(request: MemberRequest, found: Need, proposal: Reasoned) -> dict[str, Any]:
    facts = needs.facts_of(
        register.record_of(found.activity), finding.organisation_of(request).sector
    )
    criteria, required, exempt = law.dpia_criteria(), law.dpia_required(), law.dpia_exempt()
    return {
        "conclusion": labels.CONCLUSIONS[proposal.conclusion],
        "tone": labels.CONCLUSION_TONES[proposal.conclusion],
        "criteria": [
            labels.local(criteria[id_].label)
            for id_, known in proposal.criteria.items()
            if known is Known.YES
        ],
        "required": [_type(required[id_]) for id_ in proposal.required],
        "exempt": [_type(exempt[id_]) for id_ in proposal.exempt],
        "to_check": [_type(exempt[id_]) for id_ in rules.to_check(facts)],
    }


def _type(one: GuideItem) -> dict[str, Any]:
    """A type of one of the CNIL's lists, in words."""
    return {
        "number": one.number,
        "label": labels.local(one.label),
        "source": one.source,
        "confidence": one.confidence,
    }


def _moved(found: Need) -> list[changes.Told]:
    """What changed in the activity since it was reasoned about."""
    made = found.reasoning
    if made is None or not found.is_stale:
        return []
    versions = register.versions(found.activity.organisation_id, found.activity.pk)
    before = versions.filter(number=made.activity_version).first()
    if before is None:
        return []
    return changes.told(register.record_of(before), register.record_of(found.activity))


def _said(made: NeedReasoning) -> dict[str, Any]:
    criteria = law.dpia_criteria()
    return {
        "reason": made.content["reason"],
        "criteria": [
            labels.local(criteria[id_].label)
            for id_, known in made.content["criteria"].items()
            if known == Known.YES and id_ in criteria
        ],
    }
