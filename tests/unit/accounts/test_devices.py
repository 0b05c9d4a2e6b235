"""Browsers describe themselves oddly; people read what they know."""

import pytest

from probant.accounts.devices import Device, described


@pytest.mark.parametrize(
    ("system", "engine", "expected"),
    [
        ("Windows NT 10.0; Win64; rv:128.0", "Gecko Firefox/128.0", Device("Firefox", "Windows")),
        ("Windows NT 10.0", "Chrome/130.0 Safari/537.36 Edg/130.0", Device("Edge", "Windows")),
        ("Linux; Android 14", "Chrome/130.0 Safari/537.36", Device("Chrome", "Android")),
        ("iPhone; CPU iPhone OS 17_5 like Mac OS X", "Safari/604.1", Device("Safari", "iPhone")),
        ("Macintosh; Intel Mac OS X 10_15_7", "Safari/605.1.15", Device("Safari", "Mac")),
        ("", "curl/8.5.0", Device("", "")),
        ("", "", Device("", "")),
    ],
)
def test_a_device_is_named_in_plain_words(system: str, engine: str, expected: Device) -> None:
    assert described(f"Mozilla/5.0 ({system}) {engine}") == expected


def test_a_phone_is_drawn_as_a_phone() -> None:
    assert described("Android").icon == "phone"
    assert described("Windows").icon == "laptop"
