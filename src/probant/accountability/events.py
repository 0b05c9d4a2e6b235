"""The journal's acts in plain words; an act that has none shows its code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

import msgspec
import yaml
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

FOLDER = Path(__file__).with_name("event_words")


@dataclass(frozen=True, kw_only=True)
class Event:
    """What one kind of act is called, and the page where its subject is seen."""

    fr: str
    en: str
    page: str = ""
    argument: str = ""


@cache
def events() -> Mapping[str, Event]:
    """Every act that has words, by its code."""
    found: dict[str, Event] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        words = yaml.safe_load(file.read_text(encoding="utf-8"))
        found |= msgspec.convert(words, dict[str, Event])
    return found


def label(code: str) -> str:
    """The act in the active language; its code while nobody has named it."""
    found = events().get(code)
    if found is None:
        return code
    return found.en if (get_language() or "fr").startswith("en") else found.fr


def link(code: str, subject: str, organisation: UUID) -> str:
    """The page of the act's subject, or nothing where there is none."""
    found = events().get(code)
    if found is None or not found.page:
        return ""
    where: dict[str, object] = {"organisation": organisation}
    if found.argument:
        where[found.argument] = subject
    try:
        return reverse(found.page, kwargs=where)
    except NoReverseMatch:
        return ""
