"""Which rights a person has, by the law’s matrix and the bases in use (art. 15–22)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from probant.notices.domain.facts import Facts
from probant.notices.domain.wording import say
from probant.reference import law
from probant.reference.facts import RightRule

GIVING = frozenset({"applies", "conditional"})


@dataclass(frozen=True)
class ToldRight:
    """A right as a person is told of it, with its condition where it does not always apply."""

    right: str
    text: str
    conditions: tuple[str, ...]


def rights_of(facts: Facts, language: str) -> tuple[ToldRight, ...]:
    """The rights that apply to at least one use, in the order of the law."""
    told = (_told(right, facts, language) for right in law.rights())
    return tuple(right for right in told if right is not None)


def _told(right: str, facts: Facts, language: str) -> ToldRight | None:
    rules = tuple(_rules(right, facts))
    if not any(rule.state in GIVING for rule in rules):
        return None
    is_everywhere = all(rule.state == "applies" for rule in rules)
    conditions = () if is_everywhere else (_condition(right, language),)
    return ToldRight(
        right,
        say(f"right.{right}", language),
        (*conditions, *_case_conditions(right, rules, language)),
    )


def _rules(right: str, facts: Facts) -> Iterator[RightRule]:
    """One rule for each basis in use, and for each case that stands above it."""
    bases = {aim.basis for aim in facts.aims if aim.basis}
    cases = {use.case for use in facts.uses if use.case}
    of_right = (rule for rule in law.rights_matrix().values() if rule.right == right)
    return (r for r in of_right if (r.case in cases if r.case else r.basis in bases))


def _condition(right: str, language: str) -> str:
    keys = {
        "erasure": "condition.erasure",
        "portability": "condition.portability",
        "objection": "condition.objection",
    }
    return say(keys.get(right, "condition.some"), language)


def _case_conditions(right: str, rules: Iterable[RightRule], language: str) -> Iterator[str]:
    cases = {rule.case for rule in rules if rule.case}
    if "hospital_patient_record" in cases:
        yield say("condition.draft_of_authority", language)
    if "health_research" in cases and right == "objection":
        yield say("condition.research", language)
