"""Reading the scans and flaws of one organisation."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from probant.reference import vulnerabilities as reference
from probant.vulnerabilities.domain.fingerprint import plain
from probant.vulnerabilities.domain.severity import Severity
from probant.vulnerabilities.domain.standing import UNFIXED, State
from probant.vulnerabilities.domain.trend import Trend, trend
from probant.vulnerabilities.models import Flaw, OwnPeriods, Scan, Sighting, Step

SORTS = {
    "gravity": ("rank", "due_on", "number"),
    "due": ("due_on", "rank", "number"),
    "recent": ("-last_seen_on", "rank", "number"),
    "oldest": ("known_on", "rank", "number"),
}
HEAVY = ("description", "remedy", "sources", "said_why")
GRAVE = (Severity.CRITICAL.value, Severity.HIGH.value)
UNFIXED_STATES = [state.value for state in UNFIXED]
PERSISTS_FROM = 2
NUMBERING = 0x76756C6E  # the lock's class: one numbering of scans and flaws at a time
CHANGES = ("new", "persisting", "fixed", "reappeared")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which flaws a list shows; an empty value asks for nothing."""

    words: str = ""
    state: str = ""
    severity: str = ""
    product: str = ""
    owasp: str = ""
    late: bool = False
    exploitable: bool = False
    persisting: bool = False
    age: str = ""
    scan: str = ""
    change: str = ""
    sort: str = "gravity"


AGES = {"30": (0, 30), "90": (31, 90), "365": (91, 365), "more": (366, 100_000)}


def flaws(organisation: UUID) -> QuerySet[Flaw]:
    """Every flaw; those that were found to be another one are left out."""
    return Flaw.objects.filter(organisation=organisation, merged_into=None)


def flaw(organisation: UUID, flaw_id: UUID, *, for_update: bool = False) -> Flaw:
    """One flaw; Flaw.DoesNotExist for another organisation's."""
    rows = Flaw.objects.select_for_update() if for_update else Flaw.objects
    return rows.get(organisation=organisation, pk=flaw_id)


def by_reference(organisation: UUID, reference: str) -> Flaw:
    """By what people call it: F-0012."""
    head, _dash, number = reference.upper().partition("-")
    wanted = int(number) if head == "F" and number.isdecimal() and len(number) < 10 else -1  # noqa: PLR2004  an integer's digits
    return flaws(organisation).get(number=wanted)


def unfixed(organisation: UUID) -> QuerySet[Flaw]:
    """Open, said to be fixed, or accepted: nothing verified yet."""
    return flaws(organisation).filter(state__in=UNFIXED_STATES)


def running(on: date) -> Q:
    """Unfixed, and not accepted for the time being: the clock runs."""
    accepted = Q(state=State.ACCEPTED, accepted_until__gte=on)
    return Q(state__in=UNFIXED_STATES) & ~accepted


def late(on: date) -> Q:
    """The period from known to verified fixed is over."""
    return running(on) & Q(due_on__lt=on)


def persisting() -> Q:
    """Exploitable, unfixed and shown by two audits at least: the MDPH case."""
    exploitable = Q(is_exploitable=True) | Q(is_exploited=True)
    return exploitable & Q(state__in=UNFIXED_STATES, scans__gte=PERSISTS_FROM)


def listed(organisation: UUID, wanted: Wanted, *, on: date) -> QuerySet[Flaw]:
    """The flaws of a list page, without their long texts."""
    found = flaws(organisation)
    for condition in _conditions(organisation, wanted, on):
        found = found.filter(condition)
    return found.defer(*HEAVY).order_by(*SORTS.get(wanted.sort, SORTS["gravity"]))


def _conditions(organisation: UUID, wanted: Wanted, on: date) -> Iterator[Q]:
    if wanted.words:
        words = wanted.words
        yield Q(title__icontains=words) | Q(component__icontains=words) | Q(rule__icontains=words)
    if wanted.state:
        yield Q(state__in=UNFIXED_STATES) if wanted.state == "unfixed" else Q(state=wanted.state)
    if wanted.severity:
        yield Q(severity__in=GRAVE) if wanted.severity == "grave" else Q(severity=wanted.severity)
    if wanted.product:
        yield Q(product_key=plain(wanted.product))
    if wanted.owasp:
        yield Q(owasp="" if wanted.owasp == "none" else wanted.owasp)
    yield from _narrower(organisation, wanted, on)


