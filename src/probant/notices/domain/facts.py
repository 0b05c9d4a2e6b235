"""What a notice has to tell its audience, gathered from the register: values without any wording.

A notice is stale when these facts differ from those it was published with, and only then: a change
of the register that the audience would not see (a measure, a note) leaves it as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from probant.reference import law
from probant.register.domain.record import (
    ActivityRecord,
    ActivityRole,
    Collection,
    ProcessorLine,
    Recipient,
    Retention,
    Transfer,
)

HOSPITAL_RULES = frozenset({"hospital_record", "hospital_record_minor", "hospital_record_deceased"})


class Audience(StrEnum):
    """Whom a notice informs; `law.data_subjects` says which persons belong to which."""

    PATIENTS = "patients"
    STAFF = "staff"
    WEBSITE_VISITORS = "website_visitors"
    PARTNERS = "partners"
    RESEARCH = "research"
    CLIENTS = "clients"


NOT_STATED = Retention()
USUAL = (Audience.PATIENTS, Audience.STAFF, Audience.WEBSITE_VISITORS)


@dataclass(frozen=True, kw_only=True)
class Controller:
    """Art. 13(1)(a) and (b): the controller, its representative and its data protection officer."""

    name: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""
    representative: str = ""
    dpo_name: str = ""
    dpo_contact: str = ""
    dpo_reason_for_none: str = ""

    @property
    def contact(self) -> str:
        """The first way to write to them."""
        return self.email or self.address or self.telephone

    @property
    def contact_for_rights(self) -> str:
        """Whom a person writes to: the data protection officer where there is one."""
        return self.dpo_contact or self.contact


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Art. 13(1)(c), (d): a purpose, its basis, the interest, the exception of art. 9(2)."""

    text: str
    basis: str = ""
    detail: str = ""
    exception: str = ""


@dataclass(frozen=True, kw_only=True)
class Datum:
    """Art. 14(1)(d), 13(2)(e), 13(2)(a): a category, whether it is due, how long it stays."""

    category: str
    detail: str = ""
    is_sensitive: bool = False
    is_mandatory: bool = False
    retention: Retention = NOT_STATED


@dataclass(frozen=True, kw_only=True)
class Use:
    """One activity of the register as its audience is told of it."""

    activity: str
    activity_id: str = ""
    aims: tuple[Aim, ...] = ()
    data: tuple[Datum, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    processors: tuple[ProcessorLine, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    collection: Collection = Collection.DIRECT
    origin: str = ""
    automated_decision: str = ""
    case: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the notice of one audience tells."""

    audience: Audience
    controller: Controller
    uses: tuple[Use, ...] = ()

    @property
    def is_indirect(self) -> bool:
        """Art. 14: some of the data come from elsewhere than the person."""
        return any(use.collection is not Collection.DIRECT for use in self.uses)

    @property
    def is_direct(self) -> bool:
        """Art. 13: some of the data come from the person."""
        return any(use.collection is not Collection.INDIRECT for use in self.uses)

    @property
    def aims(self) -> tuple[Aim, ...]:
        """The purposes of every use."""
        return tuple(aim for use in self.uses for aim in use.aims)


def gather(
    audience: Audience, records: Mapping[str, ActivityRecord], controller: Controller
) -> Facts:
    """The facts for an audience, from the controller's activities that concern its persons."""
    concerned = (
        (id_, record)
        for id_, record in records.items()
        if record.role is ActivityRole.CONTROLLER and audience in audiences_of(record)
    )
    uses = tuple(_use(id_, record) for id_, record in concerned)
    return Facts(audience=audience, controller=controller, uses=uses)


def audiences_of(record: ActivityRecord) -> frozenset[Audience]:
    """Whose notice must tell of this activity; persons written in free words belong to none."""
    known = law.data_subjects()
    return frozenset(
        Audience(known[subject].audience) for subject in record.data_subjects if subject in known
    )


def audiences_to_inform(records: Iterable[ActivityRecord]) -> tuple[Audience, ...]:
    """The audiences that the controller's activities concern, in their order."""
    found = {
        audience
        for record in records
        if record.role is ActivityRole.CONTROLLER
        for audience in audiences_of(record)
    }
    return tuple(audience for audience in Audience if audience in found)


def to_json(facts: Facts) -> dict[str, Any]:
    """The facts as JSON values."""
    value: dict[str, Any] = msgspec.to_builtins(facts)
    return value


def from_json(value: object) -> Facts:
    """The facts that were kept with a published version."""
    return msgspec.convert(value, Facts)


def _use(id_: str, record: ActivityRecord) -> Use:
    return Use(
        activity=record.name,
        activity_id=id_,
        aims=tuple(
            Aim(
                text=item.text,
                basis=item.legal_basis,
                detail=item.legal_basis_detail,
                exception=item.exception,
            )
            for item in record.purposes
        ),
        data=tuple(
            Datum(
                category=line.category,
                detail=line.detail,
                is_sensitive=line.is_sensitive,
                is_mandatory=line.is_mandatory,
                retention=line.retention,
            )
            for line in record.data_lines
        ),
        recipients=record.recipients,
        processors=tuple(
            ProcessorLine(name=item.name, service=item.service, country=item.country)
            for item in record.processors
        ),
        transfers=record.transfers,
        collection=record.source_of_data,
        origin=record.origin,
        automated_decision=record.automated_decision,
        case=_case(record),
    )


def _case(record: ActivityRecord) -> str:
    """The case of the rights matrix that stands above the legal basis, if any."""
    if any(line.retention.rule in HOSPITAL_RULES for line in record.data_lines):
        return "hospital_patient_record"
    return "health_research" if record.research is not None else ""
