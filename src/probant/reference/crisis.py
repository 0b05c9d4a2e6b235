"""What to do in a crisis, whom to call, and what to exercise, as data.

A guide is what its own file says, after the steps that every guide holds; `of` keeps of it what
concerns an organisation of one size, whose officer is internal, external or absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Literal

from probant.common.verdicts import Confidence
from probant.reference.loading import Fact, Text, read_document, read_facts, read_folder

Size = Literal["practice", "hospital", "publisher"]
Dpo = Literal["internal", "external", "absent"]
Phase = Literal["first_hour", "first_day", "first_week"]
Team = Literal["management", "it", "legal", "dpo", "communication", "care"]
Measure = Literal["", "alert", "decision", "action", "evidence", "situation", "message"]
SIZES: tuple[Size, ...] = ("practice", "hospital", "publisher")
DPOS: tuple[Dpo, ...] = ("internal", "external", "absent")
PHASES: tuple[Phase, ...] = ("first_hour", "first_day", "first_week")
TEAMS: tuple[Team, ...] = ("management", "it", "legal", "dpo", "communication", "care")
# The likeliest first; a guide that is not named here comes after, by its name.
USUAL_FIRST = (
    "ransomware",
    "data_theft",
    "lost_equipment",
    "provider_down",
    "unavailable_records",
    "exposed_images",
    "insider",
)
SIZE_OF_SECTOR: Mapping[str, Size] = MappingProxyType(
    {"hospital": "hospital", "publisher": "publisher", "external_dpo": "publisher"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock(Fact):
    """A time that the law starts; `period` is ISO 8601, empty for "without delay"."""

    period: str
    starts: Text
    sizes: tuple[Size, ...] = SIZES


@dataclass(frozen=True, kw_only=True, slots=True)
class OutsideContact(Fact):
    """Somebody outside; `telephone` is empty unless it is certain."""

    purpose: Text
    sizes: tuple[Size, ...]
    telephone: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing to do: by which team, in which phase, and why."""

    id: str
    phase: Phase
    team: Team
    text: Text
    why: Text
    sizes: tuple[Size, ...] = SIZES
    dpo: tuple[Dpo, ...] = DPOS
    clock: str = ""
    not_in: tuple[str, ...] = ()
    article: str = ""
    confidence: Confidence = "found"


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide:
    """One kind of crisis: how it shows, what to do, what never to do, whom to warn."""

    label: Text
    icon: str
    summary: Text
    signs: tuple[Text, ...]
    clocks: tuple[str, ...]
    steps: tuple[Step, ...]
    never: tuple[Text, ...]
    continuity: tuple[Text, ...]
    preserve: tuple[Text, ...]
    warn: tuple[str, ...]

    def of(self, size: Size, dpo: Dpo) -> "Guide":
        """The same guide with only what concerns this organisation, its steps by phase."""
        kept = [step for step in self.steps if size in step.sizes and dpo in step.dpo]
        kept.sort(key=lambda step: PHASES.index(step.phase))
        return replace(
            self,
            steps=tuple(kept),
            clocks=tuple(id_ for id_ in self.clocks if size in clocks()[id_].sizes),
            warn=tuple(id_ for id_ in self.warn if size in contacts()[id_].sizes),
        )

    def phase(self, phase: str) -> tuple[Step, ...]:
        """The steps of one phase."""
        return tuple(step for step in self.steps if step.phase == phase)


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseRole:
    """A part to play."""

    id: str
    team: Team
    label: Text
    brief: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Objective:
    """What is looked at; `within` minutes from the start where `measure` reads it in the room."""

    id: str
    measure: Measure
    within: int
    team: Team
    label: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Inject:
    """Something that happens `after` so many minutes, and what a good answer would be."""

    after: int
    team: Team
    channel: Literal["screen", "phone", "mail", "press", "person"]
    text: Text
    expected: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseScenario:
    """An exercise ready to be played."""

    label: Text
    summary: Text
    guide: str
    sizes: tuple[Size, ...]
    minutes: int
    roles: tuple[ExerciseRole, ...]
    objectives: tuple[Objective, ...]
    injects: tuple[Inject, ...]


@dataclass(frozen=True, slots=True)
class UsualRule:
    """A decision that every plan takes in advance, and its usual condition."""

    decision: Text
    condition: Text


@dataclass(frozen=True, slots=True)
class Shared:
    """What holds in any crisis: steps of every guide, what never to do, rules to start from."""

    steps: tuple[Step, ...]
    never: tuple[Text, ...]
    rules: tuple[UsualRule, ...]


@dataclass(frozen=True, slots=True)
class _Words:
    words: tuple[str, ...]


def size_of(sector: str) -> Size:
    """The size by which guides adapt: a small structure unless the sector says otherwise."""
    return SIZE_OF_SECTOR.get(sector, "practice")


@cache
def clocks() -> Mapping[str, Clock]:
    """The clocks of the law by id: `authority`."""
    return read_facts("crisis/clocks.yaml", schema="crisis_clocks.schema.json", as_=Clock)


@cache
def contacts() -> Mapping[str, OutsideContact]:
    """Who may be called, by id: `cnil`."""
    return read_facts(
        "crisis/contacts.yaml", schema="crisis_contacts.schema.json", as_=OutsideContact
    )


@cache
def shared() -> Shared:
    """What holds in any crisis."""
    return read_document("crisis/common.yaml", schema="crisis_steps.schema.json", as_=Shared)


@cache
def guides() -> Mapping[str, Guide]:
    """Every guide by id, the steps of all guides among its own."""
    own = read_folder("crisis/guides", schema="crisis_guide.schema.json", as_=Guide)
    return MappingProxyType({id_: _completed(id_, own[id_]) for id_ in sorted(own, key=_likely)})


@cache
def exercises() -> Mapping[str, ExerciseScenario]:
    """The exercises ready to be played, by id."""
    return read_folder(
        "crisis/exercises", schema="crisis_exercise.schema.json", as_=ExerciseScenario
    )


@cache
def passphrase_words() -> tuple[str, ...]:
    """Common French words without accents."""
    held = read_document(
        "crisis/passphrase_words.yaml", schema="crisis_words.schema.json", as_=_Words
    )
    return held.words


def _likely(id_: str) -> tuple[int, str]:
    return (USUAL_FIRST.index(id_) if id_ in USUAL_FIRST else len(USUAL_FIRST), id_)


def _completed(id_: str, guide: Guide) -> Guide:
    steps = [step for step in shared().steps if id_ not in step.not_in]
    return replace(guide, steps=(*_urgent_first(steps, guide.steps),))


def _urgent_first(of_all: list[Step], own: tuple[Step, ...]) -> list[Step]:
    """Within a phase, what is particular to the crisis comes before what is common to all."""
    return [step for phase in PHASES for step in (*own, *of_all) if step.phase == phase]
