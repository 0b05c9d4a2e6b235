"""The sections on purposes and data (art. 13(1)(c), (d), 13(2)(e), (f), 14(1)(d), 14(2)(f))."""

import re
from collections.abc import Iterator

from probant.notices.domain.durations import human_clauses, raised
from probant.notices.domain.facts import Datum, Facts
from probant.notices.domain.notice import Line, Section
from probant.notices.domain.section import OF_CARE, category, ended, line_of_use, section
from probant.notices.domain.wording import say, told
from probant.reference import law
from probant.register.domain.record import Collection

NOT_GIVEN = frozenset({"connection_logs"})  # machines write them; nobody is asked for them
DETAILS_OF_A_CATEGORY = 3  # art. 14(1)(d) asks for the categories; art. 12(1) for concision


def purposes(facts: Facts, language: str) -> Section:
    """Art. 13(1)(c): what the data are for, by what allows it."""
    grouped: dict[str, list[str]] = {}
    for aim in facts.aims:
        grouped.setdefault(aim.basis or "unstated", []).append(told(aim.text, language).text)
    order = [*law.legal_bases(), "unstated"]
    return section(
        "purposes",
        facts,
        language,
        lines=(
            Line(
                text=say(f"basis.{basis}", language),
                details=tuple(dict.fromkeys(ended(raised(text)) for text in texts)),
            )
            for basis, texts in sorted(grouped.items(), key=lambda item: order.index(item[0]))
        ),
        is_from_record=True,
    )


def legitimate_interests(facts: Facts, language: str) -> Section | None:
    """Art. 13(1)(d): the interests, where one is relied on."""
    stated = [
        raised(clause)
        for aim in facts.aims
        if aim.basis == "legitimate_interests"
        for clause in human_clauses(aim.detail, language)
    ]
    if not any(aim.basis == "legitimate_interests" for aim in facts.aims):
        return None
    return section(
        "legitimate_interests",
        facts,
        language,
        lines=(Line(text=ended(text)) for text in dict.fromkeys(stated)),
        is_from_record=True,
    )


def data_categories(facts: Facts, language: str) -> Section:
    """Art. 14(1)(d): the categories of data, told in every notice."""
    grouped: dict[str, list[str]] = {}
    for datum in _data(facts):
        detail = told(datum.detail, language).text
        known = grouped.setdefault(datum.category, [])
        if detail and not any(_words(detail) <= _words(other) for other in known):
            known.append(detail)
    is_secret = facts.audience in OF_CARE and any(a.exception == "art9_2_h" for a in facts.aims)
    return section(
        "data_categories",
        facts,
        language,
        lines=(
            Line(
                text=category(id_, language),
                details=tuple(map(ended, details[:DETAILS_OF_A_CATEGORY])),
            )
            for id_, details in grouped.items()
        ),
        closing=(say("data_categories.secrecy", language),) if is_secret else (),
        is_from_record=True,
    )


def mandatory(facts: Facts, language: str) -> Section | None:
    """Art. 13(2)(e): what must be given, and what happens otherwise."""
    if not facts.is_direct:
        return None
    given = [use for use in facts.uses if use.collection is not Collection.INDIRECT]
    named = [
        category(datum.category, language)
        for use in given
        for datum in use.data
        if datum.is_mandatory and datum.category not in NOT_GIVEN
    ]
    if not named:
        return section("mandatory", facts, language, sentences=(say("mandatory.none", language),))
    return section(
        "mandatory",
        facts,
        language,
        sentences=(say("mandatory.some", language),),
        lines=(Line(text=text) for text in dict.fromkeys(named)),
        closing=(
            say(f"consequence.{facts.audience}", language),
            say("mandatory.others", language),
        ),
        is_from_record=True,
    )


def source(facts: Facts, language: str) -> Section | None:
    """Art. 14(2)(f): where data come from that the person did not give."""
    if not facts.is_indirect:
        return None
    elsewhere = [
        told(use.origin, language).text
        for use in facts.uses
        if use.collection is not Collection.DIRECT and use.origin
    ]
    key = "source.both" if facts.is_direct else "source.indirect"
    return section(
        "source",
        facts,
        language,
        sentences=(say(key, language),),
        lines=(Line(text=ended(text)) for text in dict.fromkeys(elsewhere)),
        is_from_record=True,
    )


def automated_decision(facts: Facts, language: str) -> Section | None:
    """Art. 13(2)(f): decisions without a human being, where the register states one."""
    stated = [use for use in facts.uses if use.automated_decision.strip()]
    if not stated:
        return None
    return section(
        "automated_decision",
        facts,
        language,
        sentences=(say("automated_decision.text", language),),
        lines=(
            line_of_use(use, (ended(use.automated_decision.strip()),), language) for use in stated
        ),
        is_from_record=True,
    )


def _data(facts: Facts) -> Iterator[Datum]:
    return (datum for use in facts.uses for datum in use.data)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))
