"""A state is folded from events; what comes next follows from it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.subject_requests.domain import follow, similarity
from probant.subject_requests.domain.next_step import next_steps, possible
from probant.subject_requests.domain.state import (
    OPEN,
    OVER,
    Event,
    EventKind,
    NotPossibleError,
    State,
    Status,
    after,
    ensure_allowed,
    fold,
    overall,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FACTS: dict[EventKind, dict[str, Any]] = {
    EventKind.RECEIVED: {"received_at": NOW.isoformat()},
    EventKind.SOURCE: {"source": "a", "step": "asked"},
    EventKind.ANSWERED: {"outcome": "granted"},
    EventKind.MERGED: {"into": "b"},
    EventKind.ANALYSED: {"decisions": {"access": "granted"}},
    EventKind.IDENTITY_RECEIVED: {"file": "f"},
    EventKind.IDENTITY_CHECKED: {"result": "confirmed", "destroyed": ["f"]},
}


def events(*kinds: str) -> list[Event]:
    held = [EventKind.RECEIVED, *map(EventKind, kinds)]
    return [
        Event(kind, NOW + timedelta(hours=place), FACTS.get(kind, {}))
        for place, kind in enumerate(held)
    ]


def state(*kinds: str) -> State:
    return fold(events(*kinds))


@pytest.mark.parametrize(
    ("kinds", "status", "first"),
    [
        ((), Status.RECEIVED, "acknowledge"),
        (("acknowledged",), Status.RECEIVED, "analysis"),
        (("acknowledged", "assigned"), Status.IN_PROGRESS, "analysis"),
        (("acknowledged", "identity_asked"), Status.WAITING, "identity-received"),
        (
            ("acknowledged", "identity_asked", "identity_received"),
            Status.IN_PROGRESS,
            "check-identity",
        ),
        (("acknowledged", "analysed"), Status.IN_PROGRESS, "gather"),
        (("acknowledged", "analysed", "source"), Status.IN_PROGRESS, "gather"),
        (("acknowledged", "analysed", "answered"), Status.ANSWERED, "close"),
        (("answered", "closed"), Status.CLOSED, ""),
        (("answered", "closed", "reopened"), Status.IN_PROGRESS, "acknowledge"),
        (("withdrawn",), Status.WITHDRAWN, ""),
        (("merged",), Status.MERGED, ""),
    ],
)
def test_the_next_step_follows_from_what_was_done(
    kinds: tuple[str, ...], status: Status, first: str
) -> None:
    found = state(*kinds)

    assert found.status is status
    assert next(iter(next_steps(found, ("access",))), "") == first


def test_an_erasure_granted_asks_to_tell_who_received_the_data() -> None:
    decided = Event(EventKind.ANALYSED, NOW, {"decisions": {"erasure": "granted"}})
    held = [*events("acknowledged"), decided]

    assert "transmit" in next_steps(fold(held), ("erasure",))
    assert "transmit" not in next_steps(fold(held), ("access",))


def test_a_paper_destroyed_is_no_longer_held() -> None:
    assert state("identity_asked", "identity_received").identity_papers == ("f",)
    assert state("identity_asked", "identity_received", "identity_checked").identity_papers == ()


@pytest.mark.parametrize("status", OVER)
def test_what_is_over_takes_no_answer(status: Status) -> None:
    with pytest.raises(NotPossibleError):
        ensure_allowed(State(status=status), EventKind.ANSWERED)


def test_what_was_erased_takes_nothing_more() -> None:
    found = state("answered", "closed", "purged")

    assert possible(found) == ()


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ({}, ""),
        ({"access": "granted", "erasure": "granted"}, "granted"),
        ({"access": "granted", "erasure": "refused"}, "partly"),
        ({"access": "no_data", "erasure": "refused"}, "refused"),
    ],
)
def test_several_decisions_make_one_answer(decisions: dict[str, str], expected: str) -> None:
    assert overall(decisions) == expected


@given(st.lists(st.sampled_from([kind for kind in EventKind if kind is not EventKind.RECEIVED])))
def test_whatever_is_allowed_keeps_a_request_in_one_known_state(kinds: list[EventKind]) -> None:
    found = fold(events())
    for place, kind in enumerate(kinds):
        if found.allows(kind):
            at = NOW + timedelta(hours=place - len(kinds) // 2)  # the clock goes back at times
            found = after(found, Event(kind, at, FACTS.get(kind, {})))

    assert (found.suspended_since is not None) is (found.status is Status.WAITING)
    assert (found.closed_at is not None) is (found.status in OVER)
    assert found.is_open is (found.status in OPEN)
    assert all(item.until is None or item.until >= item.since for item in found.suspensions)


@pytest.mark.parametrize(
    ("one", "other", "is_same", "is_similar"),
    [
        ("Mon dossier, SVP !", "mon dossier svp", True, True),
        ("Une copie de mon dossier médical", "Une copie de mon dossier médical, vite", False, True),
        ("Une copie", "Effacez tout de suite mes données", False, False),
        ("", "", True, True),
        ("", "Une copie", False, False),
    ],
)
def test_the_same_words_are_told_from_similar_ones(
    one: str, other: str, is_same: bool, is_similar: bool
) -> None:
    assert similarity.is_same(one, other) is is_same
    assert similarity.is_similar(one, other) is is_similar


@given(st.text())
def test_any_text_is_a_token_or_is_not(text: str) -> None:
    found = follow.organisation_of(text)

    assert found is None or len(text) >= 64
