"""A notice as a value: titled sections in the order of art. 13 and 14, each with its item."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

SENTENCE = re.compile(r"(?<![.!?:;])[.!?:;]+(?:\s|$)|\n")
WORD = re.compile(r"[^\W_]+(?:['’\-.@/][^\W_]+)*")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a section: a thing named, and what is said of it.

    `is_verbatim`: the words are the organisation's own, in the language of its documents.
    """

    text: str
    details: tuple[str, ...] = ()
    link: str = ""
    is_verbatim: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """One item of art. 13/14: what opens it, its rows, what closes it."""

    item: str
    articles: tuple[str, ...]
    title: str
    sentences: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    closing: tuple[str, ...] = ()
    more: tuple[Line, ...] = ()
    is_from_record: bool = False
    is_to_verify: bool = False

    @property
    def texts(self) -> Iterator[str]:
        """Everything the section says, in reading order."""
        yield from self.sentences
        for line in self.lines:
            yield line.text
            yield from line.details
        yield from self.closing
        for line in self.more:
            yield line.text
            yield from line.details


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What one audience is told, in one language."""

    audience: str
    language: str
    title: str
    lead: str
    controller: str
    sections: tuple[Section, ...]

    def section(self, item: str) -> Section | None:
        """The section of one item, if the notice has it."""
        return next((section for section in self.sections if section.item == item), None)

    @property
    def texts(self) -> Iterator[str]:
        """Everything the notice says."""
        yield self.lead
        for section in self.sections:
            yield section.title
            yield from section.texts


@dataclass(frozen=True)
class Readability:
    """Art. 12(1): how long the sentences are."""

    sentences: int
    words: int
    longest: int

    @property
    def average(self) -> float:
        """Words a sentence."""
        return self.words / self.sentences if self.sentences else 0.0


def readability(notice: Notice) -> Readability:
    """Words a sentence over the whole notice; a row of a list counts as a sentence."""
    lengths = [
        len(WORD.findall(sentence))
        for text in notice.texts
        for sentence in SENTENCE.split(text)
        if WORD.search(sentence)
    ]
    return Readability(len(lengths), sum(lengths), max(lengths, default=0))


def to_json(notice: Notice) -> dict[str, Any]:
    """The notice as JSON values."""
    value: dict[str, Any] = msgspec.to_builtins(notice)
    return value


def from_json(value: object) -> Notice:
    """The notice that was kept."""
    return msgspec.convert(value, Notice)
