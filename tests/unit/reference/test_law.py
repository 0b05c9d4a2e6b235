import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import pytest

from probant.common.time_limits.period import Period
from probant.common.verdicts import SanctionTier
from probant.reference import law
from probant.reference.facts import GuideItem
from probant.reference.loading import DATA, SCHEMAS, Fact
from tests.unit.reference.typography import faults, texts_of

CHECKED_ON = date(2026, 11, 21)

# Every accessor of facts, with how many facts it holds where the law says how many.
TABLES: dict[str, tuple[Callable[[], Mapping[str, Fact]], int | None]] = {
    "articles": (law.articles, None),
    "legal_bases": (law.legal_bases, 6),  # art. 6(1)(a) to (f)
    "exceptions": (law.exceptions, 10),  # art. 9(2)(a) to (j)
    "rights": (law.rights, 6),
    "rights_matrix": (law.rights_matrix, None),
    "data_categories": (law.data_categories, 20),
    "data_subjects": (law.data_subjects, None),
    "retention": (law.retention_rules, None),
    "recipients": (law.recipients, None),
    "measures": (law.measures, None),
    "cnil_security_guide": (law.cnil_security_guide, 25),
    "anssi_hygiene": (law.anssi_hygiene, 42),
    "sanction_tiers": (law.sanction_tiers, 2),
    "sanctions": (law.decisions, None),
    "transfer_mechanisms": (law.transfer_mechanisms, None),
    "methodologies": (law.methodologies, 9),  # MR-001 to MR-008 and the warehouse framework
    "notice_items": (law.notice_items, 15),
    "dpia_criteria": (law.dpia_criteria, 9),  # WP248
    "dpia_required": (law.dpia_required, 14),  # CNIL délib. 2018-327
    "dpia_exempt": (law.dpia_exempt, 12),  # CNIL délib. 2019-118
    "time_limits": (law.time_limits, None),
    "rule_packs": (law.rule_packs, None),
    "obligations": (law.obligations, None),
    "countries": (law.territory_rules, None),
}

# Files of data that another module reads, with tests of its own.
READ_ELSEWHERE = {
    "framework_mapping",  # test_frameworks.py
    "processor_clauses",  # test_processors.py, as the three below
    "processor_questions",
    "hds_activities",
    "hosting_services",
    "breach_first_steps",
    "crisis_aids",
    "audit_checklists",
    "dpo_office",  # test_dpo_office.py
    "access_paths",
    "notice_wording",
    "request_conditions",
    "request_retention",
}

# Facts that nobody has read in a primary source yet: they stay marked so until someone has.
KNOWN_BUT_UNREAD = {
    "retention": [
        "practice_record_minor",
        "hospital_record_minor",
        "hospital_record_deceased",
        "transfusion_mentions",
        "shared_medical_record",
        "appointments",
        "civil_liability",
        "pharmacy_patient_file",
        "laboratory_reports_hospital",
        "laboratory_reports_private",
        "laboratory_pathology",
        "occupational_health_file",
        "occupational_exposures",
        "payslips",
        "electronic_payslips",
        "video_surveillance",
        "access_logs_internal_control",
        "research_under_methodology",
        "medicine_trials",
        "public_archives",
    ],
    "data_categories": ["nir", "ins_identity"],
    "rights_matrix": ["health_research.objection", "hospital_patient_record.erasure"],
    "notice_items": ["after_death"],
    "time_limits": [
        "health_record_earliest",
        "health_record",
        "health_record_old",
        "research_authorisation",
    ],
    "methodologies": ["mr_002", "mr_003", "mr_004", "mr_005", "mr_006", "mr_007", "mr_008"],
    "sanctions": ["doctor_2020_014", "santestat_2024"],
    "dpia_exempt": ["access_control", "alcohol_lock"],
    "cnil_security_guide": [f"fiche_{number}" for number in (*range(2, 20), 21)],
    "rule_packs": ["hds_v2", "european_health_data_space"],
    "obligations": ["register.research", "accounts.access_review", "controls.soa"],
    "countries": re.findall("..", "GBCHUSJPKRCAILARUYNZADFOGGJEIMNOISLIRENC"),
}

# Proper nouns, which are the same in both languages.
SAME_IN_BOTH = {"MR-001", "MR-002", "MR-003", "MR-004", "MR-005", "MR-006", "MR-007", "MR-008"}


def facts() -> Iterator[tuple[str, Fact]]:
    for file, (accessor, _) in TABLES.items():
        for id_, fact in accessor().items():
            yield f"{file}.{id_}", fact


def test_every_file_of_the_law_is_read_by_an_accessor() -> None:
    files = {path.stem for path in (*DATA.glob("*.yaml"), DATA / "obligations")}
    assert files - READ_ELSEWHERE == set(TABLES)


