"""A member too large for memory is packed as it would be from memory."""

import zipfile
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from probant.accountability.domain import archive
from probant.accountability.domain.archive import Streamed

PIECES = st.lists(st.binary(max_size=50), max_size=8)


@given(PIECES)
def test_a_streamed_member_gives_the_same_bytes_as_one_in_memory(pieces: list[bytes]) -> None:
    whole = b"".join(pieces)
    streamed: dict[str, bytes | Streamed] = {
        "a.txt": b"x",
        "journal/é.jsonl": Streamed.of(lambda: pieces),
    }
    plain: dict[str, bytes | Streamed] = {"a.txt": b"x", "journal/é.jsonl": whole}
    packed = b"".join(archive.packed(streamed))
    assert packed == b"".join(archive.packed(plain))
    assert len(packed) == archive.length(plain) == archive.length(streamed)
    with zipfile.ZipFile(BytesIO(packed)) as container:
        assert container.read("journal/é.jsonl") == whole
