"""What the law asks of the officer's position: independence, advice with an outcome, a report.

Whether an officer is designated is `dpo.designated`, of organisations; without one, nothing here
applies.
"""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
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
from probant.dpo_office import due, queries
from probant.dpo_office.domain.independence import Independence
from probant.dpo_office.models import PENDING
from probant.organisations.models import Organisation
from probant.reference import dpo_office as reference
from probant.reference import judging

INDEPENDENT, ADVICE = "dpo_office.independence", "dpo_office.advice_followed"
REPORTED = "dpo_office.report"
FACT_LABELS = {
    "dpo_office.assessed_on": _("Independence last looked at on"),
    "dpo_office.conflicts": _("Functions that conflict with that of officer"),
    "dpo_office.doubts": _("Functions to be judged"),
    "dpo_office.lacking": _("Guarantees said not to be given"),
    "dpo_office.unanswered": _("Guarantees without an answer"),
    "dpo_office.advice": _("Questions put to the officer"),
    "dpo_office.waiting": _("Advice without an outcome"),
    "dpo_office.late": _("Advice that has waited too long"),
    "dpo_office.year": _("Year to be reported on"),
}
STATES = {
    Independence.CONFLICT: VerdictState.CONTRADICTED,
    Independence.LACKING: VerdictState.MISSING,
    Independence.UNKNOWN: VerdictState.UNDETERMINED,
    Independence.SOUND: VerdictState.DECLARED,
}


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """The three."""
    return (
        _independent(organisation, now),
        _followed(organisation, now),
        _reported(organisation, now),
    )


def _independent(organisation: Organisation, now: datetime) -> Verdict:
    """Art. 38(3), (6). What is answered is said, not proven: at best it is declared."""
    page = reverse("dpo_office:independence", args=[organisation.pk])
    if not organisation.dpo_name:
        return judging.verdict(INDEPENDENT, VerdictState.NOT_APPLICABLE, remedy_url=page)
    said = queries.content(organisation.pk)
    if "answers" not in said:
        return judging.verdict(INDEPENDENT, VerdictState.MISSING, remedy_url=page)
    found = queries.assessment(said)
    at = datetime.fromisoformat(said["assessed_at"])
    facts = (
        Fact("dpo_office.assessed_on", timezone.localdate(at), page),
        Fact("dpo_office.conflicts", len(found.conflicts), page),
        Fact("dpo_office.doubts", len(found.doubts), page),
        Fact("dpo_office.lacking", len(found.lacking), page),
        Fact("dpo_office.unanswered", len(found.unanswered), page),
    )
    state = STATES[found.state]
    lasts = Period.parse(reference.office().assessed_every)
    if state is VerdictState.DECLARED and freshness(at, now, lasts) is not VerdictState.PROVEN:
        state = VerdictState.EXPIRED
    return judging.verdict(INDEPENDENT, state, facts=facts, remedy_url=page)


def _followed(organisation: Organisation, now: datetime) -> Verdict:
    """Not followed is allowed, with its reason; left without an outcome is not."""
    page = reverse("dpo_office:advice", args=[organisation.pk])
    found = list(queries.advice(organisation.pk))
    waiting = [one for one in found if one.outcome == PENDING]
    late = [one for one in waiting if due.until(one) < timezone.localdate(now)]
    facts = (
        Fact("dpo_office.advice", len(found), page),
        Fact("dpo_office.waiting", len(waiting), page),
        Fact("dpo_office.late", len(late), page),
    )
    state = VerdictState.PROVEN if found else VerdictState.NOT_APPLICABLE
    if waiting:
        state = VerdictState.EXPIRED if late else VerdictState.DECLARED
    proofs = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"advice:{one.reference}", one.changed_at)
        for one in found
        if one.outcome != PENDING
    )
    return judging.verdict(ADVICE, state, facts=facts, evidence=proofs, remedy_url=page)


def _reported(organisation: Organisation, now: datetime) -> Verdict:
    """The year before, once the time to report on it is over; by a report made after that year."""
    page = reverse("dpo_office:reports", args=[organisation.pk])
    within = Period.parse(reference.office().report_within)
    year = within.before(timezone.localdate(now)).year - 1
    facts = (Fact("dpo_office.year", str(year), page),)
    made = queries.reports(organisation.pk).filter(year=year, made_at__year__gt=year).first()
    if made is not None:
        proof = Evidence(EvidenceKind.DOCUMENT, f"report:{made.year}", made.made_at)
        state = VerdictState.PROVEN
        return judging.verdict(REPORTED, state, facts=facts, evidence=(proof,), remedy_url=page)
    was_there = timezone.localtime(organisation.created_at).year <= year
    concerned = bool(organisation.dpo_name) and was_there
    state = VerdictState.MISSING if concerned else VerdictState.NOT_APPLICABLE
    return judging.verdict(REPORTED, state, facts=facts, remedy_url=page)
