"""The criteria of EDPB 9/2022, each true, false or unknown for given facts.

What lowers a risk (data already public) counts only once established; everything else that is
unknown stays so, and the proposal says which answer is missing.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from probant.breaches.domain import counts
from probant.breaches.domain.facts import (
    Access,
    Alteration,
    Answer,
    Backup,
    BreachFacts,
    DataItem,
    Insight,
    Recipients,
    Restoration,
    Scope,
    ServiceEffect,
)
from probant.breaches.domain.kleene import all_of, any_of
from probant.breaches.domain.severity import Severity, unintelligible
from probant.reference import breach, law

T = TypeVar("T")
_CONTACT = {"contact_details", "financial"}


def criteria(facts: BreachFacts, severity: Severity) -> Mapping[str, bool | None]:
    """Every criterion of the rule book, by id."""
    return {
        "confidentiality": _answer(facts.event.loss.confidentiality),
        "integrity": _answer(facts.event.loss.integrity),
        "availability": _answer(facts.event.loss.availability),
        "severity_medium": severity.reaches("medium"),
        "severity_high": severity.reaches("high"),
        **{name: test(facts) for name, test in _TESTS.items()},
    }


def _answer(answer: Answer) -> bool | None:
    return {Answer.YES: True, Answer.NO: False}.get(answer)


def _among(value: T, unknown: T, *worse: T) -> bool | None:
    return None if value == unknown else value in worse


def _contained(facts: BreachFacts) -> bool | None:
    found = facts.circumstances
    trusted = _among(found.recipients, Recipients.UNKNOWN, Recipients.TRUSTED)
    return all_of((trusted, _answer(found.is_deletion_confirmed)))


def _many_recipients(facts: BreachFacts) -> bool | None:
    """People who cannot be named are many; named ones are counted."""
    found = facts.circumstances
    strangers = (Recipients.UNIDENTIFIED, Recipients.PUBLIC)
    many = counts.is_at_least(found.recipients_count, _threshold("many_recipients"))
    return any_of((_among(found.recipients, Recipients.UNKNOWN, *strangers), many))


def _grave_data(facts: BreachFacts) -> bool | None:
    return _over_items(facts, _is_grave)


def _is_grave(item: DataItem) -> bool | None:
    """Special data tell something unless it was established that they tell nothing."""
    term = breach.terms("data").get(item.kind)
    if term is None or item.kind == "unknown":
        return None
    if term.is_grave:
        return True
    if not term.is_special:
        return _any_grave(item.opens) if term.severity_class == "inherited" else False
    return _among(item.insight, Insight.UNKNOWN, *(set(Insight) - {Insight.NONE}))


def _any_grave(kinds: tuple[str, ...]) -> bool | None:
    """Credentials are grave when what they open is; nobody knows what they open: unknown."""
    if not kinds:
        return None
    return any_of(_is_grave(DataItem(kind=kind, insight=Insight.ORDINARY)) for kind in kinds)


def _identity_theft(facts: BreachFacts) -> bool | None:
    kinds = {item.kind for item in facts.data.items}
    terms = breach.terms("data")
    identifying = {kind for kind in kinds if kind in terms and terms[kind].identifies}
    is_enough = bool(identifying) and bool(
        kinds & _CONTACT or any(terms[kind].is_grave for kind in identifying)
    )
    return is_enough or _unless_open(facts, kinds)


def _over_items(facts: BreachFacts, test: Callable[[DataItem], bool | None]) -> bool | None:
    found = any_of(test(item) for item in facts.data.items)
    return found or (found if found is None else _unless_open(facts, {"listed"}))


def _unless_open(facts: BreachFacts, kinds: set[str]) -> bool | None:
    """Nothing grave among what is listed: false only if the list is established and not empty."""
    is_whole = facts.data.scope is Scope.ESTABLISHED and bool(kinds) and bool(facts.data.items)
    is_named = all(item.kind not in {"", "unknown"} for item in facts.data.items)
    return False if is_whole and is_named else None


def _vulnerable(facts: BreachFacts) -> bool | None:
    """A group of patients or children is vulnerable whatever the answer says."""
    known = law.data_subjects()
    groups = [group.category for group in facts.persons.groups]
    if any(name in known and known[name].is_vulnerable for name in groups):
        return True
    return _answer(facts.persons.has_vulnerable)


def _large_scale(facts: BreachFacts) -> bool | None:
    return counts.is_at_least(facts.persons.count, _threshold("large_scale"))


def _threshold(name: str) -> int:
    return breach.rule_book().thresholds[name]


_TESTS: Mapping[str, Callable[[BreachFacts], bool | None]] = {
    "unintelligible": lambda facts: unintelligible(facts.circumstances),
    "access_excluded": lambda facts: _among(
        facts.circumstances.access, Access.UNKNOWN, Access.EXCLUDED
    ),
    "contained": _contained,
    "already_public": lambda facts: facts.circumstances.was_public is Answer.YES,
    "malicious": lambda facts: _answer(facts.circumstances.is_malicious),
    "many_recipients": _many_recipients,
    "grave_data": _grave_data,
    "identity_theft": _identity_theft,
    "large_scale": _large_scale,
    "vulnerable": _vulnerable,
    "altered": lambda facts: _among(
        facts.circumstances.alteration,
        Alteration.UNKNOWN,
        Alteration.USED_RECOVERABLE,
        Alteration.NOT_RECOVERABLE,
    ),
    "restored": lambda facts: _among(
        facts.circumstances.restoration, Restoration.UNKNOWN, Restoration.WITHOUT_DIFFICULTY
    ),
    "no_backup": lambda facts: _among(
        facts.circumstances.backup, Backup.UNKNOWN, Backup.PARTIAL, Backup.NONE
    ),
    "lost_for_good": lambda facts: _among(
        facts.circumstances.restoration, Restoration.UNKNOWN, Restoration.NEVER
    ),
    "serious_effect": lambda facts: _among(
        facts.circumstances.service_effect, ServiceEffect.UNKNOWN, ServiceEffect.SERIOUS
    ),
}
