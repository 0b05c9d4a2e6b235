"""Whatever characters a text holds, its PDF is made, and they can be read in it."""

import io
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from probant.common import typesetting

SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Essai")
#set text(lang: "fr", font: ("IBM Plex Sans", "Libertinus Serif"))
#data.words
"""
COMPILE = """
import sys
from pathlib import Path
from probant.common import typesetting
typesetting.SOURCES = Path(sys.argv[1]).parent
typesetting.pdf(Path(sys.argv[1]), {"words": eval(sys.argv[2])})
"""


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(typesetting, "SOURCES", tmp_path)
    path = tmp_path / "words.typ"
    path.write_text(SOURCE)
    return path


def text(template: Path, words: str) -> str:
    reader = PdfReader(io.BytesIO(typesetting.pdf(template, {"words": words})))
    return "".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("words", ["a\x01b", "a\x1bb", "a\bb", "a\x7fb", "a\x9fb", "a\ufffeb"])
def test_a_control_character_is_left_out(template: Path, words: str) -> None:
    assert text(template, words) == "ab"


def test_what_only_looks_like_an_escape_stays(template: Path) -> None:
    assert text(template, r"C:\u0001\bas") == r"C:\u0001\bas"


@pytest.mark.parametrize(
    ("words", "printed"),
    [("Dr 漢字", "Dr [U+6F22][U+5B57]"), ("ok 😀", "ok [U+1F600]")],
)
def test_a_character_that_no_font_draws_is_printed_by_its_number(
    template: Path, words: str, printed: str
) -> None:
    assert text(template, words) == printed


def test_the_alphabets_called_drawn_are_drawn(template: Path) -> None:
    drawn = [chr(code) for code in range(0x2300) if not typesetting.UNDRAWN.match(chr(code))]
    said = " ".join(character for character in drawn if character.isprintable())
    assert len(drawn) > 1_500
    data = msgspec.json.encode({"words": said}).decode()
    typesetting._compiled(template, data)  # noqa: SLF001  the first attempt, without the second


@pytest.mark.parametrize("words", ["'é' * 100_000", "'𝐀' * 20_000", "'\\u0301' * 20_000"])
def test_a_word_without_end_ends_no_process(template: Path, words: str) -> None:
    command = [sys.executable, "-c", COMPILE, str(template), words]
    assert subprocess.run(command, check=False).returncode == 0
