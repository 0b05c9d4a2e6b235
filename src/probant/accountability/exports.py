"""Obligations and journal entries as files that other programs open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from probant.accountability.explanations import Explained
from probant.common import typesetting
from probant.deadlines.domain import Due
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

TEMPLATE = Path(__file__).resolve().parent / "typst" / "obligations.typ"
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class File:
    """What a browser saves."""

    content: bytes
    kind: str


@dataclass(frozen=True)
class Sheet:
    """Titles and rows, whose, and when."""

    title: str
    organisation: str
    header: tuple[str, ...]
    rows: Rows
    at: datetime

    @property
    def table(self) -> Table:
        """The same for the register's writers, which take a column's width from its kind."""
        text = columns()["name"]
        rows = tuple(tuple(map(fitting, row)) for row in self.rows)
        return Table(self.title, (text,) * len(self.header), self.header, rows)


def write(form: str, shown: Sequence[Explained], organisation: str, *, at: datetime) -> File:
    """The obligations in one of FORMATS, in the active language."""
    header = (_("State"), _("Obligation"), _("Article"), _("Sanction tier"), _("Facts"),
              _("To do"), _("Due on"))  # fmt: skip
    rows = tuple(_row(item) for item in shown)
    kind, writer = FORMATS[form]
    return File(writer(Sheet(_("Obligations"), organisation, header, rows, at)), kind)


def of_deadlines(
    form: str,
    found: Sequence[Due],
    labels: Mapping[str, str | Promise],
    organisation: str,
    *,
    at: datetime,
) -> File:
    """What is due in one of FORMATS, in the active language."""
    header = (_("Due"), pgettext("deadline", "What to do"), _("Reference"), _("Suspended"))
    rows = tuple(_due(due, str(labels[due.kind])) for due in found)
    kind, writer = FORMATS[form]
    return File(writer(Sheet(_("Deadlines"), organisation, header, rows, at)), kind)


def _due(due: Due, label: str) -> tuple[str, ...]:
    end = timezone.localtime(due.deadline.target_at)
    since = due.suspended_since
    return (
        formats.date_format(end, "SHORT_DATETIME_FORMAT"),
        label,
        due.reference,
        formats.date_format(timezone.localtime(since), "SHORT_DATETIME_FORMAT") if since else "",
    )


def _row(item: Explained) -> tuple[str, ...]:
    doubt = "" if item.is_certain else f" ({_('to be verified')})"
    return (
        item.state_label,
        item.title,
        item.source.article + doubt,
        item.tier,
        "\n".join(f"{fact.label} : {fact.value}" for fact in item.facts),
        item.remedy,
        formats.date_format(item.due_on, "SHORT_DATE_FORMAT") if item.due_on else "",
    )


def _csv(sheet: Sheet) -> bytes:
    return delimited.write([sheet.header, *sheet.rows])


def _xlsx(sheet: Sheet) -> bytes:
    return xlsx.write([sheet.table], title=sheet.title, written_at=sheet.at)


def _ods(sheet: Sheet) -> bytes:
    return ods.write([sheet.table], title=sheet.title, written_at=sheet.at)


def _json(sheet: Sheet) -> bytes:
    rows = [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]
    return msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n"


def _pdf(sheet: Sheet) -> bytes:
    day = timezone.localtime(sheet.at)
    moment = formats.date_format(day, "DATETIME_FORMAT")
    return typesetting.pdf(
        TEMPLATE,
        {
            "language": (get_language() or "fr")[:2],
            "title": sheet.title,
            "subject": sheet.organisation,
            "footer": f"{sheet.organisation} · {moment}",
            "page": _("Page"),
            "day": [day.year, day.month, day.day],
            "header": sheet.header,
            "rows": sheet.rows,
        },
    )


FORMATS: Mapping[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "ods": (ods.MIMETYPE, _ods),
    "pdf": ("application/pdf", _pdf),
    "json": ("application/json", _json),
}
