"""Floods and people are told apart by values: stamps, work, allowances, words."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.subject_requests.domain import abuse
from probant.subject_requests.domain.abuse import (
    ALLOWANCES,
    Allowance,
    Bucket,
    Counter,
    Stamp,
    Standing,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HERE, ELSEWHERE = UUID(int=1), UUID(int=2)
KEY = b"k" * 32
STAMP = Stamp(HERE, NOW, 10, b"n" * abuse.NONCE_BYTES)
moments = st.integers(0, 3600 * 48).map(lambda seconds: NOW + timedelta(seconds=seconds))


def test_a_stamp_comes_back_as_it_was_given() -> None:
    assert abuse.read_stamp(STAMP.spelled(KEY), KEY) == STAMP


@pytest.mark.parametrize("text", ["", "x", "é" * 87, "A" * 92, "=" * 92, "A" * 10_000])
def test_what_is_no_stamp_is_none(text: str) -> None:
    assert abuse.read_stamp(text, KEY) is None


@given(st.integers(0, len(STAMP.spelled(KEY)) - 1), st.sampled_from("ABCdef019-_"))
def test_a_stamp_altered_anywhere_is_none(place: int, sign: str) -> None:
    spelled = STAMP.spelled(KEY)
    altered = spelled[:place] + sign + spelled[place + 1 :]
    assert altered == spelled or abuse.read_stamp(altered, KEY) is None


def test_a_stamp_of_another_installation_is_none() -> None:
    assert abuse.read_stamp(STAMP.spelled(b"other" * 8), KEY) is None


@pytest.mark.parametrize(
    ("organisation", "after", "expected"),
    [
        (HERE, timedelta(seconds=1), Standing.TOO_FAST),
        (HERE, timedelta(seconds=4), Standing.GOOD),
        (HERE, timedelta(hours=24), Standing.GOOD),
        (HERE, timedelta(hours=25), Standing.TOO_OLD),
        (ELSEWHERE, timedelta(minutes=1), Standing.FORGED),
        (HERE, timedelta(minutes=-6), Standing.FORGED),
    ],
)
def test_a_stamp_is_worth_what_its_age_and_place_say(
    organisation: UUID, after: timedelta, expected: Standing
) -> None:
    assert STAMP.standing(organisation, at=NOW + after) is expected


def test_work_is_recognised_and_less_work_is_not() -> None:
    stamp = STAMP.spelled(KEY)
    bits = 8
    proof = next(n for n in range(10**6) if sha256(f"{stamp}:{n}".encode()).digest()[0] == 0)
    assert abuse.is_worked(stamp, bits, str(proof))
    assert not abuse.is_worked(stamp, 60, str(proof))
    assert not abuse.is_worked(stamp + "x", 40, str(proof))


@pytest.mark.parametrize("proof", ["", "-1", "1.0", "١٢", "9" * 13, "0x10", " 1"])
def test_what_is_no_number_is_no_work(proof: str) -> None:
    assert not abuse.is_worked("stamp", 0, proof)


def test_more_work_is_asked_as_the_allowance_runs_out() -> None:
    asked = [abuse.bits_asked(left=left, capacity=100, usual=16) for left in (100, 75, 50, 25, 0)]
    assert asked == [16, 17, 18, 19, 20]


@given(
    st.floats(1, 500),
    st.floats(0.1, 500),
    st.lists(st.tuples(moments, st.floats(0.1, 5)), max_size=40),
)
def test_a_bucket_never_gives_more_than_its_capacity_and_its_rate(
    capacity: float, a_minute: float, takings: list[tuple[datetime, float]]
) -> None:
    allowance, bucket, given_ = Allowance(capacity, a_minute), Bucket(capacity, NOW), 0.0
    for at, cost in sorted(takings):
        after = abuse.taken(bucket, allowance, cost=cost, at=at)
        if after is not None:
            assert after.left >= 0
            bucket, given_ = after, given_ + cost
        minutes = (at - NOW).total_seconds() / 60
        assert given_ <= capacity + a_minute * minutes + 1e-6


@given(st.floats(0, 1), st.floats(1, 3))
def test_after_the_wait_the_bucket_pays(left: float, cost: float) -> None:
    allowance = Allowance(5, 6)
    bucket = Bucket(left, NOW)
    later = NOW + abuse.wait(bucket, allowance, cost=cost) + timedelta(milliseconds=1)
    assert abuse.taken(bucket, allowance, cost=cost, at=later) is not None


def test_a_clock_set_back_fills_nothing() -> None:
    allowance, spent = Allowance(5, 60), Bucket(0, NOW)
    assert abuse.taken(spent, allowance, cost=1, at=NOW - timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80:0000:0000:0000"),
        ("", "unknown"),
        ("nonsense", "unknown"),
    ],
)
def test_an_address_counts_as_its_subscriber(address: str, network: str) -> None:
    assert abuse.network_of(address) == network


def test_what_stands_for_an_address_changes_every_day_and_with_the_key() -> None:
    first = abuse.counted_as(Counter.ADDRESS, "192.0.2.7", key=KEY, on="2026-11-22")
    assert first == abuse.counted_as(Counter.ADDRESS, "192.0.2.7", key=KEY, on="2026-11-22")
    others = {
        abuse.counted_as(Counter.ADDRESS, "192.0.2.7", key=KEY, on="2026-11-23"),
        abuse.counted_as(Counter.ADDRESS, "192.0.2.7", key=b"other", on="2026-11-22"),
        abuse.counted_as(Counter.LINK, "192.0.2.7", key=KEY, on="2026-11-22"),
        abuse.counted_as(Counter.ADDRESS, "192.0.2.8", key=KEY, on="2026-11-22"),
    }
    assert first not in others
    assert len(others) == 4


def test_the_allowance_of_an_organisation_holds_the_figure_asked_for() -> None:
    assert ALLOWANCES[Counter.WORKED].a_minute >= 200


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_copied_word_is_recognised_however_it_is_typed(number: int, language: str) -> None:
    nonce = bytes([number]) * abuse.NONCE_BYTES
    word = abuse.word_for(nonce, language)
    for typed in (word, word.upper(), f" « {word} ». ", word.replace("ê", "e").replace("è", "e")):
        assert abuse.is_same_word(typed, nonce), typed


@pytest.mark.parametrize("typed", ["", "autre", "jardin soleil", "<script>"])
def test_another_word_is_not(typed: str) -> None:
    assert not abuse.is_same_word(typed, b"\1" * abuse.NONCE_BYTES)
