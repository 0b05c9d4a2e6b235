"""Who asks: enough is known by default; a paper is asked for on doubt, checked, and destroyed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from probant.journal.domain import Actor
from probant.organisations import queries as organisations
from probant.organisations.domain import Member
from probant.subject_requests import letters, queries
from probant.subject_requests.actions.handling import ReasonMissingError
from probant.subject_requests.actions.recording import Act, acting, happen, locked, opened
from probant.subject_requests.domain.state import EventKind, ensure_allowed
from probant.subject_requests.letters import Sending
from probant.subject_requests.models import SubjectRequest
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import FileUnknownError

PAPER = "identity"  # the purpose of such a file in the vault


class Paper(StrEnum):
    """What kind of paper, or other means, was looked at."""

    CARD = "card"
    PASSPORT = "passport"
    MANDATE = "mandate"
    FAMILY_BOOK = "family_book"
    COURT_DECISION = "court_decision"
    ANSWERS = "answers"  # what only the person knows
    OTHER = "other"


class CheckResult(StrEnum):
    """What the check gave."""

    CONFIRMED = "confirmed"
    DOUBTFUL = "doubtful"
    IMPOSTOR = "impostor"


@transaction.atomic
def find_sufficient(
    request_id: UUID, reason: str, *, by: Member, at: datetime, expected_version: int
) -> SubjectRequest:
    """The default, GDPR art. 12(6) a contrario: no doubt, and why what is known is enough."""
    request = opened(by, request_id, expected_version)
    happen(request, Act(EventKind.IDENTITY_SUFFICIENT, by.actor, at, {}, {"text": reason}))
    return request


@transaction.atomic
def ask_identity(  # noqa: PLR0913  a question is why, for what, told how, by whom, when
    request_id: UUID,
    doubt: str,
    wanted: str,
    sending: Sending,
    *,
    by: Member,
    at: datetime,
    expected_version: int,
) -> SubjectRequest:
    """GDPR art. 12(6): more information, on a stated reasonable doubt; the clock stands."""
    request = opened(by, request_id, expected_version)
    if not doubt.strip() or not wanted.strip():
        raise ReasonMissingError
    ensure_allowed(queries.state_of(queries.event_rows(request)), EventKind.IDENTITY_ASKED)
    organisation = organisations.organisation(by.organisation_id)
    values = {"doubt": doubt, "wanted": wanted}
    letter = letters.compose(organisation, request, "identity", values, message=sending.message)
    facts = letters.send(request, letter, sending, by=by.actor, at=at)
    detail = {"doubt": doubt, "wanted": wanted, "message": sending.message}
    happen(request, Act(EventKind.IDENTITY_ASKED, by.actor, at, facts, detail))
    return request


@transaction.atomic
def receive_identity(  # noqa: PLR0913  what arrived, for which request, from whom, when
    organisation: UUID,
    request_id: UUID,
    file: StoredFile | None,
    *,
    by: Member | Actor,
    at: datetime,
    text: str = "",
) -> SubjectRequest:
    """What was asked for arrived (a file of purpose PAPER, or words): the clock runs again."""
    actor = acting(by)
    request = locked(organisation, request_id)
    facts = {"file": str(file.id), "sha256": file.sha256} if file else {}
    happen(request, Act(EventKind.IDENTITY_RECEIVED, actor, at, facts, {"text": text}))
    return request


@transaction.atomic
def check_identity(  # noqa: PLR0913  a check is of what, with which result, by whom, when
    request_id: UUID,
    paper: str,
    result: str,
    *,
    by: Member,
    at: datetime,
    expected_version: int,
    text: str = "",
) -> SubjectRequest:
    """Checked by whom, on what, with which result; every paper received is destroyed."""
    request = opened(by, request_id, expected_version)
    facts = {
        "paper": Paper(paper).value,
        "result": CheckResult(result).value,
        "destroyed": destroy_papers(request, by=by.actor, at=at),
    }
    happen(request, Act(EventKind.IDENTITY_CHECKED, by.actor, at, facts, {"text": text}))
    return request


def destroy_papers(request: SubjectRequest, *, by: Actor, at: datetime) -> list[str]:
    """The ids of the identity papers of this request, none of which can be opened again."""
    state = queries.state_of(queries.event_rows(request))
    for paper in state.identity_papers:
        try:
            file = vaults.file(request.organisation_id, UUID(paper))
        except FileUnknownError:
            continue
        vault.discard(file, by=by, at=at, reason="identity_checked")
    return list(state.identity_papers)
