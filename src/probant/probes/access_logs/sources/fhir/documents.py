"""The AuditEvents of one JSON document: the resources of a Bundle, the elements of an array.

The bytes of each resource are found by their brackets, without parsing, so that a spoiled entry
spoils no other. An entry without a resource is a unit too, refused later as no event.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import chain

import numpy as np

from probant.probes.access_logs.batch import Reason, Refused
from probant.probes.access_logs.sources.fhir.blocks import BYTE_ORDER_MARK, Block, buffer_of
from probant.probes.access_logs.sources.fhir.limits import Limits
from probant.probes.access_logs.sources.opening import Bytes, filled

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]|"', re.DOTALL)
_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"|"entry"\s*:\s*\[')
_MEMBER = re.compile(rb"\s*:")
_HEAD = 64 * 1024
_CHUNK = 2**20
_WAIT = 64  # bytes within which a name has its colon

Span = tuple[int, int]


def is_document(head: bytes) -> bool:
    """One JSON value over several lines, or a Bundle on a line too long to be held."""
    text = head.removeprefix(BYTE_ORDER_MARK).lstrip()
    first, feed, rest = text.partition(b"\n")
    if not feed and text.startswith(b"{"):
        return len(head) > _HEAD and _is_open(first) and bool(_BUNDLE.search(first[:_HEAD]))
    is_array = text.startswith(b"[")
    is_object = text.startswith(b"{") and not rest.lstrip().startswith(b"{")
    return (is_array or is_object) and _is_open(first)


def spread(block: Block, units: Iterable[int]) -> Block | None:
    """The block with the resources of each of these units that is a Bundle or an array, instead.

    None where none of them is.
    """
    inside = {unit: found for unit in units if (found := _spans_in(block, unit))}
    if not inside:
        return None
    pairs = zip(block.starts.tolist(), block.ends.tolist(), strict=True)
    kept = (inside.get(unit, [span]) for unit, span in enumerate(pairs))
    begins, ends = np.array(list(chain.from_iterable(kept)), np.int64).T
    return replace(block, starts=begins.copy(), ends=ends.copy())


def _spans_in(block: Block, unit: int) -> list[Span]:
    content, offset = block.unit(unit), int(block.starts[unit])
    is_array = content.startswith(b"[") and content.endswith(b"]")
    if not (is_array or _BUNDLE.search(content[:_HEAD])):
        return []
    spans, _ = _Finder().found(content, is_last=True)
    resources = [resource_in(content, span) for span in spans]
    return [(offset + begin, offset + end) for begin, end in resources]


def resource_in(content: bytes, entry: Span) -> Span:
    """The resource of a Bundle's entry; the entry itself where it has none."""
    start, end = entry
    depth = 0
    name = b""
    for token in _TOKEN.finditer(content, start, end):
        mark = token[0]
        if mark in {b"{", b"["}:
            if depth == 1 and name == b'"resource"' and mark == b"{":
                return token.start(), _closing(content, token.start(), end)
            depth += 1
        elif mark in {b"}", b"]"}:
            depth -= 1
        elif depth == 1 and _MEMBER.match(content, token.end(), end):
            name = mark
    return entry


def blocks_of_document(stream: Bytes, start: int, limits: Limits) -> Iterator[Block]:
    """Blocks of whole resources; `start` counts the units to pass over."""
    count = 0
    for content, spans, refused in _windows(stream, limits):
        passed = min(max(start - count, 0), len(spans))
        count += len(spans)
        if passed < len(spans):
            kept = [resource_in(content, span) if not refused else span for span in spans[passed:]]
            yield _block(content, kept, count, refused)


def _block(content: bytes, spans: list[Span], count: int, refused: tuple[Refused, ...]) -> Block:
    begins, ends = np.array(spans, np.int64).T
    return Block(buffer_of(content), begins.copy(), ends.copy(), count, refused)


