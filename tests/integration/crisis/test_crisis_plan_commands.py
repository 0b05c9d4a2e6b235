"""The crisis plan from the command line, against a real installation."""

import json
from pathlib import Path

import pytest

from tests.integration.test_command_line import Served, Terminal, bare, probant, served

__all__ = ["Served", "bare", "probant", "served"]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installations")]

PASSPHRASE = "abeille balcon cerise dragon emeraude falaise"


def test_a_plan_is_imported_validated_copied_and_checked(probant: Terminal, tmp_path: Path) -> None:
    assert "nothing here" in probant("crisis-plan", "show").stderr
    held = {"format": "probant-crisis-plan/1", "plan": {"scenarios": ["ransomware"]}}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(held), encoding="utf-8")
    assert "version 1" in probant.done("crisis-plan", "import", file, "--seen", "0")
    assert probant("crisis-plan", "import", file, "--seen", "7").returncode == 1
    assert "Validated until" in probant.done("crisis-plan", "validate", "--seen", "1")
    assert "insurer" in probant.done("crisis-plan", "show")
    booklet = tmp_path / "livret.pdf"
    probant.done("crisis-plan", "booklet", "--output", booklet)
    assert booklet.read_bytes().startswith(b"%PDF")
    key = probant.json("journal", "checkpoint", "--sign")["verifier"]
    signature = tmp_path / "livret.pdf.sig"
    checked = probant.done("crisis-plan", "check", booklet, signature, "--key", key)
    assert checked.startswith("VALID")
    booklet.write_bytes(booklet.read_bytes() + b" ")
    assert probant("crisis-plan", "check", booklet, signature, "--key", key).returncode == 1
    secret = tmp_path / "phrase.txt"
    secret.write_text(PASSPHRASE, encoding="utf-8")
    page = tmp_path / "plan.html"
    probant.done("crisis-plan", "page", "--passphrase-file", secret, "--output", page)
    assert b"default-src" in page.read_bytes()
    probant.done("crisis-plan", "export", "--output", tmp_path / "again.json")


def test_an_exercise_is_played_and_a_log_brought_in(probant: Terminal, tmp_path: Path) -> None:
    made = probant.json(
        "exercises", "plan", "lost_phone_practice", "--at", "2027-01-15T09:00+01:00"
    )
    for act in ("start", "inject", "end"):
        probant.done("exercises", "act", made["id"], act)
    assert "ended" in probant.done("exercises", "list")
    probant.done("exercises", "report", made["id"], "--output", tmp_path / "report.pdf")
    entry = {
        "client_key": "00000000-0000-4000-8000-000000000001",
        "said_at": "2027-01-15T08:00:00Z",
        "team": "it",
        "text": "Noted offline",
    }
    log = tmp_path / "log.json"
    log.write_text(json.dumps({"entries": [entry]}), encoding="utf-8")
    (crisis,) = probant.json("crisis", "list")
    for _again in range(2):
        told = probant.done("crisis-plan", "bring-log", crisis["reference"], log)
        assert "Lines in the room: 1" in told
    assert probant.done("crisis", "read", crisis["reference"]).count("Noted offline") == 1
