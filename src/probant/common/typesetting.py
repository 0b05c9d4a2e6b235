"""Documents by typst: PDF/UA-1, data passed as JSON beside the source, never written into it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import typst

SOURCES = Path(__file__).resolve().parent.parent
PACKAGES = SOURCES.parent.parent / "node_modules"
FONTS = PACKAGES / "@expo-google-fonts" / "ibm-plex-sans"


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template's PDF; it reads `json(bytes(sys.inputs.data))` and may import /web/typst/….

    Without the fonts of the front-end packages, typst's own serif takes their place.
    """
    made: bytes = typst.compile(
        str(template),
        root=str(SOURCES),
        font_paths=_fonts(),
        sys_inputs={"data": msgspec.json.encode(data).decode()},
        format="pdf",
        pdf_standards="ua-1",
    )
    return made


@cache
def _fonts() -> typst.Fonts:
    paths = [str(FONTS)] if FONTS.is_dir() else []
    return typst.Fonts(font_paths=paths, include_system_fonts=False)
