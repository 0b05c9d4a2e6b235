"""What the EDPB's guidelines lead to: document, notify, inform. It proposes; people decide.

Each rule of `reference/data/breach/rules.yaml` is true, false or unknown for the facts; the level
lies between the gravest rule that holds and the gravest that may. "No" needs every rule above it to
be false: what is unknown never gives it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

from probant.breaches.domain.criteria import criteria
from probant.breaches.domain.facts import Answer, BreachFacts, OwnRole
from probant.breaches.domain.kleene import all_of, any_of, negated
from probant.breaches.domain.severity import Severity, severity
from probant.common.verdicts import Confidence
from probant.reference import breach
from probant.reference.loading import Text

PRECAUTION = "precaution"


class Level(IntEnum):
    """The three degrees of art. 33 and 34: unlikely to be a risk, a risk, a high risk."""

    NONE = 0
    RISK = 1
    HIGH = 2


class Advice(StrEnum):
    """Yes, no, it hangs on named facts, or the breach itself is not known enough."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True)
class Reason:
    """A rule that holds (`is_certain`) or may hold, in words, with its source."""

    rule: str
    level: Level
    is_certain: bool
    label: Text
    source: str
    confidence: Confidence


@dataclass(frozen=True)
class OpenFact:
    """A fact that would decide: the criterion, its question, the section where it is entered."""

    criterion: str
    section: str
    question: Text


@dataclass(frozen=True)
class Proposal:
    """Document always; notify and inform as the facts lead; the reasons, and what would decide.

    `tells_controllers`: a processor's own duty (art. 33(2)), whatever the risk. The advice is then
    what each controller is expected to conclude.
    """

    notify: Advice
    inform: Advice
    lowest: Level
    highest: Level
    reasons: tuple[Reason, ...]
    relief: tuple[str, ...]
    open_facts: tuple[OpenFact, ...]
    severity: Severity
    tells_controllers: bool = False
    document: Advice = Advice.YES


def propose(facts: BreachFacts) -> Proposal:
    """Art. 33 and 34 as EDPB 9/2022 reads them, for what is known now."""
    score = severity(facts)
    known = criteria(facts, score)
    reasons = tuple(_reasons(known))
    lowest = max((why.level for why in reasons if why.is_certain), default=Level.NONE)
    highest = max((why.level for why in reasons), default=Level.NONE)
    is_named = Answer.YES in _losses(facts) or Answer.UNKNOWN not in _losses(facts)
    notify = _advice(Level.RISK, lowest, highest, is_named=is_named)
    return Proposal(
        notify=notify,
        inform=_advice(Level.HIGH, lowest, highest, is_named=is_named),
        lowest=lowest,
        highest=highest,
        reasons=(*reasons, *_precaution(notify)),
        relief=_relief(known),
        open_facts=tuple(_open_facts(known, lowest)),
        severity=score,
        tells_controllers=facts.involvement.role is OwnRole.PROCESSOR,
    )


def is_breach(facts: BreachFacts) -> bool | None:
    """Art. 4(12): personal data lost their confidentiality, integrity or availability."""
    answers = {Answer.YES: True, Answer.NO: False}
    return any_of(answers.get(loss) for loss in _losses(facts))


def holds(condition: Any, known: Mapping[str, bool | None]) -> bool | None:  # noqa: ANN401  a YAML tree
    """Whether a condition of the rule book is met: an id, `all`, `any` or `not`."""
    if isinstance(condition, str):
        if condition in known:
            return known[condition]
        return holds(breach.rule_book().notions[condition], known)
    if "not" in condition:
        return negated(holds(condition["not"], known))
    if "all" in condition:
        return all_of([holds(part, known) for part in condition["all"]])
    return any_of([holds(part, known) for part in condition["any"]])


def undecided(condition: Any, known: Mapping[str, bool | None]) -> Iterator[str]:  # noqa: ANN401  a YAML tree
    """The unknown criteria that keep a condition from being decided."""
    book = breach.rule_book()
    if holds(condition, known) is not None:
        return
    if isinstance(condition, str):
        if condition in book.criteria:
            yield condition
        else:
            yield from undecided(book.notions[condition], known)
        return
    for parts in condition.values():
        for part in parts if isinstance(parts, list) else [parts]:
            yield from undecided(part, known)


def _losses(facts: BreachFacts) -> tuple[Answer, Answer, Answer]:
    loss = facts.event.loss
    return loss.confidentiality, loss.integrity, loss.availability


def _reasons(known: Mapping[str, bool | None]) -> Iterator[Reason]:
    """The rules that hold or may hold, those that hold first, the gravest first."""
    found = []
    for id_, rule in breach.rule_book().rules.items():
        value = holds(rule.when, known)
        if value is not False:
            level = Level[rule.level.upper()]
            found.append(
                Reason(id_, level, value is True, rule.label, rule.source, rule.confidence)
            )
    yield from sorted(found, key=lambda why: (not why.is_certain, -why.level))


def _precaution(notify: Advice) -> Iterator[Reason]:
    """In doubt, the guidelines side with caution: said as a reason, it decides nothing."""
    if notify in {Advice.CONDITIONAL, Advice.UNDETERMINED}:
        told = breach.rule_book().precaution
        yield Reason(PRECAUTION, Level.NONE, True, told.label, told.source, told.confidence)  # noqa: FBT003


def _advice(asked: Level, lowest: Level, highest: Level, *, is_named: bool) -> Advice:
    if lowest >= asked:
        return Advice.YES
    if highest < asked:
        return Advice.NO
    return Advice.CONDITIONAL if is_named else Advice.UNDETERMINED


def _relief(known: Mapping[str, bool | None]) -> tuple[str, ...]:
    """The criteria that lower the risk and are established, to be shown beside a "no"."""
    lowering = ("unintelligible", "access_excluded", "contained", "already_public", "restored")
    return tuple(name for name in lowering if known[name] is True)


def _open_facts(known: Mapping[str, bool | None], lowest: Level) -> Iterator[OpenFact]:
    """What is still to find out: unknown criteria of the rules that would raise the level.

    Two criteria that the same answer decides are asked once.
    """
    book = breach.rule_book()
    above = [rule for rule in book.rules.values() if Level[rule.level.upper()] > lowest]
    asked: set[str] = set()
    for id_ in _ordered(name for rule in above for name in undecided(rule.when, known)):
        criterion = book.criteria[id_]
        if criterion.question.en not in asked:
            asked.add(criterion.question.en)
            yield OpenFact(id_, criterion.fact, criterion.question)


def _ordered(names: Iterable[str]) -> Iterator[str]:
    """Each once, in the order of the rule book."""
    wanted = set(names)
    return (name for name in breach.rule_book().criteria if name in wanted)
