"""What may be stated about a breach: frozen values, kept as JSON and never overwritten.

A breach is the list of its statements. Each has a kind and, where several things of a kind exist
side by side (measures, groups of persons), an item; stating the same item again makes its next
number, and the earlier ones stay readable: that is the documentation of GDPR art. 33(5).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from probant.common.errors import ProbantError


class Kind(StrEnum):
    """What a statement is about."""

    DECLARATION = "declaration"
    ALERT = "alert"
    FACTS = "facts"
    DISMISSAL = "dismissal"
    DECISION = "decision"
    OPINION = "opinion"
    NOTIFICATION = "notification"
    SENDING = "sending"
    COMMUNICATION = "communication"
    MEASURE = "measure"
    LESSON = "lesson"
    FILE = "file"
    CLOSING = "closing"


class Question(StrEnum):
    """What a person decides: to notify the authority (art. 33), to inform the persons (art. 34)."""

    NOTIFY = "notify"
    INFORM = "inform"


class Choice(StrEnum):
    """How it was decided; undecided is no decision, never a no."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


class Audience(StrEnum):
    """Who is told: persons concerned (art. 34), those to be warned, the public."""

    PATIENTS = "patients"
    RELATIVES = "relatives"
    STAFF = "staff"
    OTHER_PERSONS = "other_persons"
    PUBLIC = "public"
    CONTROLLER = "controller"
    CLIENT = "client"
    PARTNER = "partner"
    PROCESSOR = "processor"


PERSONS = (
    Audience.PATIENTS,
    Audience.RELATIVES,
    Audience.STAFF,
    Audience.OTHER_PERSONS,
    Audience.PUBLIC,
)
WARNED = (Audience.CONTROLLER, Audience.CLIENT, Audience.PARTNER, Audience.PROCESSOR)


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """What the person who noticed it said, in their words; `incident` is an id of first_steps."""

    incident: str
    told: str = ""
    noticed_at: datetime
    is_hour_ambiguous: bool = False
    data: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    how_many: str = ""
    is_protected: bool | None = None
    done: str = ""
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Who was told of the declaration: members, and whether a message could be queued."""

    members: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    is_mailed: bool = False


@dataclass(frozen=True, kw_only=True)
class Dismissal:
    """Whether this is no personal data breach after all, and why; kept in the register."""

    is_dismissed: bool
    reasons: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A choice, its justification, and the proposal that stood on the page when it was taken."""

    choice: Choice
    justification: str = ""
    exception: str = ""
    proposed: str = ""
    facts_number: int = 0
    score: tuple[float, float] | None = None

    @property
    def differs(self) -> bool:
        """Whether the person decided something else than was proposed."""
        return self.proposed in set(Choice) and self.choice != self.proposed


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What somebody would have decided, when another's decision stands."""

    question: Question
    choice: Choice
    justification: str = ""


@dataclass(frozen=True, kw_only=True)
class Notification:
    """A notification as it was frozen: the form's own JSON, and the facts it rests on."""

    type: str
    facts_number: int
    form: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One thing told to a body: which duty, which notification, when, with which receipt."""

    duty: str
    sent_at: datetime
    notification: int = 0
    receipt: str = ""
    proof: str = ""
    late_reasons: str = ""


@dataclass(frozen=True, kw_only=True)
class Communication:
    """One group told, or to be told: through what, how many, when, with which words."""

    audience: Audience
    group: str = ""
    channel: str = ""
    count: int | None = None
    planned_on: date | None = None
    sent_on: date | None = None
    language: str = "fr"
    subject: str = ""
    text: str = ""
    proof: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Something done or to be done about the breach: by whom, before when."""

    text: str
    owner: str = ""
    due_on: date | None = None
    done_on: date | None = None
    is_for_persons: bool = False


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What the breach taught, and what should change because of it."""

    text: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class File:
    """A file of the dossier: kept encrypted in the vault, known here by its id and fingerprint."""

    id: str
    purpose: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The file was closed, or opened again, with the reason."""

    is_closed: bool
    reason: str = ""


T = TypeVar("T")
CONTENTS: dict[Kind, type[Any]] = {
    Kind.DECLARATION: Declaration,
    Kind.ALERT: Alert,
    Kind.DISMISSAL: Dismissal,
    Kind.DECISION: Decision,
    Kind.OPINION: Opinion,
    Kind.NOTIFICATION: Notification,
    Kind.SENDING: Sending,
    Kind.COMMUNICATION: Communication,
    Kind.MEASURE: Measure,
    Kind.LESSON: Lesson,
    Kind.FILE: File,
    Kind.CLOSING: Closing,
}


class StatementShapeError(ProbantError):
    """A stored content is not a statement of its kind."""

    def __init__(self, kind: Kind, detail: str) -> None:
        """`detail`: msgspec's words, with the JSON path."""
        super().__init__(kind.value, detail)
        self.kind = kind
        self.detail = detail


def read(content: object, as_: type[T]) -> T:
    """The statement that this JSON value spells; missing fields take their empty value."""
    try:
        return msgspec.convert(content, as_)
    except msgspec.ValidationError as error:
        kind = next((kind for kind, made in CONTENTS.items() if made is as_), Kind.FACTS)
        raise StatementShapeError(kind, str(error)) from error


def written(value: object) -> dict[str, Any]:
    """The statement as JSON values, instants in ISO 8601, lists for tuples."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return plain
