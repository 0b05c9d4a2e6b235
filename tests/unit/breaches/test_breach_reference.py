from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from probant.breaches.domain import facts
from probant.reference import breach, law
from probant.reference.loading import SCHEMAS, Text
from tests.unit.reference.typography import faults

LISTS = {
    "answer": facts.Answer,
    "cause": facts.Cause,
    "awareness": facts.AwarenessSource,
    "insight": facts.Insight,
    "identification": facts.Ease,
    "scope": facts.Scope,
    "protection": facts.Protection,
    "access": facts.Access,
    "recipients": facts.Recipients,
    "alteration": facts.Alteration,
    "backup": facts.Backup,
    "restoration": facts.Restoration,
    "service_effect": facts.ServiceEffect,
    "severity": facts.Severity,
    "role": facts.OwnRole,
}
FILES = {
    "vocabularies": breach.vocabularies,
    "severity": breach.severity_scale,
    "rules": breach.rule_book,
    "cases": breach.cases,
    "duties": breach.duties,
    "authority_form": breach.authority_form,
    "letter_elements": breach.letter_elements,
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_names_each_value_and_no_other(name: str) -> None:
    assert list(breach.terms(name)) == [value.value for value in LISTS[name]]


@pytest.mark.parametrize("file", FILES)
def test_texts_are_printed_as_each_language_asks(file: str) -> None:
    read = FILES[file]()
    found = {text.en: faults(text) for text in _texts(read)}
    assert found
    assert {path: why for path, why in found.items() if why} == {}


@pytest.mark.parametrize("file", FILES)
def test_a_schema_refuses_what_it_does_not_know(file: str) -> None:
    schema = SCHEMAS / f"breach_{file}.schema.json"
    assert '"additionalProperties": false' in schema.read_text(encoding="utf-8")


def _texts(value: Any) -> Iterator[Text]:  # noqa: ANN401  anything that was read
    if isinstance(value, Text):
        yield value
        return
    parts: Iterable[Any] = ()
    if isinstance(value, Mapping):
        parts = value.values()
    elif isinstance(value, list | tuple):
        parts = value
    elif is_dataclass(value):
        parts = (getattr(value, field.name) for field in fields(value))
    for part in parts:
        yield from _texts(part)


def test_every_category_of_the_register_is_a_kind_of_data() -> None:
    assert set(law.data_categories()) <= set(breach.terms("data"))


def test_special_data_are_those_of_art_9_and_10() -> None:
    special = {name for name, term in breach.terms("data").items() if term.is_special}
    law_s = {n for n, c in law.data_categories().items() if c.regime in {"art9", "art10"}}
    assert special == law_s


def test_the_form_asks_each_field_once_and_knows_its_vocabularies() -> None:
    asked = [field for section in breach.authority_form().sections for field in section.fields]
    assert len({field.id for field in asked}) == len(asked)
    assert {field.vocabulary for field in asked} - {""} <= set(breach.vocabularies())


def test_art_33_3_is_required_by_the_form() -> None:
    required = {f.id for s in breach.authority_form().sections for f in s.fields if f.is_required}
    assert required >= {
        "loss", "data", "records", "persons", "persons_count",  # (a)
        "contact_point",  # (b)
        "consequences",  # (c)
        "measures_taken",  # (d)
    }  # fmt: skip


def test_what_nobody_read_in_a_primary_source_is_to_verify() -> None:
    assert breach.authority_form().confidence == "to_verify"
    duties = breach.duties()
    unread = ("health_security", "insurer", "nis2_warning", "nis2_notification", "nis2_report")
    assert {duties[name].confidence for name in unread} == {"to_verify"}
    assert {one.confidence for one in breach.severity_scale().classes.values()} == {"to_verify"}


def test_an_unknown_code_is_shown_as_it_stands() -> None:
    assert breach.label("origin", "invented", "fr") == "invented"
    assert breach.label("origin", "hacking", "en") == "Hacking, ransomware, phishing"
