"""A privacy lawyer reads the templates: every id exists in the law, nothing is left unsaid."""

import re
from pathlib import Path

import pytest

from probant.reference import law, templates
from probant.reference.loading import DATA
from probant.reference.templates import ActivityTemplate
from probant.register.domain.completeness import missing_of_record, required
from probant.register.domain.record import from_json, to_json
from tests.unit.reference.typography import faults, texts_of

FAMILIES = DATA / "templates" / "families"
ALL = list(templates.activities().values())
ids = [template.id for template in ALL]
every_template = pytest.mark.parametrize("template", ALL, ids=ids)

# What only the organisation knows, and what its record therefore still lacks.
ORGANISATION_KNOWS = {
    "controllers",
    "research.methodology",
    "research.ethics_opinion",
    "research.agreement",
}
LEAST = {
    "practice": 14,
    "pharmacy": 6,
    "laboratory": 6,
    "hospital": 40,
    "publisher": 8,
    "common": 10,
}


def test_each_family_holds_what_its_trade_does() -> None:
    counted = {id_: len(family.templates) for id_, family in templates.families().items()}
    assert counted.keys() == LEAST.keys()
    assert all(counted[id_] >= least for id_, least in LEAST.items()), counted


@every_template
def test_a_template_is_found_by_its_id(template: ActivityTemplate) -> None:
    assert templates.activity(template.id) is template
    assert template.id.startswith(f"{template.family}_")


@every_template
def test_every_id_of_a_template_exists_in_the_law(template: ActivityTemplate) -> None:
    assert {p.legal_basis for p in template.purposes} <= law.legal_bases().keys()
    assert {p.exception for p in template.purposes} - {""} <= law.exceptions().keys()
    assert set(template.data_subjects) <= law.data_subjects().keys()
    assert {line.category for line in template.data_lines} <= law.data_categories().keys()
    assert {r.category for r in template.recipients} <= law.recipients().keys()
    assert {m.measure for m in template.measures} - {""} <= law.measures().keys()
    rules = {line.retention.rule for line in template.data_lines}
    assert rules - {""} <= law.retention_rules().keys()
    if template.research:
        assert {template.research.methodology} - {""} <= law.methodologies().keys()


@every_template
def test_a_template_lacks_only_what_the_organisation_knows(template: ActivityTemplate) -> None:
    record = from_json(templates.instantiate(template, "fr"))
    lacking = {item.field for item in required(missing_of_record(record))}
    assert lacking <= ORGANISATION_KNOWS


@every_template
def test_what_a_template_lacks_is_asked(template: ActivityTemplate) -> None:
    record = from_json(templates.instantiate(template, "fr"))
    lacking = {item.field for item in required(missing_of_record(record))}
    asked = {task.id.removeprefix(f"{template.id}.") for task in templates.open_points(template)}
    names = {
        "controllers": "controllers",
        "research.methodology": "research_formality",
        "research.ethics_opinion": "research_ethics",
        "research.agreement": "research_agreement",
    }
    assert {names[field] for field in lacking} <= asked


@every_template
def test_a_sensitive_line_has_an_exception_and_only_then(template: ActivityTemplate) -> None:
    if template.role == "processor":
        assert not template.purposes
        return
    assert all(bool(p.exception) == template.is_sensitive for p in template.purposes)


@every_template
def test_a_line_is_sensitive_when_its_category_is(template: ActivityTemplate) -> None:
    for line in template.data_lines:
        assert line.is_sensitive == law.data_categories()[line.category].is_sensitive, (
            line.detail.fr
        )


@every_template
def test_every_line_says_how_long_it_is_kept(template: ActivityTemplate) -> None:
    for line in template.data_lines:
        stated = line.retention
        assert stated.rule or stated.active or stated.archive or stated.criteria, line.detail.fr


@every_template
def test_no_template_invents_a_duration(template: ActivityTemplate) -> None:
    """A figure comes from a rule of the law, which has its source; never from a template."""
    for line in template.data_lines:
        assert not line.retention.active
        assert not line.retention.archive


@every_template
def test_patients_come_first(template: ActivityTemplate) -> None:
    if "patients" in template.data_subjects:
        assert template.data_subjects[0] == "patients"


@every_template
def test_a_processors_record_names_categories_of_processing(template: ActivityTemplate) -> None:
    assert bool(template.processing_categories) == (template.role == "processor")


@every_template
def test_a_legitimate_interest_is_named(template: ActivityTemplate) -> None:
    for purpose in template.purposes:
        assert purpose.legal_basis_detail.fr
        assert purpose.legal_basis_detail.en


@every_template
def test_texts_are_set_as_each_language_is(template: ActivityTemplate) -> None:
    for path, text in texts_of(template):
        assert not faults(text), (path, text)


@every_template
def test_a_record_in_english_holds_no_french(template: ActivityTemplate) -> None:
    record = templates.instantiate(template, "en")
    assert record["name"] == template.name.en
    assert record["minimisation"] == template.minimisation.en
    french = {text.fr for _, text in texts_of(template) if text.fr != text.en}
    assert not french & {value for value in record.values() if isinstance(value, str)}


@every_template
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_record_keeps_its_shape_through_the_register(
    template: ActivityTemplate, language: str
) -> None:
    record = templates.instantiate(template, language)
    assert to_json(from_json(record)) == record


@every_template
def test_every_template_says_where_its_choices_come_from(template: ActivityTemplate) -> None:
    assert template.source
    assert all(reference.article for reference in template.source)


@pytest.mark.parametrize(
    ("template_id", "is_marked"), [("hospital_pmsi", True), ("practice_secure_messaging", False)]
)
def test_criteria_that_stand_for_an_unread_text_are_shown_as_to_verify(
    template_id: str, *, is_marked: bool
) -> None:
    record = templates.instantiate(templates.activity(template_id), "fr")
    criteria = record["data_lines"][0]["retention"]["criteria"]
    assert criteria.endswith("(à vérifier)") is is_marked


@every_template
def test_criteria_that_name_a_text_are_marked(template: ActivityTemplate) -> None:
    """« Durée fixée par les textes » is a legal duration that nobody here has read."""
    for line in template.data_lines:
        criteria = line.retention.criteria
        if criteria and re.search(r"fixée? par (les|le|la|l’|leurs)", criteria.fr):
            assert line.retention.is_to_verify, criteria.fr


def test_a_processor_without_a_name_is_a_task_and_not_a_line() -> None:
    template = templates.activity("practice_appointments_online")
    assert templates.instantiate(template, "fr")["processors"] == []
    asked = [task.text.fr for task in templates.open_points(template)]
    assert any("prise de rendez-vous" in text for text in asked)


def test_wordings_are_set_as_french_is() -> None:
    for wording in templates.blocks().wordings.values():
        assert not faults(wording.text), wording.text


def test_every_shared_block_serves() -> None:
    """A block that nothing names is dead data."""
    shared = templates.blocks()
    files = [*FAMILIES.glob("*.yaml"), *(DATA / "questionnaires").glob("*.yaml")]
    named = {word for path in files for word in words(path)}
    kinds = ("retentions", "grounds", "data_lines", "systems", "processors", "references")
    blocks = {name for kind in kinds for name in getattr(shared, kind)} | set(shared.measure_sets)
    assert not blocks - named, sorted(blocks - named)


def words(path: Path) -> set[str]:
    return set(re.findall(r"[a-z0-9_]+", path.read_text(encoding="utf-8")))
