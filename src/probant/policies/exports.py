"""Policies as files: the list, one policy as a document, and who read it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from probant.breaches.documents import Paper, Section
from probant.correspondence import papers
from probant.correspondence.domain.markdown import parse
from probant.correspondence.papers import Sender
from probant.organisations.models import Organisation
from probant.policies import labels, queries
from probant.policies.models import Policy, PolicyVersion
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
}
DOCUMENTS: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}
Rows = Sequence[Mapping[str, str]]


def document(format_: str, version: PolicyVersion, organisation: Organisation, lang: str) -> bytes:
    """A version to print, to edit elsewhere, or as its own markdown; KeyError for another."""
    if format_ == "md":
        return f"# {version.title}\n\n{version.text}\n".encode()
    made = {"pdf": papers.pdf, "docx": papers.docx}[format_]
    blocks = parse(version.text)
    return made(version.title, blocks, Sender.of(organisation), language=lang)


def policy_rows(organisation: Organisation, found: Sequence[Policy], at: datetime) -> Rows:
    """One mapping a policy, from a title to its words, in the active language."""
    today = timezone.localdate(at)
    read = queries.coverages(organisation.pk, list(found))
    return [
        {
            str(_("Number")): one.reference,
            str(_("Title")): one.title,
            str(_("Kind")): str(labels.KINDS[one.kind]),
            str(_("State")): str(labels.STATES[labels.state_of(one, today)]),
            str(_("Version")): str(one.version),
            str(_("Version in force")): str(one.approved or ""),
            str(_("Approved by")): one.approved_by_name,
            str(_("Approved on")): _day(one.approved_at and timezone.localdate(one.approved_at)),
            str(_("To read again on")): _day(one.review_on),
            str(_("Read by")): f"{read[one.pk].read} / {read[one.pk].expected}"
            if one.is_read_by_all and one.approved
            else "",
        }
        for one in found
    ]


def reading_rows(found: Policy) -> Rows:
    """One mapping a reading of the version in force."""
    return [
        {
            str(_("Name")): one.name,
            str(_("Version")): str(one.number),
            str(_("Read on")): _day(one.read_on),
            str(_("How")): str(_("In Probant") if one.person else _("Imported list")),
        }
        for one in queries.readings(found, found.approved)
    ]


def table_file(  # noqa: PLR0913  a file is of what, called how, whose, in which language, when
    format_: str, rows: Rows, *, title: str, organisation: Organisation, language: str, at: datetime
) -> bytes:
    """The rows in one of MEDIA_TYPES; KeyError for another."""
    with translation.override(language):
        if format_ == "json":
            value = {"organisation": organisation.name, "made_at": at, "rows": list(rows)}
            return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
        if format_ == "pdf":
            return _pdf(rows, title=title, organisation=organisation, language=language, at=at)
        return WRITERS[format_](_table(rows, title), title, at)


def _table(rows: Rows, title: str) -> Table:
    header = tuple(rows[0]) if rows else (title,)
    lines = tuple(tuple(fitting(said) for said in row.values()) for row in rows)
    return Table(str(labels.POLICIES), (columns()["summary"],) * len(header), header, lines)


def _pdf(
    rows: Rows, *, title: str, organisation: Organisation, language: str, at: datetime
) -> bytes:
    header = list(rows[0]) if rows else []
    section = Section(
        title=title,
        header=header,
        rows=[list(row.values()) for row in rows],
        widths=[1] * len(header),
    )
    return Paper(
        title=title,
        lede="",
        organisation=organisation,
        language=language,
        at=at,
        sections=(section,),
    ).pdf()


def _day(day: object) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""  # type: ignore[arg-type]  # a day


def _csv(table: Table, _title: str, _at: datetime) -> bytes:
    return delimited.write([table.header, *table.rows])


def _xlsx(table: Table, title: str, at: datetime) -> bytes:
    return xlsx.write([table], title=title, written_at=at)


def _ods(table: Table, title: str, at: datetime) -> bytes:
    return ods.write([table], title=title, written_at=at)


WRITERS: Mapping[str, Callable[[Table, str, datetime], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
}
