"""Codes are read aloud and keyed; what shuts an answer has an order; links end."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from probant.subject_requests.domain import links
from probant.subject_requests.domain.links import Opening, Refusal

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_code_is_read_aloud_without_doubt_and_typed_in_any_way() -> None:
    code, of = links.new_code(), uuid4()
    assert set(code) <= set(links.ALPHABET) | {"-"}
    assert not set("IL01O") & set(links.ALPHABET)
    kept = links.code_digest(code, key=b"k", of=of)
    for typed in (code.lower(), code.replace("-", ""), f" {code} ", code.replace("-", " ")):
        assert links.code_digest(typed, key=b"k", of=of) == kept


def test_a_code_opens_one_answer_of_one_installation() -> None:
    code, of = links.new_code(), uuid4()
    kept = links.code_digest(code, key=b"k", of=of)
    assert links.code_digest(code, key=b"k", of=uuid4()) != kept
    assert links.code_digest(code, key=b"other", of=of) != kept


def opening(**changes: object) -> Opening:
    usual: dict[str, object] = {
        "expires_at": NOW + DAY,
        "revoked_at": None,
        "downloads": 0,
        "most_downloads": 5,
        "tries": 0,
    }
    return Opening(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"revoked_at": NOW}, Refusal.REVOKED),
        ({"expires_at": NOW}, Refusal.EXPIRED),
        ({"downloads": 5}, Refusal.EXHAUSTED),
        ({"downloads": 4}, None),
        ({"tries": links.MOST_TRIES}, Refusal.LOCKED),
        ({"tries": links.MOST_TRIES - 1}, None),
        ({"revoked_at": NOW, "expires_at": NOW, "downloads": 9}, Refusal.REVOKED),
    ],
)
def test_an_answer_opens_only_while_nothing_shuts_it(
    changes: dict[str, object], expected: Refusal | None
) -> None:
    assert opening(**changes).refusal(NOW) is expected


@pytest.mark.parametrize(
    ("closed_at", "expected"),
    [
        (None, NOW + 730 * DAY),
        (NOW + 30 * DAY, NOW + 120 * DAY),
        (NOW + 720 * DAY, NOW + 730 * DAY),
    ],
)
def test_a_link_follows_for_a_while_after_the_end(
    closed_at: datetime | None, expected: datetime
) -> None:
    assert links.following_ends_at(received_at=NOW, closed_at=closed_at) == expected
