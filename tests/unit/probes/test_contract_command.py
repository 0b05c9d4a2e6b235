"""`probant contract read`: offline, in the reader's language, with an exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from probant.cli import app, words
from tests.contracts.corpus import contracts
from tests.contracts.printing import printed


@pytest.fixture(params=["fr", "en"])
def spoken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("PROBANT_LANGUAGE", request.param)
    words._catalogue.cache_clear()  # noqa: SLF001  the language changes within one process
    return str(request.param)


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        app(["contract", "read", *arguments])
    return int(ended.value.code or 0)


def file_of(id_: str, folder: Path) -> str:
    contract = next(one for one in contracts("tuning") if one.id == id_)
    path = folder / f"{id_}.{contract.format}"
    path.write_bytes(printed(contract))
    return str(path)


def test_each_clause_is_told_with_its_passage(
    spoken: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(file_of("t05", tmp_path)) == 1
    told = capsys.readouterr().out
    assert {"fr": "✓ Instructions documentées", "en": "✓ Documented instructions"}[spoken] in told
    assert "Factupro ne fait des données" in told
    assert {"fr": "une personne décide", "en": "a person decides"}[spoken] in told


def test_the_whole_reading_is_json_and_a_complete_contract_ends_with_zero(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of("t21", tmp_path)
    assert run(path, "--host", "--json") == 0
    reading = json.loads(capsys.readouterr().out)
    assert {one["state"] for one in reading["clauses"]} == {"found"}
    assert reading["patterns"]


@pytest.mark.parametrize(
    ("content", "words_"),
    [
        (b"", {"fr": "vide", "en": "empty"}),
        (b"%PDF-1.4 cut", {"fr": "endommagé", "en": "damaged"}),
        (b"GIF89a", {"fr": "ni un PDF", "en": "neither a PDF"}),
    ],
)
def test_a_file_that_cannot_be_read_is_told_why(
    spoken: str,
    content: bytes,
    words_: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "contract.pdf"
    path.write_bytes(content)
    assert run(str(path)) == 2
    assert words_[spoken] in capsys.readouterr().err
    assert run(str(tmp_path / "nothing.pdf")) == 2


def test_nothing_is_said_but_the_reason(tmp_path: Path) -> None:
    """pypdf's own remarks, in English, are not the reader's."""
    path = tmp_path / "contract.pdf"
    path.write_bytes(b"%PDF-1.4\n%garbage")
    asked = [sys.executable, "-m", "probant.cli", "contract", "read", str(path)]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip().count("\n")) == (2, 0), done.stderr
