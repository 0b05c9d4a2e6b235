"""Documents by typst: PDF/UA-1, data passed as JSON beside the source, never written into it.

PDF/UA-1 refuses a document with one character that no font draws. Control characters, which nobody
sees, are left out; any other such character is printed by its number, as [U+1F600]. A "word" of
more than 65,535 bytes aborts typst 0.15 and the process with it: long ones may break within.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst

SOURCES = Path(__file__).resolve().parent.parent
PACKAGES = SOURCES.parent.parent / "node_modules"
FONTS = PACKAGES / "@expo-google-fonts" / "ibm-plex-sans"
CONTROLS = re.compile(r"\\(?:u00[01][0-9a-f]|[bf])|(\\.)|[\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# Latin, Greek, Cyrillic, punctuation, currencies, arrows, operators: typst's own fonts draw them.
DRAWN = (
    " -~\u00a0-\u024f\u0300-\u036f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u045f\u1e00-\u1eff"
    "\u2010-\u2040\u20a0-\u20bf\u2116\u2122\u2190-\u22ff"
)
UNDRAWN = re.compile(f"[^\\n\\t{DRAWN}]")
ENDLESS = re.compile(r'[^\s"\\]{1000}')
BREAK_HERE = "\u200b"
REFUSAL = "could not be displayed"


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template's PDF; it reads `json(bytes(sys.inputs.data))` and may import /web/typst/….

    Without the fonts of the front-end packages, typst's own serif takes their place.
    """
    said = CONTROLS.sub(lambda found: found[1] or "", msgspec.json.encode(data).decode())
    try:
        return _compiled(template, said)
    except typst.TypstError as error:
        if REFUSAL not in str(error):
            raise
    return _compiled(template, UNDRAWN.sub(_numbered, said))


def _compiled(template: Path, said: str) -> bytes:
    made: bytes = typst.compile(
        str(template),
        root=str(SOURCES),
        font_paths=_fonts(),
        sys_inputs={"data": ENDLESS.sub(_breakable, said)},
        format="pdf",
        pdf_standards="ua-1",
    )
    return made


def _numbered(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def _breakable(found: re.Match[str]) -> str:
    return found[0] + BREAK_HERE


@cache
def _fonts() -> typst.Fonts:
    paths = [str(FONTS)] if FONTS.is_dir() else []
    return typst.Fonts(font_paths=paths, include_system_fonts=False)
