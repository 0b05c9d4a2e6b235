"""What commands print, in the operator's language: PROBANT_LANGUAGE, else LANG; French first."""

import gettext
import os
from functools import cache
from pathlib import Path

from probant.common.catalogues import compile_catalogues

LOCALE = Path(__file__).resolve().parent / "locale"


def language() -> str:
    """The operator's language, fr or en."""
    wanted = os.environ.get("PROBANT_LANGUAGE") or os.environ.get("LANG", "")
    return "en" if wanted.startswith("en") else "fr"


@cache
def _catalogue() -> gettext.NullTranslations:
    if language() == "en":
        return gettext.NullTranslations()
    compile_catalogues(LOCALE.parent)
    return gettext.translation("django", LOCALE, ["fr"], fallback=True)


def _(message: str) -> str:
    """The message in the operator's language."""
    return _catalogue().gettext(message)
