"""What an evidence is, and until when it proves something."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from probant.common.errors import ProbantError
from probant.common.time_limits import Period


class Kind(StrEnum):
    """A document in the vault, a page of Probant, or somebody's word."""

    FILE = "file"
    LINK = "link"
    STATEMENT = "statement"


class Source(StrEnum):
    """What in Probant a link leads to."""

    REGISTER = "register"
    POLICY = "policy"
    TRAINING = "training"
    EXERCISE = "exercise"
    BREACHES = "breaches"
    DPIA = "dpia"
    PROCESSOR = "processor"
    RISKS = "risks"
    OBSERVATION = "observation"
    OTHER = "other"


TITLE, PAGE = "title", "path"
PROVING = frozenset({Kind.FILE, Kind.LINK})


class FutureEvidenceError(ProbantError):
    """An evidence dated in the future proves nothing: the date is wrong."""


class EvidenceShapeError(ProbantError):
    """An evidence lacks what its kind needs: `field` says what."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says of an evidence; the file is kept apart."""

    title: str
    kind: Kind
    dated_on: date
    valid_for: str = ""
    source: str = ""
    path: str = ""
    owner: str = ""
    note: str = ""

    @property
    def expires_on(self) -> date | None:
        """The first day on which it no longer proves anything; None where it does not expire."""
        return Period.parse(self.valid_for).after(self.dated_on) if self.valid_for else None


def ensure_sound(said: Said, *, today: date) -> None:
    """A title, a date that has come, and a page where the kind is a link."""
    if not said.title.strip():
        raise EvidenceShapeError(TITLE)
    if said.dated_on > today:
        raise FutureEvidenceError
    if said.kind is Kind.LINK and not said.path:
        raise EvidenceShapeError(PAGE)


def is_fresh(expires_on: date | None, today: date) -> bool:
    """Whether it still proves something on that day."""
    return expires_on is None or today < expires_on
