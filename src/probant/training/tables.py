"""The lists of training as files: CSV, XLSX, ODS, PDF, JSON; the same rows as the pages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

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
from probant.training import labels, queries
from probant.training.domain.coverage import Found
from probant.training.models import Attempt, PhishingExercise, Session

TEMPLATE = Path(__file__).resolve().parent / "typst" / "list.typ"
MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list of one organisation, in the active language, as at an instant."""

    organisation: Organisation
    title: str
    names: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    at: datetime

    @property
    def filename(self) -> str:
        """`formation-sessions-cabinet-des-tilleuls-2026-11-29`, without its suffix."""
        name = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        return f"{slugify(self.title)}-{name}-{timezone.localdate(self.at):%Y-%m-%d}"

    @property
    def table(self) -> Table:
        """The same for the register's writers, which take a column's width from its kind."""
        rows = tuple(tuple(map(fitting, row)) for row in self.rows)
        kind = columns()["name"]
        return Table(self.title[:31], (kind,) * len(self.header), self.header, rows)


def coverage(organisation: Organisation, found: Iterable[Found], *, at: datetime) -> Listing:
    """Who is trained, as at the day asked for."""
    return Listing(
        organisation=organisation,
        title=_("Training coverage"),
        names=("name", "function", "service", "standing", "last_on", "due_on", "arrived_on"),
        header=(_("Name"), _("Function"), _("Service"), _("Standing"), _("Last trained on"),
                _("To be trained by"), _("Arrived on")),
        rows=tuple(
            (one.person.name, one.person.function, one.person.service,
             labels.standing(one.standing), day(one.last_on), day(one.due_on),
             day(one.person.arrived_on))
            for one in found
        ),
        at=at,
    )  # fmt: skip


def staff(organisation: Organisation, *, at: datetime) -> Listing:
    """The staff list, those who left included."""
    return Listing(
        organisation=organisation,
        title=_("Staff list"),
        names=("name", "function", "service", "arrived_on", "left_on"),
        header=(_("Name"), _("Function"), _("Service"), _("Arrived on"), _("Left on")),
        rows=tuple(
            (one.name, one.function, one.service, day(one.arrived_on), day(one.left_on))
            for one in queries.staff(organisation.pk)
        ),
        at=at,
    )


def sessions(organisation: Organisation, found: Iterable[Session], *, at: datetime) -> Listing:
    """The sessions and how many came."""
    return Listing(
        organisation=organisation,
        title=_("Training sessions"),
        names=("reference", "held_on", "title", "subjects", "way", "trainer", "audience", "state",
               "present"),
        header=(_("Number"), _("Date"), _("Title"), _("Subjects"), _("How"), _("Trainer"),
                _("Audience"), _("State"), _("Present")),
        rows=tuple(
            (one.reference, day(one.held_on), one.title, labels.subjects(one), labels.way(one),
             one.trainer, one.audience, str(one.get_state_display()),
             str(getattr(one, "present", "")))
            for one in found
        ),
        at=at,
    )  # fmt: skip


def results(organisation: Organisation, found: Iterable[Attempt], *, at: datetime) -> Listing:
    """Modules taken: scores and certificates, never the answers."""
    return Listing(
        organisation=organisation,
        title=_("Modules taken"),
        names=("name", "module", "at", "score", "passed", "certificate"),
        header=(
            _("Name"),
            _("Module"),
            _("Date"),
            _("Score"),
            _("Passed"),
            _("Certificate of attendance"),
        ),
        rows=tuple(
            (
                one.person_name,
                labels.module_title(one.module),
                day(timezone.localdate(one.at)),
                f"{one.right}/{one.total}",
                _("yes") if one.is_passed else _("no"),
                one.certificate or "",
            )
            for one in found
        ),
        at=at,
    )


def phishing(
    organisation: Organisation, found: Iterable[PhishingExercise], *, at: datetime
) -> Listing:
    """The exercises by service: counts, and nobody."""
    return Listing(
        organisation=organisation,
        title=_("Phishing exercises"),
        names=("exercise", "launched_on", "service", "sent", "opened", "clicked", "submitted",
               "reported"),
        header=(_("Exercise"), _("Launched on"), _("Service"), _("Received it"),
                pgettext("phishing", "Opened"), _("Clicked"),
                _("Typed something in"), _("Reported it")),
        rows=tuple(
            (one.name, day(one.launched_on), str(counts["service"] or labels.OTHERS),
             *(str(counts[name]) for name in ("sent", "opened", "clicked", "submitted",
                                              "reported")))
            for one in found
            for counts in one.counts
        ),
        at=at,
    )  # fmt: skip


LISTS: Mapping[str, Callable[..., Listing]] = {
    "coverage": lambda of, *, at: coverage(
        of, queries.coverage(of.pk, timezone.localdate(at)), at=at
    ),
    "staff": staff,
    "sessions": lambda of, *, at: sessions(of, queries.sessions(of.pk), at=at),
    "results": lambda of, *, at: results(of, queries.attempts(of.pk), at=at),
    "phishing": lambda of, *, at: phishing(of, queries.exercises(of.pk), at=at),
}


def write(format_: str, listing: Listing) -> bytes:
    """The list in one of MEDIA_TYPES; KeyError for another."""
    return WRITERS[format_](listing)


def day(value: date | None) -> str:
    """A day as the language writes it; empty where there is none."""
    return formats.date_format(value, "SHORT_DATE_FORMAT") if value else ""


def _csv(listing: Listing) -> bytes:
    return delimited.write([listing.table.header, *listing.table.rows])


def _xlsx(listing: Listing) -> bytes:
    return xlsx.write([listing.table], title=listing.title, written_at=listing.at)


def _ods(listing: Listing) -> bytes:
    return ods.write([listing.table], title=listing.title, written_at=listing.at)


def _json(listing: Listing) -> bytes:
    value = {
        "organisation": {"id": str(listing.organisation.pk), "name": listing.organisation.name},
        "made_at": listing.at,
        "rows": [dict(zip(listing.names, row, strict=True)) for row in listing.rows],
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(listing: Listing) -> bytes:
    on = timezone.localdate(listing.at)
    language = "en" if (get_language() or "fr").startswith("en") else "fr"
    return typesetting.pdf(
        TEMPLATE,
        {
            "language": language,
            "title": listing.title,
            "subject": listing.organisation.name,
            "day": [on.year, on.month, on.day],
            "footer": f"{listing.organisation.name} · {listing.title} · {day(on)}",
            "page": _("Page"),
            "none": _("Nothing yet."),
            "header": listing.header,
            "rows": listing.rows,
        },
    )


WRITERS: Mapping[str, Callable[[Listing], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "json": _json,
    "pdf": _pdf,
}
