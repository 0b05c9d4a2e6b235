"""What the law asks of training: staff made aware and trained, newcomers early, traps practised.

A share is shown as a fact, and partial coverage is never green. The staff list is a declaration: a
list that names nobody proves nothing, whatever was passed, and one that lacks people with an
account is at most a declaration.
"""

from collections.abc import Sequence
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Period
from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    FactValue,
    Verdict,
    VerdictState,
    freshness,
)
from probant.organisations.models import Organisation
from probant.reference import judging
from probant.reference import training as reference
from probant.training import queries
from probant.training.domain import coverage as rules
from probant.training.domain.coverage import GAPS, Found, Standing

TRAINED, NEWCOMERS = "training.staff_trained", "training.newcomers"
PRACTISED = "training.phishing"
A_YEAR = Period(months=12)
FACT_LABELS = {
    "training.staff": _("People on the staff list"),
    "training.percent": _("Share of the staff trained (%)"),
    "training.trained": _("People trained in time"),
    "training.waiting": _("Newcomers who still have time"),
    "training.expired": _("People whose training is too old"),
    "training.late": _("Newcomers not trained in time"),
    "training.unlisted": _("People with an account who are not on the staff list"),
    "training.untrained": _("People never trained, arrival unknown"),
    "training.newcomers": _("People who arrived within the year"),
    "training.phishing_on": _("Last phishing exercise on"),
    "training.phishing_sent": _("People who received it"),
}
Facts = Sequence[tuple[str, FactValue]]


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """The three, from the staff list, what each was trained in, and the exercises."""
    found = queries.coverage(organisation.pk, timezone.localdate(now))
    return (
        _trained(organisation, found),
        _newcomers(organisation, found, now),
        _practised(organisation, len(found), now),
    )


def _trained(organisation: Organisation, found: Sequence[Found]) -> Verdict:
    """Art. 39(1)(b), 32(4): everybody trained is proof; a part of them is a declaration."""
    share = rules.share(found)
    unlisted = len(queries.unlisted_members(organisation.pk))
    counts = {state: sum(one.standing is state for one in found) for state in Standing}
    facts: Facts = (
        ("training.staff", share.total),
        ("training.percent", share.percent),
        ("training.trained", share.trained),
        ("training.waiting", share.waiting),
        ("training.expired", counts[Standing.EXPIRED]),
        ("training.late", counts[Standing.LATE] + counts[Standing.UNTRAINED]),
        ("training.unlisted", unlisted),
    )
    state = _state_of(share, counts)
    if unlisted and state is VerdictState.PROVEN:
        state = VerdictState.DECLARED
    return _verdict(organisation, TRAINED, state, facts, _proofs(found))


def _state_of(share: rules.Share, counts: dict[Standing, int]) -> VerdictState:
    if not share.total:
        return VerdictState.MISSING
    if not share.expected:
        return VerdictState.DECLARED
    if share.trained == share.expected:
        return VerdictState.PROVEN
    if share.trained:
        return VerdictState.DECLARED
    return VerdictState.EXPIRED if counts[Standing.EXPIRED] else VerdictState.MISSING


def _newcomers(organisation: Organisation, found: Sequence[Found], now: datetime) -> Verdict:
    """Trained soon after arriving; a list without dates of arrival cannot tell."""
    since = A_YEAR.before(timezone.localdate(now))
    recent = rules.newcomers(found, since)
    late = [one for one in recent if one.standing is Standing.LATE]
    unknown = [one for one in found if one.standing is Standing.UNTRAINED]
    waiting = [one for one in recent if one.standing is Standing.WAITING]
    facts: Facts = (
        ("training.newcomers", len(recent)),
        ("training.waiting", len(waiting)),
        ("training.late", len(late)),
        ("training.untrained", len(unknown)),
    )
    state = VerdictState.PROVEN if len(recent) > len(waiting) else VerdictState.NOT_APPLICABLE
    if waiting and state is VerdictState.NOT_APPLICABLE:
        state = VerdictState.DECLARED
    if unknown:
        state = VerdictState.UNDETERMINED
    if late:
        state = VerdictState.MISSING
    proofs = _proofs(recent)
    if state is VerdictState.PROVEN and not proofs:
        state = VerdictState.EXPIRED  # trained before they came, longer ago than a training lasts
    return _verdict(organisation, NEWCOMERS, state, facts, proofs)


def _practised(organisation: Organisation, staff: int, now: datetime) -> Verdict:
    """A good practice where many people receive mail; a small practice is not asked for it."""
    asked = reference.rules()
    last = queries.exercises(organisation.pk).first()
    page = reverse("training:phishing", args=[organisation.pk])
    if last is None:
        is_asked = staff >= asked.phishing_from_people
        state = VerdictState.MISSING if is_asked else VerdictState.NOT_APPLICABLE
        facts = (Fact("training.staff", staff, page),)
        return judging.verdict(PRACTISED, state, facts=facts, remedy_url=page)
    at = timezone.make_aware(datetime.combine(last.launched_on, time(0)))
    sent = sum(int(one["sent"]) for one in last.counts)
    shown = (
        Fact("training.phishing_on", last.launched_on, page),
        Fact("training.phishing_sent", sent, page),
    )
    proof = Evidence(EvidenceKind.DOCUMENT, f"phishing:{last.pk}", at)
    state = freshness(at, now, Period.parse(asked.phishing))
    return judging.verdict(PRACTISED, state, facts=shown, evidence=(proof,), remedy_url=page)


def _proofs(found: Sequence[Found]) -> tuple[Evidence, ...]:
    """The latest day of training: certificates and attendance are its documents."""
    days = [one.last_on for one in found if one.last_on and one.standing not in GAPS]
    if not days:
        return ()
    at = timezone.make_aware(datetime.combine(max(days), time(0)))
    return (Evidence(EvidenceKind.DOCUMENT, f"training:{max(days):%Y-%m-%d}", at),)


def _verdict(
    organisation: Organisation,
    id_: str,
    state: VerdictState,
    facts: Facts,
    evidence: tuple[Evidence, ...],
) -> Verdict:
    page = reverse("training:coverage", args=[organisation.pk])
    return judging.verdict(
        id_,
        state,
        facts=tuple(Fact(label, value, page) for label, value in facts),
        evidence=evidence,
        remedy_url=page,
    )
