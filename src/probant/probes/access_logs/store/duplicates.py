"""The events of a day that are already there, by 64-bit keyed hashes of their identifiers.

A hash says "perhaps": the identifier itself decides, so that no two events are ever taken for one.
The hash is multilinear over 32-bit words under secret factors: a sender who does not know them
cannot make identifiers that meet.
"""

from collections.abc import Callable
from datetime import date
from hashlib import blake2b, shake_256

import numpy as np
import pyarrow as pa

_WORD = 4
_LONGEST = 256  # bytes; a longer identifier is hashed by BLAKE2b
_MERGE = 8  # runs kept apart before they are merged
_MOST = 4_000_000  # hashes held in memory, over all days

Identifiers = Callable[[], pa.Array]


class IdHash:
    """The hash of identifiers under one store's secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret[:64]
        words = _LONGEST // _WORD + 1
        factors = shake_256(secret).digest(words * 8)
        self._factors = np.frombuffer(factors, dtype=np.uint64) | np.uint64(1)

    def __call__(self, ids: pa.Array) -> np.ndarray:
        """uint64 for each identifier (a string array without nulls)."""
        starts, ends, data = _places(ids)
        lengths = ends - starts
        hashes = np.empty(len(ids), dtype=np.uint64)
        for length in np.unique(lengths).tolist():
            rows = np.flatnonzero(lengths == length)
            hashes[rows] = self._of_length(data, starts[rows], length)
        return hashes

    def _of_length(self, data: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
        if length > _LONGEST:
            return self._of_long(data, starts, length)
        width = -(-length // _WORD) * _WORD
        padded = np.zeros((len(starts), width), dtype=np.uint8)
        padded[:, :length] = _windows(data, starts, length)
        words = padded.view(np.uint32)
        total = np.full(len(starts), length, dtype=np.uint64) * self._factors[-1]
        for place in range(width // _WORD):
            total += words[:, place] * self._factors[place]
        mixed: np.ndarray = total ^ (total >> np.uint64(29))
        return mixed

    def _of_long(self, data: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
        digests = [
            blake2b(data[s : s + length].tobytes(), digest_size=8, key=self._secret).digest()
            for s in starts.tolist()
        ]
        return np.frombuffer(b"".join(digests), dtype=np.uint64)


def _places(ids: pa.Array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each string starts and ends in the array's bytes."""
    kind = np.int64 if ids.type == pa.large_string() else np.int32
    _, offsets, data = ids.buffers()
    every = np.frombuffer(offsets, dtype=kind)[ids.offset : ids.offset + len(ids) + 1]
    content = np.frombuffer(data, dtype=np.uint8) if data else np.empty(0, np.uint8)
    return every[:-1].astype(np.int64), every[1:].astype(np.int64), content


def _windows(data: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
    """The bytes of strings of one length, one row each."""
    if length == 0:
        return np.empty((len(starts), 0), dtype=np.uint8)
    first, last = int(starts[0]), int(starts[-1])
    if last - first == (len(starts) - 1) * length and (np.diff(starts) == length).all():
        return data[first : last + length].reshape(len(starts), length)
    windows: np.ndarray = np.lib.stride_tricks.sliding_window_view(data, length)[starts]
    return windows


class KnownEvents:
    """The identifiers of one source and day, as sorted runs of their hashes."""

    def __init__(self, hashed: IdHash, identifiers: Identifiers) -> None:
        self._hashed = hashed
        self._runs: list[np.ndarray] = []
        self.add(hashed(identifiers()))

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def add(self, hashes: np.ndarray) -> None:
        """These events are there now."""
        if len(hashes):
            self._runs.append(np.sort(hashes))
        if len(self._runs) > _MERGE:
            self._runs = [np.sort(np.concatenate(self._runs), kind="stable")]

    def are_known(self, ids: pa.Array, hashes: np.ndarray, identifiers: Identifiers) -> np.ndarray:
        """True for each that is already there; `identifiers` gives every text, to compare."""
        known = self._perhaps(hashes)
        if known.any():
            places = np.flatnonzero(known)
            texts = self._texts(hashes[places], identifiers())
            known[places] = [text in texts for text in ids.take(pa.array(places)).to_pylist()]
        return known

    def _perhaps(self, hashes: np.ndarray) -> np.ndarray:
        order = np.argsort(hashes)  # looked up in order, neighbours share the processor's cache
        asked, found = hashes[order], np.zeros(len(hashes), dtype=bool)
        for run in self._runs:
            places = np.searchsorted(run, asked)
            places[places == len(run)] = 0
            found |= run[places] == asked
        known = np.empty_like(found)
        known[order] = found
        return known

    def _texts(self, hashes: np.ndarray, everything: pa.Array) -> set[str]:
        places = np.flatnonzero(np.isin(self._hashed(everything), hashes))
        return set(everything.take(pa.array(places)).to_pylist())


class KnownDays:
    """The days of one source that were looked at, as at one commit; the oldest looked at leave."""

    def __init__(self, hashed: IdHash) -> None:
        self._hashed = hashed
        self._days: dict[date, KnownEvents] = {}

    def on(self, day: date, identifiers: Identifiers) -> KnownEvents:
        """Those of one day, read where they are not held."""
        held = self._days.pop(day, None) or KnownEvents(self._hashed, identifiers)
        while self._days and sum(map(len, self._days.values())) > _MOST:
            del self._days[next(iter(self._days))]
        self._days[day] = held
        return held


def repeated(ids: pa.Array, hashes: np.ndarray) -> np.ndarray:
    """True for each identifier that stands earlier in the same array."""
    again = np.ones(len(hashes), dtype=bool)
    again[np.unique(hashes, return_index=True)[1]] = False
    if again.any():
        doubtful = np.flatnonzero(np.isin(hashes, hashes[again]))
        seen: set[str] = set()
        for place, text in zip(
            doubtful.tolist(), ids.take(pa.array(doubtful)).to_pylist(), strict=True
        ):
            again[place] = text in seen
            seen.add(text)
    return again
