"""The Parquet of the time copy: what is written, and with which aids for look-ups.

Bloom filters stand on the columns that a question names by value (account, patient, address);
identifiers of events are not worth a dictionary, and without their lengths between them cost a
byte less each; times and leaf numbers are stored as differences.
"""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from probant.probes.access_logs.event import KEPT

ROW_GROUP = 122_880
# How many values each filter is made for, in a row group.
_DISTINCT = {"actor_id": 8_192, "patient_id": 65_536, "ip": 8_192}
BLOOMS = tuple(_DISTINCT)
_DIFFERENCES = ("ts", "seq")
_PLAIN = {"event_id", "object_ref", *_DIFFERENCES}
_ENCODINGS = {
    **dict.fromkeys(_DIFFERENCES, "DELTA_BINARY_PACKED"),
    "event_id": "DELTA_LENGTH_BYTE_ARRAY",
}
_DICTIONARIES = [field.name for field in KEPT if field.name not in _PLAIN]
_LEVEL, _FALSE_HITS = 1, 0.01
_DICTIONARY_BYTES = 8 << 20


def writer(path: Path) -> pq.ParquetWriter:
    """For rows of KEPT; hand it a row group at a time."""
    return pq.ParquetWriter(
        path,
        KEPT,
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=_DICTIONARIES,
        dictionary_pagesize_limit=_DICTIONARY_BYTES,
        column_encoding=_ENCODINGS,
        bloom_filter_options={name: _bloom(name) for name in BLOOMS},
    )


def _bloom(name: str) -> dict[str, float]:
    return {"ndv": _DISTINCT[name], "fpp": _FALSE_HITS}


def write(pieces: Iterable[pa.Table], path: Path) -> None:
    """Rows of KEPT in their order, a row group a piece."""
    with writer(path) as file:
        for piece in pieces:
            file.write_table(piece, row_group_size=ROW_GROUP)


def column(paths: Iterable[Path], name: str, *, source: str) -> pa.Array:
    """One column of some TIME parts, of one source."""
    found = [_of_source(path, name, source) for path in paths]
    return pa.chunked_array(found, type=KEPT.field(name).type).combine_chunks()


def _of_source(path: Path, name: str, source: str) -> pa.Array:
    table = pq.read_table(path, columns=[name], filters=[("source_id", "=", source)])
    return table[name].combine_chunks()
