"""Whose address a request bears behind proxies: nobody chooses their own."""

import pytest

from probant.config.proxies import address_of, networks

TRUSTED = networks("10.0.0.0/8, ::1")


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"),  # the left one is a claim
        ("198.51.100.4", "203.0.113.7", "198.51.100.4"),  # no proxy of ours
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "not an address", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7, evil", "10.0.0.1"),
    ],
)
def test_the_nearest_address_that_no_trusted_proxy_answers_for(
    remote: str, forwarded: str, address: str
) -> None:
    assert address_of(remote, forwarded, TRUSTED) == address


def test_without_trusted_proxies_the_header_is_not_read() -> None:
    assert address_of("10.0.0.1", "203.0.113.7", ()) == "10.0.0.1"


def test_a_wrong_network_is_refused() -> None:
    with pytest.raises(ValueError, match=r"10\.0\.0\.0/99"):
        networks("10.0.0.0/99")
