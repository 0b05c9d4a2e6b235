"""The register of breaches as JSON-LD in the W3C's Data Privacy Vocabulary.

Terms of https://w3id.org/dpv/legal/eu/gdpr, module of data breaches (2024-05-19): the register, the
breach and its three losses, the need of each notice, the initial and the phased notice. What DPV
has no term for (a risk that is neither low nor high, the facts in words) keeps a name of ours.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from probant.breaches.casefile import CaseFile
from probant.breaches.domain.facts import Answer
from probant.breaches.domain.proposal import Advice, Level
from probant.breaches.entry import entry
from probant.breaches.statements import Choice
from probant.organisations.models import Organisation

CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "probant": "urn:probant:breach:",
}
LOSSES = {
    "confidentiality": "eu-gdpr:ConfidentialityBreach",
    "integrity": "eu-gdpr:IntegrityBreach",
    "availability": "eu-gdpr:AvailabilityBreach",
}
RISKS = {
    Level.NONE: "eu-gdpr:DBIAIndicatesLowRisk",
    Level.RISK: "probant:DBIAIndicatesRisk",
    Level.HIGH: "eu-gdpr:DBIAIndicatesHighRisk",
}
WORDS = ("narrative", "data", "records", "persons", "persons_count", "consequences", "measures")


def linked(
    organisation: Organisation, files: Sequence[CaseFile], language: str, at: datetime
) -> dict[str, Any]:
    """One graph: the register, its breaches, their notices."""
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{organisation.pk}",
        "@type": "eu-gdpr:DataBreachRegister",
        "dct:created": {"@type": "xsd:dateTime", "@value": at.isoformat()},
        "dpv:hasDataController": organisation.name,
        "dct:hasPart": [_breach(file, language) for file in files],
    }


def _breach(file: CaseFile, language: str) -> dict[str, Any]:
    said = entry(file, language)
    loss = file.facts.event.loss
    types = [term for name, term in LOSSES.items() if getattr(loss, name) is Answer.YES]
    return {
        "@id": f"urn:uuid:{file.breach.pk}",
        "@type": types or ["eu-gdpr:DataBreach"],
        "dct:identifier": file.breach.reference,
        "dct:language": language,
        "dpv:hasStatus": list(_statuses(file)),
        "dpv:hasNotice": [_notice(made.content["type"], made.at) for made, _ in file.notifications],
        **{f"probant:{name}": said[name] for name in WORDS if said[name]},
    }


def _statuses(file: CaseFile) -> Iterator[str]:
    """What was decided; the level of risk only where the facts decide it."""
    of, proposal = file.breach, file.proposal
    if proposal.lowest == proposal.highest and proposal.notify is not Advice.UNDETERMINED:
        yield RISKS[proposal.lowest]
    if of.notify == Choice.YES:
        yield "eu-gdpr:DPABreachNotificationNeeded"
    if of.inform == Choice.YES:
        yield "eu-gdpr:DataSubjectBreachNotificationNeeded"
    if of.notify == of.inform == Choice.NO:
        yield "eu-gdpr:BreachNotificationNotNeeded"
    if of.is_processor:
        yield "eu-gdpr:ControllerBreachNotificationNeeded"


def _notice(type_: str, at: datetime) -> dict[str, Any]:
    is_phased = type_ == "complementary"
    term = "DPAPhasedBreachNotice" if is_phased else "DPABreachInitialNotice"
    created = {"@type": "xsd:dateTime", "@value": at.isoformat()}
    return {"@type": f"eu-gdpr:{term}", "dct:created": created}
