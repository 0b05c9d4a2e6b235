"""The text of a DOCX: paragraphs, tables, notes, headers, text boxes, with the pages Word left.

Deleted and hidden text is not read; that there is some is told.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree as ET

from probant.common import archives
from probant.common.archives import Archive, ArchiveLimits
from probant.probes.contracts import layout
from probant.probes.contracts.errors import (
    ContractTypeError,
    CorruptContractError,
    EncryptedContractError,
    MacroContractError,
    OversizedContractError,
)
from probant.probes.contracts.limits import Limits
from probant.probes.contracts.result import NotSeen, Unseen
from probant.probes.contracts.text import Extracted, Kind, Line

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIN_TYPE = rb'ContentType="[^"]*wordprocessingml\.document\.main\+xml"'
MAIN = re.compile(rb'PartName="/([^"]+)"\s+' + MAIN_TYPE)
MAIN_AFTER = re.compile(MAIN_TYPE + rb'\s+PartName="/([^"]+)"')
TYPES = "[Content_Types].xml"
OTHER_PARTS = re.compile(r"word/(?:footnotes|endnotes|header\d*|footer\d*)\.xml")
WANTED = re.compile(r"\[Content_Types\]\.xml|word/[^/]+\.xml")
OTHERS = {"xl/": "xlsx", "ppt/": "pptx", "content.xml": "odt"}
HEADING = re.compile(r"^(?:heading|titre|title|subtitle|sous-titre)\b", re.IGNORECASE)
CONTENTS = re.compile(r"^(?:toc|tm|table of contents|table des mati)", re.IGNORECASE)
OFF = {"0", "false", "off"}
SKIPPED = {"Fallback", "del", "moveFrom"}


def extract(data: bytes, limits: Limits, *, in_time: Callable[[], bool]) -> Extracted:
    """The document's text; a ContractFileError where it cannot be opened."""
    archive = _opened(data, limits)
    main = _main_part(archive)
    styles = _styles(archive, limits)
    walk = Walk(styles=styles, in_time=in_time)
    for part in [main, *sorted(filter(OTHER_PARTS.fullmatch, archive.entries))]:
        walk.part(_xml(archive, part, limits))
        walk.is_main = False
    lines = layout.with_contents(tuple(walk.lines))
    pages = max((line.page for line in lines), default=0)
    return Extracted(media=MEDIA, lines=lines, pages=pages, not_seen=_not_seen(archive, walk))


def _opened(data: bytes, limits: Limits) -> Archive:
    bounds = ArchiveLimits(
        entries=limits.archive_entries,
        total_bytes=limits.archive_bytes,
        ratio=limits.archive_ratio,
        ratio_from_bytes=limits.ratio_from_bytes,
    )
    try:
        archive = archives.unfold(data, bounds, only=lambda path: bool(WANTED.fullmatch(path)))
    except archives.OversizedArchiveError as error:
        raise OversizedContractError from error
    except archives.EncryptedArchiveError as error:
        raise EncryptedContractError from error
    except archives.ArchiveError as error:
        raise CorruptContractError from error
    if any(path.lower().endswith("vbaproject.bin") for path in archive.entries):
        raise MacroContractError
    return archive


def _main_part(archive: Archive) -> str:
    types = archive.read(TYPES) if TYPES in archive.entries else b""
    found = MAIN.search(types) or MAIN_AFTER.search(types)
    part = found.group(1).decode("ascii", "replace") if found else "word/document.xml"
    if part in archive.entries:
        return part
    paths = list(archive.entries)
    seems = [kind for start, kind in OTHERS.items() if any(p.startswith(start) for p in paths)]
    raise ContractTypeError(found=seems[0] if seems else "zip")


def _xml(archive: Archive, part: str, limits: Limits) -> bytes:
    if archive.entries[part].file_size > limits.part_bytes:
        raise OversizedContractError
    data = archive.read(part)
    if b"<!DOCTYPE" in data or data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise CorruptContractError
    return data


def _styles(archive: Archive, limits: Limits) -> dict[str, Kind]:
    """What kind of line each style makes, by the name that Word shows, or its outline level."""
    if "word/styles.xml" not in archive.entries:
        return {}
    kinds = {}
    for element in _parsed(_xml(archive, "word/styles.xml", limits)):
        if _local(element) != "style":
            continue
        id_, name, has_level, is_list = _attribute(element, "styleId"), "", False, False
        for child in element.iter():
            name = _attribute(child, "val") if _local(child) == "name" else name
            has_level |= _local(child) == "outlineLvl"
            is_list |= _local(child) == "numPr"
        if CONTENTS.match(name):
            kinds[id_] = Kind.CONTENTS
        elif has_level or HEADING.match(name):
            kinds[id_] = Kind.TITLE
        elif is_list:
            kinds[id_] = Kind.ITEM
    return kinds


def _parsed(data: bytes) -> ET.Element:
    try:
        return ET.fromstring(data)  # noqa: S314  no DOCTYPE, so no entity of its own
    except ET.ParseError as error:
        raise CorruptContractError from error


@dataclass
class Paragraph:
    """A paragraph being read."""

    kind: Kind | None = None
    is_item: bool = False
    pieces: list[str] = field(default_factory=list)
    is_bold: bool = True
    page: int = 0


