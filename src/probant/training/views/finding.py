"""What the pages of training share: finding things, their addresses, their way back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from probant.organisations import permissions
from probant.organisations.access import MemberRequest
from probant.organisations.models import Organisation
from probant.training import labels, queries
from probant.training.models import Attempt, PhishingExercise, Session, StaffMember, Upload

METHODS = ["GET", "HEAD", "POST"]
EDIT = "training.edit"


def session(request: MemberRequest, session_id: UUID) -> Session:
    """The session, or a page not found."""
    try:
        return queries.session(request.member.organisation_id, session_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def staff(request: MemberRequest, staff_id: UUID) -> StaffMember:
    """The person, or a page not found."""
    try:
        return queries.staff_member(request.member.organisation_id, staff_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def upload(request: MemberRequest, upload_id: UUID) -> Upload:
    """The file that waits, or a page not found."""
    try:
        return queries.upload(request.member.organisation_id, upload_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def exercise(request: MemberRequest, exercise_id: UUID) -> PhishingExercise:
    """The phishing exercise, or a page not found."""
    try:
        return queries.exercise(request.member.organisation_id, exercise_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def attempt(request: MemberRequest, attempt_id: UUID) -> Attempt:
    """An attempt of the reader's own; others' do not exist, but for who keeps the training."""
    try:
        found = queries.attempt(request.member.organisation_id, attempt_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    if found.person_id != request.member.person_id and not may_edit(request):
        raise Http404
    return found


def url(name: str, request: MemberRequest, **parts: Any) -> str:  # noqa: ANN401  URL values
    """The address of one of the pages of training in this organisation."""
    kwargs = {"organisation": request.member.organisation_id, **parts}
    return reverse(f"training:{name}", kwargs=kwargs)


def organisation_of(request: MemberRequest) -> Organisation:
    """The organisation that the gate loaded."""
    found: Organisation = request.organisation  # type: ignore[attr-defined]
    return found


def may_edit(request: MemberRequest) -> bool:
    """Whether this member keeps the training."""
    return permissions.is_allowed(request.member.role, EDIT)


def trail(request: MemberRequest, *steps: tuple[labels.Words, str]) -> list[tuple[Any, str]]:
    """Where the reader is: training, then the steps; the last one has no address."""
    return [(labels.TRAINING, url("home", request)), *steps]


def refused(request: MemberRequest, detail: str, next_url: str) -> HttpResponse:
    """409: what stands does not allow it; what was typed is still in the browser."""
    context = {
        "detail": detail,
        "kept": _("Nothing was changed by you; what others saved is kept."),
        "advice": "",
        "next_url": next_url,
        "next_label": _("Back"),
    }
    return render(request, "409.html", context, status=409)
