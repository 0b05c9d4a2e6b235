"""The answer's archive is written as it is sent, and any reader opens it."""

import shutil
import subprocess
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from probant.subject_requests.domain.packing import SUMS, Packed, zipped

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MEGABYTE = b"0123456789abcdef" * 65_536


def member(name: str, content: bytes = b"x", media_type: str = "application/pdf") -> Packed:
    return Packed(name, sha256(content).hexdigest(), media_type, lambda: iter([content]))


def archive(*members: Packed) -> ZipFile:
    return ZipFile(BytesIO(b"".join(zipped(members, folder="D-2026-001", at=NOW))))


def test_each_file_comes_out_as_it_went_in_with_its_digest() -> None:
    found = archive(member("a.pdf", b"one"), member("b.csv", b"two" * 100, "text/csv"))
    assert found.testzip() is None
    assert found.read("D-2026-001/a.pdf") == b"one"
    assert found.read("D-2026-001/b.csv") == b"two" * 100
    sums = found.read(f"D-2026-001/{SUMS}").decode().splitlines()
    assert sums[0] == f"{sha256(b'one').hexdigest()}  a.pdf"
    assert len(sums) == 2


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.pdf", "a.pdf", "A.pdf"], ["a.pdf", "a (2).pdf", "A (3).pdf"]),
        (["../../etc/passwd"], [".._.._etc_passwd"]),
        (["a\\b.pdf"], ["a_b.pdf"]),
        ([SUMS], ["SHA256SUMS (2).txt"]),
    ],
)
def test_no_file_hides_another_or_leaves_its_folder(names: list[str], expected: list[str]) -> None:
    found = archive(*(member(name) for name in names))
    held = [name.removeprefix("D-2026-001/") for name in found.namelist()]
    assert held == [*expected, SUMS]


def test_a_large_answer_is_never_whole_in_memory() -> None:
    def large() -> Iterator[bytes]:
        yield from (MEGABYTE for _ in range(60))

    packed = Packed("scan.dcm", "0" * 64, "application/dicom", large)
    tracemalloc.start()
    size = sum(len(piece) for piece in zipped([packed], folder="D", at=NOW))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 60 * len(MEGABYTE)
    assert peak < 12 * len(MEGABYTE)


@pytest.mark.skipif(not shutil.which("unzip"), reason="no unzip here")
def test_another_program_reads_it(tmp_path: Path) -> None:
    place = tmp_path / "answer.zip"
    place.write_bytes(b"".join(zipped([member("é.pdf", b"one")], folder="D", at=NOW)))
    told = subprocess.run(["unzip", "-t", place], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
