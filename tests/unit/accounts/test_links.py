"""One-time links: 256 bits, kept as a digest, used once, within their time."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from probant.accounts.domain import LIFETIMES, LinkPurpose, LinkRefusal, digest, new_token, refusal

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_a_token_has_256_bits_and_never_repeats() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) == 43 for token in tokens)


def test_only_the_sha_256_of_a_token_is_kept() -> None:
    assert digest("abc") == sha256(b"abc").digest()


@pytest.mark.parametrize(
    ("used_at", "left", "expected"),
    [
        (None, timedelta(seconds=1), None),
        (None, timedelta(0), LinkRefusal.EXPIRED),
        (None, -timedelta(days=1), LinkRefusal.EXPIRED),
        (NOW, timedelta(days=1), LinkRefusal.USED),
    ],
)
def test_a_link_is_refused_when_used_or_too_old(
    used_at: datetime | None, left: timedelta, expected: LinkRefusal | None
) -> None:
    assert refusal(used_at=used_at, expires_at=NOW + left, at=NOW) is expected


def test_each_purpose_has_its_lifetime() -> None:
    assert {purpose: LIFETIMES[purpose] for purpose in LinkPurpose} == {
        LinkPurpose.SIGN_IN: timedelta(minutes=10),
        LinkPurpose.DEMONSTRATION: timedelta(hours=24),
        LinkPurpose.FIRST_RUN: timedelta(days=7),
    }
