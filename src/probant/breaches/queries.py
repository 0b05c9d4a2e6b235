"""Reading the breaches of one organisation."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from probant.breaches.domain.facts import BreachFacts, MeasureTaken, from_json
from probant.breaches.domain.severity import Severity
from probant.breaches.models import CLOSED, DECLARED, DISMISSED, Breach, Statement
from probant.breaches.statements import CONTENTS, Kind, Measure, read

T = TypeVar("T")
SORTS = {
    "recent": ("-declared_at", "-number"),
    "number": ("year", "number"),
    "noticed": ("-noticed_at", "-number"),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which breaches a list shows; an empty value asks for nothing."""

    status: str = ""
    notify: str = ""
    inform: str = ""
    severity: str = ""
    year: int | None = None
    incident: str = ""
    late: bool = False
    sort: str = "recent"


@dataclass(frozen=True)
class Latest:
    """The last statement about one item, with its content as a value."""

    statement: Statement
    content: object

    @property
    def item(self) -> str:
        """The item's name."""
        return self.statement.item


def breaches(organisation: UUID) -> QuerySet[Breach]:
    """Every breach declared, those found to be none included, the latest first."""
    return Breach.objects.filter(organisation=organisation).order_by(*SORTS["recent"])


def breach(organisation: UUID, breach_id: UUID) -> Breach:
    """One breach; Breach.DoesNotExist for another organisation's."""
    return Breach.objects.get(organisation=organisation, pk=breach_id)


def by_key(organisation: UUID, key: UUID) -> Breach | None:
    """The breach that this form declared already, or None."""
    return Breach.objects.filter(organisation=organisation, key=key).first()


def listed(organisation: UUID, wanted: Wanted) -> QuerySet[Breach]:
    """The breaches of a list page, without their facts."""
    found = Breach.objects.filter(organisation=organisation)
    for condition in _conditions(wanted):
        found = found.filter(condition)
    return found.defer("facts").order_by(*SORTS.get(wanted.sort, SORTS["recent"]))


def _conditions(wanted: Wanted) -> Iterator[Q]:
    asked: Mapping[str, object] = {
        "status": wanted.status,
        "notify": wanted.notify,
        "inform": wanted.inform,
        "severity__endswith": wanted.severity,
        "year": wanted.year,
        "incident": wanted.incident,
    }
    for name, value in asked.items():
        if value:
            yield Q(**{name: value})


def declared_by(organisation: UUID, person: UUID) -> QuerySet[Breach]:
    """What one person declared, the latest first."""
    return breaches(organisation).filter(declared_by=person)


def to_qualify(organisation: UUID) -> QuerySet[Breach]:
    """Declared, and not yet looked at."""
    return breaches(organisation).filter(status=DECLARED)


def in_progress(organisation: UUID) -> QuerySet[Breach]:
    """Neither closed nor found to be none."""
    return breaches(organisation).exclude(status__in=[CLOSED, DISMISSED])


def statements(organisation: UUID, breach_id: UUID) -> QuerySet[Statement]:
    """Every statement about a breach in the order in which they were made."""
    found = Statement.objects.filter(organisation=organisation, breach_id=breach_id)
    return found.order_by("sequence")


def statement(organisation: UUID, breach_id: UUID, sequence: int) -> Statement:
    """One statement by its place; Statement.DoesNotExist where there is none."""
    return statements(organisation, breach_id).get(sequence=sequence)


def latest(of: Breach, kind: Kind, item: str = "") -> Statement | None:
    """The statement in force about one item, or None before the first."""
    found = statements(of.organisation_id, of.pk).filter(kind=kind.value, item=item)
    return found.order_by("-number").first()


def history(of: Breach) -> tuple[Statement, ...]:
    """All of them at once: a page reads them from here, in one query."""
    return tuple(statements(of.organisation_id, of.pk))


def histories(found: Collection[Breach]) -> dict[UUID, tuple[Statement, ...]]:
    """The statements of several breaches of one organisation, in one query."""
    told: dict[UUID, list[Statement]] = {one.pk: [] for one in found}
    organisations = {one.organisation_id for one in found}
    made = Statement.objects.filter(organisation__in=organisations, breach_id__in=told)
    for statement_ in made.order_by("sequence"):
        told[statement_.breach_id].append(statement_)
    return {breach_id: tuple(each) for breach_id, each in told.items()}


def in_force(
    told: tuple[Statement, ...], kind: Kind, as_: type[T]
) -> dict[str, tuple[Statement, T]]:
    """The last statement of each item of a kind, in the order in which items appeared."""
    found = {made.item: made for made in told if made.kind == kind.value}
    return {item: (made, read(made.content, as_)) for item, made in found.items()}


def the_one(told: tuple[Statement, ...], kind: Kind, as_: type[T], item: str = "") -> T | None:
    """The content in force of one item, or None."""
    found = in_force(told, kind, as_).get(item)
    return found[1] if found else None


def number_of(told: tuple[Statement, ...], kind: Kind, item: str = "") -> int:
    """The number in force of one item: zero before the first."""
    numbers = (made.number for made in told if made.kind == kind.value and made.item == item)
    return max(numbers, default=0)


def facts_of(of: Breach, told: tuple[Statement, ...] | None = None) -> BreachFacts:
    """The facts in force, with the measures followed beside them: art. 33(3)(d) asks for both."""
    facts = from_json(of.facts)
    stated = in_force(history(of) if told is None else told, Kind.MEASURE, Measure)
    taken = tuple(
        MeasureTaken(text=one.text, done_on=one.done_on, is_for_persons=one.is_for_persons)
        for _made, one in stated.values()
    )
    return replace(facts, measures=replace(facts.measures, taken=(*facts.measures.taken, *taken)))


def bands_of(score: Severity) -> str:
    """The bands that are possible, as the list keeps them: "medium", or "medium-high"."""
    first, *others = score.bands
    return f"{first}-{others[-1]}" if others else first


def lessons(organisation: UUID) -> list[tuple[Breach, Latest]]:
    """What breaches taught, for risks, controls and training to read."""
    kind = Kind.LESSON
    found = Statement.objects.filter(organisation=organisation, kind=kind.value)
    last = {(made.breach_id, made.item): made for made in found.order_by("sequence")}
    by_id = {one.pk: one for one in breaches(organisation).filter(pk__in={b for b, _i in last})}
    return [
        (by_id[breach_id], Latest(made, read(made.content, CONTENTS[kind])))
        for (breach_id, _item), made in last.items()
        if breach_id in by_id
    ]


def latest_change_at(organisation: UUID) -> datetime | None:
    """When anything about a breach was last stated, or None."""
    found = breaches(organisation).order_by("-updated_at").values_list("updated_at", flat=True)
    return found.first()
