"""What is sealed opens for its installation and purpose alone, and not when it was touched."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from probant.accounts.sealing import MARK, SealBrokenError, Sealer

KEY = bytes(range(32))
SECRET = "JBSWY3DPEHPK3PXP"


def test_what_was_sealed_opens() -> None:
    sealer = Sealer(KEY, purpose="test")
    assert sealer.open(sealer.seal(SECRET)) == SECRET


def test_the_form_is_hkdf_then_aes_gcm_with_the_purpose_authenticated() -> None:
    sealed = Sealer(KEY, purpose="test").seal(SECRET)
    raw = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
    derived = HKDF(SHA256(), 32, salt=None, info=b"test").derive(KEY)
    assert AESGCM(derived).decrypt(raw[:12], raw[12:], b"test") == SECRET.encode()


def test_the_same_text_is_never_sealed_alike() -> None:
    sealer = Sealer(KEY, purpose="test")
    assert sealer.seal(SECRET) != sealer.seal(SECRET)


def test_every_changed_bit_is_noticed() -> None:
    sealer = Sealer(KEY, purpose="test")
    raw = base64.urlsafe_b64decode(sealer.seal(SECRET).removeprefix(MARK))
    for position in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[position // 8] ^= 1 << position % 8
        with pytest.raises(SealBrokenError):
            sealer.open(MARK + base64.urlsafe_b64encode(bytes(changed)).decode())


@pytest.mark.parametrize("text", ["", SECRET, MARK, MARK + "é", MARK + "AAAA", MARK + "A" * 37])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(SealBrokenError):
        Sealer(KEY, purpose="test").open(text)


def test_another_purpose_or_another_installation_cannot_open() -> None:
    sealed = Sealer(KEY, purpose="test").seal(SECRET)
    for other in (Sealer(KEY, purpose="other"), Sealer(bytes(32), purpose="test")):
        with pytest.raises(SealBrokenError):
            other.open(sealed)
