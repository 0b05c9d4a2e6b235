"""What a record still lacks, field by field, with the article that asks for it.

Art. 30(1)(a–g) for a controller, art. 30(2)(a–d) for a processor. Beyond art. 30, a purpose needs
its basis (art. 6(1)), sensitive data an exception (art. 9(2)), a transfer its mechanism
(art. 44–49) and a research its formality. Advice (`is_advice`) never makes a record incomplete:
the contract of art. 28, minimisation, the review date.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from probant.reference import law
from probant.register.domain.geography import is_inside
from probant.register.domain.record import (
    ActivityRecord,
    ActivityRole,
    Collection,
    DataLine,
    Party,
    Research,
)

PARTNER_CATEGORIES = frozenset({"research_partners"})
# Research that involves the human person needs a committee's favourable opinion (CSP L.1121-1 and
# L.1123-1, to verify); an authorisation rests on an opinion too (LIL art. 76).
METHODOLOGIES_WITH_PERSONS = frozenset({"mr_001", "mr_002", "mr_003"})
UNNAMED_INTEREST = frozenset({"legitimate_interests"})


@dataclass(frozen=True)
class Missing:
    """One thing that is not stated: where it goes, which article asks, in which row."""

    field: str
    article: str
    row: int | None = None
    is_advice: bool = False


@dataclass(frozen=True)
class ControllerFacts:
    """What the organisation says of itself once for every activity: art. 30(1)(a), 30(2)(a)."""

    name: str = ""
    contact: str = ""
    dpo_contact: str = ""
    dpo_reason_for_none: str = ""
    representative: str = ""


def missing(record: ActivityRecord, controller: ControllerFacts) -> tuple[Missing, ...]:
    """All that this record and its organisation still have to state, in the order of art. 30."""
    return (*missing_of_controller(controller, record.role), *missing_of_record(record))


def required(found: tuple[Missing, ...]) -> tuple[Missing, ...]:
    """Only what makes a record incomplete."""
    return tuple(item for item in found if not item.is_advice)


def missing_of_controller(controller: ControllerFacts, role: ActivityRole) -> tuple[Missing, ...]:
    """Art. 30(1)(a) or 30(2)(a): name and contact details, and the data protection officer."""
    article = "art. 30(1)(a)" if role is ActivityRole.CONTROLLER else "art. 30(2)(a)"
    stated = {
        "controller.name": controller.name,
        "controller.contact": controller.contact,
        "controller.dpo": controller.dpo_contact or controller.dpo_reason_for_none,
    }
    return tuple(Missing(field, article) for field, value in stated.items() if not value.strip())


def missing_of_record(record: ActivityRecord) -> tuple[Missing, ...]:
    """What the record itself lacks, whatever its organisation says of itself."""
    checks = _CONTROLLER if record.role is ActivityRole.CONTROLLER else _PROCESSOR
    return tuple(item for check in checks for item in check(record))


Check = Callable[[ActivityRecord], Iterator[Missing]]


def _identity(record: ActivityRecord) -> Iterator[Missing]:
    if _blank(record.name):
        yield Missing("name", "art. 30(1)")
    yield from _parties(record.joint_controllers, "joint_controllers", "art. 30(1)(a)")


def _controllers(record: ActivityRecord) -> Iterator[Missing]:
    if _blank(record.name):
        yield Missing("name", "art. 30(2)")
    if not record.controllers:
        yield Missing("controllers", "art. 30(2)(a)")
    yield from _parties(record.controllers, "controllers", "art. 30(2)(a)")
    if not any(item.strip() for item in record.processing_categories):
        yield Missing("processing_categories", "art. 30(2)(b)")


def _parties(parties: tuple[Party, ...], field: str, article: str) -> Iterator[Missing]:
    for row, party in enumerate(parties):
        if _blank(party.name):
            yield Missing(f"{field}.name", article, row)
        if _blank(party.contact):
            yield Missing(f"{field}.contact", article, row)


def _purposes(record: ActivityRecord) -> Iterator[Missing]:
    if not record.purposes:
        yield Missing("purposes", "art. 30(1)(b)")
    needs_exception = any(needs_exception_of(line) for line in record.data_lines)
    for row, purpose in enumerate(record.purposes):
        if _blank(purpose.text):
            yield Missing("purposes.text", "art. 30(1)(b)", row)
        if not purpose.legal_basis:
            yield Missing("purposes.legal_basis", "art. 6(1)", row)
        if purpose.legal_basis in UNNAMED_INTEREST and _blank(purpose.legal_basis_detail):
            yield Missing("purposes.legal_basis_detail", "art. 6(1)(f), 13(1)(d)", row)
        if needs_exception and not purpose.exception:
            yield Missing("purposes.exception", "art. 9(2)", row)


def needs_exception_of(line: DataLine) -> bool:
    """Art. 9(1): sensitive data are forbidden without an exception; art. 10 has its own rule."""
    return regime_of(line.category) == "art9" or (
        line.is_sensitive and regime_of(line.category) == ""
    )


def regime_of(category: str) -> str:
    """The rule a category falls under: art9, art10, nir or none."""
    found = law.data_categories().get(category)
    return found.regime if found else ""


def _persons(record: ActivityRecord) -> Iterator[Missing]:
    if not any(item.strip() for item in record.data_subjects):
        yield Missing("data_subjects", "art. 30(1)(c)")


def _data_lines(record: ActivityRecord) -> Iterator[Missing]:
    if not record.data_lines:
        yield Missing("data_lines", "art. 30(1)(c)")
    for row, line in enumerate(record.data_lines):
        yield from _category(line, row)
        if not line.retention.is_stated:
            yield Missing("data_lines.retention", "art. 30(1)(f)", row)


def _lines_of_processor(record: ActivityRecord) -> Iterator[Missing]:
    for row, line in enumerate(record.data_lines):
        yield from _category(line, row)


def _category(line: DataLine, row: int) -> Iterator[Missing]:
    if not line.category:
        yield Missing("data_lines.category", "art. 30(1)(c)", row)
    elif regime_of(line.category) == "art9" and not line.is_sensitive:
        yield Missing("data_lines.is_sensitive", "art. 9(1)", row)


def _origin(record: ActivityRecord) -> Iterator[Missing]:
    if record.source_of_data is not Collection.DIRECT and _blank(record.origin):
        yield Missing("origin", "art. 14(2)(f)", is_advice=True)


def _recipients(record: ActivityRecord) -> Iterator[Missing]:
    if not record.recipients:
        yield Missing("recipients", "art. 30(1)(d)")
    for row, recipient in enumerate(record.recipients):
        if _blank(recipient.name) and not recipient.category:
            yield Missing("recipients.name", "art. 30(1)(d)", row)


def _transfers(record: ActivityRecord) -> Iterator[Missing]:
    article = _letter(record, "(e)", "(c)")
    for row, transfer in enumerate(record.transfers):
        if not transfer.country:
            yield Missing("transfers.country", article, row)
        elif not is_inside(transfer.country):
            yield from _mechanism(transfer.mechanism, transfer.detail, row)
    if undeclared_countries(record):
        yield Missing("transfers", article)


def _mechanism(mechanism: str, detail: str, row: int) -> Iterator[Missing]:
    if not mechanism:
        yield Missing("transfers.mechanism", "art. 44", row)
        return
    known = law.transfer_mechanisms().get(mechanism)
    if known is not None and known.kind == "derogation" and _blank(detail):
        yield Missing("transfers.detail", "art. 49(6)", row)


def has_transfers(record: ActivityRecord) -> bool:
    """Whether data leave the EEA, as a transfer line or a place of the record says."""
    abroad = any(line.country and not is_inside(line.country) for line in record.transfers)
    return abroad or bool(undeclared_countries(record))


def undeclared_countries(record: ActivityRecord) -> tuple[str, ...]:
    """Countries outside the EEA where data go, and of which no transfer line speaks."""
    places = {
        *(recipient.country for recipient in record.recipients),
        *(system.country for system in record.systems),
        *(processor.country for processor in record.processors),
    }
    declared = {transfer.country for transfer in record.transfers}
    return tuple(sorted(place for place in places - declared if place and not is_inside(place)))


def _measures(record: ActivityRecord) -> Iterator[Missing]:
    if not any(item.measure or item.text.strip() for item in record.measures):
        yield Missing("measures", _letter(record, "(g)", "(d)"))


def _processors(record: ActivityRecord) -> Iterator[Missing]:
    article = _letter(record, "(d)", "(a)")
    for row, processor in enumerate(record.processors):
        if _blank(processor.name):
            yield Missing("processors.name", article, row)
        if processor.contract_on is None:
            yield Missing("processors.contract_on", "art. 28(3)", row, is_advice=True)


def _research(record: ActivityRecord) -> Iterator[Missing]:
    research = record.research
    if research is None:
        if "research_participants" in record.data_subjects:
            yield Missing("research", "LIL art. 66, 72", is_advice=True)
        return
    if not research.methodology and _blank(research.authorisation):
        yield Missing("research.methodology", "LIL art. 66, 73")
    if involves_persons(research) and _blank(research.ethics_opinion):
        yield Missing("research.ethics_opinion", "LIL art. 76")
    if _has_partner(record) and _blank(research.agreement):
        yield Missing("research.agreement", "art. 26, 28")


def involves_persons(research: Research) -> bool:
    """Whether an ethics opinion is due: research with persons, or one that was authorised."""
    has_authorisation = not _blank(research.authorisation)
    return research.methodology in METHODOLOGIES_WITH_PERSONS or has_authorisation


def _has_partner(record: ActivityRecord) -> bool:
    categories = {recipient.category for recipient in record.recipients}
    return bool(record.joint_controllers or categories & PARTNER_CATEGORIES)


def _design(record: ActivityRecord) -> Iterator[Missing]:
    if _blank(record.minimisation):
        yield Missing("minimisation", "art. 5(1)(c), 25", is_advice=True)


def _review(record: ActivityRecord) -> Iterator[Missing]:
    if record.review_on is None:
        yield Missing("review_on", "art. 24(1)", is_advice=True)


def _letter(record: ActivityRecord, controller: str, processor: str) -> str:
    if record.role is ActivityRole.CONTROLLER:
        return f"art. 30(1){controller}"
    return f"art. 30(2){processor}"


def _blank(text: str) -> bool:
    return not text.strip()


_CONTROLLER: tuple[Check, ...] = (
    _identity,
    _purposes,
    _persons,
    _data_lines,
    _origin,
    _recipients,
    _transfers,
    _processors,
    _measures,
    _research,
    _design,
    _review,
)
_PROCESSOR: tuple[Check, ...] = (
    _controllers,
    _lines_of_processor,
    _transfers,
    _processors,
    _measures,
    _review,
)
