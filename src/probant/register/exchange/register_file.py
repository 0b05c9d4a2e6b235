"""The register as a file, in each of its formats: for the export page and for the API."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.text import slugify
from django.utils.timezone import localdate, localtime

from probant.organisations import queries as organisations
from probant.organisations.models import Organisation
from probant.register import queries
from probant.register.domain.record import ActivityRecord
from probant.register.exchange import delimited, json_form, ods, pdf, xlsx
from probant.register.exchange.json_form import Held
from probant.register.exchange.printed import Words
from probant.register.exchange.table import register_table, sheets
from probant.register.models import Activity

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "ods": ods.MIMETYPE,
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class RegisterFile:
    """What every writer needs: whose register, which activities, when, in which language."""

    organisation: Organisation
    held: Sequence[Held]
    at: datetime
    language: str
    selection: str = ""

    @property
    def filename(self) -> str:
        """`registre-cabinet-des-tilleuls-2026-11-21`, in the document's language."""
        name = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        kind = "register" if self.language == "en" else "registre"
        return f"{kind}-{name}-{localdate(self.at):%Y-%m-%d}"

    @property
    def records(self) -> list[ActivityRecord]:
        """The activities' records, in their order."""
        return [held.record for held in self.held]

    @property
    def title(self) -> str:
        """The document's title, in its language."""
        return Words(self.language).say("title")

    @property
    def identity(self) -> dict[str, str]:
        """What art. 30(1)(a) asks of the controller and of its officer."""
        return organisations.identity(self.organisation)


def held(found: Iterable[tuple[Activity, ActivityRecord]]) -> list[Held]:
    """Activities as the writers take them."""
    return [
        Held(record=record, status=activity.status, id=str(activity.pk))
        for activity, record in found
    ]


def _csv(made: RegisterFile) -> bytes:
    table = register_table(made.records, made.language)
    return delimited.write([table.header, *table.rows])


def _json(made: RegisterFile) -> bytes:
    return json_form.write(
        made.held, identity=made.identity, written_at=made.at, language=made.language
    )


def _ods(made: RegisterFile) -> bytes:
    return ods.write(sheets(made.records, made.language), title=made.title, written_at=made.at)


def _xlsx(made: RegisterFile) -> bytes:
    return xlsx.write(sheets(made.records, made.language), title=made.title, written_at=made.at)


def _pdf(made: RegisterFile) -> bytes:
    day = localtime(made.at)
    version = f"{day:%Y-%m-%d %H:%M} · {queries.digest_of(made.records)[:16]}"
    cover = pdf.Cover(
        identity=made.identity,
        written_on=day.date(),
        version=version,
        selection=made.selection,
    )
    return pdf.write(made.held, cover, language=made.language)


WRITERS: Mapping[str, Callable[[RegisterFile], bytes]] = {
    "csv": _csv,
    "json": _json,
    "ods": _ods,
    "pdf": _pdf,
    "xlsx": _xlsx,
}
