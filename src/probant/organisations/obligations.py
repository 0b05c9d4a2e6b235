"""What the law asks of accesses and of the officer, confronted with the platform's own tables.

Factors and sign-ins are measured: who has none, who has not come for months. The designation of the
officer is only declared here: the CNIL's receipt is a paper that Probant does not hold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
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
from probant.organisations import queries
from probant.organisations.domain import Sector
from probant.organisations.models import Organisation
from probant.reference import judging, law

FACT_LABELS = {
    "accounts.members": _("Members"),
    "accounts.without_factor": _("Members without second factor"),
    "accounts.dormant": _("Members not seen for six months"),
    "accounts.reviewed_on": _("Last review of accesses"),
    "dpo.name": _("Data protection officer"),
    "dpo.designated_on": _("Designated to the CNIL on"),
    "dpo.reason_for_none": _("Reason given for having none"),
}
LARGE_SCALE = frozenset({Sector.HOSPITAL})  # WP 243 rev.01, 2.1.3: a hospital is the example


@dataclass(frozen=True)
class Situation:
    """All that the checks read of one organisation."""

    organisation: Organisation
    accesses: tuple[queries.Access, ...]
    review: queries.Review | None
    now: datetime


@dataclass(frozen=True)
class Finding:
    """A check's answer: the state, what it read, what it rests on, when it is due."""

    state: VerdictState
    facts: tuple[tuple[str, FactValue], ...]
    evidence: tuple[Evidence, ...] = ()
    due_on: date | None = None


Check = Callable[[Situation], Finding]


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """The `accounts.*` and `dpo.*` obligations of this organisation, from two queries."""
    situation = Situation(
        organisation,
        tuple(queries.accesses(organisation.pk)),
        queries.latest_review(organisation.pk),
        now,
    )
    return tuple(_verdict(id_, check(situation), situation) for id_, check in CHECKS.items())


def _verdict(id_: str, finding: Finding, situation: Situation) -> Verdict:
    link = _link(id_, situation.organisation)
    return judging.verdict(
        id_,
        finding.state,
        facts=tuple(Fact(label, value, link) for label, value in finding.facts),
        evidence=finding.evidence,
        remedy_url=link,
        due_on=finding.due_on,
    )


def _link(id_: str, organisation: Organisation) -> str:
    page = "identity" if id_.startswith("dpo.") else "members"
    return reverse(f"organisations:{page}", kwargs={"organisation": organisation.pk})


def _everyone_has_a_factor(situation: Situation) -> Finding:
    without = sum(not access.has_factor for access in situation.accesses)
    facts = (
        ("accounts.members", len(situation.accesses)),
        ("accounts.without_factor", without),
    )
    state = VerdictState.MISSING if without else VerdictState.PROVEN
    return Finding(state, facts, _measured("accounts.mfa", situation))


def _accesses_are_reviewed(situation: Situation) -> Finding:
    valid_for = _fresh_for("accounts.access_review")
    if situation.review is None:
        due_at = valid_for.past(situation.organisation.created_at)
        return Finding(
            VerdictState.MISSING, (("accounts.reviewed_on", None),), due_on=due_at.date()
        )
    at = situation.review.at
    proof = Evidence(EvidenceKind.JOURNAL_ENTRY, str(situation.review.index), at)
    return Finding(
        freshness(at, situation.now, valid_for),
        (("accounts.reviewed_on", at.date()),),
        (proof,),
        valid_for.past(at).date(),
    )


def _no_account_sleeps(situation: Situation) -> Finding:
    valid_for = _fresh_for("accounts.dormant")
    dormant = sum(
        valid_for.past(access.last_seen_at) <= situation.now for access in situation.accesses
    )
    facts = (("accounts.members", len(situation.accesses)), ("accounts.dormant", dormant))
    state = VerdictState.CONTRADICTED if dormant else VerdictState.PROVEN
    return Finding(state, facts, _measured("accounts.dormant", situation))


def _an_officer_is_designated(situation: Situation) -> Finding:
    """Art. 37(1): public bodies, health data on a large scale; recital 91: no lone practitioner."""
    found = situation.organisation
    facts = (
        ("dpo.name", found.dpo_name or None),
        ("dpo.designated_on", found.dpo_designated_on),
        ("dpo.reason_for_none", found.dpo_reason_for_none or None),
    )
    is_designated = bool(found.dpo_name and found.dpo_contact and found.dpo_designated_on)
    is_excused = bool(found.dpo_reason_for_none) and Sector(found.sector) not in LARGE_SCALE
    stated = is_designated or is_excused
    return Finding(VerdictState.DECLARED if stated else VerdictState.MISSING, facts)


def _measured(id_: str, situation: Situation) -> tuple[Evidence, ...]:
    return (Evidence(EvidenceKind.OBSERVATION, id_, situation.now),)


def _fresh_for(id_: str) -> Period:
    return Period.parse(law.obligations()[id_].fresh_for)


CHECKS: dict[str, Check] = {
    "accounts.mfa": _everyone_has_a_factor,
    "accounts.access_review": _accesses_are_reviewed,
    "accounts.dormant": _no_account_sleeps,
    "dpo.designated": _an_officer_is_designated,
}
