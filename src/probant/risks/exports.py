"""Risks as a file: CSV, XLSX, ODS, PDF with the matrix, JSON."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.utils import formats, timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from probant.breaches.documents import Paper, Section
from probant.organisations.models import Organisation
from probant.reference import risks as reference
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting
from probant.risks import labels, matrix, queries
from probant.risks.domain import risk as rules
from probant.risks.models import Analysis, Risk

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Some risks of one organisation, in one language, as at an instant."""

    organisation: Organisation
    risks: Sequence[tuple[Risk, rules.Risk]]
    language: str
    at: datetime
    analysis: Analysis | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.analysis.title if self.analysis else _("Risks")

    @property
    def filename(self) -> str:
        """`analyse-de-risques-cabinet-des-tilleuls-2026-11-22`, without its suffix."""
        about = self.analysis.reference if self.analysis else _("Risks")
        name = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        return f"{slugify(about)}-{name}-{timezone.localdate(self.at):%Y-%m-%d}"


def sheet(
    organisation: Organisation,
    found: Sequence[Risk],
    *,
    language: str,
    at: datetime,
    analysis: Analysis | None = None,
) -> Sheet:
    """The sheet of these risks."""
    held = [(one, queries.value_of(one)) for one in found]
    return Sheet(organisation=organisation, risks=held, language=language, at=at, analysis=analysis)


def write(format_: str, made: Sheet) -> bytes:
    """The sheet in one of FORMATS; KeyError for another."""
    with translation.override(made.language):
        return FORMATS[format_](made)


def placed(found: Sequence[tuple[Risk, rules.Risk]]) -> list[matrix.Placed]:
    """Where each stands today: what remains once its measures are done, what was until then."""
    return [
        matrix.Placed(one.reference, *steps, one.title)
        for one, value in found
        for steps in [standing(value)]
        if steps is not None
    ]


def standing(value: rules.Risk) -> tuple[int, int] | None:
    """The two steps that count today, or None while one is not estimated."""
    if value.severity is None or value.likelihood is None:
        return None
    is_done = bool(value.measures) and all(one.done_on for one in value.measures)
    if not is_done:
        return value.severity, value.likelihood
    residual = value.residual_severity or value.severity
    return residual, value.residual_likelihood or value.likelihood


def plain(one: Risk, value: rules.Risk) -> dict[str, object]:
    """A risk as JSON values."""
    return {
        "id": str(one.pk),
        "reference": one.reference,
        "analysis": one.analysis.reference,
        "level": value.level,
        "standing_level": value.standing_level,
        "residual_level": value.residual_level,
        "version": one.version,
        "updated_at": one.updated_at,
        "risk": rules.to_json(value),
    }


def entry(one: Risk, value: rules.Risk, on: date) -> dict[str, str]:
    """A risk in words, by column, in the active language."""
    known = reference.vocabulary()
    accepted = value.acceptance
    return {
        str(_("Number")): one.reference,
        str(_("Analysis")): one.analysis.reference,
        str(_("Risk")): value.title,
        str(_("What is feared")): value.feared,
        str(_("Threat")): labels.word(
            {code: threat.label for code, threat in known.threats.items()}, value.threat
        ),
        str(_("Origin")): labels.word(known.origins, value.origin),
        str(_("Need affected")): ", ".join(labels.word(known.criteria, c) for c in value.criteria),
        str(_("Supporting assets")): value.supports,
        str(_("Vulnerability")): value.vulnerability,
        str(_("Measures in place")): value.existing,
        str(_("Severity")): labels.step("severity", value.severity),
        str(_("Likelihood")): labels.step("likelihood", value.likelihood),
        str(_("Level")): labels.level(value.level)["word"],
        str(_("Why")): "\n".join(value.why),
        str(_("Treatment")): labels.word(known.treatments, value.treatment),
        str(_("Measures")): "\n".join(_measure(measure) for measure in value.measures),
        str(_("Residual level")): labels.level(value.residual_level)["word"],
        str(_("State")): str(labels.STATES[rules.state_of(value, on)]),
        str(_("Owner")): value.owner,
        str(_("Accepted by")): f"{accepted.by_name}, {_day(accepted.until)}" if accepted else "",
        str(_("Likelihood moved")): "\n".join(
            f"{move.before} → {move.after}: {move.reference} {move.reason}" for move in value.moves
        ),
    }


