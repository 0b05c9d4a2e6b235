"""The EDPB's 18 examples of 01/2021 and annex B of 9/2022: Probant's proposal beside theirs."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from probant.breaches.domain.cases import Compared, compared, table
from probant.breaches.domain.facts import BreachFacts, OwnRole, from_json
from probant.breaches.domain.proposal import Advice, propose
from probant.reference import breach
from probant.reference.loading import DATA, REFERENCE

pytestmark = pytest.mark.conformance

DOMAIN = REFERENCE.parent / "breaches" / "domain"
# Law reference §3.1: number: (CNIL, persons)
VERDICTS_2021 = {
    1: ("no", "no"), 2: ("yes", "no"), 3: ("yes", "yes"), 4: ("yes", "yes"), 5: ("yes", "yes"),
    6: ("no", "no"), 7: ("yes", "yes"), 8: ("yes", "no"), 9: ("no", "no"), 10: ("no", "no"),
    11: ("yes", "yes"), 12: ("yes", "yes"), 13: ("no", "no"), 14: ("yes", "yes"),
    15: ("no", "no"), 16: ("yes", "no"), 17: ("yes", "yes"), 18: ("yes", "yes"),
}  # fmt: skip
# Law reference §3.2
VERDICTS_ANNEX_B = {
    "i": ("no", "no"), "ii": ("yes", "conditional"), "iii": ("no", "no"),
    "iv": ("yes", "conditional"), "v": ("yes", "conditional"), "vi": ("yes", "yes"),
    "vii": ("yes", "conditional"), "viii": ("yes", "yes"), "ix": ("yes", "conditional"),
    "x": ("conditional", "conditional"),
}  # fmt: skip


def test_the_authority_concluded_what_the_law_reference_says() -> None:
    found = {
        (case.guideline, case.number): (case.authority.notify, case.authority.inform)
        for case in breach.cases().values()
    }
    wanted = {("CEPD 01/2021", str(number)): told for number, told in VERDICTS_2021.items()}
    wanted |= {("CEPD 9/2022, annexe B", number): told for number, told in VERDICTS_ANNEX_B.items()}
    assert found == wanted


@pytest.mark.parametrize("case", compared(), ids=lambda case: case.id)
def test_the_proposal_is_the_authority_s_or_says_why_not(case: Compared) -> None:
    assert case.document is Advice.YES
    assert case.agrees, table(language="en")


def test_no_rule_knows_a_case() -> None:
    ids = {*breach.cases(), "edpb_2021", "annex_b"}
    sources = [
        *(path for path in DOMAIN.glob("*.py") if path.name != "cases.py"),
        *(path for path in (DATA / "breach").glob("*.yaml") if path.name != "cases.yaml"),
    ]
    assert len(sources) > 10
    for path in sources:
        words = set(re.findall(r"[a-z0-9_]+", path.read_text(encoding="utf-8")))
        assert not ids & words, path.name


def test_a_case_holds_facts_and_no_rule() -> None:
    for case in breach.cases().values():
        assert from_json(case.facts) != BreachFacts()


FLIPS: tuple[tuple[str, str, Mapping[str, Any], str, str], ...] = (
    # case, what changes, the change, notify, inform
    ("edpb_2021_01", "no backup", {"circumstances.backup": "none",
     "circumstances.restoration": "delayed"}, "yes", "no"),
    ("edpb_2021_01", "readable and taken", {"event.loss.confidentiality": "yes",
     "circumstances.protection": "none", "circumstances.access": "established",
     "circumstances.recipients": "unidentified"}, "yes", "no"),
    ("edpb_2021_02", "backup, restored fast", {"circumstances.backup": "complete",
     "circumstances.restoration": "without_difficulty"}, "no", "no"),
    ("edpb_2021_03", "no care affected, restored fast", {
     "circumstances.service_effect": "none",
     "circumstances.restoration": "without_difficulty"}, "no", "no"),
    ("edpb_2021_06", "passwords in clear", {"circumstances.protection": "none"}, "yes", "no"),
    ("edpb_2021_06", "key or salt lost too", {"circumstances.is_key_safe": "no"}, "yes", "no"),
    ("edpb_2021_06", "hash not known yet", {"circumstances.protection": "unknown"},
     "conditional", "no"),
    ("edpb_2021_09", "recipient not trusted, health data", {
     "circumstances.recipients": "identified",
     "data.items": [{"kind": "health", "insight": "ordinary"}]}, "yes", "yes"),
    ("edpb_2021_09", "deletion not confirmed", {"circumstances.is_deletion_confirmed": "no"},
     "yes", "no"),
    ("edpb_2021_10", "not encrypted", {"circumstances.protection": "none"}, "yes", "yes"),
    ("edpb_2021_10", "key compromised later", {"circumstances.is_key_safe": "no"}, "yes", "yes"),
    ("edpb_2021_11", "encrypted", {"circumstances.protection": "state_of_the_art",
     "circumstances.is_key_safe": "yes"}, "no", "no"),
    ("edpb_2021_13", "prescriptions", {"data.items": [
     {"kind": "contact_details", "insight": "ordinary"},
     {"kind": "health", "insight": "ordinary"}]}, "yes", "yes"),
    ("edpb_2021_14", "fifty persons", {"persons.groups": [
     {"count": {"kind": "known", "low": 50, "high": 50}}]}, "yes", "no"),
    ("edpb_2021_15", "a real diagnosis", {"data.items": [
     {"kind": "health", "insight": "ordinary"}]}, "yes", "yes"),
    ("edpb_2021_16", "nothing but the address", {"data.items": [
     {"kind": "contact_details", "insight": "ordinary"}]}, "no", "no"),
    ("annex_b_01", "key compromised later", {"circumstances.is_key_safe": "no"},
     "yes", "conditional"),
    ("annex_b_03", "operations cancelled", {"circumstances.service_effect": "serious"},
     "yes", "yes"),
    ("annex_b_08", "a newsletter", {"event.loss.confidentiality": "no",
     "event.loss.integrity": "no", "circumstances.service_effect": "none",
     "circumstances.is_malicious": "no", "circumstances.backup": "complete",
     "persons.groups": [], "data.scope": "established",
     "data.items": [{"kind": "contact_details", "insight": "ordinary"}]}, "no", "no"),
    ("annex_b_10", "a psychotherapist's list", {"data.items": [
     {"kind": "health", "insight": "ordinary"}]}, "yes", "yes"),
)  # fmt: skip


@pytest.mark.parametrize(("case", "what", "change", "notify", "inform"), FLIPS)
def test_changing_a_decisive_fact_changes_the_proposal(
    case: str, what: str, change: Mapping[str, Any], notify: str, inform: str
) -> None:
    before = propose(from_json(breach.cases()[case].facts))
    after = propose(from_json(_changed(breach.cases()[case].facts, change)))
    assert (after.notify, after.inform) == (notify, inform), what
    assert (after.notify, after.inform) != (before.notify, before.inform), what


def test_the_page_of_the_cases_is_the_table() -> None:
    page = (REFERENCE.parents[2] / "docs" / "reference" / "edpb-cases.md").read_text()
    assert table(language="en") in page


def test_a_processor_tells_its_controllers_whatever_the_risk() -> None:
    facts = from_json(breach.cases()["annex_b_07"].facts)
    assert propose(facts).tells_controllers
    own = replace(facts, involvement=replace(facts.involvement, role=OwnRole.CONTROLLER))
    assert not propose(own).tells_controllers


def _changed(facts: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {**facts}
    for path, value in change.items():
        made = _with(made, path.split("."), value)
    return made


def _with(held: Mapping[str, Any], path: list[str], value: object) -> dict[str, Any]:
    first, *rest = path
    inner = _with(held.get(first, {}), rest, value) if rest else value
    return {**held, first: inner}
