"""Light Markdown: headings, paragraphs, lists, bold. What a value holds is never markup.

A value enters the text between marks of Unicode's private use (`as_text`), which no keyboard types:
the parser sees no markup behind them and takes them away last.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

GUARD, LINE, STAR = "\ue000", "\ue001", "\ue002"
# Controls but tab and line feed, lone surrogates, non-characters: no document may hold them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
MARKS = re.compile(f"[{GUARD}{LINE}{STAR}]")
HEADING = re.compile(r"(#{1,3}) +(\S.*)")
BULLET = re.compile(r"[-*] +(\S.*)")
NUMBER = re.compile(r"\d{1,3}[.)] +(\S.*)")
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")

Shape = Literal["paragraph", "heading1", "heading2", "heading3", "bullets", "numbers"]
HEADINGS: tuple[Shape, ...] = ("heading1", "heading2", "heading3")


@dataclass(frozen=True)
class Run:
    """Words of one weight; a line feed among them is a line break."""

    text: str
    is_bold: bool = False


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph, with one item, or a list with several."""

    shape: Shape
    items: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True)
class _Line:
    shape: Shape | Literal["blank"]
    text: str


def clean(text: str) -> str:
    """The text with its line ends as line feeds, without what no document may hold."""
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def as_text(value: str) -> str:
    """A value as it may enter a template's output: its `*`, `#` and line ends mean nothing."""
    said = MARKS.sub("", clean(value)).replace("\n", LINE).replace("*", STAR)
    return f"{GUARD}{said}{GUARD}"


def plain_line(text: str) -> str:
    """One line of plain text, as a subject is."""
    return " ".join(_unmarked(text).split())


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a text in which values may stand."""
    lines = [_line(line) for line in clean(text).split("\n") if not _is_empty_value(line)]
    grouped = groupby(enumerate(lines), key=lambda item: _group(item[0], item[1]))
    found = (_block([line for _, line in group]) for _, group in grouped)
    return _outlined([block for block in found if block is not None])


def paragraphs(text: str) -> tuple[Block, ...]:
    """Plain text as blocks: an empty line between two paragraphs, and no other markup."""
    found = re.split(r"\n[ \t]*\n", clean(MARKS.sub("", text)))
    return tuple(Block("paragraph", ((Run(one.strip("\n")),),)) for one in found if one.strip())


def plain(blocks: Sequence[Block]) -> str:
    """The blocks as an e-mail shows them."""
    return "\n\n".join("\n".join(_plain_lines(block)) for block in blocks) + "\n"


def words(runs: Sequence[Run]) -> str:
    """What the runs say, whatever their weight."""
    return "".join(run.text for run in runs)


def _plain_lines(block: Block) -> Iterator[str]:
    for number, item in enumerate(block.items, start=1):
        lead = {"bullets": "- ", "numbers": f"{number}. "}.get(block.shape, "")
        yield lead + words(item).replace("\n", "\n" + " " * len(lead))


def _outlined(blocks: list[Block]) -> tuple[Block, ...]:
    """Headings go down one level at a time from the first (PDF/UA-1 §7.4)."""
    deepest, found = 0, []
    for block in blocks:
        if block.shape in HEADINGS:
            deepest = min(HEADINGS.index(block.shape), deepest) + 1
            found.append(Block(HEADINGS[deepest - 1], block.items))
        else:
            found.append(block)
    return tuple(found)


def _is_empty_value(line: str) -> bool:
    """A line of values that are all empty, which would leave a hole in an address."""
    return GUARD in line and not MARKS.sub("", line).strip()


def _line(line: str) -> _Line:
    line = line.strip()
    if found := HEADING.fullmatch(line):
        return _Line(HEADINGS[len(found[1]) - 1], found[2])
    if found := BULLET.fullmatch(line):
        return _Line("bullets", found[1])
    if found := NUMBER.fullmatch(line):
        return _Line("numbers", found[1])
    return _Line("paragraph" if line else "blank", line)


def _group(index: int, line: _Line) -> tuple[str, int]:
    """Lines of a paragraph or of a list stay together; a heading stands alone."""
    return (line.shape, index if line.shape.startswith("heading") else 0)


def _block(lines: list[_Line]) -> Block | None:
    shape = lines[0].shape
    if shape == "blank":
        return None
    if shape in {"bullets", "numbers"}:
        return Block(shape, tuple(_runs(line.text) for line in lines))
    return Block(shape, (_runs("\n".join(line.text for line in lines)),))


def _runs(text: str) -> tuple[Run, ...]:
    """Every second piece of the split stood between two pairs of stars."""
    pieces = BOLD.split(text)
    found = (Run(_unmarked(piece), bool(index % 2)) for index, piece in enumerate(pieces))
    return tuple(run for run in found if run.text)


def _unmarked(text: str) -> str:
    return text.replace(GUARD, "").replace(LINE, "\n").replace(STAR, "*")
