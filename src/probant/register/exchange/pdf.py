"""The register on paper: PDF/UA-1 by typst, a cover, the list of activities, one sheet for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from probant.common import typesetting
from probant.register.exchange.json_form import Held
from probant.register.exchange.printed import Words, sections

TEMPLATE = Path(__file__).parent / "register.typ"
IDENTITY = ("controller", "address", "contact", "representative", "siren", "finess", "dpo")
WORDS = ("kind", "contents", "activities", "number", "activity", "status", "page")
MAY_MISS = {"siren", "finess", "representative"}


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What the first page states: identity (art. 30(1)(a)), day, version, selection."""

    identity: Mapping[str, str]
    written_on: date
    version: str = ""
    selection: str = ""


def write(held: Sequence[Held], cover: Cover, *, language: str) -> bytes:
    """The PDF; `cover.identity` has the keys of IDENTITY."""
    words = Words(language)
    day = words.value(cover.written_on)
    name = cover.identity.get("controller", "")
    return typesetting.pdf(
        TEMPLATE,
        {
            "language": "en" if language.lower().startswith("en") else "fr",
            "title": words.say("title"),
            "subject": words.say("subject"),
            "lede": words.say("lede_one" if len(held) == 1 else "lede", count=len(held)),
            "footer": words.say("footer", name=name, day=day),
            "day": [cover.written_on.year, cover.written_on.month, cover.written_on.day],
            "identity": _identity(cover, words, day),
            "words": {key: words.say(key) for key in WORDS},
            "activities": [_activity(at, item, words) for at, item in enumerate(held, start=1)],
        },
    )


def _identity(cover: Cover, words: Words, day: str) -> list[list[str]]:
    """A gap in the identity is shown as a gap: art. 30 asks for it."""
    rows = [
        [words.say(key), cover.identity.get(key, "") or words.say("not_stated")]
        for key in IDENTITY
        if cover.identity.get(key) or key not in MAY_MISS
    ]
    rows.append([words.say("written_on"), day])
    told = (("version", cover.version), ("filters", cover.selection))
    return rows + [[words.say(key), value] for key, value in told if value]


def _activity(at: int, held: Held, words: Words) -> dict[str, object]:
    role = words.value(held.record.role, "role")
    status = words.say(held.status) if held.status else ""
    return {
        "number": at,
        "anchor": f"activity-{at}",
        "name": held.record.name,
        "status": status,
        "marks": [role, *filter(None, [status])],
        "summary": held.record.summary,
        "sections": sections(held.record, words),
    }
