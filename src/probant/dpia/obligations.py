"""What the law asks of impact assessments, art. 35 and 36, for the activities in force.

Only the controller's register counts: the duty is the controller's. What nobody reasoned about is
missing where the data are sensitive, and merely to be completed elsewhere.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.verdicts import Evidence, EvidenceKind, Fact, Verdict, VerdictState
from probant.dpia import queries
from probant.dpia.models import ARCHIVED, VALIDATED, Assessment
from probant.dpia.queries import Need
from probant.organisations.models import Organisation
from probant.reference import judging
from probant.register.domain.status import Status

DECIDED, CARRIED_OUT, FOLLOWED = "dpia.decided", "dpia.carried_out", "dpia.measures_followed"
FACT_LABELS = {
    "dpia.activities": _("Activities in force"),
    "dpia.undecided": _("Activity on which nobody has reasoned"),
    "dpia.stale": _("Activity that changed since it was reasoned about"),
    "dpia.required": _("Activities that need an impact assessment"),
    "dpia.without": _("Activity without the assessment that it needs"),
    "dpia.unvalidated": _("Assessment not validated yet"),
    "dpia.moved": _("Activity that changed since its assessment"),
    "dpia.review_past": _("Assessment past its day of review"),
    "dpia.high": _("High residual risk, and the authority not consulted"),
    "dpia.actions": _("Lines of the action plans"),
    "dpia.actions_late": _("Lines past their day"),
    "dpia.actions_undated": _("Lines without a day"),
}
MOST_SHOWN = 10


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """`dpia.decided`, `dpia.carried_out`, `dpia.measures_followed`."""
    needs = queries.needs_of(organisation.pk)
    made = [one for one in queries.assessments(organisation.pk) if one.status != ARCHIVED]
    return (
        _decided(organisation, needs),
        _carried_out(organisation, needs, now),
        _followed(organisation, made, now),
    )


def _decided(organisation: Organisation, needs: Sequence[Need]) -> Verdict:
    """Art. 35(1), 5(2): each activity has its dated reasoning."""
    url = reverse("dpia:needs", args=[organisation.pk])
    if not needs:
        return judging.verdict(DECIDED, VerdictState.NOT_APPLICABLE)
    undecided = [need for need in needs if need.reasoning is None]
    stale = [need for need in needs if need.reasoning is not None and need.is_stale]
    state = VerdictState.PROVEN
    if undecided:
        state = VerdictState.DECLARED
    if stale:
        state = VerdictState.EXPIRED
    if len(undecided) == len(needs) or any(need.activity.is_sensitive for need in undecided):
        state = VerdictState.MISSING
    facts = (
        Fact("dpia.activities", len(needs), url),
        *_each("dpia.undecided", undecided),
        *_each("dpia.stale", stale),
    )
    said = [need.reasoning for need in needs if need.reasoning is not None]
    evidence = tuple(Evidence(EvidenceKind.DOCUMENT, f"need:{one.pk}", one.at) for one in said)
    return judging.verdict(DECIDED, state, facts=facts, evidence=evidence, remedy_url=url)


def _carried_out(organisation: Organisation, needs: Sequence[Need], now: datetime) -> Verdict:
    """Art. 35(1), 35(11), 36(1): made, validated, still about what is done."""
    url = reverse("dpia:list", args=[organisation.pk])
    required = [need for need in needs if need.is_required or need.assessment is not None]
    if not required:
        undecided = any(need.reasoning is None and need.activity.is_sensitive for need in needs)
        state = VerdictState.UNDETERMINED if undecided else VerdictState.NOT_APPLICABLE
        return judging.verdict(CARRIED_OUT, state, remedy_url=url)
    today = timezone.localdate(now)
    found = [(need, need.assessment) for need in required]
    held = [(need, one) for need, one in found if one is not None]
    without = [need for need, one in found if one is None]
    unvalidated = [one for _need, one in held if one.status != VALIDATED]
    moved = [need for need, one in held if one.status == VALIDATED and _has_moved(need, one)]
    past = [one for _need, one in held if one.review_on is not None and one.review_on < today]
    high = [one for need, one in held if _is_unconsulted(need, one)]
    state = VerdictState.PROVEN
    if unvalidated:
        state = VerdictState.DECLARED
    if moved or past:
        state = VerdictState.EXPIRED
    if without:
        state = VerdictState.MISSING
    if high:
        state = VerdictState.CONTRADICTED
    facts = (
        Fact("dpia.required", len(required), url),
        *_each_of("dpia.high", high),
        *_each("dpia.without", without),
        *_each_of("dpia.unvalidated", unvalidated),
        *_each("dpia.moved", moved),
        *_each_of("dpia.review_past", past),
    )
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"assessment:{one.reference}", one.validated_at)
        for _need, one in held
        if one.validated_at is not None
    )
    where = _place([*high], without, organisation.pk) or url
    return judging.verdict(CARRIED_OUT, state, facts=facts, evidence=evidence, remedy_url=where)


def _followed(organisation: Organisation, made: Sequence[Assessment], now: datetime) -> Verdict:
    """Art. 35(7)(d), 32(1)(d): what was promised is done on its day."""
    url = reverse("dpia:plan", args=[organisation.pk])
    today = timezone.localdate(now)
    lines = [(one, action) for one in made for action in queries.summed_actions(one)]
    if not lines:
        return judging.verdict(FOLLOWED, VerdictState.NOT_APPLICABLE)
    waiting = [(one, action) for one, action in lines if action["done_on"] is None]
    late = [one for one, action in waiting if action["due_on"] and action["due_on"] < today]
    undated = [one for one, action in waiting if action["due_on"] is None]
    state = VerdictState.PROVEN
    if undated:
        state = VerdictState.DECLARED
    if late:
        state = VerdictState.EXPIRED
    facts = (
        Fact("dpia.actions", len(lines), url),
        Fact("dpia.actions_late", len(late), url),
        Fact("dpia.actions_undated", len(undated), url),
    )
    evidence = tuple(
        Evidence(EvidenceKind.DOCUMENT, f"assessment:{one.reference}", one.updated_at)
        for one in {one.pk: one for one, _action in lines}.values()
    )
    return judging.verdict(FOLLOWED, state, facts=facts, evidence=evidence, remedy_url=url)


def _is_unconsulted(need: Need, one: Assessment) -> bool:
    """Processing goes on over a high residual risk that the authority was not told of."""
    in_force = need.activity.status == Status.VALIDATED or one.status == VALIDATED
    return in_force and one.is_high is True and one.consulted_on is None


def _has_moved(need: Need, one: Assessment) -> bool:
    return queries.has_moved(one, need.activity)


def _each(label: str, found: Sequence[Need]) -> list[Fact]:
    return [Fact(label, need.activity.name, _need_page(need)) for need in found[:MOST_SHOWN]]


def _each_of(label: str, found: Iterable[Assessment]) -> list[Fact]:
    return [
        Fact(label, f"{one.reference} {one.name}", _page(one)) for one in list(found)[:MOST_SHOWN]
    ]


def _place(high: Sequence[Assessment], without: Sequence[Need], organisation: UUID) -> str:
    if high:
        return _page(high[0])
    if without:
        start = reverse("dpia:start", args=[organisation])
        return f"{start}?activity={without[0].activity.pk}"
    return ""


def _need_page(need: Need) -> str:
    return reverse("dpia:need", args=[need.activity.organisation_id, need.activity.pk])


def _page(one: Assessment) -> str:
    return reverse("dpia:assessment", args=[one.organisation_id, one.pk])
