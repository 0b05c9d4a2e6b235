"""The crisis room from the command line, against a real installation."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.integration.test_command_line import Terminal, bare, probant, served

__all__ = ["bare", "probant", "served"]
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installations")]


def test_a_crisis_is_opened_written_in_read_and_exported(probant: Terminal, tmp_path: Path) -> None:
    made = probant.json("crisis", "open", "Messagerie coupée", "--kind", "provider_down")
    reference = made["reference"]
    assert reference in probant.done("crisis", "list")
    assert "no. 2" in probant.done("crisis", "say", reference, "Depuis 8 h", "--team", "it")
    decided = ("--kind", "decision", "--reason", "Deux heures sans nouvelles")
    probant.done("crisis", "say", reference, "Passer au papier", *decided)
    assert [one["sequence"] for one in probant.json("crisis", "read", reference)] == [1, 2, 3]
    assert "Passer au papier" in probant.done("crisis", "read", reference, "--after", "2")
    page = tmp_path / "point.pdf"
    probant.done("crisis", "sitrep", reference, "--output", page)
    assert len(PdfReader(io.BytesIO(page.read_bytes())).pages) == 1
    table = tmp_path / "room.csv"
    probant.done("crisis", "export", reference, "--format", "csv", "--output", table)
    assert "Depuis 8 h" in table.read_text(encoding="utf-8-sig")


def test_what_does_not_exist_is_told(probant: Terminal) -> None:
    refused = probant("crisis", "say", "C-1999-001", "Rien")
    assert refused.returncode == 1
    assert "C-1999-001" in refused.stderr
