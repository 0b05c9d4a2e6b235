"""Deciding to notify and to inform: a person decides, with their reasons, beside the proposal."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from probant.breaches import queries
from probant.breaches.actions.recording import Act, Place, opened, state
from probant.breaches.domain.communication import UnknownGroundError
from probant.breaches.domain.proposal import propose
from probant.breaches.models import DISMISSED, OPEN, Breach
from probant.breaches.statements import Choice, Decision, Dismissal, Kind, Opinion, Question
from probant.common.errors import ProbantError
from probant.organisations import permissions
from probant.organisations.domain import Member
from probant.reference import breach as reference

DECIDE = "breaches.decide"
DISMISS = "dismiss"


class JustificationMissingError(ProbantError):
    """Not notifying, not informing, or departing from the proposal asks for its reasons."""

    def __init__(self, question: str) -> None:
        """`question`: notify, inform or dismiss."""
        super().__init__(question)
        self.question = question


@transaction.atomic
def decide(  # noqa: PLR0913  a decision is on what, which, over which, by whom and when
    breach_id: UUID,
    question: Question,
    decision: Decision,
    *,
    by: Member,
    at: datetime,
    expected: int,
) -> Breach:
    """Art. 33(1), 34(1): the choice, with the proposal that stood when it was taken.

    Somebody else's decision taken since `expected` is not covered by mine: StatementConflictError.
    """
    permissions.require(by, DECIDE)
    breach = opened(by, breach_id)
    if decision.exception and decision.exception not in reference.terms("exception"):
        raise UnknownGroundError(decision.exception)
    whole = _with_proposal(breach, question, decision)
    if not whole.justification.strip() and must_justify(whole):
        raise JustificationMissingError(question.value)
    if question is Question.NOTIFY:
        breach.notify = whole.choice.value
    else:
        breach.inform = whole.choice.value
    facts = {
        "question": question.value,
        "choice": whole.choice.value,
        "proposed": whole.proposed,
        "differs": whole.differs,
    }
    if breach.status != OPEN:
        breach.status = OPEN
    act = Act("decided", by, at, facts=facts)
    state(breach, Place(Kind.DECISION, question.value, expected), whole, act)
    return breach


def must_justify(decision: Decision) -> bool:
    """Art. 33(5): not notifying and not informing are explained; so is another choice than ours."""
    return decision.choice is Choice.NO or decision.differs


@transaction.atomic
def give_opinion(breach_id: UUID, opinion: Opinion, *, by: Member, at: datetime) -> Breach:
    """Kept beside the decision that stands: whoever disagreed is not erased."""
    permissions.require(by, DECIDE)
    breach = opened(by, breach_id)
    facts = {"question": opinion.question.value, "choice": opinion.choice.value}
    act = Act("opinion_given", by, at, facts=facts)
    state(breach, Place(Kind.OPINION, uuid4().hex), opinion, act)
    return breach


@transaction.atomic
def dismiss(breach_id: UUID, reasons: str, *, by: Member, at: datetime) -> Breach:
    """No personal data breach after all: kept in the register with its reasons, art. 33(5)."""
    permissions.require(by, DECIDE)
    breach = opened(by, breach_id)
    if not reasons.strip():
        raise JustificationMissingError(DISMISS)
    breach.status = DISMISSED
    said = Dismissal(is_dismissed=True, reasons=reasons.strip())
    state(breach, Place(Kind.DISMISSAL), said, Act("dismissed", by, at))
    return breach


def _with_proposal(breach: Breach, question: Question, decision: Decision) -> Decision:
    proposal = propose(queries.facts_of(breach))
    proposed = proposal.notify if question is Question.NOTIFY else proposal.inform
    score = (float(proposal.severity.low), float(proposal.severity.high))
    return replace(decision, proposed=proposed.value, facts_number=breach.facts_number, score=score)
