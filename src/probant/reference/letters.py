"""The kinds of letters with their default words: one file a kind below `data/letters/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from probant.reference.loading import Text, read_folder

LOCALISED = {"fr", "en"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Placeholder:
    """A value that a letter is given, as its editor names it, with an invented example."""

    name: str
    label: Text
    sample: Any

    def sample_in(self, language: str) -> Any:  # noqa: ANN401  any value of YAML
        """The example in one language."""
        return _in(language, self.sample)


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterKind:
    """A kind of letter; `about` is the slice that writes it."""

    id: str
    title: Text
    about: str
    placeholders: tuple[Placeholder, ...]
    subject: Text
    body: Text
    article: str = ""


@cache
def kinds() -> Mapping[str, LetterKind]:
    """Every kind by its id, which is its file's name."""
    return read_folder("letters", schema="letter.schema.json", as_=LetterKind)


def _in(language: str, value: Any) -> Any:  # noqa: ANN401  any value of YAML
    """Each {fr, en} below the value becomes its words in one language."""
    if isinstance(value, dict) and value.keys() == LOCALISED:
        return value["en" if language.startswith("en") else "fr"]
    if isinstance(value, dict):
        return {key: _in(language, one) for key, one in value.items()}
    return [_in(language, one) for one in value] if isinstance(value, list) else value
