"""What is asked of audits: an independent look in time, findings followed to a verified fix.

Art. 32(1)(d): "a process for regularly testing, assessing and evaluating". No text says how often:
twelve months for a hospital, a laboratory, a publisher (HDS and ISO 27001 are looked at yearly),
twenty-four for the others, whose own list may suffice (E3).
"""

from collections.abc import Sequence
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from probant.audits import queries
from probant.audits.domain import findings as rules
from probant.audits.domain.campaigns import State
from probant.audits.domain.findings import MUST_BE_FIXED, FindingFacts, Step
from probant.audits.models import Campaign, Finding, Proof
from probant.common.time_limits import Period
from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Verdict,
    VerdictState,
    freshness,
    worst,
)
from probant.organisations.domain import Sector
from probant.organisations.models import Organisation
from probant.reference import judging

DONE, FOLLOWED = "audits.done", "audits.findings_followed"
DEMANDING = frozenset({Sector.HOSPITAL.value, Sector.LABORATORY.value, Sector.PUBLISHER.value})
YEARLY, EVERY_TWO_YEARS = Period(months=12), Period(months=24)
MOST_NAMED = 10
FACT_LABELS = {
    "audits.last": _("Last audit concluded"),
    "audits.tested": _("Controls tested"),
    "audits.untested": _("Controls not tested"),
    "audits.in_progress": _("Audits in progress"),
    "audits.findings": _("Findings to fix or fixed"),
    "audits.persisting": _("Finding seen in two audits and not fixed"),
    "audits.late": _("Finding past its date"),
    "audits.proposed": _("Finding that may be one of an earlier audit"),
    "audits.without_date": _("Finding without a date or an action"),
    "audits.to_verify": _("Finding said to be fixed, not verified"),
    "audits.days_to_fix": _("Days from known to verified as fixed (median)"),
}


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """`audits.done` and `audits.findings_followed`."""
    found = list(queries.campaigns(organisation.pk))
    return (_done(organisation, found, now), _followed(organisation, found, now))


def lasts(organisation: Organisation) -> Period:
    """How long an audit stays a recent one."""
    return YEARLY if organisation.sector in DEMANDING else EVERY_TWO_YEARS


def _done(organisation: Organisation, found: Sequence[Campaign], now: datetime) -> Verdict:
    page = reverse("audits:list", args=[organisation.pk])
    closed = [one for one in found if one.state == State.CLOSED and one.ends_on is not None]
    is_open = Fact("audits.in_progress", len(found) - len(closed), page)
    if not closed:
        return judging.verdict(DONE, VerdictState.MISSING, facts=(is_open,), remedy_url=page)
    told = queries.progress(closed)
    counted = [one for one in closed if _counts(organisation, one)]
    last = max(counted or closed, key=_instant)
    url, progress = _campaign_page(last), told[last.pk]
    facts = (
        Fact("audits.last", last.ends_on, url),
        Fact("audits.tested", progress.tested, url),
        Fact("audits.untested", progress.total - progress.tested, url),
        is_open,
    )
    ended = _instant(last)
    state = freshness(ended, now, lasts(organisation))
    if state is VerdictState.PROVEN and not counted:
        state = VerdictState.DECLARED
    if state is VerdictState.PROVEN and not progress.is_telling:
        state = VerdictState.UNDETERMINED
    proof = Evidence(EvidenceKind.DOCUMENT, f"audit:{last.reference}", ended)
    return judging.verdict(DONE, state, facts=facts, evidence=(proof,), remedy_url=page)


def _counts(organisation: Organisation, one: Campaign) -> bool:
    """An independent look; in a small structure, one's own with a proof of what was seen."""
    if one.is_independent:
        return True
    if organisation.sector in DEMANDING:
        return False
    return Proof.objects.filter(organisation=organisation, campaign=one).exists()


