"""The words of the register: fields, sections, codes, and what is missing with its reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.reference import law
from probant.reference.countries import Country, countries
from probant.reference.loading import Fact
from probant.register.domain.completeness import Missing
from probant.register.domain.diff import IDENTITY
from probant.register.domain.sections import Section
from probant.register.exchange import durations

Words = str | Promise

SECTIONS: Mapping[Section, tuple[str, Words, Words]] = {
    Section.IDENTITY: ("person-vcard", _("Name and people in charge"), _("art. 30(1)(a)")),
    Section.PURPOSES: ("bullseye", _("Purposes"), _("art. 30(1)(b), 6 and 9")),
    Section.DATA: ("people", _("Persons and data"), _("art. 30(1)(c) and (f)")),
    Section.RECIPIENTS: ("send", _("Recipients and transfers"), _("art. 30(1)(d) and (e)")),
    Section.SYSTEMS: ("pc-display", _("Systems and processors"), _("art. 28 and 30(1)(d)")),
    Section.MEASURES: ("shield-check", _("Security and minimisation"), _("art. 30(1)(g), 25, 32")),
    Section.RESEARCH: (
        "clipboard2-pulse",
        _("Research"),
        _("French data protection act, art. 66, 72"),
    ),
    Section.REVIEW: ("calendar-check", _("Review and notes"), _("art. 24(1)")),
}
KINDS: Mapping[str, Words] = {
    "software": _("Software"),
    "paper": _("Paper"),
    "device": _("Device"),
    "messaging": _("Messaging"),
    "website": _("Website"),
    "imaging": _("Imaging"),
    "other": _("Other"),
}
ROLES: Mapping[str, Words] = {
    "controller": _("Controller: we decide why and how"),
    "processor": _("Processor: we work for others"),
}
IDENTIFICATIONS: Mapping[str, Words] = {
    "identifying": _("Identifies by itself"),
    "quasi_identifying": _("Identifies when combined"),
    "attached": _("Attached to a person"),
}
COLLECTIONS: Mapping[str, Words] = {
    "direct": _("From the persons themselves"),
    "indirect": _("From someone else"),
    "both": _("Both"),
}
FIELDS: Mapping[str, Words] = {
    "name": _("Name"),
    "role": _("Our role"),
    "summary": _("Summary"),
    "purposes": _("Purpose"),
    "data_subjects": _("Persons concerned"),
    "data_lines": _("Data"),
    "recipients": _("Recipient"),
    "transfers": _("Transfer out of Europe"),
    "systems": _("System"),
    "processors": _("Processor"),
    "measures": _("Security measure"),
    "joint_controllers": _("Joint controller"),
    "controllers": _("Client (controller)"),
    "processing_categories": _("Category of processing"),
    "research": _("Research"),
    "minimisation": _("Minimisation"),
    "source_of_data": _("Where the data come from"),
    "origin": _("Who provides them"),
    "automated_decision": _("Automated decision"),
    "notices_reference": _("Reference of the notice"),
    "review_on": _("To be reviewed on"),
    "notes": _("Notes"),
}
PARTS: Mapping[str, Words] = {
    "text": _("Text"),
    "legal_basis": _("Legal basis"),
    "legal_basis_detail": _("Text or interest relied on"),
    "exception": _("Exception for sensitive data"),
    "category": _("Category"),
    "detail": _("Detail"),
    "identification": _("Identification"),
    "is_sensitive": _("Sensitive"),
    "is_mandatory": _("Compulsory"),
    "source": _("Source"),
    "retention.rule": _("Retention rule"),
    "retention.active": _("In use"),
    "retention.archive": _("In archive"),
    "retention.criteria": _("Criterion"),
    "name": _("Name"),
    "country": _("Country"),
    "recipient": _("Recipient"),
    "mechanism": _("What allows it"),
    "kind": _("Kind"),
    "host": _("Host"),
    "is_hds": _("HDS certificate"),
    "service": _("Service"),
    "contract_on": _("Contract signed on"),
    "measure": _("Measure"),
    "contact": _("Contact"),
    "methodology": _("Reference methodology"),
    "authorisation": _("Authorisation"),
    "ethics_opinion": _("Ethics opinion"),
    "agreement": _("Agreement with partners"),
}
# What is missing, and why the law asks.
MISSING: Mapping[str, tuple[Words, Words]] = {
    "controller.name": (_("The organisation’s name"), _("The register names who is in charge.")),
    "controller.contact": (
        _("The organisation’s contact details"),
        _("The register says how to reach who is in charge."),
    ),
    "controller.dpo": (
        _("The data protection officer, or why there is none"),
        _("The register names the officer; without one, say why none is needed."),
    ),
    "name": (_("The activity’s name"), _("Without a name, nobody finds the activity.")),
    "joint_controllers.name": (
        _("A joint controller’s name"),
        _("Each joint controller is named."),
    ),
    "joint_controllers.contact": (
        _("A joint controller’s contact"),
        _("The register says how to reach each joint controller."),
    ),
    "controllers": (_("The clients you work for"), _("A processor’s register names each client.")),
    "controllers.name": (_("A client’s name"), _("A processor’s register names each client.")),
    "controllers.contact": (
        _("A client’s contact"),
        _("A processor’s register says how to reach each client."),
    ),
    "processing_categories": (
        _("What you do for your clients"),
        _("A processor lists the categories of processing carried out for each client."),
    ),
    "purposes": (_("A purpose"), _("Data are used only for a purpose that is stated.")),
    "purposes.text": (_("A purpose’s text"), _("Data are used only for a purpose that is stated.")),
    "purposes.legal_basis": (
        _("A legal basis"),
        _("Without one of the six legal bases, the processing is unlawful."),
    ),
    "purposes.legal_basis_detail": (
        _("The legitimate interest pursued"),
        _("A legitimate interest must be named, and told to the persons."),
    ),
    "purposes.exception": (
        _("The exception for sensitive data"),
        _("Sensitive data are forbidden unless an exception of article 9 applies."),
    ),
    "data_subjects": (_("The persons concerned"), _("The register says whose data they are.")),
    "data_lines": (_("The data"), _("The register lists the kinds of data.")),
    "data_lines.category": (_("A category of data"), _("Each line says which kind of data it is.")),
    "data_lines.is_sensitive": (
        _("The mark “sensitive”"),
        _("This category is always sensitive: article 9 applies to it."),
    ),
    "data_lines.retention": (
        _("A retention period"),
        _("Data are not kept without limit: give a period, a rule or a criterion."),
    ),
    "origin": (
        _("Who provides the data"),
        _("Persons whose data come from someone else are told the source."),
    ),
    "recipients": (_("A recipient"), _("The register says who receives the data, staff included.")),
    "recipients.name": (
        _("A recipient’s name or category"),
        _("Each recipient can be recognised."),
    ),
    "transfers": (
        _("A transfer that is not declared"),
        _("A recipient, system or processor is outside Europe and no transfer says so."),
    ),
    "transfers.country": (_("A transfer’s country"), _("The register names the third country.")),
    "transfers.mechanism": (
        _("What allows a transfer"),
        _("Data leave Europe only under a decision, safeguards or a derogation."),
    ),
    "transfers.detail": (
        _("The safeguards of a derogation"),
        _("A derogation of article 49 is documented in the register."),
    ),
    "processors.name": (
        _("A processor’s name"),
        _("Who holds the data for you can be recognised."),
    ),
    "processors.contract_on": (
        _("A processor’s contract"),
        _("A processor works under a written contract: note its date."),
    ),
    "measures": (_("A security measure"), _("The register describes how the data are protected.")),
    "research": (
        _("The research fields"),
        _("This activity concerns research participants: say under which formality."),
    ),
    "research.methodology": (
        _("A reference methodology or an authorisation"),
        _("A health research without either needs the CNIL’s authorisation first."),
    ),
    "research.ethics_opinion": (
        _("The ethics committee’s opinion"),
        _("Research that involves persons needs a favourable opinion."),
    ),
    "research.agreement": (
        _("The agreement with the partners"),
        _("Partners share the data under a written agreement."),
    ),
    "minimisation": (
        _("How data are kept to the minimum"),
        _("Say what you do not collect, and who has no access."),
    ),
    "review_on": (_("A review date"), _("A register that is never reviewed stops being true.")),
}
EVENTS: Mapping[str, Words] = {
    "created": _("Created"),
    "changed": _("Changed"),
    "validated": pgettext_lazy("activity", "Validated"),
    "archived": _("Archived"),
    "restored": _("Restored"),
    "duplicated": _("Duplicated"),
}
REGISTER = _("Register of processing")
UNNAMED = _("Activity without a name")


@dataclass(frozen=True)
class Named:
    """A code in the reader's words, with the article it stands on and how sure that is."""

    id: str
    label: str
    article: str = ""
    source: str = ""
    confidence: str = "found"
    explanation: str = ""

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Gap:
    """A missing thing as a page shows it: what, why, which article, where to fill it in."""

    label: Words
    why: Words
    article: str
    section: Section | None
    row: int | None
    is_advice: bool


