"""Known answers: golang.org/x/mod/sumdb/note, note_test.go."""

import base64
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.signed_note import (
    MOST_SIGNATURES,
    AmbiguousKeyError,
    InvalidSignatureError,
    KeyFormatError,
    NoteFormatError,
    Signer,
    UnsignedNoteError,
    Verifier,
    opened,
    signed,
    split,
)

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PETER_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWL"
    "ox33WWd1RvMc+QQ=\n"
)
NOTE = f"{TEXT}\n{PETER_LINE}".encode()


@pytest.fixture
def peter() -> Verifier:
    return Verifier.parse(PETER)


@pytest.fixture
def enoch() -> Verifier:
    return Verifier.parse(ENOCH)


def test_the_note_of_the_go_package_is_signed_byte_for_byte() -> None:
    assert signed(TEXT, Signer.parse(PETER_SECRET)) == NOTE


def test_the_note_of_the_go_package_opens(peter: Verifier) -> None:
    note = opened(NOTE, [peter])
    assert note.text == TEXT
    assert note.signers == ("PeterNeumann",)


@pytest.mark.parametrize("text", [PETER, ENOCH])
def test_a_verifier_key_is_written_as_it_was_read(text: str) -> None:
    assert str(Verifier.parse(text)) == text


def test_the_secret_key_is_written_as_it_was_read_and_never_printed() -> None:
    signer = Signer.parse(PETER_SECRET)
    assert signer.private_text() == PETER_SECRET
    assert str(signer.verifier) == PETER
    seed = PETER_SECRET.rpartition("+")[2]
    assert seed not in repr(signer) + str(signer) + str(vars(signer))


@pytest.mark.parametrize(("text", "parse"), [(PETER, Verifier.parse), (PETER_SECRET, Signer.parse)])
def test_no_part_and_no_neighbour_of_a_key_is_a_key(text: str, parse: type) -> None:
    mangled = [text[start:end] for start in range(len(text)) for end in range(start, len(text))]
    mangled += [text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :] for at in range(len(text))]
    mangled += [text[1:], text + "\n", " " + text, text.upper()]
    for wrong in mangled:
        with pytest.raises(KeyFormatError):
            parse(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
    ids=["wrong length", "unknown algorithm"],
)
def test_other_kinds_of_key_are_refused(text: str) -> None:
    with pytest.raises(KeyFormatError):
        Verifier.parse(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\nb"])
def test_a_name_has_neither_space_nor_plus(name: str) -> None:
    with pytest.raises(KeyFormatError):
        Signer.generate(name)


def test_signatures_of_unknown_keys_are_ignored(peter: Verifier, enoch: Verifier) -> None:
    both = f"{TEXT}\n{PETER_LINE}{ENOCH_LINE}".encode()
    assert opened(both, [peter]).signers == ("PeterNeumann",)
    assert opened(both, [enoch, peter]).signers == ("PeterNeumann", "EnochRoot")
    assert opened(both + PETER_LINE.encode(), [peter]).signers == ("PeterNeumann",)


def test_a_note_that_no_known_key_signed_is_not_opened(enoch: Verifier) -> None:
    for verifiers in ([], [enoch]):
        with pytest.raises(UnsignedNoteError):
            opened(NOTE, verifiers)


def test_a_key_of_the_same_name_and_another_id_is_unknown() -> None:
    with pytest.raises(UnsignedNoteError):
        opened(NOTE, [Signer.generate("PeterNeumann").verifier])


def test_one_failing_signature_of_a_known_key_rejects_the_note(peter: Verifier) -> None:
    longer = PETER_LINE[:60] + "ABCD" + PETER_LINE[60:]
    for line in (longer, longer + PETER_LINE, PETER_LINE + longer):
        with pytest.raises(InvalidSignatureError) as refused:
            opened(f"{TEXT}\n{line}".encode(), [peter])
        assert refused.value.name == "PeterNeumann"


@given(st.integers(0, len(TEXT) - 2), st.integers(1, 127))
def test_a_changed_text_is_refused(place: int, change: int) -> None:
    changed = bytearray(NOTE)
    changed[place] ^= change
    with pytest.raises((InvalidSignatureError, NoteFormatError)):
        opened(bytes(changed), [Verifier.parse(PETER)])


def test_two_keys_of_one_name_and_id_are_ambiguous(peter: Verifier) -> None:
    class Impostor(Verifier):
        key_id = peter.key_id

    impostor = Impostor("PeterNeumann", bytes(32))
    with pytest.raises(AmbiguousKeyError):
        opened(NOTE, [peter, impostor])
    assert opened(NOTE, [peter, peter]).signers == ("PeterNeumann",)


@pytest.mark.parametrize(
    "note",
    [
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        NOTE[:-1],
        b"\x01" + NOTE,
        b"\xff" + NOTE,
        NOTE + b"Unexpected line.\n",
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.replace("— PeterNeumann".encode(), "— Bad Name".encode()),
        NOTE.replace("— ".encode(), b"- "),
        NOTE.replace(b"AM=\n", b"AM\n"),
        NOTE.replace(b"AM=\n", b"AN=\n"),
        f"{TEXT}\n— PeterNeumann x08gow==\n".encode(),
        f"{TEXT}\n{PETER_LINE * (MOST_SIGNATURES + 1)}".encode(),
        b"",
    ],
)
def test_what_is_not_a_signed_note_is_refused(note: bytes, peter: Verifier) -> None:
    with pytest.raises(NoteFormatError):
        opened(note, [peter])


def test_the_text_may_hold_empty_lines() -> None:
    signer = Signer.generate("example.org/log")
    note = signed("one\n\ntwo\n", signer)
    assert opened(note, [signer.verifier]).text == "one\n\ntwo\n"


@pytest.mark.parametrize("text", ["no newline", "a tab\t\n", "\ud800\n", ""])
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NoteFormatError):
        signed(text, Signer.generate("x"))


def test_a_note_needs_a_signer() -> None:
    with pytest.raises(NoteFormatError):
        signed(TEXT)


def test_several_keys_sign_one_note() -> None:
    signers = [Signer.generate("old.example"), Signer.generate("new.example")]
    note = signed(TEXT, *signers)
    assert [line.name for line in split(note)[1]] == ["old.example", "new.example"]
    assert opened(note, [signers[1].verifier]).signers == ("new.example",)


def test_the_example_of_c2sp_is_well_formed() -> None:
    note = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n"
        "ed è subito sera.\n\n— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5d"
        "dnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
    )
    text, (line,) = split(note.encode())
    assert text.endswith("ed è subito sera.\n")
    assert line.name == "quasimodo.example/salvatore"
    assert len(line.signature) == 64
    assert line.key_id == base64.b64decode("NnugSw==")


def test_a_verifier_cannot_be_changed(peter: Verifier) -> None:
    with pytest.raises(FrozenInstanceError):
        peter.name = "someone else"  # type: ignore[misc]
