"""Controls and evidence as files: CSV, XLSX, ODS, PDF and JSON.

The table of a framework's controls is its statement of applicability: what applies, why, what is
in place, what proves it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.controls import catalogue, labels, statement
from probant.controls.domain.framework import Control
from probant.controls.domain.standing import Arrival, Standing, State
from probant.controls.models import APPLICABILITIES, IMPLEMENTATIONS, KINDS, SOURCES, Evidence
from probant.controls.queries import Board
from probant.organisations.models import Organisation
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

TEMPLATE = Path(__file__).resolve().parent / "typst" / "table.typ"
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table of one organisation, in the active language, as at an instant."""

    organisation: Organisation
    title: str
    lede: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: Mapping[str, Any]
    at: datetime

    @property
    def filename(self) -> str:
        """`iso-27001-annexe-a-hopital-2026-11-29`, without its suffix."""
        name = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        title = slugify(self.title)[:60].strip("-")
        return f"{title}-{name}-{timezone.localdate(self.at):%Y-%m-%d}"

    @property
    def table(self) -> Table:
        """For the register's writers, which take a column's width from its kind."""
        text = columns()["name"]
        return Table(self.title[:31], (text,) * len(self.header), self.header, self.rows)


def of_board(organisation: Organisation, board: Board, *, at: datetime) -> Sheet:
    """The controls of a framework with their state: the statement of applicability."""
    header = (
        _("Number"), _("Control"), _("Applicability"), _("Justification"), _("What is in place"),
        _("State"), _("Maturity"), _("In charge"), _("Next review"), _("Evidence"),
    )  # fmt: skip
    found = board.coverage
    lede = _("%(proven)s proven of %(applicable)s applicable; %(undecided)s to decide.") % {
        "proven": found.counts[State.PROVEN],
        "applicable": found.applicable,
        "undecided": found.undecided,
    }
    words = _Words()
    return Sheet(
        organisation=organisation,
        title=board.framework.name,
        lede=" ".join(filter(None, [lede, board.framework.rights, board.framework.missing])),
        header=header,
        rows=tuple(tuple(map(fitting, words.control(*row))) for row in board.rows),
        values=statement.plain(board),
        at=at,
    )


def of_evidence(organisation: Organisation, found: Sequence[Evidence], *, at: datetime) -> Sheet:
    """The list of evidence."""
    header = (
        _("Number"), _("Title"), _("Kind"), _("What it is"), _("Dated"), _("Valid until"),
        _("In charge"), _("Note"), _("Fingerprint (SHA-256)"), _("Withdrawn on"),
    )  # fmt: skip
    words = _Words()
    return Sheet(
        organisation=organisation,
        title=_("Evidence"),
        lede="",
        header=header,
        rows=tuple(tuple(map(fitting, words.evidence(one))) for one in found),
        values={"evidence": [plain(one) for one in found]},
        at=at,
    )


def plain(one: Evidence) -> dict[str, Any]:
    """One evidence as JSON values."""
    return {
        "id": str(one.pk),
        "reference": one.reference,
        "title": one.title,
        "kind": one.kind,
        "source": one.source,
        "path": one.path,
        "dated_on": one.dated_on,
        "valid_for": one.valid_for,
        "expires_on": one.expires_on,
        "owner": one.owner,
        "note": one.note,
        "sha256": one.sha256,
        "size": one.size,
        "version": one.version,
        "withdrawn_at": one.withdrawn_at,
    }


def write(format_: str, sheet: Sheet) -> bytes:
    """The table in one of MEDIA_TYPES; KeyError for another."""
    return WRITERS[format_](sheet)


def way_in_words(arrival: Arrival, language: str) -> str:
    """The evidence with its way: “P-003 (via A.8.13)”, or “P-003” alone."""
    reference = f"P-{arrival.number:03d}"
    if arrival.way.is_direct:
        return reference
    via = ", ".join(catalogue.short_name(ref, language) for ref in arrival.way.via)
    return _("%(reference)s (via %(via)s)") % {"reference": reference, "via": via}


class _Words:
    """The words of codes, looked up once a file."""

    def __init__(self) -> None:
        self.language = get_language() or "fr"
        self.applicabilities = _said(APPLICABILITIES)
        self.implementations = _said(IMPLEMENTATIONS)
        self.states = {state: str(label) for state, label in labels.STATES.items()}
        self.kinds, self.sources = _said(KINDS), _said(SOURCES)

    def control(self, control: Control, standing: Standing) -> Iterator[str]:
        """A line of the controls."""
        said = standing.decision
        yield control.number
        yield control.title
        yield self.applicabilities[said.applicability.value]
        yield said.justification
        yield ": ".join(filter(None, [self.implementations[said.implementation.value], said.note]))
        yield self.states[standing.state]
        yield "" if said.maturity is None else str(said.maturity)
        yield said.owner
        yield day(said.review_on)
        yield "\n".join(way_in_words(one, self.language) for one in standing.arrivals)

    def evidence(self, one: Evidence) -> Iterator[str]:
        """A line of the evidence."""
        yield one.reference
        yield one.title
        yield self.kinds[one.kind]
        yield self.sources.get(one.source, one.media_type)
        yield day(one.dated_on)
        yield day(one.expires_on)
        yield one.owner
        yield one.note
        yield one.sha256
        yield day(timezone.localdate(one.withdrawn_at)) if one.withdrawn_at else ""


def day(on: date | None) -> str:
    """A day as the active language writes it."""
    return formats.date_format(on, "SHORT_DATE_FORMAT") if on else ""


def _said(pairs: Sequence[tuple[str, Any]]) -> dict[str, str]:
    return {value: str(label) for value, label in pairs}


def _csv(sheet: Sheet) -> bytes:
    return delimited.write([sheet.header, *sheet.rows])


def _xlsx(sheet: Sheet) -> bytes:
    return xlsx.write([sheet.table], title=sheet.title, written_at=sheet.at)


def _ods(sheet: Sheet) -> bytes:
    return ods.write([sheet.table], title=sheet.title, written_at=sheet.at)


def _json(sheet: Sheet) -> bytes:
    organisation = {"id": str(sheet.organisation.pk), "name": sheet.organisation.name}
    value = {"organisation": organisation, "made_at": sheet.at, **sheet.values}
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(sheet: Sheet) -> bytes:
    local = timezone.localtime(sheet.at)
    moment = formats.date_format(local, "DATETIME_FORMAT")
    return typesetting.pdf(
        TEMPLATE,
        {
            "language": (get_language() or "fr")[:2],
            "title": sheet.title,
            "subject": sheet.organisation.name,
            "lede": sheet.lede,
            "footer": f"{sheet.organisation.name} · {moment}",
            "page": _("Page"),
            "day": [local.year, local.month, local.day],
            "header": sheet.header,
            "rows": sheet.rows,
        },
    )


WRITERS: Mapping[str, Callable[[Sheet], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "pdf": _pdf,
    "json": _json,
}
