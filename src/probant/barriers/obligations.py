"""What the law asks of the ways to the data: depth, a second factor from outside, a scope.

A way that nobody told is not seen: sensitive activities to which no way leads are named, and keep
the depth undetermined.
"""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from probant.barriers import queries
from probant.barriers.domain.judging import Finding, together
from probant.barriers.queries import Seen
from probant.common.verdicts import Evidence, EvidenceKind, Fact, Verdict, VerdictState, worst
from probant.organisations.models import Organisation
from probant.reference import judging

DEPTH, SECOND_FACTOR, SCOPE = "barriers.depth", "barriers.mfa_external", "barriers.scope"
MOST_NAMED = 10
FACT_LABELS = {
    "barriers.ways": _("Ways to the data"),
    "barriers.no_barrier": _("Way without any barrier"),
    "barriers.one_barrier": _("Way that rests on a single barrier"),
    "barriers.depth_unknown": _("Way whose number of barriers is not known"),
    "barriers.no_second_factor": _("Way from outside without a second factor"),
    "barriers.second_factor_unknown": _("Way whose second factor is not known"),
    "barriers.whole_base": _("Way by which one account opens the whole base"),
    "barriers.reach_unknown": _("Way of which nobody knows what one account opens"),
    "barriers.uncovered": _("Sensitive activities to which no way was told"),
}


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """The three, from the ways in use and the register's sensitive activities."""
    found = queries.seen(organisation, queries.ways(organisation.pk), now=now)
    places = queries.places(organisation.pk)
    if not found:
        return _nothing(organisation, has_sensitive=bool(places.activities))
    uncovered = places.uncovered([one.facts for one in found])
    return (
        _depth(organisation, found, len(uncovered)),
        _second_factor(organisation, found),
        _scope(organisation, found),
    )


def _nothing(organisation: Organisation, *, has_sensitive: bool) -> tuple[Verdict, ...]:
    """Without sensitive data there is nothing to protect; with them, nothing can be told."""
    if not has_sensitive:
        states = [VerdictState.NOT_APPLICABLE] * 3
    else:
        states = [VerdictState.MISSING, VerdictState.UNDETERMINED, VerdictState.UNDETERMINED]
    facts = (Fact("barriers.ways", 0, _list(organisation)),)
    return tuple(
        judging.verdict(id_, state, facts=facts, remedy_url=_list(organisation))
        for id_, state in zip((DEPTH, SECOND_FACTOR, SCOPE), states, strict=True)
    )


def _depth(organisation: Organisation, found: Sequence[Seen], uncovered: int) -> Verdict:
    states = [one.judgement.depth for one in found]
    if uncovered:
        states.append(VerdictState.UNDETERMINED)
    wanted = (Finding.NO_BARRIER, Finding.ONE_BARRIER, Finding.DEPTH_UNKNOWN)
    facts = _facts(organisation, found, wanted)
    if uncovered:
        facts += (Fact("barriers.uncovered", uncovered, _list(organisation)),)
    return _verdict(organisation, DEPTH, worst(states), facts, found, wanted)


def _second_factor(organisation: Organisation, found: Sequence[Seen]) -> Verdict:
    wanted = (Finding.NO_SECOND_FACTOR, Finding.SECOND_FACTOR_UNKNOWN)
    state = together(one.judgement.second_factor for one in found)
    facts = _facts(organisation, found, wanted)
    return _verdict(organisation, SECOND_FACTOR, state, facts, found, wanted)


def _scope(organisation: Organisation, found: Sequence[Seen]) -> Verdict:
    wanted = (Finding.WHOLE_BASE, Finding.REACH_UNKNOWN)
    state = together(one.judgement.scope for one in found)
    facts = _facts(organisation, found, wanted)
    return _verdict(organisation, SCOPE, state, facts, found, wanted)


def _facts(
    organisation: Organisation, found: Sequence[Seen], wanted: Sequence[Finding]
) -> tuple[Fact, ...]:
    """How many ways, then each that shows one of these findings."""
    named = [
        Fact(f"barriers.{finding}", one.way.reference, _page(one))
        for finding in wanted
        for one in found
        if finding in one.judgement.findings
    ]
    return (Fact("barriers.ways", len(found), _list(organisation)), *named[:MOST_NAMED])


def _verdict(  # noqa: PLR0913, PLR0917  a verdict is what, how, on which facts and ways
    organisation: Organisation,
    id_: str,
    state: VerdictState,
    facts: tuple[Fact, ...],
    found: Sequence[Seen],
    wanted: Sequence[Finding],
) -> Verdict:
    first = next((one for one in found if set(wanted) & set(one.judgement.findings)), None)
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"way:{one.way.reference}", one.way.updated_at)
        for one in found
        if any(barrier.checked_on for barrier in one.facts.barriers)
    )
    url = _page(first) if first else _list(organisation)
    return judging.verdict(id_, state, facts=facts, evidence=evidence, remedy_url=url)


def _list(organisation: Organisation) -> str:
    return reverse("barriers:list", args=[organisation.pk])


def _page(one: Seen) -> str:
    return reverse("barriers:way", args=[one.way.organisation_id, one.way.pk])
