"""The text layer of a PDF, page by page; a page without text is counted as not seen."""

import logging
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import NameObject

from probant.probes.contracts import layout
from probant.probes.contracts.content import PageContent
from probant.probes.contracts.errors import CorruptContractError, EncryptedContractError
from probant.probes.contracts.limits import Limits
from probant.probes.contracts.result import NotSeen, Unseen
from probant.probes.contracts.text import Extracted, Kind, Line

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # a reason is told, in words, once

MEDIA = "application/pdf"
LEAST_LETTERS = 15
LEAST_SHARE = 0.5
EDGE = 2
OFTEN = 0.5
LEAST_PAGES = 3
# What a reader meets in a damaged or hostile file, whatever its author thought of.
DAMAGED = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    OverflowError,
    NotImplementedError,
    zlib.error,
    EOFError,
)
DIGITS = re.compile(r"\d+")
HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]$")


def extract(data: bytes, limits: Limits, *, in_time: Callable[[], bool]) -> Extracted:
    """The document's text; a ContractFileError where it cannot be opened."""
    reader = _opened(data)
    try:
        total = len(reader.pages)
    except DAMAGED as error:
        raise CorruptContractError from error
    if total == 0:
        raise CorruptContractError
    pages, unseen = Pages(), dict[Unseen, list[int]]()
    for number in range(1, min(total, limits.pages) + 1):
        if not in_time():
            unseen[Unseen.TIME_OUT] = list(range(number, min(total, limits.pages) + 1))
            break
        why = pages.take(reader, number, limits)
        if why:
            unseen.setdefault(why, []).append(number)
    if total > limits.pages:
        unseen[Unseen.PAGES_BEYOND_LIMIT] = list(range(limits.pages + 1, total + 1))
    not_seen = tuple(
        NotSeen(what=what, count=len(numbers), pages=tuple(numbers))
        for what, numbers in unseen.items()
    )
    lines = layout.with_contents(tuple(pages.lines()))
    return Extracted(media=MEDIA, lines=lines, pages=total, not_seen=not_seen)


def _opened(data: bytes) -> PdfReader:
    """A file that only forbids printing opens without a password; any other asks for one."""
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        if not reader.is_encrypted:
            return reader
        opened = reader.decrypt("")
    except (NotImplementedError, DependencyError) as error:
        raise EncryptedContractError from error
    except DAMAGED as error:
        raise CorruptContractError from error
    if opened is PasswordType.NOT_DECRYPTED:
        raise EncryptedContractError
    return reader


@dataclass
class Pages:
    """The visual lines of each page that had text."""

    read: dict[int, list[str]] = field(default_factory=dict)

    def take(self, reader: PdfReader, number: int, limits: Limits) -> Unseen | None:
        """Keeps a page's lines, or says why they were not seen."""
        try:
            page = reader.pages[number - 1]
            size = _content_bytes(page, reader)
            if size > limits.page_bytes:
                return Unseen.PAGES_TOO_HEAVY
            text = page.extract_text() or ""
        except DAMAGED:
            return Unseen.PAGES_WITHOUT_TEXT
        letters = sum(char.isalpha() and char.isprintable() for char in text)
        dark = sum(not char.isspace() for char in text)
        if letters < LEAST_LETTERS or letters < LEAST_SHARE * dark:
            return Unseen.PAGES_WITHOUT_TEXT if size else None
        self.read[number] = [line.strip() for line in text.splitlines() if line.strip()]
        return None

    def lines(self) -> Iterator[Line]:
        """Paragraphs made of the visual lines, without what each page repeats."""
        repeated = self._repeated()
        visual = [
            (number, line)
            for number, lines in self.read.items()
            for at, line in enumerate(lines)
            if not (_is_edge(at, lines) and DIGITS.sub("0", line) in repeated)
        ]
        yield from _paragraphs(visual)

    def _repeated(self) -> set[str]:
        """Headers and footers: at the edge of more than half of the pages, but for figures."""
        if len(self.read) < LEAST_PAGES:
            return set()
        edges = Counter(
            shape
            for lines in self.read.values()
            for shape in {DIGITS.sub("0", line) for line in [*lines[:EDGE], *lines[-EDGE:]]}
        )
        return {shape for shape, times in edges.items() if times > OFTEN * len(self.read)}


def _is_edge(at: int, lines: list[str]) -> bool:
    return at < EDGE or at >= len(lines) - EDGE


def _content_bytes(page: PageObject, reader: PdfReader) -> int:
    """How long its content is; the page keeps it unpacked, ready for its text to be read."""
    contents = page.get_contents()
    if contents is None:
        return 0
    held = PageContent(page["/Contents"].get_object(), reader, "bytes")
    page[NameObject("/Contents")] = held
    return len(held.get_data())


def _paragraphs(visual: list[tuple[int, str]]) -> Iterator[Line]:
    """Lines joined while a sentence goes on; a title or an item starts anew."""
    widest = sorted(len(line) for _, line in visual)[int(len(visual) * 0.9)] if visual else 0
    held, page, kind = "", 0, Kind.TEXT
    for at, (number, line) in enumerate(visual):
        before = visual[at - 1][1] if at else ""
        after = visual[at + 1][1] if at + 1 < len(visual) else ""
        starts = _start(line, before, after, widest)
        if starts is None and held:
            held = _joined(held, line)
            continue
        if held:
            yield Line(kind, held, page)
        held, page, kind = line, number, starts or Kind.TEXT
        if kind in {Kind.TITLE, Kind.CONTENTS}:
            yield Line(kind, held, page)
            held = ""
    if held:
        yield Line(kind, held, page)


def _start(line: str, before: str, after: str, widest: int) -> Kind | None:
    """What the line starts; None where it goes on from the line before."""
    if layout.is_leader(line):
        return Kind.CONTENTS
    if layout.is_item(line):
        return Kind.ITEM
    ended = before.endswith(layout.ENDS) or len(before) < 0.6 * widest
    if ended and layout.is_numbered_title(line):
        return Kind.TITLE
    if ended and layout.is_plain_title(line, before, after) and len(line) < 0.85 * widest:
        return Kind.TITLE
    short = len(before) < 0.8 * widest
    return Kind.TEXT if before.endswith(layout.ENDS) and short else None


def _joined(held: str, line: str) -> str:
    """A word cut at the end of a line is made whole; its hyphen stays as a soft one."""
    if HYPHEN.search(held) and line[:1].islower():
        return HYPHEN.sub("\u00ad", held) + line
    return f"{held} {line}"
