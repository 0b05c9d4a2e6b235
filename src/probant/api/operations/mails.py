"""Messages on their way out: listed without their content, read, tried again, settled by hand."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.paginator import Paginator
from ninja import Query, Router, Schema, Status
from pydantic import Field

from probant.api.access import Token, TokenRequest
from probant.api.problems import ensure_known
from probant.api.schemas import Asked, Line, Refusal, Words
from probant.common import clock
from probant.correspondence import actions, keeping, queries, words
from probant.correspondence.domain.sending import State, Way
from probant.correspondence.models import OutgoingMail
from probant.correspondence.permissions import ensure_readable
from probant.vault import queries as vaults
from probant.vault.domain.errors import VaultError

router = Router(tags=["mails"])
ONE = "/mails/{uuid:mail_id}"


class MailFilters(Asked):
    """Which messages, the latest first; `about` is "slice:uuid"."""

    state: State | Literal[""] = ""
    about: Line = ""
    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(50, ge=1, le=200)


class Marked(Asked):
    """How the message reached people."""

    way: Way


class NewMail(Asked):
    """A free message; the subject names no person."""

    to: Line = Field(min_length=3)
    recipient: Line = Field(min_length=1)
    topic: Line = Field(min_length=1)
    message: Words = Field(min_length=1)


class MailLine(Schema):
    """A message as a list shows it: no address and no word of it."""

    id: UUID
    about: str
    subject: str
    recipients: int
    attachments: int
    state: State
    queued_at: str
    attempts: int
    next_at: str | None
    code: str
    reason: str
    is_partial: bool
    ended_at: str | None
    way: str


class MailPage(Schema):
    """One page of messages."""

    items: list[MailLine]
    total: int
    page: int
    pages: int


class FileOut(Schema):
    """A file that goes with a message."""

    name: str
    size: int
    sha256: str


class MailOut(MailLine):
    """A message with its content, while it is not erased."""

    to: list[str]
    text: str
    files: list[FileOut]


@router.get("/mails", response=MailPage, auth=Token("letters.view"))
def list_mails(request: TokenRequest, filters: Annotated[MailFilters, Query()]) -> dict[str, Any]:
    """Messages, page by page."""
    ensure_known(request, filters)
    found = queries.mails(request.organisation.pk, state=filters.state, about=filters.about)
    pages = Paginator(found, filters.per_page)
    shown = list(pages.page(filters.page)) if filters.page <= pages.num_pages else []
    return {
        "items": [_line(mail) for mail in shown],
        "total": pages.count,
        "page": filters.page,
        "pages": pages.num_pages,
    }


@router.post("/mails", response={201: MailLine, 422: Refusal}, auth=Token("letters.edit"))
def write_mail(request: TokenRequest, asked: NewMail) -> Status[dict[str, Any]]:
    """Queues a free message, in the words of the letter `general.note`."""
    note = actions.Note(**asked.model_dump())
    made = actions.write(request.organisation, note, by=request.member, at=clock.now())
    return Status(201, _line(made))


@router.get(
    ONE, response={200: MailOut, 404: Refusal}, auth=Token("letters.view", traced_as="mail.read")
)
def read_mail(request: TokenRequest, mail_id: UUID) -> dict[str, Any]:
    """One message with its addresses and its text; the reading is journalled."""
    mail = queries.mail(request.organisation.pk, mail_id)
    ensure_readable(mail, request.member)
    return {**_line(mail), **_content(mail)}


@router.post(
    ONE + "/retry", response={200: MailLine, 404: Refusal, 409: Refusal}, auth=Token("letters.edit")
)
def retry_mail(request: TokenRequest, mail_id: UUID) -> dict[str, Any]:
    """It goes at the worker's next round."""
    by, at = request.member, clock.now()
    return _line(actions.retry(request.organisation.pk, mail_id, by=by, at=at))


@router.post(
    ONE + "/sent", response={200: MailLine, 404: Refusal, 409: Refusal}, auth=Token("letters.edit")
)
def mark_mail_sent(request: TokenRequest, mail_id: UUID, asked: Marked) -> dict[str, Any]:
    """It was sent by other means."""
    organisation, by, at = request.organisation.pk, request.member, clock.now()
    return _line(actions.mark_sent(organisation, mail_id, way=asked.way, by=by, at=at))


@router.post(
    ONE + "/cancel",
    response={200: MailLine, 404: Refusal, 409: Refusal},
    auth=Token("letters.edit"),
)
def cancel_mail(request: TokenRequest, mail_id: UUID) -> dict[str, Any]:
    """It is no longer to be sent."""
    by, at = request.member, clock.now()
    return _line(actions.cancel(request.organisation.pk, mail_id, by=by, at=at))


def _line(mail: OutgoingMail) -> dict[str, Any]:
    is_waiting = mail.state == State.WAITING.value
    return {
        "id": mail.pk,
        "about": mail.about,
        "subject": mail.subject,
        "recipients": mail.recipients,
        "attachments": mail.attachments,
        "state": mail.state,
        "queued_at": mail.queued_at.isoformat(),
        "attempts": mail.attempts,
        "next_at": mail.next_at.isoformat() if is_waiting else None,
        "code": mail.last_code,
        "reason": words.reason(mail.last_code),
        "is_partial": mail.is_partial,
        "ended_at": mail.ended_at.isoformat() if mail.ended_at else None,
        "way": mail.sent_by_way,
    }


def _content(mail: OutgoingMail) -> dict[str, Any]:
    try:
        content = keeping.content(mail)
        files = keeping.files(mail, content)
    except VaultError:
        return {"to": [], "text": "", "files": []}
    told = [{"name": vaults.name(one), "size": one.size, "sha256": one.sha256} for one in files]
    return {"to": list(content.to), "text": content.text, "files": told}