def _followed(organisation: Organisation, found: Sequence[Campaign], now: datetime) -> Verdict:
    page = reverse("audits:findings", args=[organisation.pk])
    rows = [one for one in queries.findings(organisation.pk) if one.severity in MUST_BE_FIXED]
    if not rows:
        return judging.verdict(FOLLOWED, VerdictState.NOT_APPLICABLE, remedy_url=page)
    sorted_out = _sorted(rows, found, now)
    states = [VerdictState.PROVEN, *(STATES[name] for name, held in sorted_out.items() if held)]
    facts = [Fact("audits.findings", len(rows), page)]
    for name, held in sorted_out.items():
        facts += [Fact(f"audits.{name}", _named(one), _page(one)) for one in held[:MOST_NAMED]]
    days = rules.days_to_fix([queries.facts_of(one) for one in rows])
    if days is not None:
        facts.append(Fact("audits.days_to_fix", days, page))
    proofs = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"finding:{one.pk}", one.updated_at) for one in rows
    )
    first = next((held[0] for held in sorted_out.values() if held), None)
    return judging.verdict(
        FOLLOWED,
        worst(states),
        facts=tuple(facts),
        evidence=proofs,
        remedy_url=_page(first) if first else page,
        due_on=min((one.due_on for one in rows if one.due_on and _is_open(one)), default=None),
    )


STATES = {
    "persisting": VerdictState.CONTRADICTED,
    "late": VerdictState.EXPIRED,
    "proposed": VerdictState.UNDETERMINED,
    "without_date": VerdictState.DECLARED,
    "to_verify": VerdictState.DECLARED,
}


def _sorted(
    rows: Sequence[Finding], found: Sequence[Campaign], now: datetime
) -> dict[str, list[Finding]]:
    """Each finding that is not fixed under what it shows, the gravest first."""
    today = timezone.localdate(now)
    by_id = {one.pk: one for one in rows}
    actions = queries.actions_of(rows)
    carried = {one.same_as for one in rows if one.same_as}
    live = [one for one in rows if _is_open(one) and one.pk not in carried]
    maybe = proposed(rows, found)
    return {
        "persisting": [one for one in live if one.same_as in by_id],
        "late": [one for one in live if rules.is_overdue(queries.facts_of(one), today)],
        "proposed": [one for one in live if one.pk in maybe],
        "without_date": [
            one
            for one in live
            if one.step == Step.OPEN and (one.due_on is None or not actions[one.pk])
        ],
        "to_verify": [one for one in live if one.step == Step.TO_VERIFY],
    }


def proposed(rows: Sequence[Finding], found: Sequence[Campaign]) -> set[object]:
    """Findings that look like one of the previous audit, and that nobody confirmed."""
    facts: dict[object, list[FindingFacts]] = {}
    for one in rows:
        facts.setdefault(one.campaign_id, []).append(queries.facts_of(one))
    told: set[object] = set()
    for campaign in found:
        before = _before(campaign, found)
        if before is None or not facts.get(campaign.pk):
            continue
        pairs = rules.compared(facts.get(before.pk, []), facts[campaign.pk])
        told |= {one.after.id for one in pairs if one.fate is rules.Fate.PROPOSED and one.after}
    return told


def _before(one: Campaign, found: Sequence[Campaign]) -> Campaign | None:
    """As `queries.previous_of`, from what was read already."""
    if one.previous:
        return next((other for other in found if other.pk == one.previous), None)
    return next(
        (
            other
            for other in found
            if other.framework == one.framework and other.starts_on < one.starts_on
        ),
        None,
    )


def _is_open(one: Finding) -> bool:
    return one.step != Step.FIXED


def _instant(one: Campaign) -> datetime:
    assert one.ends_on is not None  # noqa: S101  only concluded audits come here
    return make_aware(datetime.combine(one.ends_on, time()))


def _named(one: Finding) -> str:
    return f"{one.campaign.reference} {one.reference}"


def _page(one: Finding) -> str:
    return reverse("audits:finding", args=[one.organisation_id, one.pk])


def _campaign_page(one: Campaign) -> str:
    return reverse("audits:campaign", args=[one.organisation_id, one.pk])
