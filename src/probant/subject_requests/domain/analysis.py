"""What the law proposes for each right asked, and why: the matrix, then questions to a person.

Nothing here decides. `propose` gives, for each right, where it applies, the questions that remain,
and the answer that the law suggests once they are answered; a person decides and may differ with a
reason. What the reference only remembers is marked so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from probant.common.verdicts import Source
from probant.reference import law, requests, rights
from probant.reference.facts import RightRule
from probant.reference.requests import RequestCondition
from probant.subject_requests.domain.request import OnBehalf, RequestError, Right
from probant.subject_requests.domain.state import Outcome

HOSPITAL = "hospital_patient_record"
RESEARCH = "health_research"
RECORD = "record"
OPEN = frozenset({"applies", "withdrawal"})
ABSOLUTE = Source("art. 21(2), art. 21(3) RGPD")
UNDECIDED = ""


@dataclass(frozen=True)
class Use:
    """One purpose of an activity that concerns the person."""

    activity_id: str
    activity: str
    purpose: str
    basis: str
    case: str = ""


@dataclass(frozen=True)
class Asked:
    """What the request asks, as the analysis reads it."""

    rights: tuple[str, ...]
    on_behalf: str = OnBehalf.SELF
    is_record_request: bool = False


@dataclass(frozen=True)
class Finding:
    """The matrix's answer for one right under one purpose; None: no legal basis is stated."""

    use: Use
    rule: RightRule | None

    @property
    def state(self) -> str:
        """applies, withdrawal, conditional, does_not_apply, or unknown."""
        return self.rule.state if self.rule else "unknown"

    @property
    def source(self) -> Source:
        """Where the law says so."""
        if self.rule is None:
            return Source("art. 6(1) RGPD")
        return Source(self.rule.article, confidence=self.rule.confidence)


@dataclass(frozen=True)
class Reason:
    """One answer that weighs on the proposal."""

    condition: RequestCondition
    effect: str

    @property
    def source(self) -> Source:
        """Where the law says so."""
        return Source(self.condition.article, confidence=self.condition.confidence)


@dataclass(frozen=True)
class Proposal:
    """For one right: where it applies, what to ask, what the law suggests and why."""

    right: Right
    findings: tuple[Finding, ...]
    questions: tuple[RequestCondition, ...]
    unanswered: tuple[RequestCondition, ...]
    reasons: tuple[Reason, ...]
    suggested: str

    @property
    def is_certain(self) -> bool:
        """Whether every source it rests on was found, not only remembered."""
        sources = [item.source for item in self.findings] + [item.source for item in self.reasons]
        return all(source.is_certain for source in sources)

    @property
    def is_absolute(self) -> bool:
        """GDPR art. 21(2): an objection to marketing is always followed."""
        return self.right is Right.MARKETING


class UnjustifiedDecisionError(RequestError):
    """A decision that differs from the proposal, or refuses, has no reason."""

    def __init__(self, differing: tuple[str, ...]) -> None:
        super().__init__(differing)
        self.rights = differing


class UndecidedRightError(RequestError):
    """A right asked for has no decision."""

    def __init__(self, undecided: tuple[str, ...]) -> None:
        super().__init__(undecided)
        self.rights = undecided


class UnknownQuestionError(RequestError):
    """An answer is given to a question that the law does not ask."""


def ensure_asked(answers: Iterable[str]) -> None:
    """Answers are journalled under the names of their questions: a name is never typed words."""
    if not set(answers) <= requests.conditions().keys():
        raise UnknownQuestionError


def propose(asked: Asked, uses: Sequence[Use], answers: Mapping[str, bool]) -> tuple[Proposal, ...]:
    """A proposal for each right asked, in the order of the law."""
    return tuple(_proposal(right, asked, uses, answers) for right in Right if right in asked.rights)


def ensure_decided(
    proposals: Iterable[Proposal], decisions: Mapping[str, str], justification: str
) -> tuple[str, ...]:
    """The rights whose decision differs from the proposal; they need a reason."""
    held = tuple(proposals)
    undecided = tuple(item.right.value for item in held if not decisions.get(item.right.value))
    if undecided:
        raise UndecidedRightError(undecided)
    for item in held:
        Outcome(decisions[item.right.value])
    differing = tuple(
        item.right.value for item in held if decisions[item.right.value] != item.suggested
    )
    if differing and not justification.strip():
        raise UnjustifiedDecisionError(differing)
    return differing


