"""What a request is: which rights, by which channel, from whom, on whose behalf."""

import hashlib
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from probant.common.errors import ProbantError

TOLERANCE = timedelta(minutes=5)  # two clocks of one organisation are seldom exactly equal
OLDEST = timedelta(days=100 * 365)
MOST_TEXT = 20_000
MOST_LINE = 300


class Right(StrEnum):
    """GDPR art. 13–15 to 22: what a person may ask for, in the words of a form."""

    INFORMATION = "information"
    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"
    MARKETING = "marketing"

    @property
    def of_matrix(self) -> str:
        """The right of the reference's matrix that it is a case of."""
        return {"information": "access", "marketing": "objection"}.get(self.value, self.value)


class Channel(StrEnum):
    """How the request came in."""

    WEB = "web"
    POST = "post"
    EMAIL = "email"
    PHONE = "phone"
    ORAL = "oral"
    COUNTER = "counter"


class OnBehalf(StrEnum):
    """For whom the request is made."""

    SELF = "self"
    MINOR = "minor"
    PROTECTED_ADULT = "protected_adult"
    DECEASED = "deceased"
    MANDATARY = "mandatary"


class HeirGround(StrEnum):
    """CSP L.1110-4 V: the three grounds for which an heir may read a deceased patient's record."""

    CAUSE_OF_DEATH = "cause_of_death"
    MEMORY = "memory"
    OWN_RIGHTS = "own_rights"


class RequestError(ProbantError):
    """A request cannot be taken, or an act on it is not possible."""


class FutureReceiptError(RequestError):
    """Nothing can have been received after the present instant."""

    def __init__(self, received_at: datetime, now: datetime) -> None:
        super().__init__(received_at, now)
        self.received_at = received_at
        self.now = now


class ImplausibleReceiptError(RequestError):
    """Nothing is entered a century after it came: a year was mistyped."""


class NoRightError(RequestError):
    """A request names at least one right."""


class UnreachableRequesterError(RequestError):
    """Nobody can answer a requester without any way to reach them."""


class TooLongError(RequestError):
    """A text is longer than Probant keeps."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__(name, most)
        self.field = name
        self.most = most


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Who asks and how to reach them: one way is enough."""

    name: str = ""
    email: str = ""
    address: str = ""
    telephone: str = ""
    answer_by: str = ""  # email, post, counter, link: how the person wants the answer

    @property
    def is_reachable(self) -> bool:
        """Whether there is any way to answer."""
        return bool(self.email.strip() or self.address.strip() or self.telephone.strip())


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """The person whose data it is about, when it is not the requester; and what helps find them."""

    name: str = ""
    born_on: date | None = None
    died_on: date | None = None
    relation: str = ""  # the requester's link to them, in words
    grounds: tuple[str, ...] = ()  # an heir's grounds
    reason: str = ""  # the heir's reason, in words
    reference: str = ""  # a patient number, a date of stay: given freely


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A request as it is taken in; `received_at` starts the clock."""

    rights: tuple[str, ...]
    channel: str
    received_at: datetime
    language: str = "fr"
    contact: Contact = field(default_factory=Contact)
    on_behalf: str = OnBehalf.SELF
    concerned: Concerned = field(default_factory=Concerned)
    text: str = ""
    is_record_request: bool = False
    is_record_old: bool = False  # the information asked for is more than five years old


def ensure_acceptable(intake: Intake, *, now: datetime) -> None:
    """Raises the RequestError that says what is wrong; a request without text is a request."""
    if intake.received_at > now + TOLERANCE:
        raise FutureReceiptError(intake.received_at, now)
    if intake.received_at < now - OLDEST:
        raise ImplausibleReceiptError
    if not intake.rights:
        raise NoRightError
    for right in intake.rights:
        Right(right)
    Channel(intake.channel)
    OnBehalf(intake.on_behalf)
    if not intake.contact.is_reachable:
        raise UnreachableRequesterError
    _ensure_bounded(intake)


def settled(intake: Intake, *, now: datetime) -> Intake:
    """The intake with its rights in the law's order, each once, and no receipt after now."""
    rights = tuple(right.value for right in Right if right in intake.rights)
    return replace(intake, rights=rights, received_at=min(intake.received_at, now))


def same_person(intake: Intake) -> str:
    """What two requests of one person have in common, to be hashed under a key: never stored."""
    contact = intake.contact
    reach = contact.email or "".join(filter(str.isdigit, contact.telephone)) or contact.address
    parts = (contact.name, intake.concerned.name, reach)
    return hashlib.sha256("\0".join(_plain(part) for part in parts).encode()).hexdigest()


def _ensure_bounded(intake: Intake) -> None:
    for held in (intake, intake.contact, intake.concerned):
        for name, value in vars(held).items():
            most = MOST_TEXT if name in {"text", "reason", "address"} else MOST_LINE
            if isinstance(value, str) and len(value) > most:
                raise TooLongError(name, most)


def _plain(text: str) -> str:
    """Without case, accents, punctuation or double spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(char if char.isalnum() else " " for char in bare if not _is_mark(char))
    return " ".join(sorted(words.split()))


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) != 0
