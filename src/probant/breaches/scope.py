"""Which data and which persons: from the register's activities, and one day from access logs.

`SOURCES` is the hook of those who can read logs: each answers, for a breach, which data and how
many persons were really touched. While it is empty, the page says that no log is connected: what
nobody looked at is never shown as excluded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from probant.breaches.domain.counts import Count
from probant.breaches.domain.facts import BreachFacts, DataItem, PersonsGroup
from probant.breaches.models import Breach
from probant.register import queries as register


@dataclass(frozen=True)
class Found:
    """What one source of logs says of a breach's reach."""

    source: str
    data: tuple[str, ...]
    persons: Count
    link: str


Source = Callable[[Breach], Found | None]
SOURCES: list[Source] = []


def found_in_logs(breach: Breach) -> tuple[Found, ...]:
    """What connected logs say; nothing where none is connected."""
    answers = (ask(breach) for ask in SOURCES)
    return tuple(answer for answer in answers if answer is not None)


def offered(organisation: UUID) -> list[tuple[UUID, str]]:
    """The register's activities in force, by number."""
    found = register.records(organisation)
    return [(item.pk, f"{item.number}. {item.name}") for item, _record in found]


def with_activities(
    organisation: UUID, facts: BreachFacts, *, before: Iterable[str] = ()
) -> BreachFacts:
    """The facts with the data and persons of the activities chosen since `before`, each once."""
    added = [id_ for id_ in facts.data.activities if id_ not in set(before)]
    records = [
        register.record_of(register.activity(organisation, UUID(id_)))
        for id_ in added
        if register.activities(organisation).filter(pk=id_).exists()
    ]
    kinds = [line.category for record in records for line in record.data_lines]
    persons = [person for record in records for person in record.data_subjects]
    known_kinds = {item.kind for item in facts.data.items}
    known_persons = {group.category for group in facts.persons.groups}
    items = (DataItem(kind=k) for k in dict.fromkeys(kinds) if k and k not in known_kinds)
    groups = (
        PersonsGroup(category=p) for p in dict.fromkeys(persons) if p and p not in known_persons
    )
    return replace(
        facts,
        data=replace(facts.data, items=(*facts.data.items, *items)),
        persons=replace(facts.persons, groups=(*facts.persons.groups, *groups)),
    )
