"""The plan as it is read when nothing else works: one content for the booklet and the page.

`contents` is words only, in one language, so that paper, page and archive say the same.
"""

import textwrap
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from probant.common import typesetting
from probant.crisis import plan_words as words
from probant.crisis.domain import booklet as statements
from probant.crisis.domain.plan import Plan, from_json
from probant.crisis.models import PlanVersion
from probant.organisations.models import Organisation
from probant.reference import crisis as reference
from probant.reference.crisis import Clock, Guide, Step

TEMPLATE = Path(__file__).resolve().parent / "typst" / "booklet.typ"
LOG_LINES = 22
NOTE_WIDTH = 72


def pdf(
    organisation: Organisation,
    version: PlanVersion,
    *,
    language: str,
    at: datetime,
    signature: str = "",
) -> bytes:
    """A5, PDF/UA-1: the first hour on the cover, then people, guides, and a sheet for the log."""
    said = contents(organisation, version, language=language, at=at)
    day = timezone.localtime(at)
    folded = [piece for line in signature.splitlines() for piece in _folded(line)]
    printed = {
        **said,
        "day": [day.year, day.month, day.day],
        "signature": folded,
        "log_lines": LOG_LINES,
    }
    return typesetting.pdf(TEMPLATE, printed)


def _folded(line: str) -> list[str]:
    return textwrap.wrap(line, NOTE_WIDTH, break_on_hyphens=False) or [""]


def contents(
    organisation: Organisation, version: PlanVersion, *, language: str, at: datetime
) -> dict[str, Any]:
    """The whole plan in words."""
    plan = from_json(version.content)
    with translation.override(language):
        return {
            "language": language,
            "title": _("Crisis plan"),
            "organisation": organisation.name,
            "is_demonstration": organisation.is_demonstration,
            "number": version.number,
            "stamp": _stamp(version, at),
            "code": statements.short_code(version.digest),
            "words": _words(),
            "first_hour": _first_hour(plan, language),
            "never": [text.in_(language) for text in reference.shared().never],
            "first_calls": _first_calls(plan),
            "teams": _teams(plan),
            "contacts": [_contact(one) for one in plan.contacts],
            "insurance": _insurance(plan),
            "providers": _rows(plan.providers, ("service", "contract", "hotline", "hours")),
            "procedures": _rows(plan.procedures, ("without_it", "paper"), title="system"),
            "rules": _rows(plan.rules, ("who", "condition"), title="decision"),
            "places": _places(plan),
            "clocks": [
                _clock(clock, language)
                for clock in reference.clocks().values()
                if plan.size in clock.sizes
            ],
            "guides": [
                _guide(id_, reference.guides()[id_].of(plan.size, plan.dpo), language)
                for id_ in plan.scenarios
                if id_ in reference.guides()
            ],
        }


def _stamp(version: PlanVersion, at: datetime) -> str:
    facts = {
        "number": version.number,
        "day": formats.date_format(timezone.localtime(at), "DATE_FORMAT"),
        "reviewed": formats.date_format(version.reviewed_on, "DATE_FORMAT")
        if version.reviewed_on
        else "",
    }
    if version.reviewed_on:
        return _("Version %(number)s, validated on %(reviewed)s, copied on %(day)s") % facts
    return _("Version %(number)s, not validated yet, copied on %(day)s") % facts


def _words() -> dict[str, str]:
    said = {f"field_{name}": str(word) for name, word in words.FIELDS.items()}
    said |= {f"section_{name}": str(word) for name, word in words.SECTIONS.items()}
    said |= {f"team_{name}": str(word) for name, word in words.TEAMS.items()}
    return said | {
        "page": _("Page"),
        "cover": _("The first hour"),
        "never": _("Never"),
        "first_calls": _("First calls"),
        "to_complete": _("to be completed"),
        "blank": "……………………………",
        "guides": _("Guides"),
        "signs": _("How it shows"),
        "continuity": _("To keep care going"),
        "preserve": _("Keeping evidence lawfully"),
        "warn": _("Whom to warn"),
        "clocks": _("The clocks of the law"),
        "to_verify": _("to be verified"),
        "log": _("Log"),
        "log_note": _("One line an act. Nothing is erased: a correction is another line."),
        "when": _("Time"),
        "what": _("What was done, seen or decided"),
        "by": _("By"),
        "deputy": _("deputy"),
        "why": _("Why:"),
        "signature": _("Is this copy genuine?"),
        "signature_note": _(
            "Compare the short code with the one on Probant’s plan page. The note below is signed"
            " by the installation; “probant crisis-plan check” verifies the file with its .sig."
        ),
        "demonstration": _("Invented organisation"),
        "nothing": _("Nothing noted yet."),
    }


