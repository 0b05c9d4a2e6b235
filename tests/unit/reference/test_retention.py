import pytest

from probant.common.time_limits.period import Period
from probant.reference import law

# id, active, archive, force, confidence; the source is the line of the project's regulatory
# reference (law.md, state of 2026-11-21) that the row was written from.
ROWS = [
    ("practice_record", "P5Y", "P15Y", "guidance", "found", "law.md:190"),
    ("practice_record_minor", "", "", "guidance", "to_verify", "law.md:190"),
    ("hospital_record", "P20Y", "", "binding", "found", "law.md:189"),
    ("hospital_record_minor", "", "", "binding", "to_verify", "law.md:189"),
    ("hospital_record_deceased", "P10Y", "", "binding", "to_verify", "law.md:189"),
    ("transfusion_mentions", "P30Y", "", "binding", "to_verify", "law.md:189"),
    ("shared_medical_record", "", "P10Y", "binding", "to_verify", "law.md:191"),
    ("claim_copies", "P90D", "", "binding", "found", "law.md:192"),
    ("appointments", "", "", "guidance", "to_verify", "law.md:193"),
    ("civil_liability", "", "P10Y", "binding", "to_verify", "law.md:194"),
    ("narcotic_prescription_copies", "P3Y", "", "binding", "found", "law.md:195"),
    ("narcotic_orders", "P3Y", "", "binding", "found", "law.md:195"),
    ("listed_purchase_invoices", "P3Y", "", "binding", "found", "law.md:195"),
    ("medicine_lots", "P5Y", "", "binding", "found", "law.md:196"),
    ("listed_medicines_register", "P10Y", "", "binding", "found", "law.md:197"),
    ("narcotic_accounts", "P10Y", "", "binding", "found", "law.md:197"),
    ("preparations_register", "P10Y", "", "binding", "found", "law.md:197"),
    ("blood_medicines_register", "P40Y", "", "binding", "found", "law.md:198"),
    ("pharmacy_patient_file", "P3Y", "", "guidance", "to_verify", "law.md:199"),
    ("laboratory_reports_hospital", "P20Y", "", "binding", "to_verify", "law.md:200"),
    ("laboratory_reports_private", "P5Y", "", "guidance", "to_verify", "law.md:200"),
    ("laboratory_pathology", "P10Y", "", "guidance", "to_verify", "law.md:200"),
    ("medico_social_file", "P2Y", "", "guidance", "found", "law.md:201"),
    ("child_protection_file", "P2Y", "", "guidance", "found", "law.md:202"),
    ("objection_list", "P3Y", "", "guidance", "found", "law.md:203"),
    ("occupational_health_file", "P40Y", "", "binding", "to_verify", "law.md:204"),
    ("occupational_exposures", "P50Y", "", "binding", "to_verify", "law.md:204"),
    ("payslips", "P5Y", "", "binding", "to_verify", "law.md:205"),
    ("electronic_payslips", "P50Y", "", "binding", "to_verify", "law.md:205"),
    ("payroll", "P5Y", "", "guidance", "found", "law.md:206"),
    ("working_time", "P5Y", "", "guidance", "found", "law.md:206"),
    ("candidates", "P2Y", "", "guidance", "found", "law.md:207"),
    ("accounting", "P10Y", "", "binding", "found", "law.md:208"),
    ("video_surveillance", "P1M", "", "binding", "to_verify", "law.md:209"),
    ("access_logs", "P12M", "", "guidance", "found", "law.md:210"),
    ("access_logs_internal_control", "P3Y", "", "guidance", "to_verify", "law.md:210"),
    ("prospects", "P3Y", "", "guidance", "found", "law.md:211"),
    ("research_under_methodology", "P2Y", "", "guidance", "to_verify", "law.md:212"),
    ("medicine_trials", "", "P25Y", "binding", "to_verify", "law.md:212"),
    ("public_archives", "", "", "binding", "to_verify", "law.md:213"),
    ("medico_social_public_archives", "", "", "binding", "found", "law.md:213"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_data_are_kept_as_long_as_the_source_says(row: tuple[str, ...]) -> None:
    id_, *expected, source = row
    rule = law.retention_rules()[id_]
    assert [rule.active, rule.archive, rule.force, rule.confidence] == expected, source


def test_every_line_of_the_regulatory_reference_has_its_rule() -> None:
    assert {row[0] for row in ROWS} == set(law.retention_rules())
    assert {int(row[-1].split(":")[1]) for row in ROWS} == set(range(189, 214))


def test_every_duration_can_be_counted() -> None:
    for rule in law.retention_rules().values():
        for duration in (rule.active, rule.archive):
            assert not duration or Period.parse(duration)


def test_a_figure_of_the_rule_stands_in_its_sentence() -> None:
    for rule in law.retention_rules().values():
        for duration in filter(None, (rule.active, rule.archive)):
            figure = "".join(filter(str.isdigit, duration))
            assert figure in rule.rule.fr, rule.id
            assert figure in rule.rule.en, rule.id


def test_guidance_cites_the_cnil_or_says_that_the_text_is_to_be_found() -> None:
    for rule in law.retention_rules().values():
        if rule.force == "guidance":
            assert "CNIL" in rule.source or "à retrouver" in rule.source, rule.id
