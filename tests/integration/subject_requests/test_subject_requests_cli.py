"""`probant requests …` against a real installation."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.integration.test_command_line import Terminal, bare, probant, served

__all__ = ["bare", "probant", "served"]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installations")]
NAME = "Camille Inventée"


def test_a_request_is_entered_acted_on_listed_and_exported(
    probant: Terminal,
    tmp_path: Path,
) -> None:
    letter = tmp_path / "demande.json"
    asked = {
        "rights": ["access"],
        "channel": "post",
        "received_at": datetime.now(UTC).isoformat(),
        "contact": {"name": NAME, "telephone": "0100000000"},
    }
    letter.write_text(json.dumps(asked), encoding="utf-8")
    made = probant.json("requests", "enter", letter)
    number = made["number"]

    assert number in probant.done("requests", "list", "--status", "open")
    assert probant.json("requests", "act", number, "acknowledge")["version"] == 2
    answer = tmp_path / "reponse.json"
    answer.write_text(json.dumps({"outcome": "granted"}), encoding="utf-8")
    done = probant.json("requests", "act", number, "answer", "--file", answer)
    assert (done["status"], done["outcome"]) == ("answered", "granted")
    assert NAME in probant.done("requests", "show", number)

    plain, named = tmp_path / "plain.csv", tmp_path / "named.csv"
    probant.done("requests", "export", "--output", plain)
    probant.done("requests", "export", "--names", "--output", named)
    assert NAME not in plain.read_text(encoding="utf-8-sig")
    assert NAME in named.read_text(encoding="utf-8-sig")


def test_an_act_that_is_refused_says_why(
    probant: Terminal,
) -> None:
    missing = probant("requests", "show", "D-1999-001")
    assert missing.returncode == 1
    assert "D-1999-001" in missing.stderr
