"""Where the messages stand in a file: one raw unit each, whatever way they were written down.

- `syslog`: each message begins a line with `<PRI>VERSION `, and may go on over several lines;
- `counted`: octet counting (RFC 6587, RFC 5425): `LENGTH SP MESSAGE`, nothing between;
- `xml`: bare documents, one after the other, pretty-printed or not;
- `lines`: anything else, such as a syslog daemon's own format: one message a line.

A unit longer than LONGEST_UNIT is kept in pieces of this size, each refused: memory stays bounded
and no byte is lost. What stands between two documents is a unit of its own.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

LONGEST_UNIT = 8 << 20
BLANKS = b" \t\r\n\0"
BOM = b"\xef\xbb\xbf"

Span = tuple[int, int]
Cut = tuple[list[Span], int]  # units of a buffer, and how much of it is done

_HEAD = re.compile(rb"<\d{1,3}>\d{1,2} ")
_NEXT_HEAD = re.compile(rb"\n(?=<\d{1,3}>\d{1,2} )")
_COUNT = re.compile(rb"(\d{1,9}) (?=<)")
_XML = re.compile(rb"<\?xml\s|<!DOCTYPE\s|<(/?)(?:[\w.-]+:)?AuditMessage(?=[\s/>])")
_START = re.compile(rb"<\?xml\s|<!DOCTYPE\s|<(?:[\w.-]+:)?AuditMessage[\s/>]")
_SYSLOG_HEADER = re.compile(
    rb"<\d{1,3}>\d{1,2}(?: \S+){5} (?:-|(?:\[(?:[^\]\"\\]|\"(?:[^\"\\]|\\.)*\"|\\.)*\])+)(?: |$)"
)


class Framing(StrEnum):
    """How messages follow each other."""

    SYSLOG = "syslog"
    COUNTED = "counted"
    XML = "xml"
    LINES = "lines"


def framing_of(head: bytes) -> Framing:
    """By the first bytes of the file."""
    head = head.removeprefix(BOM).lstrip(BLANKS)
    if _HEAD.match(head):
        return Framing.SYSLOG
    if _COUNT.match(head):
        return Framing.COUNTED
    return Framing.XML if head.startswith(b"<") else Framing.LINES


def body(unit: bytes) -> bytes:
    """The XML of a message, after its syslog header; empty where there is none."""
    start = 0
    if unit[:1] == b"<" and unit[1:2].isdigit():
        header = _SYSLOG_HEADER.match(unit)
        start = header.end() if header else 0
    told = unit[start:].rstrip(BLANKS).removeprefix(BOM)
    if told[:1] == b"<" and (start or not _HEAD.match(told)):
        return told
    found = _START.search(told)
    return told[found.start() :] if found else b""


def cut(framing: Framing, data: bytes, *, is_last: bool) -> Cut:
    """The units that are complete in a buffer; all of them where nothing comes after it."""
    return _CUTS[framing](data, is_last)


def _cut_lines(data: bytes, is_last: bool) -> Cut:  # noqa: FBT001 - one of _CUTS
    return _cut_at(data, [at.start() for at in re.finditer(rb"\n", data)], is_last)


def _cut_syslog(data: bytes, is_last: bool) -> Cut:  # noqa: FBT001 - one of _CUTS
    return _cut_at(data, [at.start() for at in _NEXT_HEAD.finditer(data)], is_last)


def _cut_at(data: bytes, breaks: list[int], is_last: bool) -> Cut:  # noqa: FBT001
    starts = [0, *(at + 1 for at in breaks)]
    ends = [*breaks, len(data)]
    spans = list(zip(starts, ends, strict=True))
    done = len(data) if is_last else starts[-1]
    return _trimmed(data, spans if is_last else spans[:-1]), done


def _cut_counted(data: bytes, is_last: bool) -> Cut:  # noqa: FBT001 - one of _CUTS
    spans: list[Span] = []
    at = _after_blanks(data, 0)
    while found := _COUNT.match(data, at):
        end = found.end() + int(found[1])
        if end > len(data) and not (is_last or int(found[1]) > LONGEST_UNIT):
            return spans, at
        if end > len(data) or int(found[1]) > LONGEST_UNIT:
            break  # cut short, or no length of a message
        spans.append((found.end(), end))
        at = _after_blanks(data, end)
    resumed = _resumed(data, at)
    if resumed is None:  # the counts are lost: what is left is looked at again with more bytes
        return ([*spans, *_trimmed(data, [(at, len(data))])], len(data)) if is_last else (spans, at)
    more, done = _cut_counted(data[resumed:], is_last)
    shifted = [(start + resumed, end + resumed) for start, end in more]
    return [*spans, *_trimmed(data, [(at, resumed)]), *shifted], done + resumed


def _resumed(data: bytes, at: int) -> int | None:
    """The next place that looks like `LENGTH SP <PRI>`, after one that lied."""
    found = re.compile(rb"\d{1,9} (?=<\d{1,3}>\d{1,2} )").search(data, at + 1)
    return found.start() if found else None


def _cut_xml(data: bytes, is_last: bool) -> Cut:  # noqa: FBT001 - one of _CUTS
    spans: list[Span] = []
    done, begun, is_open = 0, None, False
    for found in _XML.finditer(data):
        at = found.start()
        if found[1]:
            end = data.find(b">", at) + 1
            if not end:
                break
            spans += _trimmed(data, [(done if begun is None else begun, end)])
            done, begun, is_open = end, None, False
        elif begun is None or is_open:
            spans += _trimmed(data, [(done, at)])
            done, begun, is_open = at, at, _is_root(data, at)
        else:
            is_open = _is_root(data, at)
    if is_last:
        return [*spans, *_trimmed(data, [(done, len(data))])], len(data)
    return spans, done


def _is_root(data: bytes, at: int) -> bool:
    return data[at + 1 : at + 2] not in {b"?", b"!"}


def _after_blanks(data: bytes, at: int) -> int:
    while data[at : at + 1] and data[at] in BLANKS:
        at += 1
    return at


def _trimmed(data: bytes, spans: list[Span]) -> list[Span]:
    """Without the blanks around; a unit of blanks is none."""
    told: list[Span] = []
    for start, end in spans:
        unit = data[start:end]
        left = len(unit) - len(unit.lstrip(BLANKS))
        if left < len(unit):
            told.append((start + left, start + len(unit.rstrip(BLANKS))))
    return told


_CUTS = {
    Framing.LINES: _cut_lines,
    Framing.SYSLOG: _cut_syslog,
    Framing.COUNTED: _cut_counted,
    Framing.XML: _cut_xml,
}


def pieces(start: int, end: int) -> Iterator[Span]:
    """A unit in pieces of LONGEST_UNIT; one, for all but the absurd."""
    for at in range(start, end, LONGEST_UNIT):
        yield at, min(at + LONGEST_UNIT, end)