def test_every_schema_refuses_what_it_does_not_know() -> None:
    for name in [*TABLES, "numbered"]:
        schema = SCHEMAS / f"{name}.schema.json"
        if schema.exists():
            assert '"additionalProperties": false' in schema.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", TABLES)
def test_a_table_holds_what_the_law_counts(file: str) -> None:
    accessor, count = TABLES[file]
    assert accessor()
    assert count is None or len(accessor()) == count


@pytest.mark.parametrize(("place", "fact"), [pytest.param(*row, id=row[0]) for row in facts()])
def test_a_fact_says_where_it_comes_from_and_how_sure_it_is(place: str, fact: Fact) -> None:
    assert place.endswith(fact.id)
    assert fact.source.strip()
    assert fact.article.strip()
    assert fact.confidence in {"found", "to_verify"}
    assert fact.verified_on == CHECKED_ON
    if fact.in_force_from and fact.in_force_to:
        assert fact.in_force_from <= fact.in_force_to


@pytest.mark.parametrize(("place", "fact"), [pytest.param(*row, id=row[0]) for row in facts()])
def test_a_text_is_printed_as_each_language_asks(place: str, fact: Fact) -> None:
    for path, text in texts_of(fact):
        assert not faults(text), f"{place}{path}: {text}"
        assert text.fr != text.en or text.fr in SAME_IN_BOTH, f"{place}{path}: {text}"


def test_every_article_cited_is_in_the_list_of_articles() -> None:
    for place, fact in facts():
        cited = [f"art{number}" for number in _gdpr_numbers(fact.article)]
        cited += getattr(fact, "articles", ())
        for article in cited:
            assert article in law.articles(), f"{place} cites {article}"


def _gdpr_numbers(article: str) -> list[str]:
    parts = [part for part in article.split(";") if "RGPD" in part]
    return re.findall(r"art\.\s(\d+)", " ".join(parts))


def test_the_articles_of_a_part_that_names_no_code_are_those_of_the_gdpr() -> None:
    assert _gdpr_numbers("art. 5(1)(e), art. 30(1)(f) RGPD ; LIL art. 66") == ["5", "30"]


@pytest.mark.parametrize(
    ("file", "id_"), [(file, id_) for file, ids in KNOWN_BUT_UNREAD.items() for id_ in ids]
)
def test_what_nobody_has_read_stays_to_be_verified(file: str, id_: str) -> None:
    accessor, _ = TABLES[file]
    assert accessor()[id_].confidence == "to_verify"


def test_every_adequacy_decision_is_to_be_verified() -> None:
    for rule in law.territory_rules().values():
        if rule.status in {"adequate", "partly_adequate", "french_overseas"}:
            assert rule.confidence == "to_verify", rule.id


def test_each_art_83_tier_covers_the_articles_that_name_it() -> None:
    for tier in SanctionTier:
        naming = {id_ for id_, article in law.articles().items() if article.tier == tier}
        assert naming == set(law.sanction_tiers()[tier].articles)


def test_the_six_bases_and_ten_exceptions_bear_the_ids_of_the_register() -> None:
    assert set(law.legal_bases()) == {
        "consent",
        "contract",
        "legal_obligation",
        "vital_interests",
        "public_task",
        "legitimate_interests",
    }
    assert list(law.exceptions()) == [f"art9_2_{letter}" for letter in "abcdefghij"]


def test_patients_come_first() -> None:
    assert next(iter(law.data_subjects())) == "patients"


@pytest.mark.parametrize(
    ("category", "class_"),
    [  # requirement A3: NIR, e-mail and photo are quasi-identifying
        ("identity", "identifying"),
        ("nir", "quasi_identifying"),
        ("contact_details", "quasi_identifying"),
        ("image", "quasi_identifying"),
        ("health", "attached"),
    ],
)
def test_a_category_has_its_class_of_identification(category: str, class_: str) -> None:
    assert law.data_categories()[category].identification == class_


def test_the_sensitive_categories_are_those_of_art_9() -> None:
    sensitive = {id_ for id_, kind in law.data_categories().items() if kind.is_sensitive}
    assert sensitive == {
        "health",
        "genetic",
        "biometric",
        "sex_life",
        "racial_ethnic_origin",
        "political_opinions",
        "religious_beliefs",
        "union_membership",
    }
    for kind in law.data_categories().values():
        assert kind.is_sensitive == (kind.regime == "art9")
        assert (kind.wording is not None) == bool(kind.regime)


def test_every_number_of_a_measure_is_in_its_guide() -> None:
    fiches = {item.number for item in law.cnil_security_guide().values()}
    hygiene = {item.number for item in law.anssi_hygiene().values()}
    for measure in law.measures().values():
        assert measure.cnil_fiches or measure.anssi_measures
        assert set(measure.cnil_fiches) <= fiches
        assert set(measure.anssi_measures) <= hygiene


