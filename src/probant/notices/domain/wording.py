"""The sentences of notices, and the texts of templates in the other language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from probant.reference import templates
from probant.reference.loading import Text, read_document

FILE = "notice_wording.yaml"
SCHEMA = "notice_wording.schema.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """Art. 12(1): the sentences that a notice may say, and the marks of what it must not repeat."""

    version: str
    verified_on: date
    source: str
    sentences: Mapping[str, Text]
    remarks: tuple[str, ...]


@cache
def wording() -> Wording:
    """The file, read once."""
    return read_document(FILE, schema=SCHEMA, as_=Wording)


def say(key: str, language: str, **parts: str) -> str:
    """The sentence of that key in that language, with its blanks filled."""
    return wording().sentences[key].in_(language).format(**parts)


def has(key: str) -> bool:
    """Whether a sentence of that key exists."""
    return key in wording().sentences


@dataclass(frozen=True)
class Said:
    """A text as it can be told: in the reader's language where it is known, else as written."""

    text: str
    is_translated: bool


def told(text: str, language: str) -> Said:
    """A text of the register in that language: the words of a template exist in both."""
    known = _template_texts().get(text.strip())
    if known is None:
        return Said(text.strip(), is_translated=False)
    return Said(known.in_(language), is_translated=True)


@cache
def _template_texts() -> Mapping[str, Text]:
    """Every text of the templates, by each of its spellings."""
    found: dict[str, Text] = {}
    for template in templates.activities().values():
        for text in _texts(template):
            found.setdefault(text.fr, text)
            found.setdefault(text.en, text)
    return MappingProxyType(found)


def _texts(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