@dataclass
class Walk:
    """The elements of the parts, in order, without recursion whatever their depth."""

    styles: dict[str, Kind]
    in_time: Callable[[], bool]
    lines: list[Line] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    is_main: bool = True
    is_cut: bool = False
    _paragraphs: list[Paragraph] = field(default_factory=list)
    _cells: list[list[str]] = field(default_factory=list)
    _skipped: int = 0
    _contents: int = 0
    _breaks: int = 0
    _hidden: bool = False
    _bold: bool = False

    def part(self, data: bytes) -> None:
        """All of one part; a damaged one is an error."""
        try:
            for event, element in ET.iterparse(BytesIO(data), ("start", "end")):  # noqa: S314
                name = _local(element)
                if event == "start":
                    self._start(name)
                elif not self._end(name, element):
                    return
        except ET.ParseError as error:
            raise CorruptContractError from error

    def _start(self, name: str) -> None:
        if name in SKIPPED:
            self._skipped += 1
        elif name == "p":
            self._paragraphs.append(Paragraph(page=self._page()))
        elif name == "r":
            self._hidden = self._bold = False
        elif name == "tr":
            self._cells.append([])
        elif name == "sdt" and self._contents:
            self._contents += 1
        self.counts[name] += name in {"ins", "del", "drawing", "pict"}

    def _end(self, name: str, element: ET.Element) -> bool:
        if name in SKIPPED:
            self._skipped -= 1
        elif not self._skipped:
            self._take(name, element)
        if name in {"p", "tr"}:
            element.clear()
        return not self.is_cut

    def _take(self, name: str, element: ET.Element) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        if name == "p" and paragraph:
            self._close(self._paragraphs.pop())
        elif name == "tr":
            self._row(self._cells.pop() if self._cells else [])
        elif name == "docPartGallery" and CONTENTS.match(_attribute(element, "val")):
            self._contents = max(self._contents, 1)
        elif name == "sdt":
            self._contents = max(0, self._contents - 1)
        elif paragraph:
            self._within(paragraph, name, element)

    def _within(self, paragraph: Paragraph, name: str, element: ET.Element) -> None:
        value = _attribute(element, "val")
        if name == "t":
            self._words(paragraph, element.text or "")
        elif name == "pStyle":
            paragraph.kind = self.styles.get(value, paragraph.kind)
        elif name in {"vanish", "b"}:
            is_on = value not in OFF
            self._hidden |= is_on and name == "vanish"
            self._bold |= is_on and name == "b"
        elif name == "numPr":
            paragraph.is_item = True
        elif name in {"tab", "cr", "br", "lastRenderedPageBreak"}:
            paragraph.pieces.append("\t" if name == "tab" else " ")
            is_page = name == "lastRenderedPageBreak" or _attribute(element, "type") == "page"
            self._breaks += is_page and self.is_main
        elif name == "noBreakHyphen":
            paragraph.pieces.append("-")

    def _words(self, paragraph: Paragraph, text: str) -> None:
        if self._hidden:
            self.counts["hidden"] += 1
            return
        paragraph.pieces.append(text)
        paragraph.is_bold &= self._bold or not text.strip()

    def _close(self, paragraph: Paragraph) -> None:
        text = "".join(paragraph.pieces).strip()
        if not text:
            return
        if self._cells:
            self._cells[-1].append(text)
            return
        self.lines.append(Line(self._kind(paragraph, text), text, paragraph.page))
        self.is_cut = len(self.lines) % 500 == 0 and not self.in_time()

    def _kind(self, paragraph: Paragraph, text: str) -> Kind:
        if self._contents or paragraph.kind is Kind.CONTENTS or layout.is_leader(text):
            return Kind.CONTENTS
        if paragraph.kind is Kind.TITLE or _is_bold_title(paragraph, text):
            return Kind.TITLE
        if paragraph.kind is not Kind.ITEM and layout.is_numbered_title(text):
            return Kind.TITLE
        is_item = paragraph.is_item or paragraph.kind is Kind.ITEM or layout.is_item(text)
        return Kind.ITEM if is_item else Kind.TEXT

    def _row(self, cells: list[str]) -> None:
        """A row of a table as one line: « Durée : trois ans »."""
        if self._cells:
            self._cells[-1].extend(cells)
        elif cells:
            self.lines.append(Line(Kind.TEXT, " : ".join(cells), self._page()))

    def _page(self) -> int:
        return self._breaks + 1 if self._breaks else 0


def _is_bold_title(paragraph: Paragraph, text: str) -> bool:
    closed = text.endswith((".", ";", ","))
    return paragraph.is_bold and len(text) <= layout.LONGEST_TITLE and not closed


def _not_seen(archive: Archive, walk: Walk) -> tuple[NotSeen, ...]:
    embedded = sum("/embeddings/" in path or "afchunk" in path.lower() for path in archive.entries)
    counted = {
        Unseen.EMBEDDED_FILES: embedded,
        Unseen.PICTURES: walk.counts["drawing"] + walk.counts["pict"],
        Unseen.HIDDEN_TEXT: walk.counts["hidden"],
        Unseen.COMMENTS: int("word/comments.xml" in archive.entries),
        Unseen.TRACKED_CHANGES: walk.counts["ins"] + walk.counts["del"],
        Unseen.TIME_OUT: int(walk.is_cut),
    }
    return tuple(NotSeen(what=what, count=count) for what, count in counted.items() if count)


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: ET.Element, name: str) -> str:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""
