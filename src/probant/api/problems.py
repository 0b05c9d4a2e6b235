"""Every refusal as JSON: an identifier for programs, the fields, and a sentence for people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from probant.api.records import UnknownFieldError
from probant.correspondence import words as letter_words
from probant.correspondence.actions import BadAddressError, LetterMovedError, MailStateError
from probant.correspondence.domain.rendering import TemplateRefusedError
from probant.journal.domain import JournalAlteredError
from probant.notices.actions import AlreadyPublishedError, NothingToTellError, NoticeMovedError
from probant.organisations.permissions import PermissionDeniedError
from probant.register.domain.limits import LimitError
from probant.register.domain.record import RecordShapeError
from probant.register.domain.status import (
    IncompleteActivityError,
    PurposeJustificationError,
    StatusError,
)
from probant.register.exchange.errors import ExchangeError
from probant.vault.domain.errors import (
    DossierDestroyedError,
    DossierUnknownError,
    FileDiscardedError,
    FileLostError,
    FileUnknownError,
    Refusal,
    RefusedFileError,
)

MESSAGES = {
    "unauthenticated": _("This token opens nothing: it is missing, misspelt, expired or revoked."),
    "forbidden": _("The token's role does not allow this."),
    "not_found": _("There is nothing here, or not for this token."),
    "method_not_allowed": _("This address does not answer to this method."),
    "malformed": _("The request cannot be read as JSON."),
    "invalid": _("Some values are missing or not understood."),
    "unknown_field": _("The record has fields that Probant does not know; nothing was kept."),
    "too_large": _("The request is larger than Probant accepts."),
    "precondition_required": _(
        "Say which version you read: If-Match with its number in quotation marks."
    ),
    "conflict": _("Somebody saved first. Their version and yours are below; nothing is lost."),
    "status": _("The activity's status forbids this act."),
    "incomplete": _("The activity is incomplete: complete it, or give the reason."),
    "unjustified": _("The purposes of a validated activity change only with a reason."),
    "limit": _("A text or a list is longer than Probant keeps."),
    "file": _("The file cannot be read; nothing was loaded."),
    "refused_rows": _("Some rows cannot be understood; nothing was loaded."),
    "nothing_to_tell": _("The notice lacks what no notice can do without."),
    "notice_moved": _("The register changed since you read the notice; nothing was published."),
    "already_published": _("The latest version already says exactly this."),
    "journal_altered": _("The journal is not what was signed for; no dossier was made over it."),
    "unknown_template": _("There is no template of this name."),
    "refused_file": _("The file was refused: nothing of it was kept."),
    "erased": _("What you ask for was erased for ever."),
    "mail_state": _("The message is no longer in a state that allows this."),
    "letter_moved": _("Somebody saved this letter first; nothing was kept."),
    "letter_refused": _("The letter cannot be printed as it is written; nothing was kept."),
    "refused": _("The request was refused."),
    "fault": _("Probant failed; nothing was changed. The operator's log says why."),
}
WHERE_IN_RECORD = re.compile(r" - at `\$\.?([^`]*)`$")


@dataclass(frozen=True)
class Problem:
    """A refusal: its status, its identifier, what each field has, what else the body says."""

    status: int
    error: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


class RefusedError(Exception):
    """Raised by an operation to answer with a problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.error)
        self.problem = problem


def answer(problem: Problem) -> JsonResponse:
    """The problem as an answer, its sentence in the caller's language (Accept-Language)."""
    body = {"error": problem.error, "fields": problem.fields, "message": MESSAGES[problem.error]}
    response = JsonResponse({**body, **problem.more}, status=problem.status)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Probant"'
    return response


