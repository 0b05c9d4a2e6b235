"""The register of requests as a file: CSV, XLSX, ODS, PDF, JSON; with or without names."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from django.utils import formats, timezone
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.organisations.models import Organisation
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting
from probant.subject_requests import labels, queries
from probant.subject_requests.models import (
    CHANNELS,
    ON_BEHALF,
    OUTCOMES,
    RIGHTS,
    STATUSES,
    SubjectRequest,
)

TEMPLATE = Path(__file__).resolve().parent / "typst" / "requests.typ"
BATCH = 500


@dataclass(frozen=True)
class Sheet:
    """The register of requests of one organisation, as at an instant."""

    organisation: Organisation
    requests: Sequence[SubjectRequest]
    has_names: bool
    at: datetime

    @property
    def title(self) -> str:
        """In the active language."""
        return _("Register of requests")

    @property
    def filename(self) -> str:
        """`demandes-cabinet-des-tilleuls-2026-11-22`."""
        name = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        return f"{_('requests')}-{name}-{timezone.localdate(self.at):%Y-%m-%d}"

    @property
    def header(self) -> tuple[str, ...]:
        """The titles of the columns."""
        named = (_("Name"),) if self.has_names else ()
        return (
            _("Number"), *named, _("Received on"), _("How it came"), _("What is asked for"),
            _("For whom"), _("Status"), _("To answer by"), _("Answered on"), _("Days"), _("Late"),
            pgettext("noun", "Answer"),
        )  # fmt: skip

    def rows(self) -> Iterator[tuple[str, ...]]:
        """One line a request; names are unsealed by batches, when they are wanted."""
        words = _Words()
        for first in range(0, len(self.requests), BATCH):
            batch = self.requests[first : first + BATCH]
            held = queries.personal_of_many(batch) if self.has_names else {}
            for request in batch:
                named = (held[request.pk].name,) if self.has_names else ()
                yield tuple(map(fitting, words.row(request, named, self.at)))

    @property
    def table(self) -> Table:
        """The same for the register's writers, which take a column's width from its kind."""
        text = columns()["name"]
        return Table(self.title, (text,) * len(self.header), self.header, tuple(self.rows()))


class _Words:
    """The words of codes, looked up once a file."""

    def __init__(self) -> None:
        self.rights = _said(RIGHTS)
        self.channels = _said(CHANNELS)
        self.persons = _said(ON_BEHALF)
        self.statuses = _said(STATUSES)
        self.outcomes = _said(OUTCOMES)
        self.record, self.late = str(labels.RECORD), _("yes")

    def row(self, request: SubjectRequest, named: tuple[str, ...], at: datetime) -> tuple[str, ...]:
        """One line."""
        asked = [self.rights[right] for right in request.rights]
        asked += [self.record] if request.is_record_request else []
        days = (request.answered_at - request.received_at).days if request.answered_at else ""
        return (
            request.number,
            *named,
            _day(request.received_at),
            self.channels[request.channel],
            ", ".join(asked),
            self.persons[request.on_behalf],
            self.statuses[request.status],
            _day(request.due_at),
            _day(request.answered_at),
            str(days),
            self.late if is_late(request, at) else "",
            self.outcomes.get(request.outcome, ""),
        )


def is_late(request: SubjectRequest, at: datetime) -> bool:
    """Answered late, or due and not answered."""
    return request.is_answered_late or (request.due_at is not None and request.due_at < at)


def write(form: str, sheet: Sheet) -> bytes:
    """The register in one of FORMATS."""
    return FORMATS[form](sheet)


def plain(request: SubjectRequest, name: str | None, at: datetime) -> dict[str, Any]:
    """One request as JSON: codes, instants in UTC; the name only when it is wanted."""
    said = {} if name is None else {"name": name}
    return {
        "id": str(request.pk),
        "number": request.number,
        **said,
        "rights": request.rights,
        "channel": request.channel,
        "on_behalf": request.on_behalf,
        "is_record_request": request.is_record_request,
        "received_at": request.received_at,
        "status": request.status,
        "due_at": request.due_at,
        "is_extended": request.is_extended,
        "is_suspended": request.is_suspended,
        "answered_at": request.answered_at,
        "outcome": request.outcome,
        "is_late": is_late(request, at),
        "closed_at": request.closed_at,
        "repetitions": request.repetitions,
    }


def _csv(sheet: Sheet) -> bytes:
    return delimited.write([sheet.header, *sheet.rows()])


def _xlsx(sheet: Sheet) -> bytes:
    return xlsx.write([sheet.table], title=sheet.title, written_at=sheet.at)


def _ods(sheet: Sheet) -> bytes:
    return ods.write([sheet.table], title=sheet.title, written_at=sheet.at)


def _json(sheet: Sheet) -> bytes:
    held = queries.personal_of_many(sheet.requests) if sheet.has_names else {}
    value = {
        "organisation": str(sheet.organisation.pk),
        "made_at": sheet.at,
        "requests": [
            plain(item, held[item.pk].name if sheet.has_names else None, sheet.at)
            for item in sheet.requests
        ],
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(sheet: Sheet) -> bytes:
    day = timezone.localtime(sheet.at)
    moment = formats.date_format(day, "DATETIME_FORMAT")
    return typesetting.pdf(
        TEMPLATE,
        {
            "language": (get_language() or "fr")[:2],
            "title": sheet.title,
            "subject": sheet.organisation.name,
            "footer": f"{sheet.organisation.name} · {moment}",
            "page": _("Page"),
            "day": [day.year, day.month, day.day],
            "header": sheet.header,
            "rows": list(sheet.rows()),
        },
    )


def _said(choices: Sequence[tuple[str, Any]]) -> dict[str, str]:
    return {value: str(label) for value, label in choices}


def _day(at: datetime | None) -> str:
    return _said_day(timezone.localtime(at).date(), get_language() or "fr") if at else ""


@lru_cache(maxsize=4_000)
def _said_day(day: date, language: str) -> str:  # noqa: ARG001  cached by it
    return formats.date_format(day, "SHORT_DATE_FORMAT")


FORMATS: Mapping[str, Callable[[Sheet], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "pdf": _pdf,
    "json": _json,
}
