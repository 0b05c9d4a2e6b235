"""The private link of a request: revoked, or replaced when it was lost or seen by others."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from probant.journal import actions as journal
from probant.organisations.domain import Member
from probant.subject_requests import personal, queries
from probant.subject_requests.actions import opened
from probant.subject_requests.domain import follow
from probant.subject_requests.domain.request import RequestError
from probant.subject_requests.models import SubjectRequest

RENEWED = "subject_requests.link_renewed"
REVOKED = "subject_requests.link_revoked"


class PurgedError(RequestError):
    """Nothing is left of this request to follow."""


@transaction.atomic
def renew(by: Member, request_id: UUID, expected_version: int, *, at: datetime) -> str:
    """A fresh link; the one before it, and the visits that it began, open nothing any more."""
    request = opened(by, request_id, expected_version)
    token = follow.new_token(request.organisation_id)
    _keep(request, token)
    _record(RENEWED, request, by, at)
    return token


@transaction.atomic
def revoke(by: Member, request_id: UUID, expected_version: int, *, at: datetime) -> None:
    """The link opens nothing any more; the request goes on."""
    request = opened(by, request_id, expected_version)
    _keep(request, "")
    _record(REVOKED, request, by, at)


def _keep(request: SubjectRequest, token: str) -> None:
    dossier = queries.dossier(request)
    if dossier is None:
        raise PurgedError
    held = replace(queries.personal_of(request), follow_token=token)
    request.sealed = personal.sealed(dossier, request.pk, held)
    request.follow_digest = follow.digest(token) if token else None
    request.save(update_fields=["sealed", "follow_digest"])


def _record(event: str, request: SubjectRequest, by: Member, at: datetime) -> None:
    journal.record(
        event,
        by=by.actor,
        at=at,
        organisation=request.organisation_id,
        subject=str(request.pk),
        facts={"number": request.number},
    )