def _windows(
    stream: Bytes, limits: Limits
) -> Iterator[tuple[bytes, list[Span], tuple[Refused, ...]]]:
    """The document piece by piece, each with the units that end in it."""
    finder, held = _Finder(), b""
    chunk = memoryview(bytearray(min(_CHUNK, limits.longest)))
    while True:
        count = filled(stream, chunk)
        held += bytes(chunk[:count])
        spans, done = finder.found(held, is_last=count < len(chunk))
        if spans:
            yield held, spans, ()
        held = held[done:]
        if count < len(chunk):
            return
        if len(held) > limits.longest:
            yield _rest(stream, held, limits)
            return


def _rest(
    stream: Bytes, held: bytes, limits: Limits
) -> tuple[bytes, list[Span], tuple[Refused, ...]]:
    """A unit without an end: what follows cannot be told apart, and is refused with it."""
    digest, length = sha256(held), len(held)
    chunk = memoryview(bytearray(_CHUNK))
    while count := filled(stream, chunk):
        digest.update(chunk[:count])
        length += count
    refusal = Refused(0, Reason.TOO_LONG, f"bytes={length} sha256={digest.hexdigest()}")
    return held[: limits.kept], [(0, limits.kept)], (refusal,)


class _Finder:
    """Where units begin and end, by brackets; positions are in the content given.

    A unit is an element of the root array or of the root's `entry`, else the root itself.
    """

    def __init__(self) -> None:
        self._at = 0  # where to go on
        self._depth = 0
        self._units_at: int | None = None  # the depth within the array of units, once known
        self._name = b""
        self._open_at: int | None = None  # where the current unit began

    def found(self, content: bytes, *, is_last: bool) -> tuple[list[Span], int]:
        """The units that end in this content, and how many of its bytes are done with."""
        tokens = self._tokens(content, is_last=is_last)
        spans = [span for token in tokens if (span := self._closed(token, content))]
        if is_last and self._open_at is not None:
            spans.append((self._open_at, len(content)))
            self._open_at = None
        done = self._at if self._open_at is None else self._open_at
        self._at -= done
        self._open_at = None if self._open_at is None else 0
        return spans, done

    def _tokens(self, content: bytes, *, is_last: bool) -> Iterator[re.Match[bytes]]:
        """Those that are whole: a string waits for its end, and a name for its colon."""
        for token in _TOKEN.finditer(content, self._at):
            is_string = token[0].startswith(b'"')
            if not is_last and is_string and _is_cut(content, token):
                self._at = token.start()
                return
            yield token
            self._at = token.end()
        self._at = len(content)

    def _closed(self, token: re.Match[bytes], content: bytes) -> Span | None:
        mark = token[0]
        if mark in {b"{", b"["}:
            self._opened(mark, token.start())
        elif mark in {b"}", b"]"}:
            return self._ended(token.end())
        elif self._depth == 1 and _MEMBER.match(content, token.end()):
            self._name = mark
        return None

    def _opened(self, mark: bytes, at: int) -> None:
        is_root_array = not self._depth and mark == b"["
        is_entries = self._depth == 1 and mark == b"[" and self._name == b'"entry"'
        if self._units_at is None and (is_root_array or is_entries):
            self._units_at, self._open_at = self._depth + 1, None
        elif self._depth == (self._units_at or 0):
            self._open_at = at
        self._depth += 1

    def _ended(self, at: int) -> Span | None:
        self._depth = max(0, self._depth - 1)
        span = None
        if self._open_at is not None and self._depth == (self._units_at or 0):
            span, self._open_at = (self._open_at, at), None
        elif self._units_at is not None and self._depth < self._units_at:
            self._units_at = _NO_MORE
        if not self._depth:
            self._units_at, self._name = None, b""
        return span


_NO_MORE = 10**9  # a depth that nothing has: the array of units is over


def _is_cut(content: bytes, token: re.Match[bytes]) -> bool:
    return token[0] == b'"' or not content[token.end() : token.end() + _WAIT].strip()


def _closing(content: bytes, start: int, end: int) -> int:
    depth = 0
    for token in _TOKEN.finditer(content, start, end):
        depth += (token[0] in {b"{", b"["}) - (token[0] in {b"}", b"]"})
        if not depth:
            return token.end()
    return end


def _is_open(first: bytes) -> bool:
    depth = 0
    for token in _TOKEN.finditer(first):
        depth += (token[0] in {b"{", b"["}) - (token[0] in {b"}", b"]"})
    return depth > 0
