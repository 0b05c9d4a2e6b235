"""A document cut into passages: a paragraph or a list, with the title above it and its page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from probant.probes.contracts.normalising import sentences
from probant.probes.contracts.text import Kind, Line

LONG = 1_400
WINDOW = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """What is judged at once: a few sentences, as they are written."""

    title: str
    page: int
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words to show."""
        return " ".join(self.sentences)


def pieces(lines: Iterable[Line]) -> Iterator[Piece]:
    """The document's pieces; a table of contents gives none."""
    title, held = "", list[Line]()
    for line in lines:
        if line.kind is Kind.CONTENTS:
            continue
        if line.kind is Kind.TITLE:
            yield from _cut(title, held)
            title, held = line.text, []
        elif line.kind is Kind.ITEM or (held and held[-1].text.rstrip().endswith((":", ";", ","))):
            held.append(line)
        else:
            yield from _cut(title, held)
            held = [line]
    yield from _cut(title, held)


def _cut(title: str, lines: list[Line]) -> Iterator[Piece]:
    """Short enough to judge as one; else overlapping windows, each with the list's first words."""
    if not lines:
        return
    said = [sentence for line in lines for sentence in sentences(line.text)]
    page = lines[0].page
    if sum(map(len, said)) <= LONG:
        yield Piece(title, page, tuple(said))
        return
    lead = said[:1] if lines[0].text.rstrip().endswith(":") else []
    for start in range(0, len(said), WINDOW // 2):
        window = said[start : start + WINDOW]
        pages = [line.page for line in lines if window[0] in line.text]
        yield Piece(title, pages[0] if pages else page, (*(lead if start else []), *window))
