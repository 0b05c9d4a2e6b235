"""`probant verify` as an inspector runs it: another process, no server, no database, no Django."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.accountability.test_verification import SIGNER, file_of, made

CODE = """
import sys
from probant.cli import app
try:
    app(["verify", *sys.argv[1:]])
finally:
    assert "django" not in sys.modules and "psycopg" not in sys.modules
"""


def verified(*arguments: object, language: str = "fr") -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    root = Path(__file__).resolve().parents[3]
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CODE, *map(str, arguments)],
        env={**kept, "PYTHONPATH": str(root / "src"), "PROBANT_LANGUAGE": language},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    path = tmp_path / "dossier.zip"
    path.write_bytes(file_of(made()).getvalue())
    return path


@pytest.mark.parametrize(("language", "word"), [("fr", "VALIDE"), ("en", "VALID:")])
def test_a_dossier_is_valid_without_database_or_django(
    dossier: Path, language: str, word: str
) -> None:
    answer = verified(dossier, "--key", SIGNER.verifier, language=language)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert word in answer.stdout


@pytest.mark.parametrize(("language", "word"), [("fr", "NON VALIDE"), ("en", "INVALID")])
def test_one_changed_byte_is_said(dossier: Path, language: str, word: str) -> None:
    content = bytearray(dossier.read_bytes())
    content[len(content) // 3] ^= 1
    dossier.write_bytes(bytes(content))
    answer = verified(dossier, language=language)
    assert answer.returncode == 1
    assert word in answer.stdout


def test_another_key_is_said(dossier: Path) -> None:
    key = "probant-other" + str(SIGNER.verifier)[str(SIGNER.verifier).index("+") :]
    answer = verified(dossier, "--key", key)
    assert answer.returncode in {1, 2}
    assert "clé" in answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "n’est pas un dossier"),
        (b"%PDF-1.7 ...", "n’est pas un dossier"),
        (b"PK\x03\x04" + b"\0" * 100, "n’est pas un dossier"),
    ],
)
def test_a_file_that_is_no_dossier_is_said_to_be_none(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "other.zip"
    path.write_bytes(content)
    answer = verified(path)
    assert answer.returncode == 1
    assert words in answer.stdout


def test_a_dossier_cut_short_is_said_to_be_so(dossier: Path) -> None:
    dossier.write_bytes(dossier.read_bytes()[:-200])
    assert "tronqué" in verified(dossier).stdout


def test_a_file_of_gigabytes_that_is_no_dossier_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.zip"
    with path.open("wb") as file:
        file.truncate(6 * 1024**3)  # sparse
    answer = verified(path)
    assert answer.returncode == 1
    assert "n’est pas un dossier" in answer.stdout


@pytest.mark.parametrize("arguments", [["no-such-file.zip"], ["/"]])
def test_what_cannot_be_read_is_said_on_the_error_output(arguments: list[str]) -> None:
    answer = verified(*arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "Impossible de lire" in answer.stderr


def test_a_key_that_is_none_is_refused_before_reading(dossier: Path) -> None:
    answer = verified(dossier, "--key", "clé")
    assert answer.returncode == 2
    assert "n’en est pas une" in answer.stderr


def test_the_report_as_json_is_for_machines(dossier: Path) -> None:
    answer = verified(dossier, "--json")
    report = json.loads(answer.stdout)
    assert (report["failed"], report["entries"], report["is_key_known"]) == (None, 4, False)
