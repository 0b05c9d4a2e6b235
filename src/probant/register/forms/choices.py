"""The options of the register's lists, from the law, in plain words with their marks of doubt."""

from collections.abc import Iterable, Mapping
from functools import cache

from django.utils.translation import gettext

from probant.reference import law
from probant.reference.countries import countries
from probant.reference.facts import RetentionRule
from probant.reference.loading import Fact
from probant.register import labels

Choice = tuple[str, str]
Group = tuple[str, list[Choice]]


def legal_bases() -> list[Choice]:
    """Art. 6(1)."""
    return _from_law(law.legal_bases().values(), gettext("Choose a legal basis"))


def exceptions() -> list[Group | Choice]:
    """Art. 9(2), those usual in health first."""
    facts = law.exceptions()
    usual = [fact for fact in facts.values() if fact.is_usual_in_health]
    others = [fact for fact in facts.values() if not fact.is_usual_in_health]
    return [
        ("", gettext("No sensitive data for this purpose")),
        (gettext("Usual in health"), [_choice(fact) for fact in usual]),
        (gettext("Other cases"), [_choice(fact) for fact in others]),
    ]


def data_categories() -> list[Group | Choice]:
    """Categories of data, ordinary ones first."""
    facts = law.data_categories().values()
    return [
        ("", gettext("Choose a category")),
        (gettext("Ordinary data"), [_choice(fact) for fact in facts if not fact.regime]),
        (gettext("Sensitive or specially protected"), [_choice(f) for f in facts if f.regime]),
    ]


def recipients() -> list[Choice]:
    """Categories of recipients."""
    return _from_law(law.recipients().values(), gettext("Choose a category"))


def mechanisms() -> list[Choice]:
    """What allows a transfer."""
    return _from_law(law.transfer_mechanisms().values(), gettext("Choose what allows it"))


def methodologies() -> list[Choice]:
    """The CNIL's reference methodologies, with their scope."""
    return [
        ("", gettext("None")),
        *((fact.id, _marked(fact, _scope(fact))) for fact in law.methodologies().values()),
    ]


def data_subjects() -> list[Choice]:
    """Categories of persons."""
    return [_choice(fact) for fact in law.data_subjects().values()]


def measures(kind: str) -> list[Choice]:
    """Security measures of one kind."""
    return [_choice(fact) for fact in law.measures().values() if fact.kind == kind]


def retention_rules() -> list[Choice]:
    """Rules of retention, each with its duration."""
    return [
        ("", gettext("No rule: a period or a criterion of our own")),
        *((rule.id, _marked(rule, _kept(rule))) for rule in law.retention_rules().values()),
    ]


def country_groups() -> list[Group | Choice]:
    """Every country, Europe first; the language is part of what is cached."""
    return _country_groups(labels.language())


def worded(words: Mapping[str, labels.Words]) -> list[Choice]:
    """Choices whose words are the interface's own."""
    return [(code, str(word)) for code, word in words.items()]


def known_hds() -> list[Choice]:
    """Three answers: not to know is one."""
    return [
        ("", gettext("Not known, or hosts nothing")),
        ("yes", gettext("Certified for health data (HDS)")),
        ("no", gettext("Hosts without certificate")),
    ]


@cache
def _country_groups(language: str) -> list[Group | Choice]:
    groups: dict[str, list[Choice]] = {}
    titles = {
        "eea": gettext("European Economic Area"),
        "french_overseas": gettext("France overseas"),
        "adequate": gettext("Recognised as adequate"),
        "partly_adequate": gettext("Recognised as adequate in part"),
        "third": gettext("Other countries: a transfer to be framed"),
    }
    for country in countries().values():
        name = country.name.in_(language)
        mark = "" if country.confidence == "found" else f" ({gettext('to be checked')})"
        groups.setdefault(titles[country.status], []).append((country.code, f"{name}{mark}"))
    return [
        ("", gettext("Choose a country")),
        *((t, groups[t]) for t in titles.values() if t in groups),
    ]


def _from_law(facts: Iterable[Fact], empty: str) -> list[Choice]:
    return [("", empty), *(_choice(fact) for fact in facts)]


def _choice(fact: Fact) -> Choice:
    return fact.id, _marked(fact, "")


def _marked(fact: Fact, more: str) -> str:
    words = fact.label.in_(labels.language()) + (f" — {more}" if more else "")
    return words if fact.confidence == "found" else f"{words} ({gettext('to be checked')})"


def _scope(fact: Fact) -> str:
    scope = getattr(fact, "scope", None)
    return str(scope.in_(labels.language()).rstrip(".")) if scope else ""


def _kept(rule: RetentionRule) -> str:
    stays = [labels.duration(rule.active)] if rule.active else []
    if rule.archive:
        stays.append(
            gettext("%(duration)s in archive") % {"duration": labels.duration(rule.archive)}
        )
    return " + ".join(stays)
