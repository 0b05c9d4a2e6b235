"""Every thing that the rules can say has words and a place on the page."""

import re
from dataclasses import fields
from pathlib import Path

from probant.register import labels
from probant.register.domain import completeness
from probant.register.domain.record import ActivityRecord, ActivityRole
from probant.register.domain.sections import FIELDS, Section, section_of, sections_for


def test_every_missing_thing_has_its_words_and_its_section() -> None:
    source = Path(completeness.__file__).read_text(encoding="utf-8")
    said = set(re.findall(r'Missing\(\s*"([a-z_.]+)"', source))
    said |= set(re.findall(r'"(controller\.\w+)"', source))
    for field in ("joint_controllers", "controllers"):
        said |= {f"{field}.name", f"{field}.contact"}
    assert said == set(labels.MISSING)
    assert {field for field in said if section_of(field) is None} == {
        field for field in said if field.startswith("controller.")
    }


def test_every_field_of_a_record_is_edited_in_one_section() -> None:
    edited = [field for listed in FIELDS.values() for field in listed]
    assert sorted(edited) == sorted(field.name for field in fields(ActivityRecord))
    assert set(labels.FIELDS) == set(edited)


def test_a_processor_is_asked_for_no_purposes() -> None:
    assert Section.PURPOSES not in sections_for(ActivityRole.PROCESSOR)
    assert sections_for(ActivityRole.CONTROLLER) == tuple(Section)


def test_codes_are_told_in_words_and_unknown_ones_as_they_are() -> None:
    assert labels.value("purposes", "legal_basis", "consent") != "consent"
    assert labels.value("purposes", "legal_basis", "no_such") == "no_such"
    assert labels.value("data_lines", "retention.active", "P5Y") in {"5 ans", "5 years"}
    assert labels.value("recipients", "country", "ZZZ") == "ZZZ"
    assert labels.value("systems", "is_hds", None) == ""
