"""Art. 38(3) and (6): functions held beside, and guarantees; what nobody answered is not a yes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from probant.reference.dpo_office import Function, Office, Question


class Independence(StrEnum):
    """How the answers stand, the gravest first."""

    CONFLICT = "conflict"
    LACKING = "lacking"
    UNKNOWN = "unknown"
    SOUND = "sound"


@dataclass(frozen=True)
class Assessment:
    """What the answers show."""

    conflicts: tuple[Function, ...]
    doubts: tuple[Function, ...]
    lacking: tuple[Question, ...]
    unanswered: tuple[Question, ...]

    @property
    def state(self) -> Independence:
        """A conflict outweighs a missing guarantee, which outweighs what is not known."""
        if self.conflicts:
            return Independence.CONFLICT
        if self.lacking:
            return Independence.LACKING
        if self.doubts or self.unanswered:
            return Independence.UNKNOWN
        return Independence.SOUND


def assessed(held: Collection[str], answers: Mapping[str, str], office: Office) -> Assessment:
    """`answers`: yes or no by question; anything else is no answer."""
    return Assessment(
        conflicts=tuple(f for f in office.functions if f.id in held and f.level == "conflict"),
        doubts=tuple(f for f in office.functions if f.id in held and f.level == "doubt"),
        lacking=tuple(q for q in office.questions if answers.get(q.id) == "no"),
        unanswered=tuple(q for q in office.questions if answers.get(q.id) not in {"yes", "no"}),
    )
