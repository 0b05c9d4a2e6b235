"""What the law asks of the register, confronted with its figures.

What is a written choice (art. 30, bases, exceptions, durations) is proven by a validated, dated
version; where drafts remain it is only declared. What a paper outside the register must support
(contract, certificate, transfer, formality of a research) is never more than declared here. An
empty register leaves the rest undetermined: there is nothing to look at, which is not good.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Period
from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Verdict,
    VerdictState,
)
from probant.organisations.domain import Sector
from probant.organisations.models import Organisation
from probant.reference import judging
from probant.register import queries
from probant.register.domain.completeness import missing_of_controller
from probant.register.domain.record import ActivityRole
from probant.register.figures import Proof, RegisterState

DRAFTS_AGE = Period(months=3)

FACT_LABELS = {
    "register.activities": _("Activities in the register"),
    "register.controller": _("Activities as controller"),
    "register.processor": _("Activities as processor"),
    "register.controller_incomplete": _("Incomplete activities as controller"),
    "register.processor_incomplete": _("Incomplete activities as processor"),
    "register.organisation_gaps": _("Facts missing about the organisation"),
    "register.draft": _("Drafts"),
    "register.old_drafts": _("Drafts untouched for three months"),
    "register.validated": _("Validated activities"),
    "register.review_overdue": _("Reviews overdue"),
    "register.without_review": _("Activities without a review date"),
    "register.without_basis": _("Activities with a purpose without legal basis"),
    "register.sensitive": _("Activities with sensitive data"),
    "register.without_exception": _("Sensitive activities without exception"),
    "register.without_retention": _("Activities with data without duration"),
    "register.with_transfers": _("Activities with a transfer out of Europe"),
    "register.without_mechanism": _("Activities with an unframed transfer"),
    "register.research": _("Research activities"),
    "register.without_formality": _("Research lacking a formality"),
    "register.with_processors": _("Activities with processors"),
    "register.without_contract": _("Activities with a processor without contract"),
    "register.with_host": _("Activities with a host of sensitive data"),
    "register.host_uncertified": _("Activities with an uncertified host"),
    "register.host_unknown": _("Activities whose host’s certificate is not known"),
}


@dataclass(frozen=True)
class Situation:
    """All that the checks read of one organisation."""

    organisation: Organisation
    state: RegisterState
    proof: Proof | None
    organisation_gaps: int


@dataclass(frozen=True)
class Finding:
    """A check's answer: the state, the figures it rests on, and the list where to act."""

    state: VerdictState
    facts: tuple[str, ...] = ()
    filters: Mapping[str, str] | None = None
    due_on: date | None = None


Check = Callable[[Situation], Finding]


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """Every `register.*` obligation of this organisation, from two queries."""
    state = queries.register_state(
        organisation.pk,
        on=localdate(now),
        drafts_before=datetime.combine(DRAFTS_AGE.before(now.date()), now.timetz()),
    )
    facts = queries.controller_facts(organisation)
    gaps = missing_of_controller(facts, ActivityRole.CONTROLLER)
    proof = queries.latest_validated(organisation.pk) if state.validated else None
    situation = Situation(organisation, state, proof, len(gaps))
    return tuple(_verdict(id_, check(situation), situation) for id_, check in CHECKS.items())


def _verdict(id_: str, finding: Finding, situation: Situation) -> Verdict:
    proof = situation.proof if finding.state is VerdictState.PROVEN else None
    return judging.verdict(
        id_,
        finding.state,
        facts=tuple(_fact(name, finding, situation) for name in finding.facts),
        evidence=(Evidence(EvidenceKind.DOCUMENT, proof.id, proof.at),) if proof else (),
        remedy_url=_link(finding, situation),
        due_on=finding.due_on,
    )


def _fact(name: str, finding: Finding, situation: Situation) -> Fact:
    source = situation if name == "organisation_gaps" else situation.state
    return Fact(f"register.{name}", getattr(source, name), _link(finding, situation))


def _link(finding: Finding, situation: Situation) -> str:
    page = reverse("register:list", kwargs={"organisation": situation.organisation.pk})
    return f"{page}?{urlencode(finding.filters)}" if finding.filters else page


def _exists(situation: Situation) -> Finding:
    state = situation.state
    if not state.activities:
        return Finding(VerdictState.MISSING, ("activities",))
    is_dated = situation.proof is not None
    kind = VerdictState.PROVEN if is_dated else VerdictState.DECLARED
    return Finding(kind, ("activities", "validated"))


def _complete(situation: Situation) -> Finding:
    state = situation.state
    facts = ("controller", "controller_incomplete", "organisation_gaps")
    filters = {"role": "controller", "incomplete": "on"}
    if not state.controller:
        return _nothing_to_see(facts)
    if state.controller_incomplete or situation.organisation_gaps:
        return Finding(VerdictState.MISSING, facts, filters)
    return Finding(_written(situation, state.controller_drafts), facts, filters)


