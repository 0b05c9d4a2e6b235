"""Times as people and machines write them, read to UTC microseconds.

`Times.one` defines the meaning of a text. `Times.all` reads a column at once: texts of the same
length and the same shape as one that `one` could place are read as a matrix of digits; every other
text goes to `one`. A time without zone is the clock on the wall of `zone`:
- the hour that the end of summer time repeats is AMBIGUOUS, and taken as its first passage;
- the hour that its beginning skips was told by a clock that had not moved: SKEWED, read with the
  offset from before the change.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from probant.probes.access_logs.errors import MappingError
from probant.probes.access_logs.event import ClockQuality

Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - stored times are UTC without a zone
MICROSECOND = timedelta(microseconds=1)
SECOND, MINUTE, HOUR, DAY = 10**6, 60 * 10**6, 3_600 * 10**6, 86_400 * 10**6
MONTHS = 12
SLOT = 15 * MINUTE  # no zone changes its offset inside a quarter of an hour
QUALITIES = tuple(ClockQuality)
OK, NO_ZONE, AMBIGUOUS, SKEWED = range(len(QUALITIES))
READ, ABSENT, IMPOSSIBLE = range(3)  # what became of a text

TOKENS = {
    "%Y": rb"(?P<year>\d{4})",
    "%y": rb"(?P<short_year>\d{2})",
    "%m": rb"(?P<month>\d{1,2})",
    "%d": rb"(?P<day>\d{1,2})",
    "%H": rb"(?P<hour>\d{1,2})",
    "%M": rb"(?P<minute>\d{1,2})",
    "%S": rb"(?P<second>\d{1,2})",
    "%f": rb"(?P<fraction>\d{1,9})",
    "%z": rb"(?P<zone>Z|[+-]\d{2}:?\d{2})",
}
ISO = (
    rb"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    rb"(?:[T ] ?(?P<hour>\d{2}):(?P<minute>\d{2})"
    rb"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    rb" ?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?)?"
)
UNIX = {"unix": (rb"\d{9,10}", SECOND), "unix_ms": (rb"\d{12,13}", 1_000)}
COMMON_LENGTHS = 8  # lengths of text read as matrices in one column; rarer ones one by one


@dataclass(frozen=True, slots=True)
class Instants:
    """UTC microseconds, clock quality (index in QUALITIES) and fate, for each text of a column."""

    micros: Ints
    quality: Marks
    fate: Marks

    @classmethod
    def empty(cls, size: int) -> "Instants":
        """Room for the times of a column."""
        return cls(np.zeros(size, np.int64), np.zeros(size, np.int8), np.zeros(size, np.int8))


class Times:
    """The times of one column."""

    def __init__(self, formats: Sequence[str], zone: str, *, ends_day: bool = False) -> None:
        self.patterns = [_pattern(form) for form in formats if form not in UNIX]
        self.counts = [
            (re.compile(UNIX[form][0]), UNIX[form][1]) for form in formats if form in UNIX
        ]
        self.wall = Wall(ZoneInfo(zone))
        self.ends_day = ends_day

    def one(self, text: bytes) -> tuple[int, int, int]:
        """(UTC microseconds, quality, fate) of a text without spaces around it."""
        if not text:
            return 0, OK, ABSENT
        layout = self.layout(text)
        if layout is None:
            return self._counted(text)
        civil = layout.one(text)
        if civil is None:
            return 0, OK, IMPOSSIBLE
        civil += layout.shift
        if layout.offset is not None:
            return civil - layout.offset, OK, READ
        offset, quality = self.wall.at(civil)
        return civil - offset, quality, READ

    def all(self, texts: pa.Array) -> Instants:
        """The same for each text of an array without NULL."""
        cells = Cells.of(texts)
        done = Instants.empty(len(texts))
        left = np.ones(len(texts), np.bool_)
        for length in cells.common_lengths():
            self._read_matrix(cells, length, done, left)
        for row in np.flatnonzero(left).tolist():
            done.micros[row], done.quality[row], done.fate[row] = self.one(cells.text(row))
        return done

    def layout(self, text: bytes) -> "Layout | None":
        """Where the fields stand in a text: that of the first format that fits its shape."""
        for pattern in self.patterns:
            found = pattern.fullmatch(text)
            if found is not None:
                return Layout.of(found, text, ends_day=self.ends_day)
        return None

    def _counted(self, text: bytes) -> tuple[int, int, int]:
        for pattern, unit in self.counts:
            if pattern.fullmatch(text):
                return int(text) * unit, OK, READ
        return 0, OK, IMPOSSIBLE

    def _read_matrix(self, cells: "Cells", length: int, done: Instants, left: Bools) -> None:
        rows = np.flatnonzero(cells.lengths == length)
        sample = cells.text(int(rows[0]))
        layout = self.layout(sample)
        if layout is None:
            return
        matrix = cells.matrix(rows, length)
        fits = layout.fits(matrix, sample)
        rows, matrix = rows[fits], matrix[fits]
        civil, is_possible = layout.all(matrix)
        civil += layout.shift
        offsets, quality = self._offsets(layout, civil)
        done.micros[rows] = np.where(is_possible, civil - offsets, 0)
        done.quality[rows] = np.where(is_possible, quality, OK)
        done.fate[rows] = np.where(is_possible, READ, IMPOSSIBLE)
        left[rows] = False

    def _offsets(self, layout: "Layout", civil: Ints) -> tuple[Ints, Marks]:
        if layout.offset is not None:
            return np.full(len(civil), layout.offset), np.full(len(civil), OK, np.int8)
        return self.wall.at_all(civil)


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of the fields in texts of one shape, and the offset that they tell, if any."""

    spans: dict[str, tuple[int, int]]
    offset: int | None  # microseconds east of UTC
    fixed: tuple[int, ...]  # the places that hold no digit of a field
    shift: int = 0  # to the end of the day, of a date without time

    @classmethod
    def of(cls, found: re.Match[bytes], text: bytes, *, ends_day: bool) -> "Layout":
        """From a match of the whole text."""
        spans = {name: found.span(name) for name, told in found.groupdict().items() if told}
        zone = spans.pop("zone", None)
        held = {place for start, end in spans.values() for place in range(start, end)}
        fixed = tuple(place for place in range(len(text)) if place not in held)
        offset = None if zone is None else _offset(text[slice(*zone)])
        shift = DAY if ends_day and "hour" not in spans else 0
        return cls(spans, offset, fixed, shift)

    def one(self, text: bytes) -> int | None:
        """Microseconds of the clock since 1970; None where there is no such date."""
        told = {name: int(text[start:end]) for name, (start, end) in self.spans.items()}
        year = told["year"] if "year" in told else 2000 + told["short_year"]
        clock = (told.get("hour", 0), told.get("minute", 0), told.get("second", 0))
        try:
            civil = datetime(year, told["month"], told["day"], *clock)  # noqa: DTZ001 - no zone yet
        except ValueError:
            return None
        more, less = self._micros()
        return (civil - EPOCH) // MICROSECOND + told.get("fraction", 0) * more // less

    def fits(self, matrix: Bytes, sample: bytes) -> Bools:
        """The rows that have digits and marks where the sample has them."""
        model = np.frombuffer(sample, np.uint8)
        fixed = np.array(self.fixed, np.int64)
        digits = np.array([place for place in range(len(sample)) if place not in self.fixed])
        same = (matrix[:, fixed] == model[fixed]).all(axis=1)
        counted = (matrix[:, digits] - ord("0") < len("0123456789")).all(axis=1)
        return np.asarray(same & counted)

    def all(self, matrix: Bytes) -> tuple[Ints, Bools]:
        """`one` for each row of digits: (microseconds, whether there is such a date)."""
        year = (
            self._column(matrix, "year")
            if "year" in self.spans
            else self._column(matrix, "short_year") + 2000
        )
        month, day = self._column(matrix, "month"), self._column(matrix, "day")
        hour, minute, second = (self._column(matrix, name) for name in ("hour", "minute", "second"))
        is_month = (year >= 1) & (month >= 1) & (month <= MONTHS)
        months = np.where(is_month, (year - 1970) * MONTHS + month - 1, 0).astype("datetime64[M]")
        first = months.astype("datetime64[D]").astype(np.int64)
        length = (months + 1).astype("datetime64[D]").astype(np.int64) - first
        is_day = is_month & (day >= 1) & (day <= length)
        is_possible = is_day & _is_clock(hour, minute, second)
        micros = (first + day - 1) * DAY + hour * HOUR + minute * MINUTE + second * SECOND
        more, less = self._micros()
        return micros + self._column(matrix, "fraction") * more // less, is_possible

    def _column(self, matrix: Bytes, name: str) -> Ints:
        told = np.zeros(len(matrix), np.int64)
        start, end = self.spans.get(name, (0, 0))
        for place in range(start, end):
            told *= 10
            told += matrix[:, place] - ord("0")
        return told

    def _micros(self) -> tuple[int, int]:
        """What the digits of the fraction are multiplied and divided by."""
        start, end = self.spans.get("fraction", (0, 0))
        missing = 6 - (end - start)
        return 10 ** max(missing, 0), 10 ** max(-missing, 0)


