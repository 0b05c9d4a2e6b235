"""A verdict in the reader's words: the law's text, the facts it read, the proofs it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from probant.accountability import journal_obligations
from probant.audits import obligations as audits
from probant.barriers import obligations as barriers
from probant.breaches import obligations as breaches
from probant.clients import obligations as clients
from probant.common.verdicts import Evidence, EvidenceKind, FactValue, Source, Verdict
from probant.controls import obligations as controls
from probant.crisis import obligations as crisis
from probant.dpia import obligations as dpia
from probant.dpo_office import obligations as dpo_office
from probant.notices import obligations as notices
from probant.organisations import obligations as organisations
from probant.policies import obligations as policies
from probant.processors import obligations as processors
from probant.reference import law
from probant.reference.facts import ObligationText
from probant.register import obligations as register
from probant.risks import obligations as risks
from probant.subject_requests import obligations as subject_requests
from probant.training import obligations as training
from probant.vulnerabilities import obligations as vulnerabilities

FACT_LABELS: Mapping[str, str | Promise] = {
    **register.FACT_LABELS,
    **notices.FACT_LABELS,
    **organisations.FACT_LABELS,
    **journal_obligations.FACT_LABELS,
    **crisis.FACT_LABELS,
    **subject_requests.FACT_LABELS,
    **training.FACT_LABELS,
    **dpo_office.FACT_LABELS,
    **breaches.FACT_LABELS,
    **barriers.FACT_LABELS,
    **controls.FACT_LABELS,
    **risks.FACT_LABELS,
    **vulnerabilities.FACT_LABELS,
    **dpia.FACT_LABELS,
    **policies.FACT_LABELS,
    **audits.FACT_LABELS,
    **processors.FACT_LABELS,
    **clients.FACT_LABELS,
}
STATES: Mapping[str, str | Promise] = {
    "contradicted": _("Contradicted"),
    "missing": _("Missing"),
    "expired": _("Expired"),
    "undetermined": _("Undetermined"),
    "declared": _("Declared"),
    "proven": _("Proven"),
    "not_applicable": _("Not applicable"),
}
THEMES: Mapping[str, str | Promise] = {
    "register": _("Register of processing"),
    "notices": _("Information notices"),
    "dpo": _("Data protection officer"),
    "accounts": _("People and accesses"),
    "journal": _("Journal"),
    "breaches": _("Breaches"),
    "controls": _("Controls and evidence"),
    "barriers": _("Defence in depth"),
    "risks": _("Risks"),
    "training": _("Training"),
    "vulnerabilities": _("Vulnerabilities"),
    "dpia": _("Impact assessments"),
    "policies": _("Policies"),
    "audits": _("Audits"),
    "processors": _("Processors"),
    "clients": _("Advice to clients"),
    "dpo_office": _("DPO’s office"),
}
EVIDENCE: Mapping[EvidenceKind, str | Promise] = {
    EvidenceKind.JOURNAL_ENTRY: _("Journal entry no. %(id)s"),
    EvidenceKind.OBSERVATION: _("Measured by Probant"),
    EvidenceKind.DOCUMENT: _("Dated document"),
}
SEALED = "checkpoint:"


@dataclass(frozen=True)
class ShownFact:
    """One thing the check read, as words, with the page that shows it."""

    label: str
    value: str
    link: str


@dataclass(frozen=True)
class Explained:
    """All that a page or a document shows of one verdict."""

    verdict: Verdict
    id: str
    theme: str
    state: str
    title: str
    why: str
    remedy: str
    remedy_url: str
    source: Source
    origin: str
    tier: str
    facts: tuple[ShownFact, ...]
    evidence: tuple[ShownFact, ...]
    due_on: date | None

    @property
    def state_label(self) -> str:
        """The state as a word."""
        return str(STATES[self.state])

    @property
    def theme_label(self) -> str:
        """The part of the house that it belongs to."""
        return str(THEMES.get(self.theme, self.theme))

    @property
    def is_certain(self) -> bool:
        """Whether the source was found, not only remembered: otherwise « à vérifier »."""
        return self.source.is_certain

    @property
    def is_good(self) -> bool:
        """Whether nothing remains to be done."""
        return self.verdict.is_good


def explained(verdict: Verdict, organisation: UUID) -> Explained:
    """The verdict in the active language."""
    language = get_language() or "fr"
    text = law.obligations().get(verdict.obligation_id)
    tier = law.sanction_tiers()[verdict.tier] if verdict.tier else None
    remedy = verdict.remedy
    return Explained(
        verdict=verdict,
        id=verdict.obligation_id,
        theme=theme_of(verdict.obligation_id),
        state=verdict.state.value,
        title=text.title.in_(language) if text else verdict.obligation_id,
        why=text.why.in_(language) if text else "",
        remedy=_remedy(verdict, text, language),
        remedy_url=remedy.url if remedy else "",
        source=verdict.source[0],
        origin=text.source if text else "",
        tier=tier.label.in_(language) if tier else "",
        facts=tuple(_fact(item.label_id, item.value, item.link) for item in verdict.facts),
        evidence=tuple(_evidence(item, organisation) for item in verdict.evidence),
        due_on=verdict.due_on,
    )


def theme_of(obligation_id: str) -> str:
    """The slice that an obligation belongs to: what stands before its first point."""
    return obligation_id.partition(".")[0]


def told(value: FactValue) -> str:
    """A value as words of the active language; nothing known is said, never left blank."""
    match value:
        case None | "":
            return gettext("not stated")
        case bool():
            return gettext("yes") if value else gettext("no")
        case datetime():
            return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
        case date():
            return formats.date_format(value, "DATE_FORMAT")
        case int() | float():
            return str(formats.localize(value))
    return value


def _remedy(verdict: Verdict, text: ObligationText | None, language: str) -> str:
    found = law.obligations().get(verdict.remedy.id) if verdict.remedy else None
    chosen = found or (text if verdict.remedy else None)
    return chosen.remedy.in_(language) if chosen else ""


def _fact(label_id: str, value: FactValue, link: str) -> ShownFact:
    return ShownFact(str(FACT_LABELS.get(label_id, label_id)), told(value), link)


def _evidence(item: Evidence, organisation: UUID) -> ShownFact:
    label = gettext("Signed checkpoint") if item.id.startswith(SEALED) else EVIDENCE[item.kind]
    link = ""
    if item.kind is EvidenceKind.JOURNAL_ENTRY and item.id.isdecimal():
        where = {"organisation": organisation, "index": int(item.id)}
        link = reverse("accountability:entry", kwargs=where)
    return ShownFact(str(label) % {"id": item.id}, told(item.at), link)
