"""How one processor stands: contract, hosting, chain, checks; what obligations and pages share."""

from dataclasses import dataclass
from datetime import date

from probant.common.verdicts import VerdictState, worst
from probant.processors import queries
from probant.processors.domain import chain, contract, hosting, reviewing
from probant.processors.domain.contract import ClauseState, Counted
from probant.processors.domain.hosting import Piece
from probant.processors.models import CERTIFICATE
from probant.processors.queries import Situation

SUPPORTED = {VerdictState.DECLARED, VerdictState.PROVEN}


@dataclass(frozen=True)
class Standing:
    """The four answers about one processor."""

    contract: VerdictState
    hosting: VerdictState
    chain: VerdictState
    audited: VerdictState
    pieces: tuple[Piece, ...] = ()

    @property
    def worst(self) -> VerdictState:
        """The gravest."""
        return worst((self.contract, self.hosting, self.chain, self.audited))


def of(one: Situation, *, on: date) -> Standing:
    """How a processor stands on a day."""
    pieces = hosting_pieces(one, on=on)
    return Standing(
        contract=contract_state(one, on=on),
        hosting=hosting_state(one, pieces),
        chain=chain_state(one, on=on),
        audited=audited_state(one, on=on),
        pieces=pieces,
    )


def required(one: Situation, on: date) -> Counted:
    """The required clauses of the contract that counts, by what was decided."""
    found = one.contract(on)
    clauses = [clause for clause in one.clauses if clause.is_required]
    return queries.counted(found, clauses) if found else contract.counted({}, clauses)


def contract_state(one: Situation, *, on: date) -> VerdictState:
    """Art. 28(3), for the contract that counts."""
    found = one.contract(on)
    if found is None:
        return VerdictState.MISSING
    terms = queries.terms_of(found)
    return contract.state_of(terms, required(one, on), has_file=found.file is not None, on=on)


def hosting_pieces(one: Situation, *, on: date) -> tuple[Piece, ...]:
    """Each thing looked at for a host of health data."""
    declared = [line.is_hds for line in one.named if line.is_hds is not None]
    return hosting.pieces(one.record, on=on, declared=declared)


def hosting_state(one: Situation, pieces: tuple[Piece, ...]) -> VerdictState:
    """Proven where nothing is wrong and the certificate itself is kept."""
    state = hosting.state_of(pieces)
    is_kept = any(paper.purpose == CERTIFICATE for paper in one.documents)
    return VerdictState.PROVEN if state is VerdictState.DECLARED and is_kept else state


def chain_state(one: Situation, *, on: date) -> VerdictState:
    """Art. 28(2) and (4)."""
    found = one.contract(on)
    states = queries.states_of(found) if found and found.file else {}
    return chain.state_of(
        one.record,
        objection_days=one.objection_days(on),
        on=on,
        has_clause=states.get("sub_processors") is ClauseState.FOUND,
    )


def audited_state(one: Situation, *, on: date) -> VerdictState:
    """Art. 28(1) and 28(3)(h)."""
    facts = [(queries.facts_of(review), review.file is not None) for review in one.reviews]
    return reviewing.state_of(facts, on=on, is_host=one.is_host)