class Wall:
    """The clock on the wall of a zone, against UTC."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone
        self.known: dict[int, tuple[int, int]] = {}

    def at(self, civil: int) -> tuple[int, int]:
        """(offset in microseconds east of UTC, quality) of a time that this clock shows."""
        slot = civil // SLOT
        if slot not in self.known:
            self.known[slot] = self._looked_up(slot)
        return self.known[slot]

    def at_all(self, civil: Ints) -> tuple[Ints, Marks]:
        """The same for a column; neighbours in time share one look-up."""
        slots, places = np.unique(civil // SLOT, return_inverse=True)
        told = [self.at(slot * SLOT) for slot in slots.tolist()]
        offsets = np.array([offset for offset, _ in told], np.int64)
        quality = np.array([mark for _, mark in told], np.int8)
        return offsets[places], quality[places]

    def _looked_up(self, slot: int) -> tuple[int, int]:
        try:
            shown = EPOCH + timedelta(microseconds=slot * SLOT)
        except OverflowError:  # the end of the last day of the year 9999
            return 0, NO_ZONE
        first, second = (_micros_east(shown, self.zone, fold) for fold in (0, 1))
        if first == second:
            return first, NO_ZONE
        return first, AMBIGUOUS if first > second else SKEWED


class Cells:
    """The texts of an array, as bytes side by side."""

    def __init__(self, data: Bytes, starts: Ints, ends: Ints) -> None:
        self.data, self.starts, self.lengths = data, starts, ends - starts

    @classmethod
    def of(cls, texts: pa.Array) -> "Cells":
        """A pyarrow string array without NULL."""
        texts = texts.cast(pa.string())
        _, places, held = texts.buffers()
        bounds = np.frombuffer(places, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        data = np.frombuffer(held, np.uint8) if held is not None else np.empty(0, np.uint8)
        return cls(data, bounds[:-1].astype(np.int64), bounds[1:].astype(np.int64))

    def common_lengths(self) -> list[int]:
        """The most frequent lengths; no text at all has none."""
        lengths, counts = np.unique(self.lengths[self.lengths > 0], return_counts=True)
        return [int(lengths[place]) for place in np.argsort(-counts)[:COMMON_LENGTHS]]

    def matrix(self, rows: Ints, length: int) -> Bytes:
        """One row of bytes for each text of that length."""
        starts = self.starts[rows]
        if len(rows) and starts[-1] - starts[0] == (len(rows) - 1) * length:
            return self.data[starts[0] : starts[-1] + length].reshape(-1, length)
        return np.asarray(self.data[starts[:, None] + np.arange(length)])

    def text(self, row: int) -> bytes:
        """The bytes of one text."""
        start = int(self.starts[row])
        return self.data[start : start + int(self.lengths[row])].tobytes()


def _is_clock(hour: Ints, minute: Ints, second: Ints) -> Bools:
    return np.asarray((hour * HOUR < DAY) & (minute * MINUTE < HOUR) & (second * SECOND < MINUTE))


def _micros_east(shown: datetime, zone: tzinfo, fold: int) -> int:
    offset = shown.replace(tzinfo=zone, fold=fold).utcoffset()
    return (offset or timedelta()) // MICROSECOND


def _offset(text: bytes) -> int:
    if text == b"Z":
        return 0
    digits = text[1:].replace(b":", b"").ljust(4, b"0")
    micros = int(digits[:2]) * HOUR + int(digits[2:]) * MINUTE
    return -micros if text[:1] == b"-" else micros


@cache
def _pattern(form: str) -> re.Pattern[bytes]:
    if form == "iso":
        return re.compile(ISO)
    pieces = re.split(r"(%.)", form)
    literals, tokens = pieces[::2], pieces[1::2]
    if any(character.isdigit() for literal in literals for character in literal):
        raise MappingError(form, case="digit_in_format")
    needed = {"%m", "%d"} <= set(tokens) and {"%Y", "%y"} & set(tokens)
    if not needed or len(set(tokens)) != len(tokens) or not set(tokens) <= TOKENS.keys():
        raise MappingError(form, case="format")
    return re.compile(b"".join(TOKENS.get(piece) or re.escape(piece).encode() for piece in pieces))


def utc(micros: int) -> datetime:
    """UTC microseconds since 1970 as an instant with its zone."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros)
