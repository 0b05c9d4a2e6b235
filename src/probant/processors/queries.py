"""Reading the processors of one organisation, with their contracts, reviews and papers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from probant.processors.domain import contract as rules
from probant.processors.domain.contract import ClauseState, Counted, Terms
from probant.processors.domain.naming import Named, by_name, normalised
from probant.processors.domain.record import ProcessorRecord, from_json
from probant.processors.domain.reviewing import Answer, Result, ReviewFacts, ReviewKind
from probant.processors.models import (
    ACTIVE,
    Contract,
    Processor,
    ProcessorDocument,
    ProcessorVersion,
    Review,
)
from probant.reference import processors as reference
from probant.reference.processors import Clause
from probant.register import queries as register
from probant.register.queries import LinesOfActivity
from probant.vault import queries as vault
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import FileUnknownError, VaultError

DOSSIER = "processor"
TERMS = tuple(Terms.__dataclass_fields__)
Owned = TypeVar("Owned", Contract, Review, ProcessorDocument)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which processors a list shows; an empty value asks for nothing."""

    words: str = ""
    status: str = ACTIVE
    hosting: str = ""
    activity: str = ""
    page: int = 1


@dataclass(frozen=True)
class Situation:
    """All that is known of one processor: record, contracts, reviews, papers, register's words."""

    processor: Processor
    record: ProcessorRecord
    contracts: tuple[Contract, ...] = ()
    reviews: tuple[Review, ...] = ()
    documents: tuple[ProcessorDocument, ...] = ()
    named: tuple[Named, ...] = ()

    def contract(self, on: date) -> Contract | None:
        """The contract that counts: one that is not over, the latest signed."""
        return max(self.contracts, key=lambda one: _rank(one, on), default=None)

    @property
    def is_host(self) -> bool:
        """Whether health data lie with it."""
        return self.record.hosting.hosts_health_data is True

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses its contract is held against."""
        return reference.clauses_for(hosts_health_data=self.is_host)

    def objection_days(self, on: date) -> int | None:
        """How long one may object to an announced sub-processor, as the contract says."""
        found = self.contract(on)
        return found.objection_days if found else None


def _rank(contract: Contract, on: date) -> tuple[bool, bool, date, str]:
    said = terms_of(contract)
    signed = contract.signed_on or contract.starts_on or date.min
    return (not rules.has_ended(said, on), contract.file is not None, signed, str(contract.pk))


def processors(organisation: UUID) -> QuerySet[Processor]:
    """Every processor, by name."""
    return Processor.objects.filter(organisation=organisation).order_by("name", "pk")


def keys(organisation: UUID, asked: QuerySet[Processor]) -> dict[str, bool]:
    """The key of every processor, and whether it is among those asked for."""
    is_asked = ExpressionWrapper(Q(pk__in=asked.order_by().values("pk")), BooleanField())
    rows = processors(organisation).annotate(is_asked=is_asked)
    return dict(rows.values_list("key", "is_asked"))


def processor(organisation: UUID, processor_id: UUID) -> Processor:
    """One processor; Processor.DoesNotExist for another organisation's."""
    return Processor.objects.get(organisation=organisation, pk=processor_id)


def listed(organisation: UUID, wanted: Wanted) -> QuerySet[Processor]:
    """The processors that a list asks for."""
    found = processors(organisation)
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.words:
        plain = normalised(wanted.words)
        found = found.filter(Q(key__contains=plain) | Q(content__services__icontains=wanted.words))
    if wanted.hosting:
        answer = {"yes": True, "no": False}.get(wanted.hosting)
        found = found.filter(hosts_health_data=answer)
    if wanted.activity:
        found = found.filter(content__uses__contains=[{"activity": wanted.activity}])
    return found


def record_of(found: Processor | ProcessorVersion) -> ProcessorRecord:
    """The stored content as a value."""
    return from_json(found.content)


def versions(organisation: UUID, processor_id: UUID) -> QuerySet[ProcessorVersion]:
    """Every version of a processor, the latest first."""
    found = ProcessorVersion.objects.filter(organisation=organisation, processor_id=processor_id)
    return found.order_by("-number")


def contract(organisation: UUID, contract_id: UUID) -> Contract:
    """One contract with its processor; Contract.DoesNotExist for another organisation's."""
    found = Contract.objects.select_related("processor")
    return found.get(organisation=organisation, pk=contract_id)


