"""The Parquet of the time copy: what is written, and with which aids for look-ups.

Bloom filters stand on the columns that a question names by value (account, patient, address);
identifiers of events are not worth a dictionary; times and leaf numbers are stored as differences.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from probant.probes.access_logs.event import KEPT

ROW_GROUP = 122_880
BLOOMS = ("actor_id", "patient_id", "ip")
_DIFFERENCES = ("ts", "seq")
_PLAIN = {"event_id", "object_ref", "session_id", *_DIFFERENCES}
_DICTIONARIES = [field.name for field in KEPT if field.name not in _PLAIN]
_LEVEL, _FALSE_HITS = 1, 0.01
_DICTIONARY_BYTES = 8 << 20


def write(table: pa.Table, path: Path) -> None:
    """The rows of KEPT, in their order."""
    distinct = {name: pc.count_distinct(table[name]).as_py() for name in BLOOMS}
    pq.write_table(table, path, row_group_size=ROW_GROUP, **_options(distinct))


def write_pieces(pieces: Iterable[pa.Table], path: Path) -> None:
    """The same, a row group at a time."""
    distinct = dict.fromkeys(BLOOMS, ROW_GROUP)
    with pq.ParquetWriter(path, KEPT, **_options(distinct)) as writer:
        for piece in pieces:
            writer.write_table(piece, row_group_size=ROW_GROUP)


def _options(distinct: Mapping[str, int]) -> dict[str, Any]:
    """`distinct` values of each column that has a bloom filter, at most."""
    return {
        "compression": "zstd",
        "compression_level": _LEVEL,
        "use_dictionary": _DICTIONARIES,
        "dictionary_pagesize_limit": _DICTIONARY_BYTES,
        "column_encoding": dict.fromkeys(_DIFFERENCES, "DELTA_BINARY_PACKED"),
        "bloom_filter_options": {
            name: {"ndv": max(1, min(count, ROW_GROUP)), "fpp": _FALSE_HITS}
            for name, count in distinct.items()
        },
    }


def column(paths: Iterable[Path], name: str, *, source: str) -> pa.Array:
    """One column of some TIME parts, of one source."""
    found = [_of_source(path, name, source) for path in paths]
    return pa.chunked_array(found, type=KEPT.field(name).type).combine_chunks()


def _of_source(path: Path, name: str, source: str) -> pa.Array:
    table = pq.read_table(path, columns=[name], filters=[("source_id", "=", source)])
    return table[name].combine_chunks()
