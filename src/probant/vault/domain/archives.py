"""How long an archive's list of members is, before anything reads it into memory.

APPNOTE.TXT 4.3.14 to 4.3.16: the end record, behind a comment of any length, states it; the record
of a large archive stands before it and is believed instead.
"""

import io
import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

MOST_BYTES = 16_000_000  # some hundred thousand members
END, LARGE, LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
END_BYTES, LARGE_BYTES, LOCATOR_BYTES = 22, 56, 20
LONGEST_COMMENT = 0xFFFF


def has_endless_list(file: BinaryIO) -> bool:
    """Whether reading the list of members would take more memory than an archive deserves."""
    size = file.seek(0, io.SEEK_END)
    before = LARGE_BYTES + LOCATOR_BYTES
    file.seek(max(size - before - END_BYTES - LONGEST_COMMENT, 0))
    tail = file.read()
    return any(min(stated, size) > MOST_BYTES for stated in _stated(tail))


def _stated(tail: bytes) -> Iterator[int]:
    """Every size that a reader might believe: which end record is the true one is ambiguous."""
    for found in re.finditer(re.escape(END), tail):
        at = found.start()
        if at + END_BYTES <= len(tail):
            yield struct.unpack_from("<I", tail, at + 12)[0]
        locator, large = at - LOCATOR_BYTES, at - LOCATOR_BYTES - LARGE_BYTES
        if large >= 0 and tail[locator : locator + 4] == LOCATOR:
            yield struct.unpack_from("<Q", tail, large + 40)[0]
