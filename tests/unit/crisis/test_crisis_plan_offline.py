"""The offline page's cryptography, passphrases and log."""

import json
from base64 import b64decode, b64encode
from itertools import count
from uuid import UUID, uuid4

import pytest

from probant.crisis.domain import offline
from probant.crisis.domain.offline import OfflineLogError, WrongPassphraseError
from probant.reference import crisis

ORGANISATION = UUID("00000000-0000-4000-8000-000000000001")
SAID = "2026-11-22T06:10:00Z"
PASSPHRASE = "abeille balcon cerise dragon emeraude falaise"
CONTENT = {"title": "Plan de crise", "é": ["«", 1]}


@pytest.fixture(scope="module")
def envelope() -> dict[str, object]:
    return offline.sealed(CONTENT, PASSPHRASE, organisation=ORGANISATION, number=3)


def test_the_right_passphrase_opens(envelope: dict[str, object]) -> None:
    assert offline.opened(envelope, f"  {PASSPHRASE.replace(' ', '   ')} ") == CONTENT


def test_another_passphrase_does_not(envelope: dict[str, object]) -> None:
    with pytest.raises(WrongPassphraseError):
        offline.opened(envelope, PASSPHRASE + "s")


@pytest.mark.parametrize(
    ("name", "value"), [("number", 4), ("organisation", str(UUID(int=9))), ("iterations", 600_000)]
)
def test_what_is_bound_cannot_be_changed(
    envelope: dict[str, object], name: str, value: object
) -> None:
    with pytest.raises(WrongPassphraseError):
        offline.opened({**envelope, name: value}, PASSPHRASE)


def test_a_changed_byte_is_seen(envelope: dict[str, object]) -> None:
    sealed = bytearray(b64decode(str(envelope["ciphertext"])))
    sealed[7] ^= 1
    with pytest.raises(WrongPassphraseError):
        offline.opened({**envelope, "ciphertext": b64encode(sealed).decode()}, PASSPHRASE)


def test_the_passphrase_is_stretched_as_much_as_the_brief_asks(
    envelope: dict[str, object],
) -> None:
    assert int(str(envelope["iterations"])) >= offline.LEAST_ITERATIONS
    assert len(b64decode(str(envelope["salt"]))) == 16


def test_two_pages_share_neither_salt_nor_nonce(envelope: dict[str, object]) -> None:
    other = offline.sealed(CONTENT, PASSPHRASE, organisation=ORGANISATION, number=3)
    assert other["salt"] != envelope["salt"]
    assert other["iv"] != envelope["iv"]


def test_six_words_of_the_list_are_worth_sixty_bits() -> None:
    assert offline.bits(crisis.passphrase_words()) >= 60


def test_a_drawn_passphrase_is_strong_and_not_twice_the_same() -> None:
    drawn = {offline.drawn(crisis.passphrase_words()) for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(phrase.split()) == offline.WORDS_DRAWN for phrase in drawn)


@pytest.mark.parametrize(
    ("passphrase", "weakness"),
    [
        (PASSPHRASE, ""),
        ("Zq7!zq7!Zp8?", ""),
        ("azerty", "few_kinds"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "repeated"),
        ("mot mot mot mot mot mot mot", "repeated"),
        ("motdepassedelamort", "few_kinds"),
        ("Abc12!", "short"),
        ("Abcdefgh1234", "short"),
        ("a" * 201, "long"),
    ],
)
def test_a_weak_passphrase_is_told_why(passphrase: str, weakness: str) -> None:
    """CNIL, délibération 2022-100: 12 characters of 4 kinds, 14 of 3, or words."""
    assert offline.weakness(passphrase) == weakness


def log(**changed: object) -> bytes:
    entry = {
        "client_key": str(uuid4()),
        "said_at": "2026-11-22T06:10:00.000Z",
        "team": "it",
        "text": " Débranché ",
        "step": "",
    }
    held = {"format": offline.LOG_FORMAT, "organisation": str(ORGANISATION), "entries": [entry]}
    return json.dumps({**held, **changed}).encode()


def read(content: bytes) -> tuple[offline.Noted, ...]:
    return offline.noted(content, organisation=ORGANISATION, teams=crisis.TEAMS)


def test_a_log_comes_back_with_its_time_and_team() -> None:
    (found,) = read(log())
    assert (found.text, found.team, found.said_at.hour) == ("Débranché", "it", 6)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        log(format="other"),
        log(organisation=str(uuid4())),
        log(entries="none"),
        log(entries=[{}]),
        log(entries=[{"client_key": "x", "said_at": "2026-11-22T06:10:00Z", "text": "a"}]),
        log(entries=[{"client_key": str(uuid4()), "said_at": "2026-11-22T06:10:00", "text": "a"}]),
        log(entries=[{"client_key": str(uuid4()), "said_at": "2026-11-22T06:10:00Z", "text": " "}]),
        log(entries=[None] * 2_001),
        log(entries=[{"client_key": str(uuid4()), "said_at": SAID, "text": "a\ud800"}]),
    ],
    ids=count(),  # a random key in an identifier would differ from one worker to the other
)
def test_what_is_no_log_of_this_organisation_is_refused(content: bytes) -> None:
    with pytest.raises(OfflineLogError):
        read(content)


def test_a_team_that_does_not_exist_is_left_out() -> None:
    entry = {"client_key": str(uuid4()), "said_at": "2026-11-22T06:10:00Z", "text": "a"}
    (found,) = read(log(entries=[{**entry, "team": "choir"}]))
    assert found.team == ""