def questions(asked: Asked, uses: Sequence[Use]) -> tuple[RequestCondition, ...]:
    """Every question that this request raises, each once, in the reference's order."""
    held = {
        item.id
        for right in Right
        if right in asked.rights
        for item in _questions(right, asked, _findings(right, uses))
    }
    return tuple(item for id_, item in requests.conditions().items() if id_ in held)


def _proposal(
    right: Right, asked: Asked, uses: Sequence[Use], answers: Mapping[str, bool]
) -> Proposal:
    findings = _findings(right, uses)
    raised = tuple(_questions(right, asked, findings))
    reasons = tuple(_reasons(raised, answers))
    unanswered = tuple(item for item in raised if item.id not in answers)
    suggested = _suggested(right, findings, raised, reasons, unanswered)
    return Proposal(right, findings, raised, unanswered, reasons, suggested)


def _findings(right: Right, uses: Sequence[Use]) -> tuple[Finding, ...]:
    return tuple(Finding(use, _rule(right, use)) for use in uses)


def _rule(right: Right, use: Use) -> RightRule | None:
    if use.basis not in law.legal_bases():
        return None
    return rights.applicable(use.basis, case=use.case)[right.of_matrix]


def _questions(
    right: Right, asked: Asked, findings: Sequence[Finding]
) -> Iterator[RequestCondition]:
    if right is Right.MARKETING:
        return
    bears_on = {right.of_matrix}
    if asked.is_record_request and right in {Right.ACCESS, Right.INFORMATION}:
        bears_on.add(RECORD)
    for item in requests.conditions().values():
        if bears_on & set(item.rights) and _is_asked(item, asked, findings):
            yield item


def _is_asked(item: RequestCondition, asked: Asked, findings: Sequence[Finding]) -> bool:
    if item.cases and asked.on_behalf not in item.cases:
        return False
    if item.id == "deceased.directives" and asked.is_record_request:
        return False  # the public health code speaks of the record
    if item.id.startswith("objection.") and _is_free(findings):
        return False
    has_state = not item.states or any(finding.state in item.states for finding in findings)
    has_basis = not item.bases or any(finding.use.basis in item.bases for finding in findings)
    return has_state and has_basis


def _is_free(findings: Sequence[Finding]) -> bool:
    """LIL art. 74: an objection to research on health data needs no reason."""
    return bool(findings) and all(finding.use.case == RESEARCH for finding in findings)


def _reasons(raised: Iterable[RequestCondition], answers: Mapping[str, bool]) -> Iterator[Reason]:
    for item in raised:
        answer = answers.get(item.id)
        if item.effect == "require" and answer is False:
            yield Reason(item, "refuse")
        elif answer:
            yield Reason(item, item.effect)


def _suggested(
    right: Right,
    findings: Sequence[Finding],
    raised: Sequence[RequestCondition],
    reasons: Sequence[Reason],
    unanswered: Sequence[RequestCondition],
) -> str:
    """What the law suggests, or UNDECIDED while an answer that matters is missing."""
    if right is Right.MARKETING:
        return Outcome.GRANTED
    effects = {reason.effect for reason in reasons}
    if "refuse" in effects:
        return Outcome.REFUSED
    if any(finding.state == "unknown" for finding in findings) or unanswered:
        return UNDECIDED
    opened = "allow" in effects
    needs_opening = any(item.effect == "allow" for item in raised)
    states = {
        _opened(finding.state, has_opening=opened, is_needed=needs_opening) for finding in findings
    }
    if not states:
        return Outcome.NO_DATA
    if states == {"closed"}:
        return Outcome.REFUSED
    return Outcome.PARTLY if "closed" in states or "limit" in effects else Outcome.GRANTED


def _opened(state: str, *, has_opening: bool, is_needed: bool) -> str:
    """Whether one purpose's cell of the matrix lets the right through."""
    if state in OPEN:
        return "open"
    if state == "conditional":
        return "open" if has_opening or not is_needed else "closed"
    return "open" if has_opening else "closed"
