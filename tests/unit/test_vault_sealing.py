"""AES-256-GCM by published vectors, and the vault's own forms read back by another hand."""

from io import BytesIO
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from probant.vault.domain import keys, sealing, stream
from probant.vault.domain.errors import PlaceError, SealBrokenError
from probant.vault.domain.sealing import Place, seal, seal_json, unseal, unseal_json

KEY = bytes(range(32))
ORGANISATION = UUID(int=1)
PLACE = Place(ORGANISATION, "requests_request", "person", "3")

# McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, test cases 13 to 16.
FEFF = "feffe9928665731c6d6a8f9467308308" * 2
CAFE = "cafebabefacedbaddecaf888"
D931 = (
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255"
)
FIVE22 = (
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
)
FEED = "feedfacedeadbeeffeedfacedeadbeefabaddad2"
VECTORS = [
    ("00" * 32, "00" * 12, "", "", "530f8afbc74536b9a963b4f1c4cb738b"),
    ("00" * 32, "00" * 12, "00" * 16, "",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    (FEFF, CAFE, D931, "", FIVE22 + "b094dac5d93471bdec1a502270e3cc6c"),
    (FEFF, CAFE, D931[:-8], FEED, FIVE22[:-8] + "76fc6ece0f4e1768cddf8853bb2d551b"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "nonce", "clear", "associated", "expected"), VECTORS)
def test_the_door_to_the_cipher_gives_the_published_vectors(
    key: str, nonce: str, clear: str, associated: str, expected: str
) -> None:
    given = [bytes.fromhex(part) for part in (key, nonce, clear, associated)]
    assert sealing.encrypt(*given).hex() == expected
    assert sealing.decrypt(given[0], given[1], bytes.fromhex(expected), given[3]) == given[2]


def test_a_value_is_version_nonce_ciphertext_and_tag_bound_to_its_place() -> None:
    sealed = seal(KEY, PLACE, b"Zo\xc3\xa9")
    assert sealed[:1] == b"\x01"
    associated = f"probant-vault/1|{ORGANISATION}|requests_request|person|3".encode()
    assert AESGCM(KEY).decrypt(sealed[1:13], sealed[13:], associated) == b"Zo\xc3\xa9"


def test_a_value_sealed_by_the_first_release_still_opens() -> None:
    kept = bytes.fromhex("01000102030405060708090a0b2f67ba77aa6676761ff854cfe1d007da6ea6a53dbb")
    assert unseal(KEY, PLACE, kept) == b"hello"


def test_a_content_of_the_first_release_still_opens() -> None:
    salt = bytes(range(16))
    sealed = b"".join(stream.sealed(KEY, PLACE, [b"hello"], salt=salt))
    assert sealed.hex() == (
        "01000102030405060708090a0b0c0d0e0f1a7d36c217c0461eb1109e6e9fcef7969d3f7282e6"
    )


def independently_opened(sealed: bytes) -> bytes:
    """The documented format, decrypted without the vault's code."""
    derived = HKDF(SHA256(), 32, salt=sealed[1:17], info=b"probant-vault/1 content").derive(KEY)
    associated = f"probant-vault/1|{ORGANISATION}|requests_request|person|3".encode()
    body, clear = sealed[17:], b""
    chunks = [body[at : at + 65552] for at in range(0, len(body), 65552)]
    for number, chunk in enumerate(chunks):
        last = b"\x01" if number == len(chunks) - 1 else b"\x00"
        nonce = number.to_bytes(11, "big") + last
        clear += AESGCM(derived).decrypt(nonce, chunk, associated)
    return clear


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 200_000])
def test_a_content_of_any_size_is_read_by_another_hand_and_by_ours(size: int) -> None:
    clear = bytes(number % 251 for number in range(size))
    sealed = b"".join(stream.sealed(KEY, PLACE, [clear[:7], clear[7:], b""]))
    assert independently_opened(sealed) == clear
    assert b"".join(stream.opened(KEY, PLACE, BytesIO(sealed))) == clear
    assert len(sealed) == 17 + size + 16 * max(1, -(-size // 65536))


def test_the_same_content_is_never_sealed_alike() -> None:
    assert list(stream.sealed(KEY, PLACE, [b"x"])) != list(stream.sealed(KEY, PLACE, [b"x"]))
    assert seal(KEY, PLACE, b"x") != seal(KEY, PLACE, b"x")


class Trickle(BytesIO):
    """A source that gives less than it is asked for, as a pipe may."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 1, 1000))


def test_a_source_that_trickles_is_read_whole() -> None:
    sealed = b"".join(stream.sealed(KEY, PLACE, stream.pieces_of(Trickle(bytes(150_000)))))
    assert b"".join(stream.opened(KEY, PLACE, Trickle(sealed))) == bytes(150_000)


def refused(sealed: bytes) -> bool:
    try:
        list(stream.opened(KEY, PLACE, BytesIO(sealed)))
    except SealBrokenError:
        return True
    return False


def chunks_of(size: int) -> list[bytes]:
    return list(stream.sealed(KEY, PLACE, [bytes(size)]))


def test_a_content_cut_lengthened_reordered_or_repeated_does_not_open() -> None:
    header, one, two, three = chunks_of(3 * 65536)
    assert not refused(header + one + two + three)
    for forged in (
        [],
        [one],
        [one, two],
        [three],
        [two, one, three],
        [one, one, two, three],
        [one, three, two],
        [one, two, three, b"x"],
        [one, two, three, three],
        [one, two, three[:-1]],
    ):
        assert refused(header + b"".join(forged))


def test_chunks_of_two_contents_do_not_mix() -> None:
    mine, theirs = chunks_of(2 * 65536), chunks_of(2 * 65536)
    assert refused(mine[0] + mine[1] + theirs[2])
    assert refused(theirs[0] + mine[1] + mine[2])


def test_an_empty_last_chunk_after_others_is_refused() -> None:
    header, one, _ = chunks_of(2 * 65536)
    cipher = stream.ChunkCipher(stream.content_key(KEY, header[1:]), PLACE)
    assert refused(header + one + cipher.seal(1, b"", is_last=True))


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_of_a_content_is_noticed(position: int, change: int) -> None:
    sealed = bytearray(b"".join(stream.sealed(KEY, PLACE, [bytes(70_000)])))
    sealed[position % len(sealed)] ^= change
    assert refused(bytes(sealed))


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_any_changed_byte_of_a_value_is_noticed(position: int, change: int) -> None:
    sealed = bytearray(seal(KEY, PLACE, b"Jeanne"))
    sealed[position % len(sealed)] ^= change
    with pytest.raises(SealBrokenError):
        unseal(KEY, PLACE, bytes(sealed))


@given(st.integers(min_value=0, max_value=34))
def test_a_value_cut_short_is_noticed(kept: int) -> None:
    with pytest.raises(SealBrokenError):
        unseal(KEY, PLACE, seal(KEY, PLACE, b"Jeanne")[:kept])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
names = st.from_regex(r"[a-z][a-z0-9_]*", fullmatch=True)
places = st.builds(Place, st.uuids(), names, names, st.text())


@given(places, json_values)
def test_any_json_value_comes_back_from_its_place(place: Place, value: object) -> None:
    assert unseal_json(KEY, place, seal_json(KEY, place, value)) == value


@given(places, places)
def test_two_places_are_never_spelt_alike(one: Place, other: Place) -> None:
    assert (one == other) == (one.associated == other.associated)
    if one != other:
        with pytest.raises(SealBrokenError):
            unseal(KEY, other, seal(KEY, one, b"x"))


@pytest.mark.parametrize("name", ["", "a|b", "A", "é", "1a", "a b", "a\n"])
def test_a_table_or_column_that_could_deceive_is_refused(name: str) -> None:
    with pytest.raises(PlaceError):
        Place(ORGANISATION, name, "column", "")
    with pytest.raises(PlaceError):
        Place(ORGANISATION, "table", name, "")


def test_a_wrapped_key_opens_in_its_row_alone() -> None:
    key, subject = sealing.new_key(), UUID(int=5)
    place = keys.of_dossier(ORGANISATION, UUID(int=2), kind="breach", subject=subject)
    wrapped = keys.wrap(key, place, by=KEY)
    assert keys.unwrap(wrapped, place, by=KEY) == key
    for other in (
        keys.of_dossier(ORGANISATION, UUID(int=3), kind="breach", subject=subject),
        keys.of_dossier(ORGANISATION, UUID(int=2), kind="crisis", subject=subject),
        keys.of_dossier(ORGANISATION, UUID(int=2), kind="breach", subject=UUID(int=6)),
        keys.of_dossier(UUID(int=9), UUID(int=2), kind="breach", subject=subject),
        keys.of_file(ORGANISATION, UUID(int=2)),
    ):
        with pytest.raises(SealBrokenError):
            keys.unwrap(wrapped, other, by=KEY)


def test_what_was_wrapped_must_be_a_key() -> None:
    place = keys.of_organisation(ORGANISATION)
    with pytest.raises(SealBrokenError):
        keys.unwrap(seal(KEY, place, b"short"), place, by=KEY)