def _measure(one: rules.Treated) -> str:
    done = _("done on %(day)s") % {"day": _day(one.done_on)} if one.done_on else ""
    due = _("before %(day)s") % {"day": _day(one.due_on)} if one.due_on and not done else ""
    return " · ".join(filter(None, [one.text, one.owner, done, due]))


def _day(day: date | None) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _table(made: Sheet) -> Table:
    today = timezone.localdate(made.at)
    entries = [entry(one, value, today) for one, value in made.risks]
    header = tuple(entry(Risk(number=0, analysis=Analysis(year=0, number=0)), rules.Risk(), today))
    rows = tuple(tuple(fitting(said) for said in one.values()) for one in entries)
    return Table(made.title[:31], (columns()["summary"],) * len(header), header, rows)


def _csv(made: Sheet) -> bytes:
    table = _table(made)
    return delimited.write([table.header, *table.rows])


def _xlsx(made: Sheet) -> bytes:
    return xlsx.write([_titled(_table(made))], title=made.title, written_at=made.at)


def _ods(made: Sheet) -> bytes:
    return ods.write([_titled(_table(made))], title=made.title, written_at=made.at)


def _titled(table: Table) -> Table:
    """A sheet's name takes none of these signs; the people's title stays in the document."""
    return Table(str(_("Risks")), table.columns, table.header, table.rows)


def _json(made: Sheet) -> bytes:
    value = {
        "organisation": {"id": str(made.organisation.pk), "name": made.organisation.name},
        "made_at": made.at,
        "analysis": made.analysis and made.analysis.reference,
        "risks": [plain(one, value) for one, value in made.risks],
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(made: Sheet) -> bytes:
    return Paper(
        title=made.title,
        lede=_(
            "Each risk stands where it is today: a measure that is only planned does not count."
        ),
        organisation=made.organisation,
        language=made.language,
        at=made.at,
        identity=_identity(made),
        sections=tuple(_sections(made)),
    ).pdf()


def _identity(made: Sheet) -> list[tuple[str, str]]:
    found = made.analysis
    if found is None:
        return []
    validated = _("not validated")
    if found.validated_at is not None:
        day = _day(timezone.localdate(found.validated_at))
        validated = f"{day}, {found.validated_by_name}"
    return [
        (_("Reference"), found.reference),
        (_("Method"), labels.word(reference.vocabulary().methods, found.method)),
        (_("Left out"), found.left_out or _("nothing: the whole system, processors included")),
        (_("Validated"), validated),
    ]


def _sections(made: Sheet) -> Iterator[Section]:
    here = placed(made.risks)
    table = matrix.rows(here, made.language)
    header = [f"{_('Severity')} / {_('Likelihood')}", *matrix.columns(made.language)]
    yield Section(
        title=_("Matrix"),
        svg=matrix.svg(here, made.language),
        alt=matrix.alternative(table),
        header=header,
        rows=[
            [row.label, *(", ".join(one.reference for one in c.placed) or "–" for c in row.cells)]
            for row in table
        ],
        widths=[1.4, 1, 1, 1, 1],
    )
    today = timezone.localdate(made.at)
    for one, value in made.risks:
        said = entry(one, value, today)
        facts = [(label, text.split("\n")) for label, text in list(said.items())[3:] if text]
        yield Section(title=f"{one.reference} – {value.title}", facts=facts)


FORMATS: Mapping[str, Callable[[Sheet], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "pdf": _pdf,
    "json": _json,
}
