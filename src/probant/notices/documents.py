"""A notice on paper: the poster and the leaflet, as PDF/UA-1."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import segno
from django.utils import formats, translation
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.notices.domain.facts import Facts
from probant.notices.domain.leaflet import folded
from probant.notices.domain.notice import Notice, to_json
from probant.notices.domain.poster import essentials

TEMPLATES = Path(__file__).resolve().parent / "typst"


@dataclass(frozen=True)
class Edition:
    """Which version a paper shows: its number and date, or a draft that was never published."""

    address: str
    number: int = 0
    published_at: datetime | None = None

    @property
    def is_draft(self) -> bool:
        """Whether nobody has published it."""
        return self.number == 0


def poster(facts: Facts, language: str, edition: Edition) -> bytes:
    """One A4 page, to be read from two metres, with the way to the whole notice."""
    words: dict[str, Any] = msgspec.to_builtins(essentials(facts, language))
    return typesetting.pdf(TEMPLATES / "poster.typ", words | _edition(language, edition))


def leaflet(notice: Notice, edition: Edition) -> bytes:
    """An A4 sheet to fold in three, with the whole notice."""
    words = to_json(folded(notice))
    return typesetting.pdf(TEMPLATES / "leaflet.typ", words | _edition(notice.language, edition))


def _edition(language: str, edition: Edition) -> dict[str, Any]:
    with translation.override(language):
        if edition.published_at is None:
            stamp = _("Draft, not published")
        else:
            date = formats.date_format(edition.published_at, "DATE_FORMAT")
            stamp = _("Version %(number)s of %(date)s") % {"number": edition.number, "date": date}
        return {
            "stamp": stamp,
            "is_draft": edition.is_draft,
            "address": edition.address.removeprefix("https://").removeprefix("http://"),
            "link": edition.address,
            "code": _code(edition.address),
            "code_label": _("QR code that leads to the full notice"),
            "fold": _("Leaflet to fold in three"),
        }


def _code(address: str) -> str:
    drawn = BytesIO()
    segno.make(address, error="q").save(drawn, kind="svg", border=0, dark="#13222a", scale=4)
    return drawn.getvalue().decode()
