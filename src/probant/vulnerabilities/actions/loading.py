"""Loading a scan: its occurrences become flaws, known already or new; what is gone is fixed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localdate

from probant.common.errors import ProbantError
from probant.journal import actions as journal
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import vulnerabilities as reference
from probant.vault import actions as vault
from probant.vault.reception import receive
from probant.vulnerabilities import queries
from probant.vulnerabilities.domain import fingerprint
from probant.vulnerabilities.domain.fingerprint import plain
from probant.vulnerabilities.domain.occurrence import Finding, Occurrence, Reading
from probant.vulnerabilities.domain.scope import Method, Scope
from probant.vulnerabilities.domain.standing import State, due_on
from probant.vulnerabilities.models import Flaw, Scan, Sighting
from probant.vulnerabilities.replaying import recompute

EDIT = "vulnerabilities.edit"
DOSSIER = "scan"
BATCH = 5_000
MOST_KEPT = 200
REFRESHED = (
    "severity", "rank", "vector", "score", "component_version", "location", "description",
    "remedy", "is_exploitable", "has_public_exploit", "said", "said_on", "said_by_name",
    "justification", "said_why",
)  # fmt: skip


class AlreadyLoadedError(ProbantError):
    """This very file was loaded for this scope and day; `scan` is the one that holds it."""

    def __init__(self, scan: Scan) -> None:
        super().__init__(scan.number)
        self.scan = scan


class FutureScanError(ProbantError):
    """A scan of a day to come."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a person says of a scan, beside its file."""

    product: str
    method: Method
    done_on: date
    perimeter: str = ""
    tool: str = ""
    product_version: str = ""
    is_complete: bool = True

    @property
    def scope(self) -> Scope:
        """What it looked at."""
        return Scope(self.product, self.method, self.perimeter, self.tool)


@dataclass(frozen=True, kw_only=True)
class File:
    """The file that was read: its digest, and itself where it is to be kept."""

    digest: str = ""
    size: int = 0
    upload: UploadedFile[bytes] | None = None


@transaction.atomic
def load(  # noqa: PLR0913  a scan is of whom, what, in which file, by whom and when
    organisation: Organisation,
    reading: Reading,
    asked: Asked,
    *,
    file: File,
    by: Member,
    at: datetime,
) -> Scan:
    """Keeps the scan, its flaws and what became of those of the scans before."""
    permissions.require(by, EDIT)
    if asked.done_on > localdate(at):
        raise FutureScanError
    asked = replace(asked, tool=asked.tool or reading.tool)
    _ensure_new(organisation.pk, asked, file.digest)
    scan = _scan(organisation, reading, asked, file, by, at)
    scan.file_id = _kept(scan, file, by, at)
    scan.save(force_insert=True)
    _take_in(scan, reading, by, at)
    scan.trend = queries.change_of(scan).counts
    scan.save(update_fields=["trend"])
    facts = {"format": scan.format, "sha256": scan.digest, "flaws": scan.flaws,
             "occurrences": scan.occurrences, "done_on": scan.done_on.isoformat(),
             "refused": len(reading.refused), **scan.trend}  # fmt: skip
    journal.record(
        "vulnerabilities.scan_loaded",
        by=by.actor,
        at=at,
        organisation=organisation.pk,
        subject=str(scan.pk),
        facts=facts,
    )
    return scan


@transaction.atomic
def enter(
    organisation: Organisation, one: Occurrence, asked: Asked, *, by: Member, at: datetime
) -> Flaw:
    """A flaw entered by hand: its own scope, which a retest looks at again."""
    mark = fingerprint.digest(asked.product, one.identity)
    reading = Reading("hand")
    reading.add(one)
    alone = replace(asked, method=Method.HAND, perimeter=mark[:40])
    scan = load(organisation, reading, alone, file=File(), by=by, at=at)
    return queries.sightings_of(scan).get().flaw


def _ensure_new(organisation: UUID, asked: Asked, digest: str) -> None:
    if digest:
        same = Scan.objects.filter(
            organisation=organisation, scope=asked.scope.key, done_on=asked.done_on, digest=digest
        ).first()
        if same:
            raise AlreadyLoadedError(same)


def _scan(  # noqa: PLR0913, PLR0917  a scan is of whom, what, in which file, by whom and when
    organisation: Organisation,
    reading: Reading,
    asked: Asked,
    file: File,
    by: Member,
    at: datetime,
) -> Scan:
    return Scan(
        organisation=organisation,
        number=queries.next_number(Scan, organisation.pk),
        product=asked.product,
        product_version=asked.product_version or reading.product_version,
        method=asked.method.value,
        perimeter=asked.perimeter,
        tool=asked.tool,
        scope=asked.scope.key,
        format=reading.format,
        is_complete=asked.is_complete,
        done_on=asked.done_on,
        digest=file.digest,
        size=file.size,
        flaws=len(reading.found),
        occurrences=reading.total,
        suppressed=reading.suppressed,
        refused=_told(reading.refused),
        told=_told(reading.told),
        imported_at=at,
        imported_by=by.person_id,
        imported_by_name=by.name,
    )


def _kept(scan: Scan, file: File, by: Member, at: datetime) -> UUID | None:
    """The file itself, encrypted, where a person asked to keep it."""
    if file.upload is None:
        return None
    dossier = vault.open_dossier(scan.organisation_id, kind=DOSSIER, subject=scan.pk)
    file.upload.seek(0)
    return receive(file.upload, dossier, purpose="evidence", by=by.actor, at=at).id


