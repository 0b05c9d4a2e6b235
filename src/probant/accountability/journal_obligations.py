"""What accountability (art. 5(2), 24) asks of the journal: whole, and sealed every week.

They stand here because the journal is a floor that knows no organisation. No job runs behind: a
checkpoint is signed when a dossier is made or when someone asks for it, and the verdict says how
old the last one is, computed at each reading.
"""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from probant.common.time_limits import Period
from probant.common.verdicts import (
    Evidence,
    EvidenceKind,
    Fact,
    Remedy,
    SanctionTier,
    Source,
    Verdict,
    VerdictState,
    freshness,
)
from probant.journal import queries
from probant.organisations.models import Organisation
from probant.reference import law

FACT_LABELS = {
    "journal.entries": _("Entries in the journal"),
    "journal.head": _("Entries that its head counts"),
    "journal.checked_at": _("Last recomputed"),
    "journal.sealed_at": _("Last sealed"),
    "journal.unsealed": _("Entries since"),
}


@dataclass(frozen=True)
class Finding:
    """A check's answer before the words of the law are put on it."""

    state: VerdictState
    facts: tuple[Fact, ...]
    evidence: tuple[Evidence, ...] = ()
    due_at: datetime | None = None


def verdicts(organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """`journal.integrity` and `journal.checkpoint`, from one query that recomputes nothing."""
    return of(queries.state(organisation.pk), organisation, now=now)


def of(state: queries.State, organisation: Organisation, *, now: datetime) -> tuple[Verdict, ...]:
    """The same, from a state that was read already."""
    page = reverse("accountability:journal", kwargs={"organisation": organisation.pk})
    return (
        _verdict("journal.integrity", _integrity(state, now, page), page),
        _verdict("journal.checkpoint", _checkpoint(state, now, page), page),
    )


def _integrity(state: queries.State, now: datetime, page: str) -> Finding:
    """Proven by a recomputation alone: an untouched head shows nothing about the entries."""
    facts = (
        Fact("journal.entries", state.entries, page),
        Fact("journal.head", state.size, page),
        Fact("journal.checked_at", state.checked_at, page),
    )
    if not state.is_head_in_place or state.was_whole is False:
        return Finding(VerdictState.CONTRADICTED, facts, _check_of(state))
    if state.checked_at is None:
        return Finding(VerdictState.DECLARED, facts)
    valid_for = _fresh_for("journal.integrity")
    found = freshness(state.checked_at, now, valid_for)
    return Finding(found, facts, _check_of(state), valid_for.past(state.checked_at))


def _checkpoint(state: queries.State, now: datetime, page: str) -> Finding:
    unsealed = state.size - (state.sealed_size or 0)
    facts = (
        Fact("journal.sealed_at", state.sealed_at, page),
        Fact("journal.unsealed", unsealed, page),
    )
    if state.sealed_at is None:
        return Finding(VerdictState.MISSING, facts)
    valid_for = _fresh_for("journal.checkpoint")
    proof = Evidence(EvidenceKind.DOCUMENT, f"checkpoint:{state.sealed_size}", state.sealed_at)
    found = freshness(state.sealed_at, now, valid_for)
    return Finding(found, facts, (proof,), valid_for.past(state.sealed_at))


def _check_of(state: queries.State) -> tuple[Evidence, ...]:
    if state.checked_index is None:
        return ()
    return (Evidence(EvidenceKind.JOURNAL_ENTRY, str(state.checked_index), state.checked_at),)


def _verdict(id_: str, finding: Finding, page: str) -> Verdict:
    text = law.obligations()[id_]
    return Verdict(
        obligation_id=id_,
        state=finding.state,
        source=(Source(text.article, confidence=text.confidence),),
        facts=finding.facts,
        evidence=finding.evidence,
        remedy=_remedy(id_, finding.state, page),
        tier=SanctionTier(text.tier) if text.tier else None,
        due_on=finding.due_at.date() if finding.due_at else None,
    )


def _remedy(id_: str, state: VerdictState, page: str) -> Remedy | None:
    """An altered journal is left alone; one that was not recomputed is recomputed by sealing it."""
    if state.is_good:
        return None
    is_altered = state is VerdictState.CONTRADICTED
    return Remedy(id_ if is_altered else "journal.checkpoint", f"{page}#seal")


def _fresh_for(id_: str) -> Period:
    return Period.parse(law.obligations()[id_].fresh_for)
