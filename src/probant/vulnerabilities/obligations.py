"""What is asked of flaws: looked for, and fixed in time once they are known (art. 32(1)(d)).

No text sets a period; ours count (`reference.periods`), or the organisation's own within bounds.
An organisation without software of its own, that never loaded a scan, is not concerned.
"""

from datetime import date, datetime

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Period
from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Verdict,
    VerdictState,
    freshness,
)
from probant.organisations.domain import Sector
from probant.organisations.models import Organisation
from probant.reference import judging
from probant.vulnerabilities import queries
from probant.vulnerabilities.domain.standing import State

FOLLOWED, IN_TIME = "vulnerabilities.followed", "vulnerabilities.fixed_in_time"
SCANNED_EVERY = Period(months=12)
CONCERNED = frozenset({Sector.PUBLISHER.value, Sector.HOSPITAL.value})
SHOWN = 5
FACT_LABELS = {
    "vulnerabilities.scans": _("Scans and audits loaded"),
    "vulnerabilities.stale": _("Product whose last scan is more than a year old"),
    "vulnerabilities.unfixed": _("Vulnerabilities not fixed yet"),
    "vulnerabilities.late": _("Grave vulnerabilities past their date"),
    "vulnerabilities.persisting": _("Exploitable, and shown by two audits"),
    "vulnerabilities.flaw": _("Vulnerability to fix first"),
    "vulnerabilities.unknown": _("Vulnerabilities of unknown severity"),
    "vulnerabilities.said": _("Said to be fixed, not verified"),
}


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """`vulnerabilities.followed` and `vulnerabilities.fixed_in_time`."""
    latest = queries.latest_by_product(organisation.pk)
    today = timezone.localdate(now)
    if not latest and organisation.sector not in CONCERNED:
        return (
            judging.verdict(FOLLOWED, VerdictState.NOT_APPLICABLE),
            _in_time(organisation, today),
        )
    return _followed(organisation, latest, now), _in_time(organisation, today)


def _followed(organisation: Organisation, latest: list[tuple[str, date]], now: datetime) -> Verdict:
    """The oldest product decides: one that nobody looked at for a year is not followed."""
    url = _url(organisation, "import")
    if not latest:
        return judging.verdict(FOLLOWED, VerdictState.MISSING, remedy_url=url)
    states = {product: _fresh(day, now) for product, day in latest}
    stale = [product for product, state in states.items() if state is not VerdictState.PROVEN]
    state = VerdictState.EXPIRED if stale else VerdictState.PROVEN
    facts = (
        Fact("vulnerabilities.scans", len(latest), _url(organisation, "scans")),
        *(Fact("vulnerabilities.stale", one, _url(organisation, "scans")) for one in stale[:SHOWN]),
    )
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"scan:{product}", _noon(day)) for product, day in latest
    )
    return judging.verdict(FOLLOWED, state, facts=facts, evidence=evidence, remedy_url=url)


def _in_time(organisation: Organisation, today: date) -> Verdict:
    """Known, exploitable and still there at the next audit: what was sanctioned (MDPH)."""
    known = queries.flaws(organisation.pk)
    grave = Q(severity__in=queries.GRAVE) | Q(is_exploited=True)
    late = known.filter(queries.late(today), grave)
    persisting = known.filter(queries.persisting(), queries.running(today))
    unknown = known.filter(queries.running(today), severity="unknown")
    said = known.filter(grave, state=State.FIXED_SAID)
    counted = {
        "late": late.count(),
        "persisting": persisting.count(),
        "unknown": unknown.count(),
        "said": said.count(),
    }
    state = _state(counted, is_any=known.exists())
    filters = {
        "late": {"late": "on", "severity": "grave"},
        "persisting": {"persisting": "on"},
        "unknown": {"severity": "unknown", "state": "unfixed"},
        "said": {"state": "fixed_said"},
    }
    facts = [
        Fact(f"vulnerabilities.{name}", count, _url(organisation, "list", filters[name]))
        for name, count in counted.items()
        if count
    ]
    first = [*persisting.order_by("rank")[:SHOWN], *late.order_by("rank")[:SHOWN]][:SHOWN]
    facts += [
        Fact("vulnerabilities.flaw", one.reference, _page(organisation, str(one.pk)))
        for one in {one.pk: one for one in first}.values()
    ]
    return judging.verdict(
        IN_TIME,
        state,
        facts=tuple(facts),
        evidence=_proof(organisation),
        remedy_url=_url(organisation, "list", filters["late"] if counted["late"] else {}),
    )


def _state(counted: dict[str, int], *, is_any: bool) -> VerdictState:
    order = (
        ("persisting", VerdictState.CONTRADICTED),
        ("late", VerdictState.EXPIRED),
        ("unknown", VerdictState.UNDETERMINED),
        ("said", VerdictState.DECLARED),
    )
    if not is_any:
        return VerdictState.NOT_APPLICABLE
    return next((state for name, state in order if counted[name]), VerdictState.PROVEN)


def _proof(organisation: Organisation) -> tuple[Evidence, ...]:
    day = queries.scans(organisation.pk).aggregate(day=Max("done_on"))["day"]
    return (Evidence(EvidenceKind.DOCUMENT, "scan", _noon(day)),) if day else ()


def _fresh(day: date, now: datetime) -> VerdictState:
    return freshness(_noon(day), now, SCANNED_EVERY)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001


def _url(organisation: Organisation, name: str, filters: dict[str, str] | None = None) -> str:
    place = reverse(f"vulnerabilities:{name}", args=[organisation.pk])
    return f"{place}?{urlencode(filters)}" if filters else place


def _page(organisation: Organisation, flaw: str) -> str:
    return reverse("vulnerabilities:flaw", args=[organisation.pk, flaw])