def _narrower(organisation: UUID, wanted: Wanted, on: date) -> Iterator[Q]:
    if wanted.late:
        yield late(on)
    if wanted.exploitable:
        yield Q(is_exploitable=True) | Q(is_exploited=True)
    if wanted.persisting:
        yield persisting()
    if wanted.age in AGES:
        least, most = AGES[wanted.age]
        yield Q(known_on__lte=_ago(on, least), known_on__gte=_ago(on, most))
    if wanted.scan:
        yield Q(pk__in=_of_scan(organisation, wanted.scan, wanted.change))


def _ago(on: date, days: int) -> date:
    return date.fromordinal(max(on.toordinal() - days, 1))


def _of_scan(organisation: UUID, scan_id: str, change: str) -> Collection[object]:
    """The flaws of a scan, or of one part of what changed since the one before."""
    found = Scan.objects.filter(organisation=organisation, pk=scan_id).first()
    if found is None:
        return ()
    if change in CHANGES:
        return tuple(getattr(change_of(found), change))
    return shown_by(found)


def shown_by(scan: Scan) -> set[UUID]:
    """The flaws that a scan shows."""
    rows = Sighting.objects.filter(organisation=scan.organisation_id, scan=scan, count__gt=0)
    return set(rows.values_list("flaw_id", flat=True))


def scans(organisation: UUID) -> QuerySet[Scan]:
    """Every scan, the latest first."""
    return Scan.objects.filter(organisation=organisation).order_by("-done_on", "-number")


def scan(organisation: UUID, scan_id: UUID) -> Scan:
    """One scan; Scan.DoesNotExist for another organisation's."""
    return Scan.objects.get(organisation=organisation, pk=scan_id)


def before(found: Scan) -> QuerySet[Scan]:
    """The scans of the same scope that came before, the latest first."""
    same = Scan.objects.filter(organisation=found.organisation_id, scope=found.scope)
    earlier = Q(done_on__lt=found.done_on) | Q(done_on=found.done_on, number__lt=found.number)
    return same.filter(earlier).order_by("-done_on", "-number")


def change_of(later: Scan, earlier: Scan | None = None) -> Trend:
    """What changed between two scans of one scope; the one before unless another is named."""
    told = list(before(later))
    earlier = earlier or (told[0] if told else None)
    older = [one.pk for one in told if earlier and one.pk != earlier.pk]
    known = Sighting.objects.filter(
        organisation=later.organisation_id, scan__in=older, count__gt=0
    ).values_list("flaw_id", flat=True)
    return trend(
        shown_by(later),
        shown_by(earlier) if earlier else (),
        set(known) if older else (),
        is_complete=later.is_complete,
    )


def sightings(found: Flaw) -> QuerySet[Sighting]:
    """Which scans showed a flaw, in the order of their dates."""
    rows = Sighting.objects.filter(organisation=found.organisation_id, flaw=found)
    return rows.select_related("scan").order_by("scan__done_on", "scan__number")


def steps(found: Flaw) -> QuerySet[Step]:
    """What people said of a flaw, in order."""
    return Step.objects.filter(organisation=found.organisation_id, flaw=found).order_by("at", "id")


def periods(organisation: UUID) -> dict[str, int]:
    """Days from known to fixed, by severity: the organisation's own, else Probant's."""
    own = OwnPeriods.objects.filter(organisation=organisation).first()
    chosen: Mapping[str, int] = own.days if own else {}
    return {name: chosen.get(name, held.days) for name, held in reference.periods().items()}


def products(organisation: UUID) -> list[str]:
    """The products that scans name, by name."""
    rows = Scan.objects.filter(organisation=organisation).values_list("product", flat=True)
    return sorted({name for name in rows.distinct() if name}, key=str.casefold)


def latest_by_product(organisation: UUID) -> list[tuple[str, date]]:
    """Each product with the day of its latest scan."""
    rows = Scan.objects.filter(organisation=organisation).exclude(format="hand")
    return list(rows.values_list("product").annotate(Max("done_on")).order_by("product"))


def counts_by(organisation: UUID, field: str, condition: Q) -> dict[str, int]:
    """How many flaws there are of each value of a field."""
    rows = flaws(organisation).filter(condition).values_list(field).annotate(Count("id"))
    return dict(rows.order_by())


def sightings_of(found: Scan) -> QuerySet[Sighting]:
    """What a scan showed."""
    rows = Sighting.objects.filter(organisation=found.organisation_id, scan=found)
    return rows.select_related("flaw").order_by("flaw__rank", "flaw__number")


def next_number(kind: type[Scan] | type[Flaw], organisation: UUID) -> int:
    """The number after the last; whoever numbers too waits until the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NUMBERING, str(organisation)]
        )
    rows = kind.objects.filter(organisation=organisation)
    last: int | None = rows.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
