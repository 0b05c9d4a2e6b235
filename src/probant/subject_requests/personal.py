"""What is sealed of a request: who asked, about whom, in which words."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from probant.subject_requests.domain.request import Concerned, Contact, Intake
from probant.subject_requests.models import RequestEvent, SubjectRequest
from probant.vault.domain.dossier import Dossier

KIND = "subject_request"
TABLE = "subject_requests_subjectrequest"
EVENTS = "subject_requests_requestevent"
TRANSMISSIONS = "subject_requests_transmission"
COLUMN = "sealed"


@dataclass(frozen=True, kw_only=True)
class Personal:
    """The person's own words and ways; empty once the request was purged."""

    contact: Contact = field(default_factory=Contact)
    concerned: Concerned = field(default_factory=Concerned)
    text: str = ""
    follow_token: str = ""

    @property
    def name(self) -> str:
        """Who asked."""
        return self.contact.name

    @classmethod
    def of(cls, intake: Intake, follow_token: str) -> "Personal":
        """What of an intake is personal."""
        return cls(
            contact=intake.contact,
            concerned=intake.concerned,
            text=intake.text,
            follow_token=follow_token,
        )


def sealed(dossier: Dossier, request_id: object, personal: Personal) -> bytes:
    """The column `sealed` of a request."""
    return dossier.seal(TABLE, COLUMN, request_id, msgspec.to_builtins(personal))


def unsealed(dossier: Dossier, request: SubjectRequest) -> Personal:
    """What the column `sealed` holds."""
    held = dossier.unseal(TABLE, COLUMN, request.pk, bytes(request.sealed))
    return msgspec.convert(held, Personal)


def detail_sealed(dossier: Dossier, event_id: object, detail: Any) -> bytes:  # noqa: ANN401  any JSON value
    """The column `sealed` of an event."""
    return dossier.seal(EVENTS, COLUMN, event_id, detail)


def detail_of(dossier: Dossier | None, event: RequestEvent) -> dict[str, Any]:
    """The words of an event; empty where there are none, or once they were purged."""
    if event.sealed is None or dossier is None:
        return {}
    held: dict[str, Any] = dossier.unseal(EVENTS, COLUMN, event.pk, bytes(event.sealed))
    return held
