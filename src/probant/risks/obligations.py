"""Knowing one's risks, treating the high ones, accepting what remains by a name and a date.

Art. 32(1) asks for security appropriate to the risk, art. 32(1)(d) for a regular evaluation. The
twelve months are ours, as are the levels: `reference/data/risks/scales.yaml`.
"""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Verdict,
    VerdictState,
    freshness,
)
from probant.organisations.models import Organisation
from probant.reference import judging
from probant.risks import queries
from probant.risks.domain import risk as rules
from probant.risks.due import REDONE_EVERY
from probant.risks.models import Analysis, Risk

FACT_LABELS = {
    "risks.validated_at": _("Analysis validated on"),
    "risks.left_out": _("The analysis leaves something out"),
    "risks.activities_new": _("Activities that the analysis does not know"),
    "risks.processors_new": _("Processors that the analysis does not know"),
    "risks.activities_bare": _("Activities without any scenario"),
    "risks.drafts": _("Analyses under way"),
    "risks.high": _("High or very high risks today"),
    "risks.untreated": _("Of these, without a dated treatment"),
    "risks.late": _("Risks whose treatment is late"),
    "risks.unaccepted": _("High risks that nobody accepted"),
    "risks.accepted": _("High risks accepted by a name"),
    "risks.expired": _("Acceptances that expired"),
    "risks.estimated": _("Risks estimated"),
}


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """`risks.analysed`, `risks.treated`, `risks.accepted`."""
    held = [(one, queries.value_of(one)) for one in queries.risks(organisation.pk)]
    return (
        _analysed(organisation, [value for _one, value in held], now),
        _treated(organisation, held, now),
        _accepted(organisation, held, now),
    )


def _analysed(organisation: Organisation, held: Sequence[rules.Risk], now: datetime) -> Verdict:
    page = _url(organisation, "list")
    latest = queries.latest_validated(organisation.pk)
    if latest is None or latest.validated_at is None:
        drafts = queries.analyses(organisation.pk).filter(state="draft").count()
        state = VerdictState.DECLARED if drafts else VerdictState.MISSING
        found = Fact("risks.drafts", drafts, page)
        return judging.verdict("risks.analysed", state, facts=(found,), remedy_url=page)
    url = reverse("risks:analysis", args=[organisation.pk, latest.pk])
    gaps = _gaps(latest, held)
    facts = (
        Fact("risks.validated_at", timezone.localdate(latest.validated_at), url),
        *(Fact(name, count, url) for name, count in gaps.items()),
    )
    state = freshness(latest.validated_at, now, REDONE_EVERY)
    if state is VerdictState.PROVEN and any(gaps.values()):
        state = VerdictState.DECLARED
    proof = Evidence(EvidenceKind.DOCUMENT, f"analysis:{latest.pk}", latest.validated_at)
    return judging.verdict("risks.analysed", state, facts=facts, evidence=(proof,), remedy_url=url)


def _gaps(latest: Analysis, held: Sequence[rules.Risk]) -> dict[str, int]:
    """What keeps it from being an analysis of the whole system, processors included (E2)."""
    scope, covered = queries.scope(latest.organisation_id), latest.covered
    found = {
        "risks.left_out": int(not latest.is_whole),
        "risks.activities_new": len(set(scope.activities) - set(covered["activities"])),
        "risks.processors_new": len(set(scope.processors) - set(covered["processors"])),
    }
    if latest.method != "quick":  # the short version asks about all of them at once
        named = {activity for one in held for activity in one.activities}
        found["risks.activities_bare"] = len(set(scope.activities) - named)
    return found


def _treated(
    organisation: Organisation, held: Sequence[tuple[Risk, rules.Risk]], now: datetime
) -> Verdict:
    page, today = _url(organisation, "list"), timezone.localdate(now)
    if not held:
        return judging.verdict("risks.treated", VerdictState.NOT_APPLICABLE)
    states = {one.pk: rules.state_of(value, today) for one, value in held}
    high = [one for one, value in held if rules.is_high(value.standing_level)]
    untreated = [one for one in high if states[one.pk] == "to_treat"]
    late = [one for one, _value in held if states[one.pk] == "late"]
    unknown = [one for one, _value in held if states[one.pk] == "to_estimate"]
    facts = (
        Fact("risks.high", len(high), f"{page}?state=high"),
        Fact("risks.untreated", len(untreated), f"{page}?state=high"),
        Fact("risks.late", len(late), f"{page}?state=late"),
    )
    under_way = any(states[one.pk] == "treating" for one in high)
    state = (
        VerdictState.EXPIRED
        if late
        else VerdictState.MISSING
        if untreated
        else VerdictState.UNDETERMINED
        if unknown
        else VerdictState.DECLARED
        if under_way
        else VerdictState.PROVEN
    )
    return judging.verdict(
        "risks.treated",
        state,
        facts=facts,
        evidence=_proofs([one for one, _value in held]),
        remedy_url=f"{page}?state=late" if late else f"{page}?state=high",
    )


def _accepted(
    organisation: Organisation, held: Sequence[tuple[Risk, rules.Risk]], now: datetime
) -> Verdict:
    """A high risk that stays, and on which nothing is planned, is somebody's decision."""
    page, today = _url(organisation, "list"), timezone.localdate(now)
    high = [(one, value) for one, value in held if rules.is_high(value.standing_level)]
    named = [(one, value.acceptance) for one, value in high if value.acceptance is not None]
    lapsed = [one for one, acceptance in named if acceptance.until < today]
    signed = [one for one, acceptance in named if acceptance.until >= today]
    open_ = [one for one, value in high if rules.state_of(value, today) == "to_treat"]
    facts = (
        Fact("risks.accepted", len(signed), f"{page}?state=accepted"),
        Fact("risks.unaccepted", len(open_), f"{page}?state=high"),
        Fact("risks.expired", len(lapsed), f"{page}?state=expired"),
    )
    if not (lapsed or open_ or signed):
        return judging.verdict("risks.accepted", VerdictState.NOT_APPLICABLE, facts=facts)
    state = (
        VerdictState.EXPIRED if lapsed else VerdictState.MISSING if open_ else VerdictState.PROVEN
    )
    where = "expired" if lapsed else "high"
    return judging.verdict(
        "risks.accepted",
        state,
        facts=facts,
        evidence=_proofs(signed),
        remedy_url=f"{page}?state={where}",
    )


def _proofs(found: Sequence[Risk]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(EvidenceKind.DOCUMENT, f"risk:{one.pk}", one.updated_at) for one in found[:50]
    )


def _url(organisation: Organisation, name: str) -> str:
    return reverse(f"risks:{name}", kwargs={"organisation": organisation.pk})