def review(organisation: UUID, review_id: UUID) -> Review:
    """One questionnaire or audit; Review.DoesNotExist for another organisation's."""
    found = Review.objects.select_related("processor")
    return found.get(organisation=organisation, pk=review_id)


def document(organisation: UUID, document_id: UUID) -> ProcessorDocument:
    """One paper; ProcessorDocument.DoesNotExist for another organisation's."""
    return ProcessorDocument.objects.get(organisation=organisation, pk=document_id)


def terms_of(found: Contract) -> Terms:
    """The dates and delays of a contract as a value."""
    return Terms(**{name: getattr(found, name) for name in TERMS})


def states_of(found: Contract) -> Mapping[str, ClauseState]:
    """What was decided of each clause, by its id."""
    return {id_: ClauseState(said["state"]) for id_, said in found.clauses.items()}


def counted(found: Contract, clauses: Iterable[Clause]) -> Counted:
    """The decisions on these clauses."""
    return rules.counted(states_of(found), clauses)


def facts_of(found: Review) -> ReviewFacts:
    """A questionnaire or an audit as a value."""
    return ReviewFacts(
        kind=ReviewKind(found.kind),
        sent_on=found.sent_on,
        held_on=found.held_on,
        next_on=found.next_on,
        by_whom=found.by_whom,
        scope=found.scope,
        result=Result(found.result),
        summary=found.summary,
        answers={id_: Answer(said) for id_, said in found.answers.items()},
    )


def contract_file(found: Contract) -> StoredFile:
    """The contract's file in the vault, its content by `vault.queries.content`.

    VaultError where there is none, or where it was destroyed.
    """
    if found.file is None:
        raise FileUnknownError(found.pk)
    return stored(found.organisation_id, found.processor_id, found.file)


def stored(organisation: UUID, processor_id: UUID, file: UUID) -> StoredFile:
    """A file of this processor and of no other; VaultError where there is none."""
    dossier = vault.dossier(organisation, DOSSIER, processor_id)
    found = vault.file(organisation, file)
    if found.dossier != dossier.id:
        raise FileUnknownError(file)
    return found


def file_names(organisation: UUID, processor_id: UUID) -> Mapping[UUID, str]:
    """What each file of a processor was called by who sent it; nothing once destroyed."""
    try:
        dossier = vault.dossier(organisation, DOSSIER, processor_id)
    except VaultError:
        return {}
    return {file.id: file.name for file in vault.files(dossier)}


def named(organisation: UUID) -> Mapping[str, tuple[Named, ...]]:
    """The processors that the register names, by normalised name."""
    return _named(register.processor_lines(organisation))


def unmatched(organisation: UUID) -> Mapping[str, tuple[Named, ...]]:
    """Those that the register names and the list does not have yet."""
    known = set(processors(organisation).values_list("key", flat=True))
    return {key: lines for key, lines in named(organisation).items() if key not in known}


def situation(found: Processor) -> Situation:
    """All that is known of one processor."""
    return situations(found.organisation_id, [found])[0]


def situations(
    organisation: UUID,
    found: Iterable[Processor],
    lines: Mapping[str, tuple[Named, ...]] | None = None,
) -> list[Situation]:
    """All that is known of these processors, from five queries whatever their number."""
    wanted = list(found)
    of = [one.pk for one in wanted]
    contracts = _grouped(Contract.objects.filter(organisation=organisation, processor_id__in=of))
    reviews = _grouped(Review.objects.filter(organisation=organisation, processor_id__in=of))
    papers = _grouped(
        ProcessorDocument.objects.filter(organisation=organisation, processor_id__in=of)
    )
    told = named(organisation) if lines is None else lines
    return [
        Situation(
            one,
            record_of(one),
            tuple(contracts.get(one.pk, ())),
            tuple(reviews.get(one.pk, ())),
            tuple(papers.get(one.pk, ())),
            told.get(one.key, ()),
        )
        for one in wanted
    ]


def _grouped(found: QuerySet[Owned]) -> dict[UUID, list[Owned]]:
    rows: dict[UUID, list[Owned]] = defaultdict(list)
    for row in found.order_by("pk"):
        rows[row.processor_id].append(row)
    return rows


def _named(activities: Iterable[LinesOfActivity]) -> Mapping[str, tuple[Named, ...]]:
    return by_name(
        Named(
            name=line.name,
            service=line.service,
            country=line.country,
            contract_on=line.contract_on,
            activity=str(one.activity),
            is_hds=line.is_hds,
        )
        for one in activities
        for line in one.lines
    )
