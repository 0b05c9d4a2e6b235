"""Creating, duplicating, validating, archiving, restoring and deleting an activity."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from probant.common import clock
from probant.organisations.access import MemberRequest, permission
from probant.register import actions, queries
from probant.register.domain import limits
from probant.register.domain.completeness import required
from probant.register.domain.record import ActivityRecord, ActivityRole
from probant.register.domain.sections import Section
from probant.register.domain.status import (
    REASON_LENGTH,
    IncompleteActivityError,
    PurposeJustificationError,
    StatusError,
)
from probant.register.forms.fields import LongText, Text
from probant.register.models import Activity
from probant.register.views import finding

METHODS = ["GET", "HEAD", "POST"]


class NameForm(forms.Form):
    """The name of a blank activity or of a copy."""

    name = Text(label=gettext_lazy("Name"), required=True, max_length=limits.NAME_LENGTH)


class ReasonForm(forms.Form):
    """A reason that the history keeps."""

    note = LongText(label=gettext_lazy("Reason, kept in the history"))


class NeededReasonForm(forms.Form):
    """A reason without which the act is refused."""

    note = LongText(
        label=gettext_lazy("Reason, kept in the history"), required=True, min_length=REASON_LENGTH
    )


@require_http_methods(METHODS)
@permission("register.edit")
def create_blank(request: MemberRequest) -> HttpResponse:
    """A blank activity, as controller or as processor."""
    role = request.GET.get("role", "")
    role = role if role in set(ActivityRole) else ActivityRole.CONTROLLER.value
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record = ActivityRecord(name=form.cleaned_data["name"], role=ActivityRole(role))
        organisation = finding.organisation_of(request)
        made = actions.create(organisation, record, by=request.member, at=clock.now())
        first = Section.PURPOSES if made.role == ActivityRole.CONTROLLER else Section.IDENTITY
        return redirect(finding.url("edit", request, activity_id=made.pk, section=first.value))
    context = {
        "form": form,
        "role": role,
        "breadcrumb": finding.trail(request, None, _("New activity")),
    }
    return render(request, "register/blank.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@permission("register.edit")
def duplicate(request: MemberRequest, activity_id: UUID) -> HttpResponse:
    """A copy under another name."""
    found = finding.activity(request, activity_id)
    suggestion = _("%(name)s (copy)") % {"name": found.name[: limits.NAME_LENGTH - 10]}
    form = NameForm(request.POST or None, initial={"name": suggestion})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        made = actions.duplicate(found.pk, by=request.member, at=clock.now(), name=name)
        messages.success(request, _("The copy is a draft: change what differs."))
        return redirect(finding.url("activity", request, activity_id=made.pk))
    return _confirm(
        request,
        found,
        heading=_("Duplicate this activity"),
        question=_("The copy starts as a draft with the same content."),
        confirm_label=_("Duplicate"),
        form=form,
    )


@require_http_methods(METHODS)
@permission("register.validate")
def validate(request: MemberRequest, activity_id: UUID) -> HttpResponse:
    """The draft becomes the declaration; what it lacks is listed and must be explained."""
    found = finding.activity(request, activity_id)
    missing = finding.missing_here(request, queries.record_of(found))
    gaps = finding.told(required(missing))
    form = (NeededReasonForm if gaps else ReasonForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _act(request, found, "validate", justification=form.cleaned_data["note"])
    advice = finding.told(tuple(item for item in missing if item.is_advice))
    context = {
        "activity": found,
        "gaps": gaps,
        "advice": advice,
        "form": form,
        "may": finding.allowed(request, found),
        "breadcrumb": finding.trail(request, found, _("Validate")),
    }
    return render(request, "register/validate.html", context, status=422 if form.errors else 200)


@require_http_methods(METHODS)
@permission("register.validate")
def archive(request: MemberRequest, activity_id: UUID) -> HttpResponse:
    """The activity has ended."""
    found = finding.activity(request, activity_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _act(request, found, "archive", note=form.cleaned_data["note"])
    return _confirm(
        request,
        found,
        heading=_("Archive this activity"),
        question=_("Has this activity ended?"),
        consequences=[
            _("It leaves the register in force and the notices."),
            _("It stays readable with all its versions, and can be taken out of the archive."),
        ],
        confirm_label=_("Archive"),
        form=form,
    )


@require_http_methods(METHODS)
@permission("register.validate")
def unarchive(request: MemberRequest, activity_id: UUID) -> HttpResponse:
    """The activity resumes."""
    found = finding.activity(request, activity_id)
    if request.method == "POST":
        return _act(request, found, "unarchive")
    return _confirm(
        request,
        found,
        heading=_("Take this activity out of the archive"),
        question=_("Does this activity resume?"),
        consequences=[_("It comes back as a draft, to be read again and validated.")],
        confirm_label=_("Take out of the archive"),
    )


@require_http_methods(METHODS)
@permission("register.edit")
def delete(request: MemberRequest, activity_id: UUID) -> HttpResponse:
    """Removes a draft that never counted."""
    found = finding.activity(request, activity_id)
    if request.method == "POST":
        return _act(request, found, "delete")
    return _confirm(
        request,
        found,
        heading=_("Delete this draft"),
        question=_("Delete this draft for good?"),
        consequences=[
            _("It disappears from the register."),
            _("The journal keeps the trace that it existed and who deleted it."),
        ],
        confirm_label=_("Delete"),
        tone="bad",
    )


@require_http_methods(METHODS)
@permission("register.edit")
def restore(request: MemberRequest, activity_id: UUID, number: int) -> HttpResponse:
    """An earlier version comes back."""
    found = finding.activity(request, activity_id)
    finding.version(request, activity_id, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _act(
                request, found, "restore", number=number, justification=form.cleaned_data["note"]
            )
        except PurposeJustificationError:
            form.add_error("note", _("The purposes change: say why in a few words."))
    return _confirm(
        request,
        found,
        heading=_("Go back to version %(number)s") % {"number": number},
        question=_("Should this version become the present one?"),
        consequences=[_("Nothing is lost: the present version stays in the history.")],
        confirm_label=_("Go back to this version"),
        form=form,
    )


ACTS: Mapping[str, tuple[Callable[..., Activity | None], Promise]] = {
    "validate": (actions.validate, gettext_lazy("The activity is validated.")),
    "archive": (actions.archive, gettext_lazy("The activity is archived.")),
    "unarchive": (actions.unarchive, gettext_lazy("The activity is a draft again.")),
    "delete": (actions.delete, gettext_lazy("The draft is deleted.")),
    "restore": (actions.restore_version, gettext_lazy("The earlier version is back.")),
}


def _act(request: MemberRequest, found: Activity, name: str, **values: Any) -> HttpResponse:  # noqa: ANN401  the act's own arguments
    """Does the act on the version that was on screen, or says why it cannot be done."""
    act, done = ACTS[name]
    try:
        act(
            found.pk,
            by=request.member,
            at=clock.now(),
            expected_version=_expected(request),
            **values,
        )
    except actions.EditConflictError:
        return _refused(request, found, _("Somebody changed this activity in the meantime."))
    except (StatusError, IncompleteActivityError):
        return _refused(request, found, _("The activity’s state no longer allows this."))
    messages.success(request, str(done))
    if name == "delete":
        return redirect(finding.url("list", request))
    return redirect(finding.url("activity", request, activity_id=found.pk))


def _expected(request: MemberRequest) -> int:
    number = request.POST.get("version", "")
    return int(number) if number.isdecimal() and len(number) < len("9999999999") else 0


def _refused(request: MemberRequest, found: Activity, detail: str) -> HttpResponse:
    context = {
        "detail": detail,
        "kept": _("Nothing was changed by you; what others saved is kept."),
        "advice": _("Open the activity, read what changed, and decide again."),
        "next_url": finding.url("activity", request, activity_id=found.pk),
        "next_label": _("Back to the activity"),
    }
    return render(request, "409.html", context, status=409)


def _confirm(
    request: MemberRequest,
    found: Activity,
    *,
    form: forms.Form | None = None,
    **words: Any,  # noqa: ANN401  the page's words
) -> HttpResponse:
    """The page that asks first; it posts the version that the reader saw."""
    context = {
        "cancel_url": finding.url("activity", request, activity_id=found.pk),
        "hidden": {"version": found.version},
        "breadcrumb": finding.trail(request, found, words["heading"]),
        "form": form,
        **words,
    }
    has_errors = bool(form and form.errors)
    return render(request, "web/confirm.html", context, status=422 if has_errors else 200)
