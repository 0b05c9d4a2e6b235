"""The list of processors as files that other programs open."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.organisations.models import Organisation
from probant.processors import labels, queries, standings
from probant.processors.domain.record import to_json
from probant.processors.models import Processor
from probant.processors.queries import Situation
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

TEMPLATE = Path(__file__).resolve().parent / "typst" / "processors.typ"


@dataclass(frozen=True)
class File:
    """What a browser saves."""

    content: bytes
    kind: str
    name: str


@dataclass(frozen=True)
class Sheet:
    """The processors of one organisation, as at an instant, in the active language."""

    organisation: Organisation
    found: Sequence[Situation]
    at: datetime

    @property
    def today(self) -> date:
        """The day of the export."""
        return timezone.localdate(self.at)

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' titles."""
        return (_("Processor"), _("SIREN number"), _("What it does"), _("Contact"),
                _("Incidents"), _("Countries"), _("Contract signed on"), _("Ends on"),
                _("Contract and clauses"), _("Missing clauses"), _("Hosting of health data"),
                _("Its own processors"), _("Checked"))  # fmt: skip

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """A row a processor."""
        return tuple(_row(one, self.today) for one in self.found)

    @property
    def table(self) -> Table:
        """The same for the register's writers, which take a column's width from its kind."""
        rows = tuple(tuple(map(fitting, row)) for row in self.rows)
        return Table(_("Processors"), (columns()["name"],) * len(self.header), self.header, rows)


def write(
    form: str, organisation: Organisation, found: Iterable[Processor], *, at: datetime
) -> File:
    """The processors in one of FORMATS; KeyError for another."""
    sheet = Sheet(organisation, queries.situations(organisation.pk, found), at)
    kind, writer = FORMATS[form]
    name = slugify(organisation.name)[:60].strip("-") or str(organisation.pk)
    return File(writer(sheet), kind, f"{slugify(_('Processors'))}-{name}-{sheet.today}.{form}")


def plain(one: Situation, today: date) -> dict[str, Any]:
    """One processor as JSON values, with its contracts and how it stands."""
    found = standings.of(one, on=today)
    names = ("contract", "hosting", "chain", "audited")
    return {
        "id": str(one.processor.pk),
        "status": one.processor.status,
        "version": one.processor.version,
        "record": to_json(one.record),
        "standing": {name: getattr(found, name).value for name in names},
        "contracts": [
            {
                "id": str(contract.pk),
                **msgspec.to_builtins(queries.terms_of(contract)),
                "file_sha256": contract.file_sha256,
                "clauses": contract.clauses,
            }
            for contract in one.contracts
        ],
        "reviews": [
            {"id": str(review.pk), **msgspec.to_builtins(queries.facts_of(review))}
            for review in one.reviews
        ],
    }


def _row(one: Situation, today: date) -> tuple[str, ...]:
    record, found = one.record, standings.of(one, on=today)
    contract = one.contract(today)
    missing = [labels.clause(id_) for id_ in standings.required(one, today).missing]
    return (
        record.name,
        record.siren,
        record.services,
        _reached(record.contact),
        _reached(record.incidents),
        ", ".join(labels.country(code) for code in record.storage),
        _day(contract.signed_on if contract else None),
        _day(contract.ends_on if contract else None),
        labels.look(found.contract)["word"],
        "\n".join(missing),
        labels.look(found.hosting)["word"],
        "\n".join(sub.name for sub in record.sub_processors),
        labels.look(found.audited)["word"],
    )


def _reached(contact: Any) -> str:  # noqa: ANN401  a contact
    return ", ".join(filter(None, [contact.name, contact.email, contact.telephone]))


def _day(day: date | None) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _csv(sheet: Sheet) -> bytes:
    return delimited.write([sheet.table.header, *sheet.table.rows])


def _xlsx(sheet: Sheet) -> bytes:
    return xlsx.write([sheet.table], title=sheet.table.title, written_at=sheet.at)


def _ods(sheet: Sheet) -> bytes:
    return ods.write([sheet.table], title=sheet.table.title, written_at=sheet.at)


def _json(sheet: Sheet) -> bytes:
    value = {
        "organisation": {"id": str(sheet.organisation.pk), "name": sheet.organisation.name},
        "made_at": sheet.at,
        "processors": [plain(one, sheet.today) for one in sheet.found],
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(sheet: Sheet) -> bytes:
    day = timezone.localtime(sheet.at)
    moment = formats.date_format(day, "DATETIME_FORMAT")
    kept = (0, 2, 4, 5, 8, 9, 10, 11, 12)
    return typesetting.pdf(
        TEMPLATE,
        {
            "language": labels.language(),
            "title": _("Processors"),
            "subject": sheet.organisation.name,
            "footer": f"{sheet.organisation.name} · {moment}",
            "page": _("Page"),
            "day": [day.year, day.month, day.day],
            "header": [sheet.header[column] for column in kept],
            "rows": [[row[column] for column in kept] for row in sheet.rows],
        },
    )


FORMATS: Mapping[str, tuple[str, Callable[[Sheet], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "ods": (ods.MIMETYPE, _ods),
    "pdf": ("application/pdf", _pdf),
    "json": ("application/json", _json),
}
