"""A list as a file: CSV, XLSX, ODS, PDF or JSON from the same rows of words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.organisations.models import Organisation
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

TEMPLATE = Path(__file__).resolve().parent / "typst" / "list.typ"
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
}
MOST_PRINTED = 1_000
SHEET_TITLE = 31


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Rows of words under their titles; `values` are the same things for programs."""

    title: str
    organisation: Organisation
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    values: Sequence[Mapping[str, Any]]
    name: str
    at: datetime
    language: str = "fr"
    printed: Sequence[int] = field(default_factory=tuple)

    @property
    def filename(self) -> str:
        """`vulnerabilites-cabinet-des-tilleuls-2026-11-22`, without its suffix."""
        whose = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        return f"{slugify(self.title)}-{whose}-{timezone.localdate(self.at):%Y-%m-%d}"

    @property
    def table(self) -> Table:
        """The same for the register's writers."""
        rows = tuple(tuple(fitting(cell) for cell in row) for row in self.rows)
        kinds = (columns()["summary"],) * len(self.header)
        return Table(self.title[:SHEET_TITLE], kinds, tuple(self.header), rows)


def write(format_: str, listing: Listing) -> bytes:
    """The list in one of MEDIA_TYPES; KeyError for another."""
    with translation.override(listing.language):
        return WRITERS[format_](listing)


def _csv(listing: Listing) -> bytes:
    return delimited.write([listing.table.header, *listing.table.rows])


def _xlsx(listing: Listing) -> bytes:
    return xlsx.write([listing.table], title=listing.title, written_at=listing.at)


def _ods(listing: Listing) -> bytes:
    return ods.write([listing.table], title=listing.title, written_at=listing.at)


def _json(listing: Listing) -> bytes:
    whose = {"id": str(listing.organisation.pk), "name": listing.organisation.name}
    value = {"organisation": whose, "made_at": listing.at, listing.name: listing.values}
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(listing: Listing) -> bytes:
    """The columns of `printed`, and no more rows than somebody would read."""
    day = timezone.localdate(listing.at)
    written = formats.date_format(timezone.localtime(listing.at), "SHORT_DATETIME_FORMAT")
    kept = listing.printed or range(len(listing.header))
    rows = [[row[at] for at in kept] for row in listing.rows[:MOST_PRINTED]]
    total = len(listing.rows)
    lede = _("%(count)s rows.") % {"count": total}
    if total > MOST_PRINTED:
        lede = _("The first %(most)s of %(count)s rows: the other formats hold them all.") % {
            "most": MOST_PRINTED,
            "count": total,
        }
    return typesetting.pdf(
        TEMPLATE,
        {
            "title": listing.title,
            "lede": lede,
            "subject": listing.organisation.name,
            "language": "en" if listing.language.startswith("en") else "fr",
            "day": [day.year, day.month, day.day],
            "footer": f"{listing.organisation.name} · {listing.title} · {written}",
            "page": _("page"),
            "identity": [
                [_("Organisation"), listing.organisation.name],
                [_("Written on"), written],
            ],
            "header": [listing.header[at] for at in kept],
            "rows": rows,
        },
    )


WRITERS: Mapping[str, Callable[[Listing], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "pdf": _pdf,
    "json": _json,
}