def gap(missing: Missing, section: Section | None) -> Gap:
    """The words for something missing; rows are counted from 1."""
    label, why = MISSING[missing.field]
    row = None if missing.row is None else missing.row + 1
    return Gap(label, why, missing.article, section, row, missing.is_advice)


def language() -> str:
    """The reader's language."""
    return get_language() or "fr"


def named(facts: Mapping[str, Fact], code: str) -> Named:
    """A code of the reference; one that it does not know stands for itself."""
    fact = facts.get(code)
    if fact is None:
        return Named(code, code)
    text = getattr(fact, "explanation", None) or getattr(fact, "rule", None)
    return Named(
        code,
        fact.label.in_(language()),
        fact.article,
        fact.source,
        fact.confidence,
        text.in_(language()) if text else "",
    )


def country(code: str) -> str:
    """The country's name in the reader's language."""
    found: Country | None = countries().get(code)
    return found.name.in_(language()) if found else code


def duration(iso: str) -> str:
    """«P5Y» → «5 ans»."""
    return durations.spelled(iso, language())


def day(value: str | date | None) -> str:
    """A date, also as JSON spells it."""
    found = parse_date(value) if isinstance(value, str) else value
    return date_format(found) if found else ""


def yes_no(value: object) -> str:
    """Yes, no, or not known."""
    if value is None:
        return gettext("not known")
    return gettext("yes") if value else gettext("no")


