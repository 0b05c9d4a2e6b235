"""The clock of a request: law.md §2.1 as a table, the health record, waiting, extension."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.time_limits import Rule
from probant.subject_requests.domain.clock import (
    AlreadyExtendedError,
    ExtensionTooLateError,
    Facts,
    clock,
    ensure_extendable,
)
from probant.subject_requests.domain.state import Suspension

PARIS = ZoneInfo("Europe/Paris")


def at(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), PARIS).replace(hour=hour)


def last_day(facts: Facts, now: datetime | None = None) -> str:
    return clock(facts, now=now or facts.received_at).deadline.last_day.isoformat()


@pytest.mark.parametrize(
    ("received", "is_extended", "expected", "source"),
    [
        ("2026-08-31", False, "2026-09-30", "law.md §2.1; EDPB 01/2022"),
        ("2026-11-25", False, "2026-12-28", "law.md §2.1: Fri 25 Dec, then a weekend"),
        ("2026-11-21", True, "2027-02-22", "law.md §2.1: three months from receipt"),
        ("2027-01-31", False, "2027-03-01", "law.md §2.1: Sun 28 Feb"),
        ("2027-04-01", False, "2027-05-03", "law.md §2.1: Sat 1 May"),
        ("2027-04-08", False, "2027-05-10", "law.md §2.1: Sat 8 May"),
        ("2026-03-05", False, "2026-04-07", "EDPB 01/2022: 5 April, a Sunday before Easter Monday"),
        ("2026-03-04", False, "2026-04-07", "EDPB 01/2022: 4 March to 4 April, here a Saturday"),
    ],
)
def test_a_request_is_answered_within_a_month_as_the_regulation_counts(
    received: str, is_extended: bool, expected: str, source: str
) -> None:
    assert last_day(Facts(received_at=at(received), is_extended=is_extended)) == expected, source


@pytest.mark.parametrize(
    ("received", "is_old", "is_extended", "expected", "rule"),
    [
        ("2026-11-23", False, False, "2026-12-01", "health_record"),
        ("2026-11-20", False, False, "2026-11-30", "health_record"),  # Sat 28 → Mon 30
        ("2026-11-23", False, True, "2026-12-01", "health_record"),  # no extension of the code's
        ("2026-11-23", True, False, "2026-12-23", "request_answer"),  # the month is shorter
        ("2026-11-23", True, True, "2027-01-25", "health_record_old"),  # two months are shorter
    ],
)
def test_of_a_health_record_the_shorter_rule_wins(
    received: str, is_old: bool, is_extended: bool, expected: str, rule: str
) -> None:
    facts = Facts(
        received_at=at(received),
        is_record_request=True,
        is_record_old=is_old,
        is_extended=is_extended,
    )
    found = clock(facts, now=facts.received_at)

    assert found.kept.rule == rule
    assert found.deadline.last_day.isoformat() == expected
    assert {item.rule for item in found.considered} > {rule}


def test_a_health_record_is_not_given_before_48_hours() -> None:
    facts = Facts(received_at=at("2026-11-23", 10), is_record_request=True)
    found = clock(facts, now=facts.received_at)

    assert found.not_before is not None
    assert found.not_before.target_at == at("2026-11-25", 10)
    assert clock(replace(facts, is_record_request=False), now=at("2026-11-23")).not_before is None


def test_the_rules_of_the_health_code_are_marked_to_verify() -> None:
    found = clock(Facts(received_at=at("2026-11-23"), is_record_request=True), now=at("2026-11-23"))

    assert {item.rule: item.is_certain for item in found.considered} == {
        "request_answer": True,
        "health_record": False,
    }


def test_days_spent_waiting_for_the_person_are_added() -> None:
    waited = (Suspension(at("2026-09-07"), at("2026-09-12")),)
    facts = Facts(received_at=at("2026-09-01"), suspensions=waited)

    found = clock(facts, now=at("2026-09-13"))

    assert found.suspended_days == 5
    assert found.deadline.last_day == date(2026, 10, 6)
    assert [step.rule for step in found.deadline.steps][-1] is Rule.LAST_DAY


def test_a_moved_end_on_a_sunday_runs_to_monday_and_says_so() -> None:
    waited = (Suspension(at("2026-09-07"), at("2026-09-10")),)
    found = clock(
        Facts(received_at=at("2026-09-01"), suspensions=waited), now=at("2026-09-13")
    ).deadline

    assert found.last_day == date(2026, 10, 5)  # 1 October + 3 days is Sunday 4
    assert found.steps[-1].rule is Rule.ENDS_ON_WORKING_DAY


def test_while_the_person_is_awaited_the_request_is_not_late() -> None:
    facts = Facts(received_at=at("2026-09-01"), suspensions=(Suspension(at("2026-09-07")),))
    found = clock(facts, now=at("2026-12-01"))

    assert found.suspended_since == at("2026-09-07")
    assert not found.is_late(at("2026-12-01"))


def test_a_question_asked_when_it_was_late_already_does_not_make_it_in_time() -> None:
    facts = Facts(received_at=at("2026-09-01"), suspensions=(Suspension(at("2026-10-20")),))

    assert clock(facts, now=at("2026-10-21")).is_late(at("2026-10-21"))


def test_an_answer_of_the_last_day_at_midnight_is_in_time() -> None:
    received = at("2026-08-31")
    last = datetime(2026, 9, 30, 23, 59, 59, tzinfo=PARIS)
    in_time = Facts(received_at=received, answered_at=last)
    late = Facts(received_at=received, answered_at=last + timedelta(seconds=1))

    assert not clock(in_time, now=at("2026-12-01")).is_late(at("2026-12-01"))
    assert clock(late, now=at("2026-12-01")).is_late(at("2026-12-01"))


def test_a_receipt_near_midnight_counts_by_the_day_in_paris() -> None:
    facts = Facts(received_at=datetime(2026, 8, 31, 22, 30, tzinfo=UTC))  # 1 September there

    assert last_day(facts) == "2026-10-01"


@pytest.mark.parametrize("received", ["2026-02-27", "2026-09-25"])
def test_the_change_of_clocks_moves_no_deadline(received: str) -> None:
    """A month across the change of 29 March and 25 October 2026 ends at local midnight."""
    found = clock(Facts(received_at=at(received)), now=at(received)).deadline

    assert (found.ends_at.hour, found.ends_at.minute) == (23, 59)


def test_an_extension_is_told_within_the_first_month() -> None:
    facts = Facts(received_at=at("2026-11-21"))

    assert ensure_extendable(facts, now=at("2026-12-21")).last_day == date(2027, 2, 22)
    with pytest.raises(ExtensionTooLateError) as refused:
        ensure_extendable(facts, now=at("2026-12-22", 0))
    assert refused.value.until.date() == date(2026, 12, 21)


def test_a_request_is_extended_once() -> None:
    with pytest.raises(AlreadyExtendedError):
        ensure_extendable(
            Facts(received_at=at("2026-11-21"), is_extended=True), now=at("2026-11-22")
        )


@given(
    received=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(PARIS)),  # noqa: DTZ001  bounds
    waited=st.integers(0, 400),
)
def test_waiting_never_shortens_and_ends_on_a_working_day(received: datetime, waited: int) -> None:
    plain = clock(Facts(received_at=received), now=received).deadline
    suspended = (Suspension(received, received + timedelta(days=waited)),)
    found = clock(Facts(received_at=received, suspensions=suspended), now=received).deadline

    assert found.ends_at >= plain.ends_at or waited == 0
    assert found.last_day.weekday() < 5
    assert found.steps[-1].at == found.ends_at


@given(back=st.integers(0, 10_000))
def test_a_clock_set_back_subtracts_no_day(back: int) -> None:
    asked = at("2026-09-07")
    facts = Facts(received_at=at("2026-09-01"), suspensions=(Suspension(asked),))

    assert clock(facts, now=asked - timedelta(hours=back)).suspended_days == 0