@pytest.mark.parametrize(
    "accessor",
    [
        law.cnil_security_guide,
        law.anssi_hygiene,
        law.dpia_criteria,
        law.dpia_required,
        law.dpia_exempt,
    ],
)
def test_a_numbered_list_has_no_hole(accessor: Callable[[], Mapping[str, GuideItem]]) -> None:
    numbers = [item.number for item in accessor().values()]
    assert numbers == list(range(1, len(numbers) + 1))


NOTICE_TABLE = [  # item, art. 13, art. 14
    ("controller", "13(1)(a)", "14(1)(a)"),
    ("dpo", "13(1)(b)", "14(1)(b)"),
    ("purposes", "13(1)(c)", "14(1)(c)"),
    ("legitimate_interests", "13(1)(d)", "14(2)(b)"),
    ("data_categories", "", "14(1)(d)"),
    ("recipients", "13(1)(e)", "14(1)(e)"),
    ("transfers", "13(1)(f)", "14(1)(f)"),
    ("retention", "13(2)(a)", "14(2)(a)"),
    ("rights", "13(2)(b)", "14(2)(c)"),
    ("withdrawal", "13(2)(c)", "14(2)(d)"),
    ("complaint", "13(2)(d)", "14(2)(e)"),
    ("mandatory", "13(2)(e)", ""),
    ("source", "", "14(2)(f)"),
    ("automated_decision", "13(2)(f)", "14(2)(g)"),
    ("after_death", "", ""),  # a French addition, LIL 48 and 85
]


def test_a_notice_holds_the_items_of_art_13_and_14() -> None:
    found = [(id_, item.direct, item.indirect) for id_, item in law.notice_items().items()]
    assert found == NOTICE_TABLE


@pytest.mark.parametrize(
    ("limit", "period"),
    [
        ("breach_to_authority", Period(hours=72)),  # art. 33(1)
        ("request_answer", Period(months=1)),  # art. 12(3)
        ("request_extended", Period(months=3)),  # art. 12(3): one month and two
        ("request_refusal", Period(months=1)),  # art. 12(4)
        ("indirect_notice", Period(months=1)),  # art. 14(3)(a)
        ("health_record_earliest", Period(hours=48)),  # CSP L.1111-7
        ("health_record", Period(days=8)),  # CSP L.1111-7
        ("health_record_old", Period(months=2)),  # CSP L.1111-7
        ("prior_consultation", Period(weeks=8)),  # art. 36(2)
        ("prior_consultation_extended", Period(weeks=14)),  # art. 36(2): eight and six
    ],
)
def test_a_period_of_the_law(limit: str, period: Period) -> None:
    assert Period.parse(law.time_limits()[limit].period) == period


def test_the_digital_omnibus_is_prepared_and_changes_nothing() -> None:
    pack = law.rule_packs()["digital_omnibus"]
    assert not pack.is_enabled
    assert [(rule.time_limit, rule.period) for rule in pack.time_limits] == [
        ("breach_to_authority", "PT96H")
    ]
    assert "digital_omnibus" not in law.active_rule_packs(on=date(2030, 1, 1))


@pytest.mark.parametrize(
    ("on", "expected"), [(date(2026, 5, 15), set()), (date(2026, 5, 16), {"hds_v2"})]
)
def test_a_rule_pack_applies_from_its_day(on: date, expected: set[str]) -> None:
    assert set(law.active_rule_packs(on=on)) == expected


def test_a_rule_pack_replaces_periods_that_exist() -> None:
    for pack in law.rule_packs().values():
        for rule in pack.time_limits:
            assert rule.time_limit in law.time_limits()
            assert Period.parse(rule.period)


def test_the_new_mr_001_is_not_law_before_its_date() -> None:
    before = law.in_force(law.methodologies(), on=date(2026, 3, 18))
    after = law.in_force(law.methodologies(), on=date(2026, 3, 19))
    assert "mr_001" not in before
    assert "mr_001" in after


def test_the_tier_of_an_obligation_is_one_of_its_articles() -> None:
    for id_, obligation in law.obligations().items():
        tiers = {law.articles()[article].tier for article in obligation.articles}
        assert obligation.tier in tiers, id_


def test_a_proof_stays_fresh_for_a_period_that_can_be_counted() -> None:
    fresh = {id_: entry.fresh_for for id_, entry in law.obligations().items() if entry.fresh_for}
    assert fresh["journal.checkpoint"] == "P7D"
    assert fresh["accounts.access_review"] == "P12M"
    assert all(Period.parse(period) for period in fresh.values())


def test_the_tables_are_read_only_and_read_once() -> None:
    for accessor, _ in TABLES.values():
        assert accessor() is accessor()
        assert not hasattr(accessor(), "__setitem__")
