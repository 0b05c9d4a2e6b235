"""When a message is tried again, and when it is given up."""

from datetime import timedelta

import pytest

from probant.correspondence.domain.sending import (
    GIVEN_UP_AFTER,
    Outcome,
    State,
    after,
    delay,
    postponed,
)
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


def test_delays_grow_from_a_minute_to_six_hours() -> None:
    delays = [delay(attempts) for attempts in range(1, 40)]
    assert delays[0] == MINUTE
    assert delays == sorted(delays)
    assert delays[-1] == timedelta(hours=6)


@pytest.mark.parametrize(
    ("refused", "state", "code", "is_partial", "left"),
    [
        ({}, State.SENT, "", False, ()),
        ({"a": 550}, State.FAILED, "550", True, ("a",)),
        ({"a": 550, "b": 554}, State.FAILED, "550", False, ("a", "b")),
        ({"a": 450}, State.WAITING, "450", True, ("a",)),
        ({"a": 451, "b": 421}, State.WAITING, "421", False, ("a", "b")),
        ({"a": 550, "b": 450}, State.WAITING, "450", False, ("b", "a")),
    ],
)  # RFC 5321 §4.2.1: 4yz is transient, 5yz is permanent
def test_a_servers_answer_decides(
    refused: dict[str, int], state: State, code: str, is_partial: bool, left: tuple[str, ...]
) -> None:
    found = after(refused, all_of=2, attempts=1, tried_from=NOW, at=NOW)
    assert (found.state, found.code, found.is_partial, found.left) == (
        state,
        code,
        is_partial,
        left,
    )


def test_five_days_are_the_limit() -> None:
    last = NOW + GIVEN_UP_AFTER - MINUTE
    still = postponed("unreachable", attempts=1, tried_from=NOW, at=last, left=())
    assert still == Outcome(State.WAITING, "unreachable", NOW + GIVEN_UP_AFTER)
    over = postponed("unreachable", attempts=1, tried_from=NOW, at=last + MINUTE, left=())
    assert over.state is State.FAILED
