"""How the controls of a framework stand: decisions, the evidence that arrives, and its ways."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from probant.common import canonical_json
from probant.controls import catalogue
from probant.controls.domain.evidence import Kind
from probant.controls.domain.framework import Control, Framework, Ref
from probant.controls.domain.standing import (
    Applicability,
    Arrival,
    Coverage,
    Decision,
    Implementation,
    Standing,
    coverage,
    stand,
)
from probant.controls.models import (
    SERVES,
    ApplicabilityStatement,
    ControlDecided,
    ControlDecision,
    Service,
)
from probant.journal import queries as journal

UNDECIDED = Decision()
REMEMBERED = 128
Given = Mapping[Ref, list[tuple[int, str, date | None]]]


@dataclass(frozen=True)
class Board:
    """A framework's controls, each with how it stands."""

    framework: Framework
    standings: Mapping[str, Standing]

    @cached_property
    def coverage(self) -> Coverage:
        """The counts."""
        return coverage(self.standings.values())

    @property
    def rows(self) -> Iterator[tuple[Control, Standing]]:
        """In the framework's order."""
        for control in self.framework.assessable:
            yield control, self.standings[control.id]


@dataclass(frozen=True, slots=True)
class Moment:
    """The decisions and evidence of an organisation on a day, for one framework.

    Every change to them is an entry of the journal, whose frontier is a hash of all that was done:
    equal frontiers mean equal data, so that standings are computed once for each state of it.
    """

    organisation: UUID
    frontier: bytes
    today: date
    id: str
    framework: Framework = field(compare=False)


def board(organisation: UUID, framework: Framework, *, today: date) -> Board:
    """One framework, in three queries at most, whatever its size."""
    return boards(organisation, [framework], today=today)[framework.id]


def boards(
    organisation: UUID, frameworks: Collection[Framework], *, today: date
) -> dict[str, Board]:
    """Several frameworks; one query while nothing was done since the last time."""
    frontier = journal.state(organisation).frontier
    return {
        one.id: Board(one, _standings(Moment(organisation, frontier, today, one.id, one)))
        for one in frameworks
    }


@lru_cache(maxsize=REMEMBERED)
def _standings(moment: Moment) -> Mapping[str, Standing]:
    framework = moment.framework
    decided = decisions(moment.organisation, [framework.id])
    given, aside = _services(moment.organisation, moment.frontier)
    return MappingProxyType(
        {
            control.id: stand(
                decided.get(framework.ref(control.id), UNDECIDED),
                _arrivals(framework.ref(control.id), given, aside),
                moment.today,
            )
            for control in framework.assessable
        }
    )


def decisions(organisation: UUID, frameworks: Iterable[str]) -> dict[Ref, Decision]:
    """What is decided of each control that anybody looked at."""
    found = ControlDecision.objects.filter(
        organisation=organisation, framework__in=list(frameworks)
    )
    columns = ("framework", "control", *FIELDS)
    return {
        (framework, control): _decision(dict(zip(FIELDS, values, strict=True)))
        for framework, control, *values in found.values_list(*columns)
    }


def decision_row(organisation: UUID, ref: Ref) -> ControlDecision | None:
    """The decision in force about one control, or None before the first."""
    framework, control = ref
    return ControlDecision.objects.filter(
        organisation=organisation, framework=framework, control=control
    ).first()


def decision(row: ControlDecision | None) -> Decision:
    """A row as a value; undecided where there is none."""
    if row is None:
        return UNDECIDED
    return _decision({name: getattr(row, name) for name in FIELDS})


def history(organisation: UUID, ref: Ref) -> QuerySet[ControlDecided]:
    """Every decision about a control, the latest first."""
    framework, control = ref
    found = ControlDecided.objects.filter(
        organisation=organisation, framework=framework, control=control
    )
    return found.order_by("-number")


def statements(organisation: UUID, framework: str) -> QuerySet[ApplicabilityStatement]:
    """The statements of applicability approved, the latest first."""
    found = ApplicabilityStatement.objects.filter(organisation=organisation, framework=framework)
    return found.order_by("-number")


def statement(organisation: UUID, framework: str, number: int) -> ApplicabilityStatement:
    """One of them; ApplicabilityStatement.DoesNotExist where there is none."""
    return statements(organisation, framework).get(number=number)


def digest_of(decided: Mapping[Ref, Decision]) -> str:
    """A fingerprint of what was decided: applicability, reasons, what is in place."""
    told = {
        f"{framework}/{control}": [one.applicability, one.justification, one.implementation]
        for (framework, control), one in decided.items()
    }
    return hashlib.sha256(canonical_json.dumps(told)).hexdigest()


FIELDS = (
    "applicability",
    "justification",
    "implementation",
    "maturity",
    "owner",
    "note",
    "review_on",
)


def _decision(values: Mapping[str, Any]) -> Decision:
    return Decision(
        **{
            **values,
            "applicability": Applicability(values["applicability"]),
            "implementation": Implementation(values["implementation"]),
        }
    )


@lru_cache(maxsize=REMEMBERED)
def _services(organisation: UUID, frontier: bytes) -> tuple[Given, set[tuple[Ref, int]]]:
    """The live evidence given for each control, and what a person set aside."""
    del frontier  # what the answer is remembered by
    found = Service.objects.filter(
        organisation=organisation, evidence__withdrawn_at__isnull=True
    ).order_by("evidence__number")
    given: dict[Ref, list[tuple[int, str, date | None]]] = {}
    aside: set[tuple[Ref, int]] = set()
    columns = ("framework", "control", "stance", "evidence__number")
    for framework, control, stance, number, kind, expires_on in found.values_list(
        *columns, "evidence__kind", "evidence__expires_on"
    ):
        if stance == SERVES:
            given.setdefault((framework, control), []).append((number, kind, expires_on))
        else:
            aside.add(((framework, control), number))
    return given, aside


def _arrivals(target: Ref, given: Given, aside: set[tuple[Ref, int]]) -> Iterator[Arrival]:
    """Each evidence once, by its shortest way."""
    seen: set[int] = set()
    for way in catalogue.ways()(target):
        for number, kind, expires_on in given.get(way.source, ()):
            if number not in seen and (target, number) not in aside:
                seen.add(number)
                yield Arrival(number, Kind(kind), expires_on, way)
