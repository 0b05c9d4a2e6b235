"""The essentials of a notice for a wall: few words, large, with the way to the rest (art. 12(1)).

WP 260 allows layers: the first one gives who, why and the rights, and leads to the whole notice.
"""

from dataclasses import dataclass

from probant.notices.domain.about_flows import told_recipient
from probant.notices.domain.durations import raised, retention_in_words
from probant.notices.domain.entitlement import rights_of
from probant.notices.domain.facts import Audience, Facts, Use
from probant.notices.domain.section import OF_CARE, ended
from probant.notices.domain.wording import has, say, told
from probant.reference import law

ONESELF = "patient"  # nobody needs a wall to learn that they may see their own data
USES_SHOWN = 4
RECIPIENTS_SHOWN = 3
PERIODS_SHOWN = 1
PERIOD_LENGTH = 110


@dataclass(frozen=True, kw_only=True)
class Block:
    """One heading of the poster and its few lines."""

    id: str
    title: str
    lines: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Essentials:
    """What the poster says, in reading order."""

    language: str
    kicker: str
    title: str
    controller: str
    promise: str
    blocks: tuple[Block, ...]
    contact_title: str
    contact: tuple[str, ...]
    full_title: str
    full: str


def essentials(facts: Facts, language: str) -> Essentials:
    """The poster's words for these facts."""
    is_patients = facts.audience is Audience.PATIENTS
    is_secret = facts.audience in OF_CARE and any(aim.exception == "art9_2_h" for aim in facts.aims)
    who = facts.controller
    contact = (who.dpo_name, who.dpo_contact) if who.dpo_contact else (who.email, who.telephone)
    return Essentials(
        language=language,
        kicker=say("poster.kicker" if is_patients else "poster.kicker_other", language),
        title=say(f"title.{facts.audience}", language),
        controller=who.name,
        promise=say("poster.secrecy", language) if is_secret else "",
        blocks=(
            _why(facts, language),
            _who(facts, language),
            _how_long(facts, language),
            _rights(facts, language),
        ),
        contact_title=say("poster.contact", language),
        contact=tuple(part for part in contact if part) or (who.address,),
        full_title=say("poster.full", language),
        full=say("poster.scan", language),
    )


def _widest(facts: Facts) -> list[Use]:
    """The uses of most data first: what a person would look for on a wall."""
    return sorted(facts.uses, key=lambda use: -len(use.data))


def _why(facts: Facts, language: str) -> Block:
    names = list(dict.fromkeys(told(use.activity, language).text for use in _widest(facts)))
    left = len(names) - USES_SHOWN
    note = say("poster.more", language, count=str(left)) if left > 1 else ""
    shown = names[:USES_SHOWN] if left > 1 else names[: USES_SHOWN + 1]
    return Block(id="why", title=say("poster.why", language), lines=tuple(shown), note=note)


def _who(facts: Facts, language: str) -> Block:
    known = law.recipients()
    named = (
        told_recipient(item.name, known.get(item.category), language)
        for use in facts.uses
        for item in use.recipients
        if item.category != ONESELF
    )
    unique = list(dict.fromkeys(name for name in named if name))
    left = len(unique) - RECIPIENTS_SHOWN
    return Block(
        id="who",
        title=say("poster.who", language),
        lines=tuple(unique[:RECIPIENTS_SHOWN]),
        note=say("poster.more_recipients", language) if left > 0 else "",
    )


def _how_long(facts: Facts, language: str) -> Block:
    periods: dict[str, str] = {}
    for use in _widest(facts):
        period = _main_period(use, language)
        if period and len(period) <= PERIOD_LENGTH:
            periods.setdefault(period, told(use.activity, language).text)
    shown = list(periods.items())[:PERIODS_SHOWN]
    lines = tuple(
        say("retention.of", language, what=name, period=ended(period)) for period, name in shown
    )
    return Block(
        id="how_long",
        title=say("poster.how_long", language),
        lines=lines,
        note=say("retention.end", language),
    )


def _main_period(use: Use, language: str) -> str:
    periods = [retention_in_words(datum.retention, language) for datum in use.data]
    return max(periods, key=periods.count, default="")


def _rights(facts: Facts, language: str) -> Block:
    rights = rights_of(facts, language)
    words = [say(f"short.{right.right}", language) for right in rights]
    short = [
        word.rstrip("*") if not right.conditions else f"{word.rstrip('*')}*"
        for word, right in zip(words, rights, strict=True)
    ]
    is_limited = any(word.endswith("*") for word in short)
    return Block(
        id="rights",
        title=say("poster.rights", language),
        lines=tuple(map(raised, short)),
        note=say("short.conditions", language) if is_limited and has("short.conditions") else "",
    )
