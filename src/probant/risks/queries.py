"""Reading the analyses and risks of one organisation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from probant.breaches import queries as breaches
from probant.register import queries as register
from probant.risks.domain import risk as rules
from probant.risks.models import ARCHIVED, VALIDATED, Analysis, Risk, RiskStatement

SORTS = {
    "gravest": ("-rank", "number"),
    "number": ("number",),
    "due": ("due_on", "number"),
    "recent": ("-updated_at",),
}
LATELY = timedelta(days=730)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which risks a list shows; an empty value asks for nothing."""

    analysis: str = ""
    level: str = ""
    treatment: str = ""
    state: str = ""
    words: str = ""
    is_withdrawn: bool = False
    sort: str = "gravest"


@dataclass(frozen=True)
class Touching:
    """A breach that touched what a risk is about."""

    id: UUID
    reference: str
    incident: str
    declared_at: datetime


@dataclass(frozen=True)
class Scope:
    """What the register holds now: activities by id with their names, processors by name."""

    activities: Mapping[str, str]
    processors: tuple[str, ...]


def analyses(organisation: UUID) -> QuerySet[Analysis]:
    """Every analysis, the latest first."""
    found = Analysis.objects.filter(organisation=organisation)
    return found.order_by("-year", "-number")


def analysis(organisation: UUID, analysis_id: UUID) -> Analysis:
    """One analysis; Analysis.DoesNotExist for another organisation's."""
    return Analysis.objects.get(organisation=organisation, pk=analysis_id)


def latest_validated(organisation: UUID) -> Analysis | None:
    """The analysis in force: the last one validated."""
    found = analyses(organisation).filter(state=VALIDATED)
    return found.order_by("-validated_at").first()


def risks(organisation: UUID) -> QuerySet[Risk]:
    """The risks in force: neither withdrawn nor of an archived analysis, the gravest first."""
    found = Risk.objects.filter(organisation=organisation, is_withdrawn=False)
    return found.exclude(analysis__state=ARCHIVED).order_by(*SORTS["gravest"])


def dated(organisation: UUID) -> QuerySet[Risk]:
    """The risks in force with a measure to do or an acceptance, without their content."""
    found = risks(organisation).filter(Q(due_on__isnull=False) | Q(accepted_until__isnull=False))
    return found.defer("content")


def risks_of(of: Analysis) -> QuerySet[Risk]:
    """The risks of one analysis that are not withdrawn, the gravest first."""
    found = Risk.objects.filter(organisation=of.organisation_id, analysis=of, is_withdrawn=False)
    return found.order_by(*SORTS["gravest"])


def risk(organisation: UUID, risk_id: UUID) -> Risk:
    """One risk with its analysis; Risk.DoesNotExist for another organisation's."""
    return Risk.objects.select_related("analysis").get(organisation=organisation, pk=risk_id)


def listed(organisation: UUID, wanted: Wanted, *, on: date) -> QuerySet[Risk]:
    """The risks of a list page."""
    found = Risk.objects.filter(organisation=organisation, is_withdrawn=wanted.is_withdrawn)
    if not wanted.analysis:
        found = found.exclude(analysis__state=ARCHIVED)
    for condition in _conditions(wanted, on):
        found = found.filter(condition)
    return found.select_related("analysis").order_by(*SORTS.get(wanted.sort, SORTS["gravest"]))


def _conditions(wanted: Wanted, on: date) -> Iterator[Q]:
    asked = {
        "analysis": wanted.analysis,
        "level": wanted.level,
        "treatment": wanted.treatment,
        "title__icontains": wanted.words,
    }
    for name, value in asked.items():
        if value:
            yield Q(**{name: value})
    yield {
        "high": Q(level__in=["high", "very_high"]),
        "late": Q(due_on__lt=on),
        "accepted": Q(accepted_until__gte=on),
        "expired": Q(accepted_until__lt=on),
        "to_estimate": Q(level=""),
    }.get(wanted.state, Q())


def value_of(found: Risk) -> rules.Risk:
    """The stored content as a value."""
    return rules.from_json(found.content)


def statements(organisation: UUID, subject: UUID) -> QuerySet[RiskStatement]:
    """The states of an analysis or of a risk, the latest first."""
    found = RiskStatement.objects.filter(organisation=organisation, subject=subject)
    return found.order_by("-number")


def scope(organisation: UUID) -> Scope:
    """The assets that the register declares: activities, and the processors that they name."""
    found = register.records(organisation)
    processors = {line.name.strip() for _item, record in found for line in record.processors}
    return Scope(
        {str(item.pk): record.name for item, record in found},
        tuple(sorted(filter(None, processors))),
    )


def systems(organisation: UUID) -> tuple[str, ...]:
    """The supporting assets that the register names: systems, then processors."""
    found = register.records(organisation)
    named = {line.name.strip() for _item, record in found for line in record.systems}
    return (*sorted(filter(None, named)), *scope(organisation).processors)


def breaches_touching(
    organisation: UUID, activities: Sequence[str], *, now: datetime
) -> list[Touching]:
    """Breaches of the last two years that named one of these activities, the latest first.

    A risk of no activity in particular concerns all of them; what was found to be none, nobody.
    """
    found = breaches.breaches(organisation).exclude(status="dismissed")
    lately = found.filter(declared_at__gte=now - LATELY)[:200]
    wanted = set(activities)
    return [
        Touching(one.pk, one.reference, one.incident, one.declared_at)
        for one in lately
        if not wanted or wanted & set(breaches.facts_of(one, ()).data.activities)
    ]
