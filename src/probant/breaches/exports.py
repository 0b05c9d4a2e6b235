"""The register of breaches as a file, art. 33(5): CSV, XLSX, ODS, PDF, JSON and DPV as JSON-LD."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import msgspec
from django.utils import timezone
from django.utils.text import slugify

from probant.breaches.casefile import CaseFile
from probant.breaches.documents import Paper, Section, word
from probant.breaches.domain.facts import to_json
from probant.breaches.entry import entry
from probant.breaches.linked import linked
from probant.breaches.models import Breach, Statement
from probant.organisations.models import Organisation
from probant.register.exchange import delimited, ods, xlsx
from probant.register.exchange.columns import columns
from probant.register.exchange.table import Table, fitting

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "json": "application/json",
    "jsonld": "application/ld+json",
}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The register of one organisation, in one language, as at an instant."""

    organisation: Organisation
    files: Sequence[CaseFile]
    language: str
    at: datetime

    @property
    def title(self) -> str:
        """What it is called."""
        return word("register", self.language)

    @property
    def filename(self) -> str:
        """`registre-des-violations-cabinet-des-tilleuls-2026-11-22`, without its suffix."""
        name = slugify(self.organisation.name)[:60].strip("-") or str(self.organisation.pk)
        return f"{slugify(self.title)}-{name}-{timezone.localdate(self.at):%Y-%m-%d}"

    @cached_property
    def entries(self) -> tuple[Mapping[str, str], ...]:
        """One mapping a breach, from a column's id to its words."""
        return tuple(entry(file, self.language) for file in self.files)

    @property
    def table(self) -> Table:
        """The same for the register's writers, which take a column's width from its kind."""
        names = COLUMNS
        header = tuple(word(name, self.language) for name in names)
        rows = tuple(tuple(fitting(one[name]) for name in names) for one in self.entries)
        return Table(self.title, (columns()["summary"],) * len(names), header, rows)


COLUMNS = (
    "reference",
    "status",
    "declared_at",
    "nature",
    "origin",
    "started_at",
    "ended_at",
    "aware_at",
    "narrative",
    "data",
    "records",
    "persons",
    "persons_count",
    "consequences",
    "score",
    "measures",
    "notify_decision",
    "notify_why",
    "notified_at",
    "late_reasons",
    "inform_decision",
    "inform_why",
    "informed_on",
    "processors",
    "dismissal_why",
    "lessons",
)


def sheet(
    organisation: Organisation, breaches: Sequence[Breach], *, language: str, at: datetime
) -> Sheet:
    """The register of these breaches; their statements are read in one query."""
    told: dict[object, list[Statement]] = defaultdict(list)
    wanted = [one.pk for one in breaches]
    found = Statement.objects.filter(organisation=organisation.pk, breach_id__in=wanted)
    for made in found.order_by("sequence"):
        told[made.breach_id].append(made)
    files = [CaseFile(one, tuple(told[one.pk])) for one in breaches]
    return Sheet(organisation=organisation, files=files, language=language, at=at)


def write(format_: str, register: Sheet) -> bytes:
    """The register in one of FORMATS; KeyError for another."""
    return FORMATS[format_](register)


def plain(file: CaseFile) -> dict[str, object]:
    """One breach as JSON values: codes, facts, decisions; instants in ISO 8601."""
    of = file.breach
    return {
        "id": str(of.pk),
        "reference": of.reference,
        "status": of.status,
        "declared_at": of.declared_at,
        "noticed_at": of.noticed_at,
        "is_processor": of.is_processor,
        "facts": to_json(file.facts),
        "severity": {
            "low": str(file.proposal.severity.low),
            "high": str(file.proposal.severity.high),
            "bands": list(file.proposal.severity.bands),
        },
        "proposal": {"notify": file.proposal.notify, "inform": file.proposal.inform},
        "decision": {"notify": of.notify, "inform": of.inform},
        "notified_at": of.notified_at,
        "informed_on": of.informed_on,
        "closed_at": of.closed_at,
        "statements": [
            {"sequence": made.sequence, "kind": made.kind, "at": made.at, "sha256": made.digest}
            for made in file.told
        ],
    }


def _csv(register: Sheet) -> bytes:
    return delimited.write([register.table.header, *register.table.rows])


def _xlsx(register: Sheet) -> bytes:
    return xlsx.write([register.table], title=register.title, written_at=register.at)


def _ods(register: Sheet) -> bytes:
    return ods.write([register.table], title=register.title, written_at=register.at)


def _json(register: Sheet) -> bytes:
    value = {
        "organisation": {"id": str(register.organisation.pk), "name": register.organisation.name},
        "made_at": register.at,
        "breaches": [plain(file) for file in register.files],
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _jsonld(register: Sheet) -> bytes:
    value = linked(register.organisation, register.files, register.language, register.at)
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def _pdf(register: Sheet) -> bytes:
    empty = "" if register.files else word("register_empty", register.language)
    return Paper(
        title=register.title,
        lede=" ".join(filter(None, [word("register_lede", register.language), empty])),
        organisation=register.organisation,
        language=register.language,
        at=register.at,
        sections=tuple(_sections(register)),
    ).pdf()


def _sections(register: Sheet) -> Iterator[Section]:
    for one in register.entries:
        yield Section(
            title=one["reference"],
            note=" · ".join(filter(None, [one["status"], one["declared_at"]])),
            facts=[
                (word(name, register.language), one[name].split("\n"))
                for name in COLUMNS[3:]
                if one[name]
            ],
        )


FORMATS: Mapping[str, Callable[[Sheet], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "pdf": _pdf,
    "json": _json,
    "jsonld": _jsonld,
}
