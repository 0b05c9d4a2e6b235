"""The ways and their barriers as a file: CSV, XLSX, ODS, PDF, JSON; one line a barrier."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from probant.barriers import labels
from probant.barriers.domain.ways import to_json
from probant.barriers.queries import Seen
from probant.common import typesetting
from probant.organisations.models import Organisation
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

TEMPLATE = Path(__file__).resolve().parent / "typst" / "ways.typ"
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The ways of one organisation, in one language, as at an instant."""

    organisation: Organisation
    ways: Sequence[Seen]
    language: str
    at: datetime

    @property
    def title(self) -> str:
        """What it is called."""
        return _("Ways to the data and their barriers")

    @property
    def filename(self) -> str:
        """`acces-et-barrieres-centre-hospitalier-2026-11-22`, without its suffix."""
        name = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        return f"{slugify(_('Ways and barriers'))}-{name}-{timezone.localdate(self.at):%Y-%m-%d}"

    @property
    def table(self) -> Table:
        """One row a barrier; a way without any has one row all the same."""
        header = tuple(str(title) for title in _header())
        rows = tuple(
            tuple(fitting(str(cell)) for cell in row) for one in self.ways for row in _rows(one)
        )
        return Table(_("Ways and barriers"), (columns()["summary"],) * len(header), header, rows)


def write(format_: str, sheet: Sheet) -> bytes:
    """The ways in one of MEDIA_TYPES; KeyError for another."""
    with translation.override(sheet.language):
        return FORMATS[format_](sheet)


def plain(one: Seen) -> dict[str, Any]:
    """One way as JSON values, with its count and what was found."""
    return {
        "id": str(one.way.pk),
        "reference": one.way.reference,
        "version": one.way.version,
        "retired_at": one.way.retired_at,
        "updated_at": one.way.updated_at,
        "way": to_json(one.facts),
        "independent": one.depth.sure,
        "possible": one.depth.possible,
        "counted": [
            {"reason": judged.reason.value, "like": judged.like} for judged in one.depth.judged
        ],
        "state": one.judgement.state.value,
        "findings": [finding.value for finding in one.judgement.findings],
    }


def _header() -> tuple[str, ...]:
    return (
        _("Number"),
        _("Way"),
        _("Independent barriers"),
        _("Findings"),
        _("Barrier"),
        _("Component"),
        _("State"),
        _("Count"),
        _("Checked on"),
        _("Where it can be seen"),
    )


def _rows(one: Seen) -> Iterator[tuple[object, ...]]:
    found = ", ".join(str(labels.FINDINGS[finding]) for finding in one.judgement.findings)
    way = (one.way.reference, one.facts.name, one.depth.sure, found)
    if not one.facts.barriers:
        yield (*way, "", "", "", "", "", "")
    for barrier, judged in zip(one.facts.barriers, one.depth.judged, strict=True):
        yield (
            *way,
            labels.KINDS[barrier.kind],
            barrier.component,
            labels.STANDINGS[barrier.standing],
            labels.reason(judged),
            day(barrier.checked_on),
            barrier.evidence,
        )


def day(value: date | None) -> str:
    """A day as the language writes it; nothing for none."""
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""


def _csv(sheet: Sheet) -> bytes:
    return delimited.write([sheet.table.header, *sheet.table.rows])


def _xlsx(sheet: Sheet) -> bytes:
    return xlsx.write([sheet.table], title=sheet.title, written_at=sheet.at)


def _ods(sheet: Sheet) -> bytes:
    return ods.write([sheet.table], title=sheet.title, written_at=sheet.at)


def _json(sheet: Sheet) -> bytes:
    value = {
        "organisation": {"id": str(sheet.organisation.pk), "name": sheet.organisation.name},
        "made_at": sheet.at,
        "ways": [plain(one) for one in sheet.ways],
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(sheet: Sheet) -> bytes:
    local = timezone.localtime(sheet.at)
    written = formats.date_format(local, "SHORT_DATETIME_FORMAT")
    header = [str(title) for title in _header()[4:]]
    data = {
        "title": sheet.title,
        "subject": sheet.organisation.name,
        "language": sheet.language[:2],
        "day": [local.year, local.month, local.day],
        "footer": f"{sheet.organisation.name} · {sheet.title} · {written}",
        "page": _("Page"),
        "lede": _("What nobody knows is not counted. A person decides what is enough."),
        "none": _("No way was told yet."),
        "header": header,
        "ways": [_printed(one) for one in sheet.ways],
    }
    return typesetting.pdf(TEMPLATE, data)


def _printed(one: Seen) -> dict[str, Any]:
    found = [str(labels.FINDINGS[finding]) for finding in one.judgement.findings]
    rows = [[str(cell) for cell in row[4:]] for row in _rows(one)] if one.facts.barriers else []
    return {
        "title": f"{one.way.reference} · {one.facts.name}",
        "facts": [
            [_("Independent barriers"), str(one.depth.sure)],
            [_("From outside"), str(labels.OUTSIDE[one.facts.outside])],
            [_("One account opens"), str(labels.REACH[one.facts.reach])],
            [_("Findings"), found or _("None")],
        ],
        "rows": rows,
    }


FORMATS: Mapping[str, Callable[[Sheet], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "pdf": _pdf,
    "json": _json,
}
