"""Links name their organisation and nothing else; codes are read aloud; refusals have an order."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.subject_requests.domain import links
from probant.subject_requests.domain.links import Opening, Refusal

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@given(st.uuids())
def test_a_token_names_its_organisation_and_its_digest(organisation: UUID) -> None:
    token = links.new_token(organisation)
    found = links.address_of(token)
    assert found == links.Address(organisation, links.digest(token))
    assert len(token) == 64


def test_two_tokens_differ() -> None:
    here = uuid4()
    assert len({links.new_token(here) for _ in range(100)}) == 100


@pytest.mark.parametrize("text", ["", "x" * 63, "é" * 64, "*" * 64, "no-such-token", "A" * 65])
def test_what_is_no_token_is_none(text: str) -> None:
    assert links.address_of(text) is None


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
        "opens_at": NOW - DAY,
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
        ({"opens_at": NOW + DAY}, Refusal.TOO_EARLY),
        ({"opens_at": NOW}, None),
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
    ("expires_at", "revoked_at", "expected"),
    [
        (NOW + DAY, None, None),
        (NOW, None, Refusal.EXPIRED),
        (NOW + DAY, NOW, Refusal.REVOKED),
    ],
)
def test_a_link_follows_until_it_expires_or_is_revoked(
    expires_at: datetime, revoked_at: datetime | None, expected: Refusal | None
) -> None:
    found = links.following_refusal(expires_at=expires_at, revoked_at=revoked_at, at=NOW)
    assert found is expected
