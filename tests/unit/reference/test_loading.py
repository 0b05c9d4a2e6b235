from collections.abc import Mapping
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import cast

import pytest

from probant.reference.facts import LegalBasis
from probant.reference.loading import (
    Fact,
    ReferenceDataError,
    Text,
    read_document,
    read_facts,
    read_facts_of_folder,
    read_folder,
)

GOOD = """
defaults:
  source: a source
  article: art. 6 RGPD
  confidence: found
  verified_on: 2026-11-21
  explanation: {fr: a, en: b}
  example: {fr: a, en: b}
  keep: {fr: a, en: b}
facts:
  second:
    label: {fr: Deux, en: Two}
    in_force_from: 2018-05-25
    in_force_to: 2026-12-31
  first:
    label: {fr: Un, en: One}
    confidence: to_verify
"""


def read(folder: Path, content: str) -> Mapping[str, LegalBasis]:
    (folder / "law.yaml").write_text(content, encoding="utf-8")
    return read_facts("law.yaml", schema="legal_bases.schema.json", as_=LegalBasis, root=folder)


def test_facts_come_in_the_order_of_the_file_completed_by_its_defaults(tmp_path: Path) -> None:
    facts = read(tmp_path, GOOD)
    assert list(facts) == ["second", "first"]
    assert facts["second"].id == "second"
    assert facts["second"].confidence == "found"
    assert facts["first"].confidence == "to_verify"
    assert facts["first"].verified_on == date(2026, 11, 21)


def test_facts_cannot_be_changed(tmp_path: Path) -> None:
    facts = read(tmp_path, GOOD)
    assert isinstance(facts, MappingProxyType)
    with pytest.raises(TypeError):
        cast("dict[str, LegalBasis]", facts)["third"] = facts["first"]
    with pytest.raises(FrozenInstanceError):
        facts["first"].source = "elsewhere"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2018, 5, 24), False),
        (date(2018, 5, 25), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_a_fact_is_in_force_from_its_first_day_to_its_last(
    tmp_path: Path, on: date, expected: bool
) -> None:
    assert read(tmp_path, GOOD)["second"].is_in_force(on) is expected


def test_a_bound_that_is_not_known_does_not_limit(tmp_path: Path) -> None:
    fact: Fact = read(tmp_path, GOOD)["first"]
    assert fact.is_in_force(date(1900, 1, 1))
    assert fact.is_in_force(date(2100, 1, 1))


@pytest.mark.parametrize(
    ("before", "after", "path", "reason"),
    [
        ("source: a source", "other: a source", "facts.first", "'source' is a required property"),
        (
            "    label: {fr: Un",
            "    other: 1\n    label: {fr: Un",
            "facts.first",
            "'other' was unexpected",
        ),
        ("fr: Un, en: One", "fr: Un", "facts.first.label", "'en' is a required property"),
        ("fr: Un, en: One", "fr: '', en: One", "facts.first.label.fr", "''"),
        ("confidence: to_verify", "confidence: sure", "facts.first.confidence", "sure"),
        ("2018-05-25", "25/05/2018", "facts.second.in_force_from", "25/05/2018"),
        ("2018-05-25", "2018-02-31", "facts.second.in_force_from", "Invalid"),
        ("  first:", "  First One:", "facts", "First One"),
        ("  first:", "  second:", "line 15", "second stands twice"),
        ("fr: Un, en: One}", "fr: Un, en: One", "line 17", ""),
        ("defaults:", "default:", "default", "only defaults and facts"),
        ("facts:", "fact:", "facts", "a mapping from id to fact"),
        (
            "    label: {fr: Un, en: One}\n    confidence: to_verify",
            "    3",
            "facts.first",
            "mapping",
        ),
    ],
)
def test_a_bad_file_is_refused_with_the_file_the_path_and_the_reason(
    tmp_path: Path, before: str, after: str, path: str, reason: str
) -> None:
    assert before in GOOD
    with pytest.raises(ReferenceDataError) as caught:
        read(tmp_path, GOOD.replace(before, after))
    assert caught.value.file == "law.yaml"
    assert caught.value.path == path
    assert reason in caught.value.reason
    assert str(caught.value).startswith(f"law.yaml: {path}: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError) as caught:
        read_facts("none.yaml", schema="legal_bases.schema.json", as_=LegalBasis, root=tmp_path)
    assert caught.value.file == "none.yaml"


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReferenceDataError):
        read_facts("law.yaml", schema="legal_bases.schema.json", as_=LegalBasis, root=tmp_path)


def test_yaml_runs_no_python(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError):
        read(tmp_path, "facts: !!python/object/apply:os.getcwd []")


def test_norway_is_not_a_boolean(tmp_path: Path) -> None:
    content = GOOD.replace("a source", "NO")
    assert read(tmp_path, content)["first"].source == "NO"


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    text = '{"fr": "a", "en": "b"}'
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "two.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
    documents = read_folder(".", schema="common.schema.json", as_=Text, root=tmp_path)
    assert dict(documents) == {"one": Text("a", "b"), "two": Text("a", "b")}


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for folder in (tmp_path, tmp_path / "sub"):
        (folder / "one.yaml").write_text('{"fr": "a", "en": "b"}', encoding="utf-8")
    with pytest.raises(ReferenceDataError):
        read_folder(".", schema="common.schema.json", as_=Text, root=tmp_path)


def test_a_document_of_the_wrong_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("fr: a", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=r"one\.yaml"):
        read_document("one.yaml", schema="common.schema.json", as_=Text, root=tmp_path)


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "oui"), ("en", "yes"), ("en-gb", "yes"), ("de", "oui")]
)
def test_a_text_speaks_french_unless_english_is_asked(language: str, expected: str) -> None:
    assert Text(fr="oui", en="yes").in_(language) == expected


def test_a_fact_of_a_folder_bears_the_name_of_its_file(tmp_path: Path) -> None:
    read(tmp_path, GOOD)
    with pytest.raises(ReferenceDataError) as raised:
        read_facts_of_folder(".", schema="legal_bases.schema.json", as_=LegalBasis, root=tmp_path)
    assert (raised.value.path, raised.value.file) == ("facts.second", "law.yaml")
