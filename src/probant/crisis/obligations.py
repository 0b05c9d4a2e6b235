"""Being ready: a plan read again, copies that outlive the server, exercises and their findings.

No text sets these figures for everybody: they are ours, drawn from art. 32(1)(b)–(d), and smaller
structures meet them with a smaller plan and a twenty-minute exercise.
"""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits.period import Period
from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Verdict,
    VerdictState,
    freshness,
)
from probant.crisis.domain import exercise as exercising
from probant.crisis.domain import plan as planning
from probant.crisis.models import Exercise
from probant.crisis.queries import exercises
from probant.crisis.queries import plan as plans
from probant.crisis.queries.plan import Standing
from probant.organisations.models import Organisation
from probant.reference import judging

COPY_LASTS = Period(months=6)
FACT_LABELS = {
    "crisis.plan_number": _("Version of the crisis plan"),
    "crisis.plan_gaps": _("Things the plan lacks"),
    "crisis.reviewed_on": _("Plan last read again on"),
    "crisis.unvalidated": _("Written since and not validated"),
    "crisis.booklet_at": _("Booklet made on"),
    "crisis.page_at": _("Encrypted page made on"),
    "crisis.exercised_at": _("Last exercise ended on"),
    "crisis.findings": _("Findings of exercises"),
    "crisis.findings_open": _("Findings still open"),
    "crisis.findings_late": _("Findings past their date"),
}


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """`crisis.plan`, `crisis.plan_offline`, `crisis.exercised`, `crisis.findings_followed`."""
    standing = plans.standing(organisation.pk)
    return (
        _planned(organisation, standing, now),
        _copied(organisation, standing, now),
        _exercised(organisation, now),
        _followed(organisation, now),
    )


def _planned(organisation: Organisation, found: Standing, now: datetime) -> Verdict:
    page = _url(organisation, "crisis:plan")
    if found.latest is None:
        url = _url(organisation, "crisis:plan-start")
        return _verdict("crisis.plan", VerdictState.MISSING, url)
    validated = found.validated
    facts = [
        Fact("crisis.plan_number", found.latest.number, page),
        Fact("crisis.plan_gaps", len(planning.gaps(found.plan)), page),
    ]
    if validated is None or validated.validated_at is None:
        return _verdict("crisis.plan", VerdictState.DECLARED, page, tuple(facts))
    facts.append(Fact("crisis.reviewed_on", validated.reviewed_on, page))
    if found.has_unvalidated_changes:
        facts.append(Fact("crisis.unvalidated", found.latest.number, page))
    state = freshness(validated.validated_at, now, planning.REVIEWED_EVERY)
    if state is VerdictState.PROVEN and found.has_unvalidated_changes:
        state = VerdictState.DECLARED
    proof = Evidence(EvidenceKind.DOCUMENT, f"plan:{validated.number}", validated.validated_at)
    return _verdict("crisis.plan", state, page, tuple(facts), (proof,))


def _copied(organisation: Organisation, found: Standing, now: datetime) -> Verdict:
    page = f"{_url(organisation, 'crisis:plan')}#copies"
    copies = [copy for copy in (found.booklet, found.page) if copy is not None]
    if found.latest is None or not copies:
        return _verdict("crisis.plan_offline", VerdictState.MISSING, page)
    facts = tuple(
        Fact(f"crisis.{copy.kind}_at", timezone.localdate(copy.issued_at), page) for copy in copies
    )
    last = max(copies, key=lambda copy: copy.issued_at)
    state = freshness(last.issued_at, now, COPY_LASTS)
    if state is VerdictState.PROVEN and not _is_current(last.plan_number, found):
        state = VerdictState.EXPIRED
    proof = Evidence(EvidenceKind.DOCUMENT, f"copy:{last.pk}", last.issued_at)
    return _verdict("crisis.plan_offline", state, page, facts, (proof,))


def _is_current(number: int, found: Standing) -> bool:
    """Whether no content came after the version that was copied; a validation changes none."""
    if found.latest is None or number == found.latest.number:
        return True
    copied = plans.version(found.latest.organisation_id, number)
    return copied.digest == found.latest.digest


def _exercised(organisation: Organisation, now: datetime) -> Verdict:
    page = _url(organisation, "crisis:exercises")
    last = exercises.latest_played(organisation.pk)
    if last is None or last.ended_at is None:
        return _verdict("crisis.exercised", VerdictState.MISSING, page)
    url = reverse("crisis:exercise", args=[organisation.pk, last.pk])
    facts = (Fact("crisis.exercised_at", timezone.localdate(last.ended_at), url),)
    state = freshness(last.ended_at, now, exercising.EXERCISED_EVERY)
    if state is VerdictState.PROVEN and not _is_shown(last):
        state = VerdictState.DECLARED
    proof = Evidence(EvidenceKind.DOCUMENT, f"exercise:{last.pk}", last.ended_at)
    return _verdict("crisis.exercised", state, url, facts, (proof,))


def _is_shown(last: Exercise) -> bool:
    """Evaluated, and played: an exercise ended as it began proves nothing."""
    is_evaluated = last.state == exercising.State.EVALUATED
    return is_evaluated and exercising.was_played(last.injects, last.evaluation["minutes"])


def _followed(organisation: Organisation, now: datetime) -> Verdict:
    page = f"{_url(organisation, 'crisis:exercises')}#findings"
    found = [one.facts for one in exercises.findings(organisation.pk)]
    if not found:
        return _verdict("crisis.findings_followed", VerdictState.NOT_APPLICABLE, page)
    is_open = exercising.open_findings(found)
    late = exercising.overdue(found, timezone.localdate(now))
    facts = (
        Fact("crisis.findings", len(found), page),
        Fact("crisis.findings_open", len(is_open), page),
        Fact("crisis.findings_late", len(late), page),
    )
    state = VerdictState.EXPIRED if late else VerdictState.PROVEN
    proofs = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"finding:{one['id']}", datetime.fromisoformat(at))
        for one in found
        for at in [one["closed_at"] or one["opened_at"]]
    )
    return _verdict("crisis.findings_followed", state, page, facts, proofs)


def _verdict(
    id_: str,
    state: VerdictState,
    url: str,
    facts: tuple[Fact, ...] = (),
    evidence: tuple[Evidence, ...] = (),
) -> Verdict:
    return judging.verdict(id_, state, facts=facts, evidence=evidence, remedy_url=url)


def _url(organisation: Organisation, name: str) -> str:
    return reverse(name, kwargs={"organisation": organisation.pk})
