from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from probant.register.domain.diff import ChangeKind, difference
from probant.register.domain.record import ActivityRecord, Purpose, Recipient, Research, Retention
from tests.factories.register import complete_record, health_line, identity_line


def test_equal_records_do_not_differ() -> None:
    assert difference(complete_record(), complete_record()) == ()


def test_a_text_that_changes_is_one_change() -> None:
    (change,) = difference(complete_record(), complete_record(summary="Autre."))
    assert (change.field, change.kind) == ("summary", ChangeKind.CHANGED)
    assert (change.before, change.after) == ("Tenir le dossier de chaque patient.", "Autre.")


def test_a_value_that_was_empty_is_added() -> None:
    (change,) = difference(complete_record(review_on=None), complete_record())
    assert (change.kind, change.after) == (ChangeKind.ADDED, date(2027, 11, 21).isoformat())


def test_a_row_removed_from_the_middle_is_one_removal() -> None:
    lines = tuple(identity_line(detail=f"Donnée {letter * 9}") for letter in "abcdef")
    changes = difference(
        complete_record(data_lines=lines), complete_record(data_lines=lines[:2] + lines[3:])
    )
    assert [(item.kind, item.row) for item in changes] == [
        (ChangeKind.REMOVED, "identity · Donnée ccccccccc")
    ]


def test_rows_in_another_order_do_not_differ() -> None:
    before = complete_record(data_lines=(identity_line(), health_line()))
    after = complete_record(data_lines=(health_line(), identity_line()))
    assert difference(before, after) == ()


def test_a_part_of_a_row_is_named_by_the_row_it_belongs_to() -> None:
    after = complete_record(
        data_lines=(identity_line(), health_line(retention=Retention(rule="hospital_record")))
    )
    (change,) = difference(complete_record(), after)
    assert (change.row, change.part) == ("health · Diagnostics", "retention.rule")
    assert (change.before, change.after) == ("practice_record", "hospital_record")


def test_a_row_slightly_reworded_is_changed_not_replaced() -> None:
    before = complete_record(purposes=(Purpose(text="Soigner les patients du cabinet"),))
    after = complete_record(purposes=(Purpose(text="Soigner les patients de la maison"),))
    assert [(item.kind, item.part) for item in difference(before, after)] == [
        (ChangeKind.CHANGED, "text")
    ]


def test_a_row_replaced_by_a_stranger_went_and_came() -> None:
    before = complete_record(recipients=(Recipient(name="Laboratoire", category="laboratories"),))
    after = complete_record(recipients=(Recipient(name="Banque", country="DE"),))
    kinds = [item.kind for item in difference(before, after)]
    assert kinds == [ChangeKind.REMOVED, ChangeKind.ADDED]


def test_a_research_that_begins_shows_what_it_states() -> None:
    after = complete_record(research=Research(methodology="mr_004"))
    (change,) = difference(complete_record(), after)
    assert (change.field, change.part, change.after) == ("research", "methodology", "mr_004")


def test_five_hundred_reworded_rows_are_compared_in_bounded_time() -> None:
    before = complete_record(purposes=tuple(Purpose(text=f"Ancien {n}") for n in range(500)))
    after = complete_record(purposes=tuple(Purpose(text=f"Nouveau {n}") for n in range(500)))
    assert len(difference(before, after)) == 1000


purposes = st.lists(
    st.builds(
        Purpose, text=st.text("ab ", max_size=6), legal_basis=st.sampled_from(["", "consent"])
    ),
    max_size=5,
)


@given(purposes, purposes)
def test_a_difference_is_empty_only_when_the_rows_are_the_same(
    one: list[Purpose], other: list[Purpose]
) -> None:
    changes = difference(ActivityRecord(purposes=tuple(one)), ActivityRecord(purposes=tuple(other)))
    key = [sorted((p.text, p.legal_basis) for p in rows) for rows in (one, other)]
    assert (changes == ()) == (key[0] == key[1])
