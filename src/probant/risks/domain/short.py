"""The twenty-minute version: from plain answers to scenarios, by rules that are shown.

Every scenario starts from its file's two steps; each answer adds or takes away, and the sum stays
between 1 and 4. « I do not know » counts as the question's unfavourable answer, and is said so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from probant.common.errors import ProbantError
from probant.reference import risks as reference
from probant.reference.loading import Text
from probant.reference.risks import (
    LEVELS,
    Conditions,
    Level,
    Measure,
    Question,
    Questionnaire,
    Rule,
    Scenario,
)

UNKNOWN = "unknown"
SIZES = ("alone", "small", "medium")
Answers = Mapping[str, str]


class AnswerRefusedError(ProbantError):
    """No such question, or no such answer to it."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


class UnfinishedError(ProbantError):
    """Some questions were not read yet; `question` is the first."""

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


@dataclass(frozen=True)
class Counted:
    """A rule that an answer met; `is_unknown`: nobody knew, and the worse was counted."""

    rule: Rule
    is_unknown: bool


@dataclass(frozen=True)
class Assessed:
    """A scenario with its two steps and the rules that led there."""

    scenario: Scenario
    severity: int
    likelihood: int
    counted: tuple[Counted, ...]

    @property
    def level(self) -> Level:
        """Where the two cross."""
        return reference.scales().level(self.severity, self.likelihood)


@dataclass(frozen=True)
class Ranked:
    """A measure to take: what it brings, and what it costs an organisation of this size."""

    measure: Measure
    gain: int
    effort: int
    lowers: tuple[str, ...]

    @property
    def worth(self) -> float:
        """The gain for each step of effort."""
        return self.gain / self.effort


def asked(of: Questionnaire, answers: Answers) -> tuple[Question, ...]:
    """The questions that concern this practice."""
    return tuple(one for one in of.questions if not _is_met(one.unless, of, answers))


def answered(of: Questionnaire, answers: Answers, question: str, answer: str) -> dict[str, str]:
    """The answers with one more; AnswerRefusedError for what the questionnaire does not know."""
    found = next((one for one in of.questions if one.id == question), None)
    if found is None or answer not in {UNKNOWN, *(option.id for option in found.options)}:
        raise AnswerRefusedError(question)
    return {**answers, question: answer}


def next_question(of: Questionnaire, answers: Answers) -> str:
    """The first question not read yet; "" when all were."""
    return next((one.id for one in asked(of, answers) if one.id not in answers), "")


def size_of(of: Questionnaire, answers: Answers) -> str:
    """How large the practice is."""
    return _effective(of, answers)["size"]


def assess(of: Questionnaire, answers: Answers) -> tuple[Assessed, ...]:
    """Every scenario that may happen here, the gravest first."""
    found = [
        _assessed(one, of, answers) for one in of.scenarios if not _is_met(one.unless, of, answers)
    ]
    return tuple(sorted(found, key=_gravity, reverse=True))


def ranked(of: Questionnaire, answers: Answers) -> tuple[Ranked, ...]:
    """What to do next, the most useful for its effort first; nothing that brings nothing."""
    found = [one for measure in of.measures for one in _worth(measure, of, answers)]
    return tuple(sorted(found, key=lambda one: (-one.worth, -one.gain, one.effort)))


def in_place(of: Questionnaire, answers: Answers, scenario: str) -> tuple[Measure, ...]:
    """The measures that already help against one scenario."""
    effective = _effective(of, answers)
    concerned = {rule.question for one in of.scenarios if one.id == scenario for rule in one.rules}
    return tuple(
        one
        for one in of.measures
        if one.question in concerned and effective.get(one.question) == one.becomes
    )


def _worth(measure: Measure, of: Questionnaire, answers: Answers) -> Iterator[Ranked]:
    effort = measure.effort.get(size_of(of, answers))
    concerned = {one.id for one in asked(of, answers)}
    effective = _effective(of, answers)[measure.question]
    if effort is None or measure.question not in concerned or effective == measure.becomes:
        return
    if effective == "none" and _offers_none(of, measure.question):
        return
    before = {one.scenario.id: one for one in assess(of, answers)}
    after = assess(of, {**answers, measure.question: measure.becomes})
    gains = {
        one.scenario.id: _score(before[one.scenario.id]) - _score(one)
        for one in after
        if one.scenario.id in before
    }
    total = sum(gains.values())
    if total > 0:
        lowers = tuple(id_ for id_, gain in gains.items() if gain > 0)
        yield Ranked(measure, total, effort, lowers)


def _offers_none(of: Questionnaire, question: str) -> bool:
    """Whether « none » takes the thing itself away: no device outside needs no encryption."""
    return any(question in one.unless and "none" in one.unless[question] for one in of.scenarios)


def _score(one: Assessed) -> int:
    """A level weighs more than a step: 1, 2, 4, 8 by level, and the product within it."""
    weights: dict[Level, int] = {level: 2**place for place, level in enumerate(LEVELS)}
    return 16 * weights[one.level] + one.severity * one.likelihood


def _gravity(one: Assessed) -> tuple[int, int, int]:
    return (LEVELS.index(one.level), one.severity, one.likelihood)


def _assessed(scenario: Scenario, of: Questionnaire, answers: Answers) -> Assessed:
    effective = _effective(of, answers)
    concerned = {one.id for one in asked(of, answers)}
    counted = tuple(
        Counted(rule, answers.get(rule.question, UNKNOWN) == UNKNOWN)
        for rule in scenario.rules
        if rule.question in concerned and effective[rule.question] in rule.answers
    )
    severity = scenario.severity + sum(one.rule.severity for one in counted)
    likelihood = scenario.likelihood + sum(one.rule.likelihood for one in counted)
    return Assessed(scenario, _within(severity), _within(likelihood), counted)


def _within(step: int) -> int:
    return max(1, min(4, step))


def _effective(of: Questionnaire, answers: Answers) -> dict[str, str]:
    """Each question's answer as it counts: what nobody knows counts as the worse one."""
    return {
        one.id: one.unknown_as if answers.get(one.id, UNKNOWN) == UNKNOWN else answers[one.id]
        for one in of.questions
    }


def _is_met(conditions: Conditions, of: Questionnaire, answers: Answers) -> bool:
    effective = _effective(of, answers) if conditions else {}
    return any(effective[question] in among for question, among in conditions.items())


def because(one: Counted) -> Text:
    """The rule's sentence with what it adds."""
    signs = [
        f"{value:+d} {word}"
        for value, word in ((one.rule.severity, "G"), (one.rule.likelihood, "V"))
        if value
    ]
    doubt = Text(" (réponse inconnue)", " (answer not known)") if one.is_unknown else Text("", "")
    said = ", ".join(signs).replace("-", "−")
    english = said.replace("G", "S").replace("V", "L")
    told = one.rule.because
    return Text(f"{said}\u00a0: {told.fr}{doubt.fr}", f"{english}: {told.en}{doubt.en}")