def _validated(situation: Situation) -> Finding:
    state = situation.state
    facts, filters = ("draft", "old_drafts", "validated"), {"status": "draft"}
    if not state.activities:
        return _nothing_to_see(facts)
    if state.old_drafts:
        return Finding(VerdictState.EXPIRED, facts, filters)
    return Finding(_written(situation, state.draft), facts, filters)


def _reviewed(situation: Situation) -> Finding:
    state = situation.state
    facts, filters = ("review_overdue", "without_review"), {"review": "due"}
    due_on = state.next_review_on
    if not state.activities:
        return _nothing_to_see(facts)
    if state.review_overdue:
        return Finding(VerdictState.EXPIRED, facts, filters, due_on)
    if state.without_review:
        return Finding(VerdictState.MISSING, facts, {"review": "none"}, due_on)
    return Finding(_written(situation, state.draft), facts, None, due_on)


def _legal_basis(situation: Situation) -> Finding:
    state = situation.state
    if not state.controller:
        return _nothing_to_see(("controller",))
    return _choice(situation, "without_basis")


def _sensitive_exception(situation: Situation) -> Finding:
    state = situation.state
    if not state.controller:
        return _nothing_to_see(("controller",))
    if not state.sensitive and not state.without_exception:
        return Finding(VerdictState.NOT_APPLICABLE, ("sensitive",))
    return _choice(situation, "without_exception", "sensitive")


def _retention(situation: Situation) -> Finding:
    state = situation.state
    if not state.controller:
        return _nothing_to_see(("controller",))
    return _choice(situation, "without_retention")


def _choice(situation: Situation, lacking: str, *more: str) -> Finding:
    """A written choice of every activity as controller: missing somewhere, or written."""
    facts = ("controller", *more, lacking)
    filters = {"role": "controller", "lacks": lacking}
    if getattr(situation.state, lacking):
        return Finding(VerdictState.MISSING, facts, filters)
    return Finding(_written(situation, situation.state.controller_drafts), facts)


def _transfers(situation: Situation) -> Finding:
    return _supported_elsewhere(situation, "with_transfers", "without_mechanism")


def _research(situation: Situation) -> Finding:
    return _supported_elsewhere(situation, "research", "without_formality")


def _processors_contract(situation: Situation) -> Finding:
    return _supported_elsewhere(situation, "with_processors", "without_contract")


def _supported_elsewhere(situation: Situation, concerned: str, lacking: str) -> Finding:
    """What a paper outside the register must show: declared at best."""
    state, facts = situation.state, (concerned, lacking)
    if not state.activities:
        return _nothing_to_see(facts)
    if getattr(state, lacking):
        return Finding(VerdictState.MISSING, facts, {"lacks": lacking})
    if not getattr(state, concerned):
        return Finding(VerdictState.NOT_APPLICABLE, facts)
    return Finding(VerdictState.DECLARED, facts, {"has": concerned})


def _hds(situation: Situation) -> Finding:
    state, facts = situation.state, ("with_host", "host_uncertified", "host_unknown")
    if not state.activities:
        return _nothing_to_see(facts)
    if state.host_uncertified:
        return Finding(VerdictState.MISSING, facts, {"hosting": "uncertified"})
    if state.host_unknown:
        return Finding(VerdictState.UNDETERMINED, facts, {"hosting": "unknown"})
    if state.with_host:
        return Finding(VerdictState.DECLARED, facts, {"hosting": "certified"})
    return Finding(VerdictState.NOT_APPLICABLE, facts)


def _processor(situation: Situation) -> Finding:
    state, facts = situation.state, ("processor", "processor_incomplete")
    filters = {"role": "processor"}
    if not state.processor:
        is_processor = situation.organisation.sector == Sector.PUBLISHER
        kind = VerdictState.MISSING if is_processor else VerdictState.NOT_APPLICABLE
        return Finding(kind, facts, filters)
    if state.processor_incomplete:
        return Finding(VerdictState.MISSING, facts, filters | {"incomplete": "on"})
    return Finding(_written(situation, state.processor_drafts), facts, filters)


def _written(situation: Situation, drafts: int) -> VerdictState:
    """Validated without exception: a dated document shows it; otherwise it is only said."""
    if drafts or situation.proof is None:
        return VerdictState.DECLARED
    return VerdictState.PROVEN


def _nothing_to_see(facts: tuple[str, ...]) -> Finding:
    return Finding(VerdictState.UNDETERMINED, facts)


CHECKS: Mapping[str, Check] = {
    "register.exists": _exists,
    "register.complete": _complete,
    "register.validated": _validated,
    "register.reviewed": _reviewed,
    "register.legal_basis": _legal_basis,
    "register.sensitive_exception": _sensitive_exception,
    "register.retention": _retention,
    "register.transfers": _transfers,
    "register.processor": _processor,
    "register.research": _research,
    "register.processors_contract": _processors_contract,
    "register.hds": _hds,
}
