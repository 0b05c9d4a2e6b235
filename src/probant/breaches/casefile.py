"""One breach whole, read once for a page: its facts, decisions, what was told, what is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property

from probant.breaches import closability, files, queries
from probant.breaches.domain.facts import BreachFacts
from probant.breaches.domain.proposal import Proposal, propose
from probant.breaches.models import Breach, Statement
from probant.breaches.statements import (
    PERSONS,
    WARNED,
    Alert,
    Audience,
    Communication,
    Decision,
    Declaration,
    Dismissal,
    Kind,
    Lesson,
    Measure,
    Notification,
    Opinion,
    Question,
    Sending,
    read,
)

CONTROLLERS = "controllers"
NOON = time(12)
Stated = dict[str, tuple[Statement, Communication]]


@dataclass(frozen=True)
class CaseFile:
    """A breach and its statements, in the order in which they were made."""

    breach: Breach
    told: tuple[Statement, ...]

    @cached_property
    def facts(self) -> BreachFacts:
        """What is known, with the measures followed."""
        return queries.facts_of(self.breach, self.told)

    @cached_property
    def proposal(self) -> Proposal:
        """What the guidelines lead to, from these facts."""
        return propose(self.facts)

    @cached_property
    def declaration(self) -> Declaration | None:
        """The first words."""
        return queries.the_one(self.told, Kind.DECLARATION, Declaration)

    @cached_property
    def alert(self) -> Alert | None:
        """Who was told of it."""
        return queries.the_one(self.told, Kind.ALERT, Alert)

    @cached_property
    def dismissal(self) -> Dismissal | None:
        """Why it is none, if so."""
        return queries.the_one(self.told, Kind.DISMISSAL, Dismissal)

    def decision(self, question: Question) -> tuple[Statement, Decision] | None:
        """The decision in force, with who took it."""
        return queries.in_force(self.told, Kind.DECISION, Decision).get(question.value)

    def number_of(self, question: Question) -> int:
        """How often it was decided."""
        return queries.number_of(self.told, Kind.DECISION, question.value)

    @cached_property
    def opinions(self) -> list[tuple[Statement, Opinion]]:
        """What others would have decided."""
        return list(queries.in_force(self.told, Kind.OPINION, Opinion).values())

    @cached_property
    def notifications(self) -> list[tuple[Statement, Notification]]:
        """Every notification frozen, the first one first."""
        made = (one for one in self.told if one.kind == Kind.NOTIFICATION)
        return [(one, read(one.content, Notification)) for one in made]

    @cached_property
    def sendings(self) -> list[tuple[Statement, Sending]]:
        """Every sending recorded."""
        return list(queries.in_force(self.told, Kind.SENDING, Sending).values())

    @property
    def sent(self) -> list[Sending]:
        """The same, without who recorded them; and the controllers, once each was told."""
        return [*(one for _made, one in self.sendings), *self._controllers_told()]

    @cached_property
    def communications(self) -> Stated:
        """Groups told or to be told, warnings included."""
        return queries.in_force(self.told, Kind.COMMUNICATION, Communication)

    @property
    def to_persons(self) -> Stated:
        """Art. 34: those whose data they are."""
        return {k: v for k, v in self.communications.items() if v[1].audience in PERSONS}

    @property
    def warnings(self) -> Stated:
        """Partners, processors, clients, controllers."""
        return {k: v for k, v in self.communications.items() if v[1].audience in WARNED}

    def _controllers_told(self) -> Iterator[Sending]:
        """Art. 33(2): one by one; the clock stops with the last of them."""
        if closability.progress(self.breach, self.told).are_controllers_told:
            told = (one for _made, one in self.communications.values())
            days = [one.sent_on for one in told if one.audience is Audience.CONTROLLER]
            last = max(filter(None, days))
            yield Sending(duty=CONTROLLERS, sent_at=datetime.combine(last, NOON, tzinfo=UTC))

    @cached_property
    def measures(self) -> dict[str, tuple[Statement, Measure]]:
        """What is done about it."""
        return queries.in_force(self.told, Kind.MEASURE, Measure)

    @cached_property
    def lessons(self) -> dict[str, tuple[Statement, Lesson]]:
        """What it taught."""
        return queries.in_force(self.told, Kind.LESSON, Lesson)

    @cached_property
    def files(self) -> list[files.KeptFile]:
        """What proves it."""
        return files.files_of(self.breach, self.told)

    @cached_property
    def still_open(self) -> tuple[str, ...]:
        """What keeps it open, in the order in which it is done."""
        return closability.still_open(self.breach, self.told)


def of(breach: Breach) -> CaseFile:
    """The file of a breach, in two queries."""
    return CaseFile(breach, queries.history(breach))
