"""What the law asks of processors, confronted with what is known of each: art. 28, CSP L.1111-8.

`register.processors_contract` and `register.hds` say what the register's own lines state, declared
at best. Here the same companies are held against their papers: the contract clause by clause, the
certificate piece by piece. Neither repeats the other: a date in the register proves nothing here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common.verdicts import Evidence, EvidenceKind, Fact, Verdict, VerdictState, worst
from probant.organisations.models import Organisation
from probant.processors import queries, standings
from probant.processors.domain import chain
from probant.processors.domain import record as records
from probant.processors.models import ACTIVE, CERTIFICATE
from probant.processors.queries import Situation
from probant.processors.standings import Standing
from probant.reference import judging

FACT_LABELS = {
    "processors.listed": _("Processors in use in the list"),
    "processors.unlisted": _("Providers that the register names and the list has not"),
    "processors.incomplete": _("Processors described in part"),
    "processors.without_contract": _("Processors without a contract in force"),
    "processors.missing_clauses": _("Required clauses missing"),
    "processors.undecided": _("Required clauses not found yet, or not decided"),
    "processors.contracts_kept": _("Contracts kept in the vault"),
    "processors.hosts": _("Processors that host health data"),
    "processors.hosts_unknown": _("Processors of which it is not known whether they host"),
    "processors.hosts_faulty": _("Hosts of which a piece is missing, over or contradicted"),
    "processors.sub_processors": _("Sub-processors behind them"),
    "processors.chain_faults": _("Faults in the chain"),
    "processors.chain_untold": _("Processors that have not given their list"),
    "processors.never_audited": _("Processors never checked"),
    "processors.audit_late": _("Processors whose next check is late"),
    "processors.audit_insufficient": _("Processors whose last check was insufficient"),
}
GRAVE = {
    VerdictState.CONTRADICTED,
    VerdictState.MISSING,
    VerdictState.EXPIRED,
}


@dataclass(frozen=True)
class Held:
    """A processor with how it stands today."""

    situation: Situation
    standing: Standing


@dataclass(frozen=True)
class Everyone:
    """All processors in use of one organisation, and the names that are not in the list."""

    organisation: Organisation
    held: Sequence[Held]
    unlisted: int
    has_activities: bool
    today: date

    @property
    def page(self) -> str:
        """The list."""
        return reverse("processors:list", kwargs={"organisation": self.organisation.pk})


@dataclass(frozen=True)
class Finding:
    """A check's answer: state, figures, where to act first, proofs."""

    state: VerdictState
    facts: dict[str, int] = field(default_factory=dict)
    url: str = ""
    evidence: tuple[Evidence, ...] = ()


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """Every `processors.*` obligation, from six queries whatever the number of processors."""
    found = everyone(organisation, timezone.localdate(now))
    return tuple(_verdict(id_, check(found), found) for id_, check in CHECKS.items())


def everyone(organisation: Organisation, today: date) -> Everyone:
    """All that the checks read."""
    lines = queries.named(organisation.pk)
    listed = list(queries.processors(organisation.pk))
    keys = {one.key for one in listed}
    in_use = [one for one in listed if one.status == ACTIVE]
    held = [
        Held(one, standings.of(one, on=today))
        for one in queries.situations(organisation.pk, in_use, lines)
    ]
    unlisted = sum(1 for key in lines if key not in keys)
    return Everyone(organisation, held, unlisted, bool(lines or listed), today)


def _verdict(id_: str, finding: Finding, found: Everyone) -> Verdict:
    is_proven = finding.state is VerdictState.PROVEN
    return judging.verdict(
        id_,
        finding.state,
        facts=tuple(
            Fact(f"processors.{name}", value, found.page) for name, value in finding.facts.items()
        ),
        evidence=finding.evidence if is_proven else (),
        remedy_url=finding.url or found.page,
    )


def _listed(found: Everyone) -> Finding:
    incomplete = [one for one in found.held if records.lacking(one.situation.record)]
    facts = {
        "listed": len(found.held),
        "unlisted": found.unlisted,
        "incomplete": len(incomplete),
    }
    if not found.has_activities:
        return Finding(VerdictState.NOT_APPLICABLE, facts)
    if found.unlisted:
        return Finding(VerdictState.MISSING, facts)
    if incomplete:
        return Finding(VerdictState.DECLARED, facts, _page(incomplete[0].situation))
    if not found.held:
        return Finding(VerdictState.NOT_APPLICABLE, facts)
    evidence = tuple(
        _document("processor", one.situation.processor.pk, one.situation.processor.updated_at)
        for one in found.held
    )
    return Finding(VerdictState.PROVEN, facts, "", evidence)


