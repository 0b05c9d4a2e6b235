import pytest

from probant.register.domain import limits
from probant.register.domain.record import ActivityRecord, Purpose
from tests.factories.register import complete_record


def test_an_ordinary_record_is_within_limits() -> None:
    limits.ensure_within_limits(complete_record())


def test_a_text_of_ten_megabytes_is_refused_by_the_name_of_its_field() -> None:
    record = complete_record(purposes=(Purpose(), Purpose(text="x" * 10_000_000)))
    with pytest.raises(limits.TextTooLongError) as refusal:
        limits.ensure_within_limits(record)
    assert (refusal.value.field, refusal.value.limit) == ("purposes.1.text", 20_000)


def test_many_texts_are_refused_together() -> None:
    record = ActivityRecord(purposes=tuple(Purpose(text="x" * 20_000) for _ in range(16)))
    with pytest.raises(limits.TextTooLongError) as refusal:
        limits.ensure_within_limits(record)
    assert (refusal.value.field, refusal.value.limit) == ("", 300_000)


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(limits.TooManyRowsError):
        limits.ensure_within_limits(ActivityRecord(data_subjects=("x",) * 501))


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_what_is_no_character_is_refused(text: str) -> None:
    with pytest.raises(limits.ForbiddenCharacterError):
        limits.ensure_within_limits(ActivityRecord(notes=text))
