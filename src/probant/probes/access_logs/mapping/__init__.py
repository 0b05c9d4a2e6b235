"""Saved mappings of columns: of access logs, and of the tables of context alike.

    mapping = load(text)                                  # or propose(header, rows).mapping
    converter = Converter(mapping, schema, header, zone="Europe/Paris", required={…})
    converted = converter.all(texts(header, rows))        # Converted: table, faults

`tabular.blocks` (of the sources) gives the header and blocks of rows of CSV, XLSX and Parquet.
"""

from probant.probes.access_logs.mapping.proposing import Proposal, propose
from probant.probes.access_logs.mapping.rows import (
    Converted,
    Converter,
    RowFault,
    RowFaultError,
    texts,
)
from probant.probes.access_logs.mapping.saved import (
    Column,
    ColumnMapping,
    FileLayout,
    as_document,
    dump,
    load,
    of,
)
from probant.probes.access_logs.mapping.showing import Shown, preview
from probant.probes.access_logs.mapping.targets import EVENTS, TARGETS

__all__ = [
    "EVENTS",
    "TARGETS",
    "Column",
    "ColumnMapping",
    "Converted",
    "Converter",
    "FileLayout",
    "Proposal",
    "RowFault",
    "RowFaultError",
    "Shown",
    "as_document",
    "dump",
    "load",
    "of",
    "preview",
    "propose",
    "texts",
]
