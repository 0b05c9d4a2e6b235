"""The CNIL's JSON: kept whole, refused whole, changed in one place only."""

import copy
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probant.dpia.domain import document as documents
from probant.dpia.domain import editing
from probant.dpia.domain.content import Content, Dangling, Evaluation, Grade, Measure
from probant.dpia.domain.document import DocumentRefusedError, Fault
from probant.dpia.domain.editing import Said, UnknownMeasureError, ValueRefusedError
from probant.dpia.domain.risks import is_high, risks
from tests.factories import pia

ANSWER = "answers.0.data"
AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize("shape", pia.FILES)
def test_a_file_leaves_as_it_entered(shape: str) -> None:
    file = pia.FILES[shape]()
    read = documents.read(pia.content(file))
    assert json.loads(documents.written(read)) == file


@pytest.mark.parametrize(
    ("content", "reason", "path"),
    [
        (b"", Fault.EMPTY, ""),
        (b" \n", Fault.EMPTY, ""),
        (b"PK\x03\x04zip", Fault.ARCHIVE, ""),
        (b"\xff\xfe{", Fault.NOT_TEXT, ""),
        (b'{"pia": {', Fault.NOT_JSON, ""),
        (b"[]", Fault.NOT_A_PIA, ""),
        (b'{"pia": null}', Fault.NOT_A_PIA, ""),
        (b'{"pia": {"name": 3}}', Fault.WRONG_TYPE, "pia.name"),
        (b'{"pia": {}, "answers": {}}', Fault.WRONG_TYPE, "answers"),
        (b'{"pia": {}, "answers": [3]}', Fault.WRONG_TYPE, "answers.0"),
        (b'{"pia": {}, "answers": [{"data": 3}]}', Fault.WRONG_TYPE, "answers.0.data"),
        (b'{"pia": {}, "answers": [{"data": {"list": 3}}]}', Fault.WRONG_TYPE, ANSWER + ".list"),
        (b'{"pia": {}, "evaluations": [{"gauges": []}]}', Fault.WRONG_TYPE, "evaluations.0.gauges"),
        (b'{"pia": {"name": "a\\u0000b"}}', Fault.NUL, "pia.name"),
        (b'{"pia": {"na\\u0000me": 1}}', Fault.NUL, ""),
        (b'{"pia": {"name": "\\ud800"}}', Fault.SURROGATE, "pia.name"),
        (b'{"pia": {"id": NaN}}', Fault.NUMBER, "NaN"),
        (b'{"pia": {"id": 1e999}}', Fault.NUMBER, "1e999"),
        (b'{"pia": {"id": 9007199254740993}}', Fault.NUMBER, "pia.id"),
        (b'{"pia": {"name": "a", "name": "b"}}', Fault.DUPLICATE, ""),
        (b'{"pia": {"a": ' + b"[" * 60 + b"]" * 60 + b"}}", Fault.TOO_DEEP, "pia.a" + ".0" * 39),
        (b'{"pia": ' + b"[" * 200_000, Fault.TOO_DEEP, ""),
        (b"x" * (documents.MOST_BYTES + 1), Fault.TOO_LARGE, ""),
        (b'{"pia": {}, "answers": [' + b"null," * 5_001 + b"null]}", Fault.TOO_MANY, "answers"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_kept_whole_is_refused_with_its_place(
    content: bytes, reason: Fault, path: str
) -> None:
    with pytest.raises(DocumentRefusedError) as refused:
        documents.read(content)
    assert (refused.value.reason, refused.value.path) == (reason, path)


LEAVES = st.none() | st.booleans() | st.integers(-3, 400) | st.floats() | st.text(max_size=6)
ENTRIES = st.lists(
    LEAVES
    | st.dictionaries(
        st.sampled_from(["id", "reference_to", "data", "gauges", "title", "status"]),
        LEAVES | st.dictionaries(st.sampled_from(["text", "list", "gauge", "x"]), LEAVES),
        max_size=4,
    ),
    max_size=4,
)
DOCUMENTS = st.fixed_dictionaries(
    {"pia": st.dictionaries(st.sampled_from(["name", "id", "status"]), LEAVES)},
    optional=dict.fromkeys((*documents.LISTS, "other"), ENTRIES | LEAVES),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_whatever_json_comes_is_refused_by_name_or_read_without_fault(
    value: dict[str, object],
) -> None:
    try:
        found = documents.checked(value)
    except DocumentRefusedError:
        return
    content = Content(found)
    assert content.references
    assert content.dangling is not None
    assert is_high(risks(content)) in {True, False, None}


def test_what_is_null_or_written_as_text_is_read_all_the_same() -> None:
    content = Content(pia.server_file())
    assert content.answers[325].level == 3
    assert not content.answers[112].is_given
    assert set(content.dangling) == {
        Dangling("measure", "Mesure qui n’existe pas"),
        Dangling("answer", "999"),
    }


def test_the_reference_that_the_tool_broke_is_kept_and_told() -> None:
    assert Content(pia.current_file()).dangling == (Dangling("evaluation", "3.1.[object Object]"),)


def test_an_answer_changes_its_own_value_and_nothing_else() -> None:
    before = pia.server_file()
    kept = copy.deepcopy(before)
    after = editing.with_answer(before, 111, Said(text="<p>Autre</p>"), at=AT)
    assert before == kept
    assert after["answers"][0]["data"]["text"] == "<p>Autre</p>"
    assert after["answers"][0]["data"]["note"] == "gardée"
    for file in (after, kept):
        file["pia"].pop("updated_at", None)
        file["answers"][0].pop("updated_at")
        file["answers"][0]["data"].pop("text")
    assert after == kept


def test_an_answer_of_a_new_document_takes_its_place_with_an_identifier() -> None:
    made = documents.new("Essai", author="Moi", at=AT)
    after = editing.with_answer(made, 325, Said(level=4), at=AT)
    after = editing.with_answer(after, 321, Said(items=("Peur",)), at=AT)
    assert [one["id"] for one in after["answers"]] == [1, 2]
    assert Content(after).answers[325].level == 4
    assert documents.checked(after) == after


def test_a_measure_that_is_renamed_is_renamed_where_risks_name_it() -> None:
    measure = Measure(id=101, title="Comptes personnels", content="")
    after = Content(editing.with_measure(pia.old_file(), measure, at=AT))
    assert after.answers[324].items == ("Comptes personnels", "Chiffrement des postes")
    assert after.dangling == ()


def test_a_measure_taken_out_leaves_its_title_in_the_risks_and_no_evaluation() -> None:
    after = Content(editing.without_measure(pia.old_file(), 101, at=AT))
    assert "3.1.101" not in after.evaluations
    assert {one.reference for one in after.dangling} == {"Comptes nominatifs"}
    with pytest.raises(UnknownMeasureError):
        editing.without_measure(pia.old_file(), 999, at=AT)


def test_an_evaluation_keeps_day_person_and_what_remains() -> None:
    said = Evaluation(
        reference="3.3",
        grade=Grade.IMPROVABLE,
        plan="<p>Relire</p>",
        person="Noé",
        due_on=date(2027, 1, 31),
        severity=2,
        likelihood=1,
    )
    after = Content(editing.with_evaluation(pia.old_file(), said, at=AT))
    assert after.evaluation("3.3") == said


@pytest.mark.parametrize(
    ("number", "said", "field"),
    [
        (999, Said(text="x"), "number"),
        (325, Said(level=5), "level"),
        (111, Said(text="x" * 100_001), "text"),
        (111, Said(text="a\0"), "text"),
        (321, Said(items=("x",) * 101), "items"),
    ],
)
def test_a_value_that_the_document_does_not_take_is_refused(
    number: int, said: Said, field: str
) -> None:
    with pytest.raises(ValueRefusedError) as refused:
        editing.with_answer(pia.old_file(), number, said, at=AT)
    assert refused.value.field == field
