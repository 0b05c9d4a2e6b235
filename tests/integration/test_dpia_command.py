"""Impact assessments from the command line, against a real installation."""

import json
from pathlib import Path

import pytest

from tests.factories import pia
from tests.integration.test_command_line import Terminal, bare, probant, served

__all__ = ["bare", "probant", "served"]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installations")]


def test_a_file_of_the_tool_is_imported_advised_and_given_back(
    probant: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "pia"
    file.write_bytes(pia.content(pia.old_file()))
    reference = probant.json("dpia", "import", file)["reference"]
    assert reference in probant.done("dpia", "list")
    assert "views" in probant.done("dpia", "show", reference)
    probant.done("dpia", "act", reference, "hear", "--text", "Sans objet")
    advised = probant.json(
        "dpia", "act", reference, "advise", "--text", "Avis inventé", "--favourable"
    )
    assert advised["lacking"] == []
    probant.done("dpia", "act", reference, "follow", "--reference", "3.2", "--on", "2026-11-20")
    back = tmp_path / "back.json"
    probant.done("dpia", "export", reference, "--output", back)
    assert json.loads(back.read_text())["pia"]["dpo_opinion"] == "Avis inventé"
    refused = probant("dpia", "act", reference, "validate")
    assert refused.returncode == 4


def test_what_cannot_be_imported_or_found_is_told(probant: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(b'{"pia": {')
    refused = probant("dpia", "import", file)
    assert refused.returncode == 1
    assert "not_json" in refused.stderr
    assert "AIPD-1999-001" in probant("dpia", "show", "AIPD-1999-001").stderr
    assert probant("dpia", "decide", "Rien", "required", "x").returncode == 1
    assert probant.json("dpia", "needs") == []