def _take_in(scan: Scan, reading: Reading, by: Member, at: datetime) -> None:
    by_print = {
        fingerprint.digest(scan.product, identity): (one, reading.counts[identity])
        for identity, one in reading.found.items()
    }
    key = plain(scan.product)
    of_product = Flaw.objects.filter(organisation=scan.organisation_id, product_key=key)
    known = {
        print_: into or id_
        for print_, id_, into in of_product.values_list("fingerprint", "id", "merged_into")
    }
    is_first = not known
    known |= _created(scan, {p: one for p, (one, _n) in by_print.items() if p not in known}, by, at)
    counts: dict[UUID, int] = {}
    for print_, (_one, count) in by_print.items():
        counts[known[print_]] = counts.get(known[print_], 0) + count
    Sighting.objects.bulk_create(
        (
            Sighting(organisation_id=scan.organisation_id, scan=scan, flaw_id=id_, count=count)
            for id_, count in counts.items()
        ),
        batch_size=BATCH,
    )
    if not is_first:
        _refresh(scan, {known[p]: one for p, (one, _n) in by_print.items()}, by, at)
        recompute(scan.organisation_id, of_product.filter(merged_into=None))


def _created(
    scan: Scan, new: Mapping[str, Occurrence], by: Member, at: datetime
) -> dict[str, UUID]:
    first = queries.next_number(Flaw, scan.organisation_id)
    days = queries.periods(scan.organisation_id)
    made = [
        _flaw(scan, number, print_, one, days, by.name, localdate(at))
        for number, (print_, one) in enumerate(new.items(), start=first)
    ]
    Flaw.objects.bulk_create(made, batch_size=BATCH)
    return {one.fingerprint: one.pk for one in made}


def _flaw(  # noqa: PLR0913, PLR0917  a flaw is of which scan, which number, what, until when
    scan: Scan,
    number: int,
    print_: str,
    one: Occurrence,
    days: dict[str, int],
    name: str,
    today: date,
) -> Flaw:
    due = due_on(scan.done_on, one.severity, days, is_exploited=False)
    said = _said(one, name, today)
    return Flaw(
        organisation_id=scan.organisation_id,
        number=number,
        fingerprint=print_,
        product=scan.product,
        product_key=plain(scan.product),
        title=one.title,
        rule=one.rule,
        identifiers=list(one.identifiers),
        cwe=one.cwe,
        owasp=reference.class_of(one.cwe),
        component=one.component,
        first_seen_on=scan.done_on,
        last_seen_on=scan.done_on,
        known_on=scan.done_on,
        due_on=due,
        state=said.get("said", State.OPEN.value),
        sources=_sources(one, scan),
        **_facts(one),
        **said,
    )


def _facts(one: Occurrence) -> dict[str, Any]:
    return {
        "severity": one.severity.value,
        "rank": one.severity.rank,
        "vector": one.vector,
        "score": one.score,
        "component_version": one.component_version,
        "location": one.location,
        "description": one.description,
        "remedy": one.remedy,
        "is_exploitable": one.is_exploitable,
        "has_public_exploit": one.has_public_exploit,
    }


def _sources(one: Occurrence, scan: Scan) -> dict[str, dict[str, str]]:
    """Who says that it is exploitable, and when."""
    told = {"source": scan.tool or scan.reference, "on": scan.done_on.isoformat()}
    names = ("is_exploitable", "has_public_exploit")
    return {name: told for name in names if getattr(one, name) is not None}


def _said(one: Occurrence, name: str, today: date) -> dict[str, Any]:
    """What a VEX says of the flaw: not affected with its reason, or resolved, to be verified."""
    if not (one.analysis.is_not_affected or one.analysis.is_resolved):
        return {}
    state = State.NOT_AFFECTED if one.analysis.is_not_affected else State.FIXED_SAID
    return {
        "said": state.value,
        "said_on": today,
        "said_by_name": name,
        "said_why": one.detail or one.analysis.value,
        "justification": one.justification,
    }


def _refresh(scan: Scan, shown: Mapping[UUID, Occurrence], by: Member, at: datetime) -> None:
    """What the latest scan says of a flaw replaces what an older one said; people's words stay."""
    held = Flaw.objects.filter(
        organisation=scan.organisation_id,
        product_key=plain(scan.product),
        merged_into=None,
        last_seen_on__lte=scan.done_on,
    )
    changed = []
    for flaw in held.iterator(BATCH):
        one = shown.get(flaw.pk)
        if one and _is_updated(flaw, {**_facts(one), **_said(one, by.name, localdate(at))}):
            changed.append(flaw)
    Flaw.objects.bulk_update(changed, REFRESHED, batch_size=500)


def _is_updated(flaw: Flaw, facts: Mapping[str, Any]) -> bool:
    """Nothing that is known gives way to nothing; what a person stated stays (`sources`)."""
    is_rated = "rating" in flaw.sources or facts["severity"] == "unknown"
    held = {*flaw.sources, *(RATED if is_rated else ())}
    is_changed = False
    for name, value in facts.items():
        if value in {None, ""} or name in held or getattr(flaw, name) == value:
            continue
        setattr(flaw, name, value)
        is_changed = True
    return is_changed


RATED = frozenset({"severity", "rank", "vector", "score"})


def _told(found: Iterable[Finding]) -> list[dict[str, str]]:
    return [
        {"place": one.place, "code": one.code.value, "value": one.value}
        for one in list(found)[:MOST_KEPT]
    ]