def _contract_clauses(found: Everyone) -> Finding:
    counted = [standings.required(one.situation, found.today) for one in found.held]
    states = {one.standing.contract for one in found.held}
    kept = [one.situation.contract(found.today) for one in found.held]
    facts = {
        "listed": len(found.held),
        "without_contract": sum(
            1
            for one, held in zip(found.held, kept, strict=True)
            if held is None or one.standing.contract is VerdictState.EXPIRED
        ),
        "contracts_kept": sum(1 for held in kept if held and held.file),
        "missing_clauses": sum(len(one.missing) for one in counted),
        "undecided": sum(len(one.undecided) + len(one.doubtful) for one in counted),
    }
    evidence = tuple(
        _document("contract", held.pk, held.filed_at) for held in kept if held and held.filed_at
    )
    return _over(found, states, facts, lambda one: one.contract, evidence)


def _hds(found: Everyone) -> Finding:
    states = {one.standing.hosting for one in found.held}
    facts = {
        "hosts": sum(1 for one in found.held if one.situation.is_host),
        "hosts_unknown": sum(
            1 for one in found.held if one.situation.record.hosting.hosts_health_data is None
        ),
        "hosts_faulty": sum(1 for one in found.held if one.standing.hosting in GRAVE),
    }
    evidence = tuple(
        _document("certificate", paper.pk, paper.added_at)
        for one in found.held
        for paper in one.situation.documents
        if paper.purpose == CERTIFICATE
    )
    return _over(found, states, facts, lambda one: one.hosting, evidence)


def _chain(found: Everyone) -> Finding:
    states = {one.standing.chain for one in found.held}
    faults = [
        fault
        for one in found.held
        for fault in chain.faults(
            one.situation.record,
            objection_days=one.situation.objection_days(found.today),
            on=found.today,
        )
    ]
    facts = {
        "sub_processors": chain.components([one.situation.record for one in found.held]),
        "chain_faults": len(faults),
        "chain_untold": sum(1 for one in found.held if one.situation.record.chain_told_on is None),
    }
    evidence = tuple(
        _document("processor", one.situation.processor.pk, one.situation.processor.updated_at)
        for one in found.held
    )
    return _over(found, states, facts, lambda one: one.chain, evidence)


def _audited(found: Everyone) -> Finding:
    told = [one.standing.audited for one in found.held]
    facts = {
        "listed": len(found.held),
        "never_audited": told.count(VerdictState.MISSING),
        "audit_late": told.count(VerdictState.EXPIRED),
        "audit_insufficient": told.count(VerdictState.CONTRADICTED),
    }
    evidence = tuple(
        _document("review", review.pk, review.updated_at)
        for one in found.held
        for review in one.situation.reviews
        if review.file is not None
    )
    return _over(found, set(told), facts, lambda one: one.audited, evidence)


def _over(
    found: Everyone,
    states: set[VerdictState],
    facts: dict[str, int],
    part: Callable[[Standing], VerdictState],
    evidence: tuple[Evidence, ...],
) -> Finding:
    """The gravest of all processors in use decides, and its page is where to act."""
    if not found.held:
        state = VerdictState.UNDETERMINED if found.unlisted else VerdictState.NOT_APPLICABLE
        return Finding(state, facts)
    state = worst(states)
    at_fault = next(one for one in found.held if part(one.standing) is state)
    return Finding(state, facts, _page(at_fault.situation), evidence)


def _page(one: Situation) -> str:
    kwargs = {"organisation": one.processor.organisation_id, "processor_id": one.processor.pk}
    return reverse("processors:processor", kwargs=kwargs)


def _document(kind: str, id_: object, at: datetime) -> Evidence:
    return Evidence(EvidenceKind.DOCUMENT, f"{kind}:{id_}", at)


CHECKS: dict[str, Callable[[Everyone], Finding]] = {
    "processors.listed": _listed,
    "processors.contract_clauses": _contract_clauses,
    "processors.hds": _hds,
    "processors.chain": _chain,
    "processors.audited": _audited,
}
