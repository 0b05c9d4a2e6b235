import pytest

from probant.common.checkpoint import (
    Checkpoint,
    CheckpointFormatError,
    Signer,
    UnexpectedOriginError,
    Verifier,
    parse,
    sign,
    verify,
)
from probant.common.merkle import EMPTY_ROOT
from probant.common.signed_note import InvalidSignatureError

C2SP_EXAMPLE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
)
# A checkpoint of the Go checksum database as served on 10 January 2023, with two signatures of a
# test witness; the key is the one that the go command carries.
SUMDB_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUMDB = """go.sum database tree
15081221
BoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=

— sum.golang.org Az3grilD7vQqTrv66jRgKM84Y80KTprrSt4bKmiOPxgmS5ZVBTeCl6dUvjYnN13R+C8j0jGY1WnU\
ADGMkok3U0m2Zgo=
— test.example.com qTGhC3917mAr6hGh+T55tNjxaej/D/GQivJZRIj7XGdAcQOTqfMWIPgp/v/904LEduN/h2sSRtH\
UJXUL4b9Gm7Bz4Qc=
— test.example.com /Pa7Y/dUvWMAAAAAQVwkQVi81ArPV7BIaQYrMIxyzY0m8a4BdeeBhSKd3PviPK4/3Sd+NKSc5N7\
PDTCfAkUSVniN+R2oKIggA4iiDQ==
"""
ROOT_TEXT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_example_of_c2sp_is_read_and_written_alike() -> None:
    checkpoint = parse(C2SP_EXAMPLE)
    assert checkpoint.origin == "example.com/behind-the-sofa"
    assert checkpoint.size == 20852163
    assert checkpoint.body == C2SP_EXAMPLE


def test_a_checkpoint_of_the_go_checksum_database_verifies() -> None:
    key = Verifier.parse(SUMDB_KEY)
    checkpoint = verify(SUMDB.encode(), [key], origin="go.sum database tree")
    assert checkpoint.size == 15081221


def test_one_changed_digit_in_it_does_not() -> None:
    forged = SUMDB.replace("15081221", "15081222").encode()
    with pytest.raises(InvalidSignatureError):
        verify(forged, [Verifier.parse(SUMDB_KEY)], origin="go.sum database tree")


def test_the_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(UnexpectedOriginError) as refused:
        verify(SUMDB.encode(), [Verifier.parse(SUMDB_KEY)], origin="example.org/log")
    assert refused.value.expected == "example.org/log"
    assert refused.value.found == "go.sum database tree"


def test_what_is_signed_verifies_with_its_extensions() -> None:
    signer = Signer.generate("example.org/log")
    checkpoint = Checkpoint("example.org/log", 0, EMPTY_ROOT, ("organisation 7", "x"))
    note = sign(checkpoint, signer)
    assert verify(note, [signer.verifier], origin="example.org/log") == checkpoint


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        f"log\n1\n{ROOT_TEXT}",
        f"\n1\n{ROOT_TEXT}\n",
        f"log\n01\n{ROOT_TEXT}\n",
        f"log\n-1\n{ROOT_TEXT}\n",
        f"log\n+1\n{ROOT_TEXT}\n",
        f"log\n1 \n{ROOT_TEXT}\n",
        f"log\n١\n{ROOT_TEXT}\n",
        f"log\n\n{ROOT_TEXT}\n",
        f"log\n{'9' * 20}\n{ROOT_TEXT}\n",
        "log\n1\n",
        "log\n1\n\n",
        "log\n1\nAAAA\n",
        f"log\n1\n{ROOT_TEXT[:-1]}\n",
        f"log\n1\n{ROOT_TEXT[:-2]}J=\n",
        f"log\n1\n {ROOT_TEXT}\n",
        f"log\n1\n{ROOT_TEXT}\n\n",
        f"log\n1\n{ROOT_TEXT}\n\nafter an empty line\n",
        f"log\r\n1\r\n{ROOT_TEXT}\r\n",
    ],
)
def test_anything_but_the_one_spelling_is_refused(body: str) -> None:
    with pytest.raises(CheckpointFormatError):
        parse(body)


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 1, EMPTY_ROOT, ()),
        ("two\nlines", 1, EMPTY_ROOT, ()),
        ("log", -1, EMPTY_ROOT, ()),
        ("log", 1, EMPTY_ROOT[:-1], ()),
        ("log", 1, EMPTY_ROOT, ("",)),
        ("log", 1, EMPTY_ROOT, ("a\nb",)),
    ],
)
def test_a_checkpoint_that_could_not_be_read_back_is_not_made(
    origin: str, size: int, root: bytes, extensions: tuple[str, ...]
) -> None:
    with pytest.raises(CheckpointFormatError):
        Checkpoint(origin, size, root, extensions)
