"""The lists as files: assessments, the need for them, the action plan."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.dpia import cleaned, labels, queries
from probant.dpia.domain import progress
from probant.dpia.domain.content import Content
from probant.dpia.models import ARCHIVED, Assessment
from probant.dpia.queries import Need, Wanted
from probant.organisations.models import Organisation
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

TEMPLATE = Path(__file__).resolve().parent / "typst" / "list.typ"
KINDS = ("assessments", "needs", "plan")
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
}
Lines = list[tuple[Assessment, "Line"]]


@dataclass(frozen=True)
class Line:
    """A line of an action plan, in words."""

    reference: str
    about: str
    plan: str
    person: str
    due_on: date | None
    done_on: date | None
    note: str

    def is_late(self, on: date) -> bool:
        """Whether its day has passed and nobody said that it was done."""
        return self.done_on is None and self.due_on is not None and self.due_on < on


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A list of one organisation, in one language, as at an instant."""

    organisation: Organisation
    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    plain: Sequence[Mapping[str, Any]]
    language: str
    at: datetime

    @property
    def filename(self) -> str:
        """Without its suffix."""
        return f"{slugify(self.title)}-{timezone.localdate(self.at):%Y-%m-%d}"

    @property
    def table(self) -> Table:
        """For the register's writers."""
        rows = tuple(tuple(fitting(cell) for cell in row) for row in self.rows)
        kinds = (columns()["summary"],) * len(self.header)
        return Table(self.title[:31], kinds, tuple(self.header), rows)


def sheet(
    organisation: Organisation, kind: str, wanted: Wanted, *, language: str, at: datetime
) -> Sheet:
    """One of KINDS."""
    with translation.override(language):
        title, header, rows, plain = LISTS[kind](organisation.pk, wanted)
        return Sheet(
            organisation=organisation,
            title=title,
            header=header,
            rows=rows,
            plain=plain,
            language=language,
            at=at,
        )


def write(format_: str, made: Sheet) -> bytes:
    """The list in one of MEDIA_TYPES."""
    match format_:
        case "csv":
            return delimited.write([made.table.header, *made.table.rows])
        case "xlsx":
            return xlsx.write([made.table], title=made.title, written_at=made.at)
        case "ods":
            return ods.write([made.table], title=made.title, written_at=made.at)
        case "pdf":
            return _pdf(made)
    value = {
        "organisation": {"id": str(made.organisation.pk), "name": made.organisation.name},
        "made_at": made.at,
        "items": made.plain,
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def plan_lines(organisation: UUID) -> Lines:
    """Every line of every plan, those to do first, the earliest first."""
    found: Lines = []
    for one in queries.assessments(organisation).exclude(status=ARCHIVED).defer(None):
        if one.summary.get("actions"):
            found.extend((one, line) for line in _lines(one))
    return sorted(found, key=_urgency)


def _urgency(held: tuple[Assessment, Line]) -> tuple[bool, bool, date]:
    line = held[1]
    return (line.done_on is not None, line.due_on is None, line.due_on or date.max)


def _lines(one: Assessment) -> Iterator[Line]:
    content = Content(one.document)
    for action in progress.actions(content, one.followed):
        yield Line(
            reference=action.reference,
            about=labels.about(content, action.reference),
            plan=cleaned.plain(action.plan),
            person=action.person,
            due_on=action.due_on,
            done_on=action.done_on,
            note=action.note,
        )


Listed = tuple[str, list[str], list[list[str]], list[dict[str, Any]]]


def _assessments(organisation: UUID, wanted: Wanted) -> Listed:
    found = list(queries.listed(organisation, wanted))
    header = [
        _("Number"),
        _("Assessment"),
        _("State"),
        _("Filled"),
        _("Residual risk"),
        _("Validated on"),
        _("To be read again on"),
    ]
    rows = [
        [
            one.reference,
            one.name,
            str(one.get_status_display()),
            f"{one.summary.get('progress', 0)} %",
            str(labels.RISK_STATES[one.is_high]),
            _day(timezone.localdate(one.validated_at)) if one.validated_at else "",
            _day(one.review_on),
        ]
        for one in found
    ]
    return str(labels.ASSESSMENTS), header, rows, [plain(one) for one in found]


def plain(one: Assessment) -> dict[str, Any]:
    """An assessment as JSON values, without its document."""
    return {
        "id": str(one.pk),
        "reference": one.reference,
        "name": one.name,
        "status": one.status,
        "activity": str(one.activity_id) if one.activity_id else None,
        "is_imported": one.is_imported,
        "progress": one.summary.get("progress", 0),
        "gaps": one.summary.get("gaps", 0),
        "risks": one.summary.get("risks", []),
        "is_high": one.is_high,
        "version": one.version,
        "advised_at": one.advised_at,
        "consulted_on": one.consulted_on,
        "validated_at": one.validated_at,
        "review_on": one.review_on,
        "updated_at": one.updated_at,
    }


def _needs(organisation: UUID, _wanted: Wanted) -> Listed:
    found = queries.needs_of(organisation)
    header = [
        _("Activity"),
        _("Reasoning"),
        _("Conclusion"),
        _("On"),
        _("By"),
        _("Assessment"),
    ]
    rows = [
        [
            need.activity.name,
            str(labels.NEED_STATES[need.state]),
            str(labels.CONCLUSIONS[need.reasoning.conclusion]) if need.reasoning else "",
            _day(timezone.localdate(need.reasoning.at)) if need.reasoning else "",
            need.reasoning.by_name if need.reasoning else "",
            need.assessment.reference if need.assessment else "",
        ]
        for need in found
    ]
    title = _("Need for an impact assessment")
    return title, header, rows, [plain_need(need) for need in found]


def plain_need(need: Need) -> dict[str, Any]:
    """The need of one activity as JSON values."""
    said, made = need.reasoning, need.assessment
    return {
        "activity": str(need.activity.pk),
        "name": need.activity.name,
        "state": need.state,
        "number": said.number if said else 0,
        "conclusion": said.conclusion if said else None,
        "at": said.at if said else None,
        "by": said.by_name if said else "",
        "assessment": str(made.pk) if made else None,
    }


def _plan(organisation: UUID, _wanted: Wanted) -> Listed:
    found = plan_lines(organisation)
    header = [
        _("Assessment"),
        _("About"),
        _("What is to be done"),
        _("Who"),
        _("Before"),
        _("Done on"),
    ]
    rows = [
        [
            f"{one.reference} {one.name}",
            line.about,
            line.plan,
            line.person,
            _day(line.due_on),
            _day(line.done_on),
        ]
        for one, line in found
    ]
    told = [{"assessment": one.reference, **vars(line)} for one, line in found]
    return _("Action plan of the assessments"), header, rows, told


LISTS = {"assessments": _assessments, "needs": _needs, "plan": _plan}


def _pdf(made: Sheet) -> bytes:
    day = timezone.localdate(made.at)
    with translation.override(made.language):
        return typesetting.pdf(
            TEMPLATE,
            {
                "title": made.title,
                "subject": made.organisation.name,
                "language": (made.language or "fr")[:2],
                "day": [day.year, day.month, day.day],
                "footer": f"{made.organisation.name} · {made.title} · {_day(day)}",
                "page": _("Page"),
                "none": _("Nothing."),
                "header": list(made.header),
                "rows": [list(row) for row in made.table.rows],
            },
        )


def _day(value: date | None) -> str:
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""
