"""The law as values: one function a file of `data/`, read once, read-only, in the file's order."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from probant.reference import facts
from probant.reference.countries import Country, countries, territory_rules
from probant.reference.loading import Fact, read_facts, read_facts_of_folder

__all__ = [
    "Country",
    "active_rule_packs",
    "anssi_hygiene",
    "articles",
    "cnil_security_guide",
    "countries",
    "data_categories",
    "data_subjects",
    "decisions",
    "dpia_criteria",
    "dpia_exempt",
    "dpia_required",
    "exceptions",
    "in_force",
    "legal_bases",
    "measures",
    "methodologies",
    "notice_items",
    "obligations",
    "recipients",
    "retention_rules",
    "rights",
    "rights_matrix",
    "rule_packs",
    "sanction_tiers",
    "territory_rules",
    "time_limits",
    "transfer_mechanisms",
]

F = TypeVar("F", bound=Fact)


def in_force(stated: Mapping[str, F], *, on: date) -> Mapping[str, F]:
    """The facts that are law on a day: neither still to come nor repealed."""
    return MappingProxyType({id_: fact for id_, fact in stated.items() if fact.is_in_force(on)})


@cache
def articles() -> Mapping[str, facts.Article]:
    """GDPR articles by id: `art30`."""
    return _facts("articles", facts.Article)


@cache
def legal_bases() -> Mapping[str, facts.LegalBasis]:
    """GDPR art. 6(1)(a) to (f)."""
    return _facts("legal_bases", facts.LegalBasis)


@cache
def exceptions() -> Mapping[str, facts.SensitiveException]:
    """GDPR art. 9(2)(a) to (j)."""
    return _facts("exceptions", facts.SensitiveException)


@cache
def rights() -> Mapping[str, facts.Right]:
    """GDPR art. 15 to 22, in the order in which notices name them."""
    return _facts("rights", facts.Right)


@cache
def rights_matrix() -> Mapping[str, facts.RightRule]:
    """Rights by legal basis (`consent.access`) and by case (`hospital_record.objection`)."""
    return _facts("rights_matrix", facts.RightRule)


@cache
def data_categories() -> Mapping[str, facts.DataCategory]:
    """The categories of data of the register, art. 30(1)(c)."""
    return _facts("data_categories", facts.DataCategory)


@cache
def data_subjects() -> Mapping[str, facts.DataSubject]:
    """The categories of persons of the register, patients first, art. 30(1)(c)."""
    return _facts("data_subjects", facts.DataSubject)


@cache
def retention_rules() -> Mapping[str, facts.RetentionRule]:
    """How long data may be kept, art. 5(1)(e) and the codes."""
    return _facts("retention", facts.RetentionRule)


@cache
def recipients() -> Mapping[str, facts.Recipient]:
    """The categories of recipients, art. 30(1)(d)."""
    return _facts("recipients", facts.Recipient)


@cache
def measures() -> Mapping[str, facts.Measure]:
    """Technical and organisational measures, art. 32."""
    return _facts("measures", facts.Measure)


@cache
def cnil_security_guide() -> Mapping[str, facts.GuideItem]:
    """The 25 fiches of the CNIL's security guide of 2024."""
    return _facts("cnil_security_guide", facts.GuideItem, schema="numbered")


@cache
def anssi_hygiene() -> Mapping[str, facts.GuideItem]:
    """The 42 measures of the ANSSI's hygiene guide."""
    return _facts("anssi_hygiene", facts.GuideItem, schema="numbered")


@cache
def sanction_tiers() -> Mapping[str, facts.TierCeiling]:
    """The two ceilings of art. 83(4) and (5)."""
    return _facts("sanction_tiers", facts.TierCeiling)


@cache
def decisions() -> Mapping[str, facts.Decision]:
    """Sanctions pronounced, with what Probant checks because of them."""
    return _facts("sanctions", facts.Decision)


@cache
def transfer_mechanisms() -> Mapping[str, facts.TransferMechanism]:
    """What makes a transfer out of the EEA lawful, art. 45 to 49."""
    return _facts("transfer_mechanisms", facts.TransferMechanism)


@cache
def methodologies() -> Mapping[str, facts.Methodology]:
    """MR-001 to MR-008 and the frameworks beside them."""
    return _facts("methodologies", facts.Methodology)


@cache
def notice_items() -> Mapping[str, facts.NoticeItem]:
    """What a notice says, with the paragraphs of art. 13 and 14."""
    return _facts("notice_items", facts.NoticeItem)


@cache
def dpia_criteria() -> Mapping[str, facts.GuideItem]:
    """The nine criteria of WP248: two of them and an impact assessment is due in principle."""
    return _facts("dpia_criteria", facts.GuideItem, schema="numbered")


@cache
def dpia_required() -> Mapping[str, facts.GuideItem]:
    """The 14 types of processing that always need an assessment, CNIL délib. 2018-327."""
    return _facts("dpia_required", facts.GuideItem, schema="numbered")


@cache
def dpia_exempt() -> Mapping[str, facts.GuideItem]:
    """The 12 types of processing that need no assessment, CNIL délib. 2019-118."""
    return _facts("dpia_exempt", facts.GuideItem, schema="numbered")


@cache
def time_limits() -> Mapping[str, facts.TimeLimit]:
    """The periods that the law fixes, with the events that start them."""
    return _facts("time_limits", facts.TimeLimit)


@cache
def rule_packs() -> Mapping[str, facts.RulePack]:
    """Rules prepared ahead of the law; one applies when it is enabled and in force."""
    return _facts("rule_packs", facts.RulePack)


def active_rule_packs(*, on: date) -> Mapping[str, facts.RulePack]:
    """The packs that change the rules on a day: enabled, and in force."""
    packs = in_force(rule_packs(), on=on)
    return MappingProxyType({id_: pack for id_, pack in packs.items() if pack.is_enabled})


@cache
def obligations() -> Mapping[str, facts.ObligationText]:
    """The words, articles and tier of every obligation, by the id of its check; a file a slice."""
    return read_facts_of_folder(
        "obligations", schema="obligations.schema.json", as_=facts.ObligationText
    )


def _facts(file: str, as_: type[F], *, schema: str = "") -> Mapping[str, F]:
    return read_facts(f"{file}.yaml", schema=f"{schema or file}.schema.json", as_=as_)