def handled(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:  # noqa: ARG001  ninja's signature
    """What ninja calls when an operation raised; what was not foreseen goes up, and is logged."""
    return answer(of(error() if isinstance(error, type) else error))


def early(request: HttpRequest, *, most_bytes: int) -> HttpResponse | None:
    """What is refused unread: too large a body, a NUL in the query."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes:
        return answer(Problem(413, "too_large", {}, {"limit": most_bytes}))
    spoilt = [name for name, values in request.GET.lists() if "\0" in "".join([name, *values])]
    return answer(Problem(422, "invalid", dict.fromkeys(spoilt, "nul"))) if spoilt else None


def ensure_known(request: HttpRequest, filters: Schema) -> None:
    """A filter with a name that does not exist would silently choose everything: it is refused."""
    unknown = sorted(set(request.GET) - set(type(filters).model_fields))
    if unknown:
        raise RefusedError(Problem(422, "invalid", dict.fromkeys(unknown, "unknown")))


def worded(response: HttpResponseBase) -> HttpResponseBase:
    """The 405 of ninja, in our form."""
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    told = answer(Problem(405, "method_not_allowed"))
    told["Allow"] = response["Allow"]
    return told


@singledispatch
def of(error: Exception) -> Problem:
    """The problem that an error makes; an error without one is a fault, and is raised again."""
    raise error


@of.register
def _refused(error: RefusedError) -> Problem:
    return error.problem


@of.register
def _unauthenticated(error: AuthenticationError) -> Problem:  # noqa: ARG001  uniform
    return Problem(401, "unauthenticated")


@of.register
def _http(error: HttpError) -> Problem:
    kind = "malformed" if error.status_code == HTTPStatus.BAD_REQUEST else "refused"
    return Problem(error.status_code, kind)


@of.register
def _forbidden(error: PermissionDeniedError) -> Problem:
    return Problem(403, "forbidden", {}, {"permission": error.permission, "role": error.role})


@of.register(Http404)
@of.register(ObjectDoesNotExist)
def _not_found(error: Exception) -> Problem:  # noqa: ARG001  what is not there has no fields
    return Problem(404, "not_found")


@of.register
def _invalid(error: ValidationError) -> Problem:
    fields = {_path(found["loc"]): found["type"] for found in error.errors}
    return Problem(422, "invalid", fields)


@of.register
def _shape(error: RecordShapeError) -> Problem:
    where = WHERE_IN_RECORD.search(error.detail)
    path = re.sub(r"\[(\d+)\]", r".\1", where[1]) if where else ""
    detail = WHERE_IN_RECORD.sub("", error.detail)
    return Problem(422, "invalid", {f"record.{path}".rstrip("."): detail})


@of.register
def _unknown(error: UnknownFieldError) -> Problem:
    return Problem(422, "unknown_field", {f"record.{path}": "unknown" for path in error.paths})


@of.register
def _limit(error: LimitError) -> Problem:
    kind = type(error).__name__.removesuffix("Error")
    code = re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
    return Problem(
        422, "limit", {f"record.{error.field}".rstrip("."): code}, {"limit": error.limit}
    )


@of.register
def _status(error: StatusError) -> Problem:
    return Problem(409, "status", {}, {"status": error.status.value, "act": error.act})


@of.register
def _incomplete(error: IncompleteActivityError) -> Problem:
    lacking = {item.field: item.article for item in error.missing}
    return Problem(422, "incomplete", {**lacking, "justification": "required"})


@of.register
def _unjustified(error: PurposeJustificationError) -> Problem:  # noqa: ARG001  no field of its own
    return Problem(422, "unjustified", {"justification": "required"})


@of.register
def _file(error: ExchangeError) -> Problem:
    status = 413 if error.code == "too_large" else 422
    return Problem(status, "file", {"file": error.code}, {"detail": vars(error)})


@of.register
def _refused_file(error: RefusedFileError) -> Problem:
    statuses = {Refusal.TOO_LARGE: 413, Refusal.NO_ROOM: 507}
    more = {"limit": error.most_bytes} if error.most_bytes else {}
    fields = {"file": error.reason.value}
    return Problem(statuses.get(error.reason, 422), "refused_file", fields, more)


@of.register(FileUnknownError)
@of.register(DossierUnknownError)
def _not_held(error: Exception) -> Problem:  # noqa: ARG001  what is not there has no fields
    return Problem(404, "not_found")


@of.register(FileDiscardedError)
@of.register(DossierDestroyedError)
def _erased(error: Exception) -> Problem:  # noqa: ARG001  what was erased has no fields
    return Problem(410, "erased")


@of.register
def _lost(error: FileLostError) -> Problem:
    raise error


@of.register
def _nothing_to_tell(error: NothingToTellError) -> Problem:
    return Problem(422, "nothing_to_tell", {item.item: item.article for item in error.unmet})


@of.register
def _moved(error: NoticeMovedError) -> Problem:  # noqa: ARG001  the caller reads it again
    return Problem(409, "notice_moved", {"seen": "changed"})


@of.register
def _already(error: AlreadyPublishedError) -> Problem:  # noqa: ARG001  nothing to add
    return Problem(409, "already_published")


@of.register
def _altered(error: JournalAlteredError) -> Problem:  # noqa: ARG001  the page tells where
    return Problem(409, "journal_altered")


@of.register
def _bad_address(error: BadAddressError) -> Problem:  # noqa: ARG001  the address is not repeated
    return Problem(422, "invalid", {"to": "address"})


@of.register
def _mail_state(error: MailStateError) -> Problem:
    return Problem(409, "mail_state", {}, {"state": error.state})


@of.register
def _letter_moved(error: LetterMovedError) -> Problem:
    return Problem(409, "letter_moved", {"seen": "changed"}, {"version": error.number})


@of.register
def _letter_refused(error: TemplateRefusedError) -> Problem:
    return Problem(422, "letter_refused", {"body": letter_words.explain(error)})


def _path(loc: tuple[Any, ...]) -> str:
    """`("body", "asked", "record", "name")` is `record.name` to the caller."""
    skipped = 2 if loc and loc[0] == "body" and len(loc) > 2 else 1  # noqa: PLR2004  the argument's name
    return ".".join(str(part) for part in loc[skipped:]) or str(loc[-1])