Say = Callable[[Any], str]


def _coded(facts: Callable[[], Mapping[str, Fact]]) -> Say:
    return lambda code: named(facts(), code).label


def _chosen(words: Mapping[str, Words]) -> Say:
    return lambda code: str(words.get(code, code))


SAYS: Mapping[str, Say] = {
    "role": _chosen(ROLES),
    "source_of_data": _chosen(COLLECTIONS),
    "identification": _chosen(IDENTIFICATIONS),
    "kind": _chosen(KINDS),
    "legal_basis": _coded(law.legal_bases),
    "exception": _coded(law.exceptions),
    "data_lines.category": _coded(law.data_categories),
    "recipients.category": _coded(law.recipients),
    "data_subjects": _coded(law.data_subjects),
    "retention.rule": _coded(law.retention_rules),
    "measure": _coded(law.measures),
    "mechanism": _coded(law.transfer_mechanisms),
    "methodology": _coded(law.methodologies),
    "country": country,
    "retention.active": duration,
    "retention.archive": duration,
    "contract_on": day,
    "review_on": day,
    "is_sensitive": yes_no,
    "is_mandatory": yes_no,
    "is_hds": yes_no,
}


def value(field: str, part: str, held: object) -> str:
    """A value of a record in the reader's words; nothing is said as nothing."""
    if held is None or held == "":
        return ""
    say = SAYS.get(f"{field}.{part}") or SAYS.get(part or field)
    return say(held) if say else str(held)


def row(field: str, held: Mapping[str, Any]) -> str:
    """A row recognised by its own words, codes spelled out."""
    parts = (value(field, part, held.get(part)) for part in IDENTITY[field])
    return " · ".join(words for words in parts if words)