def _first_hour(plan: Plan, language: str) -> list[dict[str, str]]:
    """What every guide asks of this organisation in the first hour."""
    steps = [
        step
        for step in reference.shared().steps
        if step.phase == "first_hour" and plan.size in step.sizes and plan.dpo in step.dpo
    ]
    return [_step(step, language) for step in steps]


def _step(step: Step, language: str) -> dict[str, str]:
    clock = reference.clocks().get(step.clock)
    said = [clock.label.in_(language), words.period_words(clock.period)] if clock else []
    cited = [clock.article] if clock else []
    cited += [step.article] if step.article else []
    is_certain = step.confidence == "found" and (clock is None or clock.confidence == "found")
    return {
        "id": step.id,
        "team": str(words.TEAMS[step.team]),
        "text": step.text.in_(language),
        "why": step.why.in_(language),
        "clock": ", ".join([*said, *cited]) if cited else "",
        "doubt": "" if is_certain else _("to be verified"),
    }


def _first_calls(plan: Plan) -> list[dict[str, str]]:
    """Those who lead, those who repair, and the way to the hotline of the first provider."""
    people = [one for one in plan.people if one.team in {"management", "it", "dpo"}]
    return [
        {
            "who": str(words.TEAMS[one.team]),
            "name": one.name,
            "telephone": one.telephone,
            "other_way": one.other_way,
        }
        for one in people
    ]


def _teams(plan: Plan) -> list[dict[str, Any]]:
    return [
        {
            "id": team,
            "label": str(label),
            "people": [
                {
                    "name": one.name,
                    "function": one.function,
                    "telephone": one.telephone,
                    "other_way": one.other_way,
                    "is_deputy": one.is_deputy,
                }
                for one in plan.people
                if one.team == team
            ],
        }
        for team, label in words.TEAMS.items()
        if any(one.team == team for one in plan.people)
    ]


def _contact(one: Any) -> dict[str, str]:  # noqa: ANN401  OutsideLine
    return {
        "name": one.name,
        "telephone": one.telephone,
        "address": one.address,
        "note": one.note,
    }


def _insurance(plan: Plan) -> list[list[str]]:
    held = vars(plan.insurance)
    return [[str(words.FIELDS[name]), held[name]] for name in held if any(held.values())]


def _rows(held: Iterable[Any], fields: tuple[str, ...], title: str = "name") -> list[Any]:
    return [
        {
            "title": getattr(row, title),
            "rows": [[str(words.FIELDS[name]), getattr(row, name)] for name in fields],
        }
        for row in held
    ]


def _places(plan: Plan) -> list[list[str]]:
    names = ("meeting_place", "other_channel", "backups")
    return [[str(words.SECTIONS[name]), getattr(plan, name)] for name in names]


def _clock(clock: Clock, language: str) -> dict[str, str]:
    return {
        "label": clock.label.in_(language),
        "period": words.period_words(clock.period),
        "starts": clock.starts.in_(language),
        "article": clock.article,
        "doubt": "" if clock.confidence == "found" else _("to be verified"),
    }


def _guide(id_: str, guide: Guide, language: str) -> dict[str, Any]:
    texts = {"signs": guide.signs, "never": guide.never}
    texts |= {"continuity": guide.continuity, "preserve": guide.preserve}
    contacts = reference.contacts()
    return {
        "id": id_,
        "label": guide.label.in_(language),
        "summary": guide.summary.in_(language),
        "phases": [
            {
                "label": str(label),
                "steps": [_step(step, language) for step in guide.phase(phase)],
            }
            for phase, label in words.PHASES.items()
        ],
        "warn": [contacts[kind].label.in_(language) for kind in guide.warn],
        **{name: [text.in_(language) for text in held] for name, held in texts.items()},
    }
