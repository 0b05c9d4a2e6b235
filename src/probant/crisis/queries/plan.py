"""The crisis plan of one organisation: its versions, its copies, and one to start from."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from probant.crisis.domain.plan import (
    OutsideLine,
    Plan,
    Procedure,
    ProviderLine,
    Responder,
    Rule,
    from_json,
    next_review,
)
from probant.crisis.models import BookletIssue, PlanVersion
from probant.organisations import queries as organisations
from probant.organisations.domain import Role
from probant.organisations.models import Organisation
from probant.reference import crisis as reference
from probant.reference.crisis import Dpo
from probant.register import queries as register
from probant.register.domain.record import ActivityRecord

TEAM_OF_ROLE = {
    Role.CISO.value: "it",
    Role.DPO.value: "dpo",
    Role.ADMINISTRATOR.value: "management",
}
USUAL_OF_PRACTICE = ("ransomware", "lost_equipment", "provider_down", "unavailable_records")
MOST_SYSTEMS = 12
MOST_PROVIDERS = 20
ON_PAPER = frozenset({"paper"})


@dataclass(frozen=True)
class Standing:
    """Where the plan stands: the latest version, the last one validated, the last copies."""

    latest: PlanVersion | None
    validated: PlanVersion | None
    booklet: BookletIssue | None
    page: BookletIssue | None

    @property
    def plan(self) -> Plan:
        """The latest content."""
        return from_json(self.latest.content) if self.latest else Plan()

    @property
    def review_on(self) -> date | None:
        """When the plan is to be read again."""
        last = self.validated.reviewed_on if self.validated else None
        return next_review(last) if last else None

    @property
    def has_unvalidated_changes(self) -> bool:
        """Whether something was written since the last validation."""
        if self.latest is None or self.validated is None:
            return self.latest is not None
        return self.latest.digest != self.validated.digest


def versions(organisation: UUID) -> QuerySet[PlanVersion]:
    """Every version, the latest first."""
    return PlanVersion.objects.filter(organisation=organisation).order_by("-number")


def version(organisation: UUID, number: int) -> PlanVersion:
    """One version; PlanVersion.DoesNotExist where there is none."""
    return versions(organisation).get(number=number)


def issues(organisation: UUID) -> QuerySet[BookletIssue]:
    """The copies that were made, the latest first."""
    return BookletIssue.objects.filter(organisation=organisation).order_by("-issued_at", "-pk")


def standing(organisation: UUID) -> Standing:
    """The plan and its copies, from four short queries."""
    made = issues(organisation)
    return Standing(
        versions(organisation).first(),
        versions(organisation).filter(validated_at__isnull=False).first(),
        made.filter(kind="booklet").first(),
        made.filter(kind="page").first(),
    )


def latest_copy(found: Standing) -> datetime | None:
    """When the last copy, printed or encrypted, was made."""
    made = [issue.issued_at for issue in (found.booklet, found.page) if issue]
    return max(made, default=None)


def proposed(organisation: Organisation, dpo: Dpo | None = None) -> Plan:
    """A plan to start from: what the identity, the members and the register already say."""
    size = reference.size_of(organisation.sector)
    scenarios = USUAL_OF_PRACTICE if size == "practice" else tuple(reference.guides())
    records = [record for _activity, record in register.records(organisation.pk)]
    return Plan(
        size=size,
        dpo=dpo or ("internal" if organisation.dpo_name else "absent"),
        scenarios=scenarios,
        people=tuple(_people(organisation)),
        contacts=tuple(_contacts(organisation)),
        providers=tuple(_providers(records)),
        procedures=tuple(_procedures(records)),
        rules=tuple(_rules(organisation.language)),
    )


def _people(organisation: Organisation) -> Iterator[Responder]:
    met: set[str] = set()
    for membership in organisations.members(organisation.pk):
        team, name = TEAM_OF_ROLE.get(membership.role), membership.person.full_name
        if team and name and name not in met:
            yield Responder(team=team, name=name, is_deputy=team in met)
            met |= {name, team}
    if organisation.representative and organisation.representative not in met:
        yield Responder(
            team="management", name=organisation.representative, is_deputy="management" in met
        )
    if organisation.dpo_name and organisation.dpo_name not in met:
        yield Responder(
            team="dpo",
            name=organisation.dpo_name,
            other_way=organisation.dpo_contact,
            is_deputy="dpo" in met,
        )


def _contacts(organisation: Organisation) -> Iterator[OutsideLine]:
    size, language = reference.size_of(organisation.sector), organisation.language
    for kind, contact in reference.contacts().items():
        if size in contact.sizes and kind != "dpo":
            yield OutsideLine(
                kind=kind,
                name=contact.label.in_(language),
                telephone=contact.telephone,
                address=contact.address,
                note=contact.purpose.in_(language),
            )


def _providers(records: Iterable[ActivityRecord]) -> Iterator[ProviderLine]:
    found = {one.name: one for record in records for one in record.processors if one.name.strip()}
    for name, one in list(found.items())[:MOST_PROVIDERS]:
        contract = one.contract_on.isoformat() if one.contract_on else ""
        yield ProviderLine(name=name, service=one.service, contract=contract)


def _procedures(records: Iterable[ActivityRecord]) -> Iterator[Procedure]:
    """One for each system, those that most activities need first."""
    names = Counter(
        system.name.strip()
        for record in records
        for system in record.systems
        if system.kind not in ON_PAPER and system.name.strip()
    )
    for name, _count in names.most_common(MOST_SYSTEMS):
        yield Procedure(system=name)


def _rules(language: str) -> Iterator[Rule]:
    for usual in reference.shared().rules:
        yield Rule(decision=usual.decision.in_(language), condition=usual.condition.in_(language))
