"""The probe's own statements, kept as text beside the code that runs them.

A file is a list of statements in order, each under `-- make: name` (a table) or `-- rows: name` (a
question). They are DuckDB's, in the subset that `engine.dialect` carries to Spark.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from probant.probes.access_logs.engine.protocol import Engine

_TITLE = re.compile(r"^-- (?:make|rows): ([a-z_@]+)$", re.MULTILINE)


@lru_cache(maxsize=32)
def statements(package: str, name: str) -> dict[str, str]:
    """Name → text, in the file's order."""
    text = files(package).joinpath(name).read_text(encoding="utf-8")
    parts = _TITLE.split(text)[1:]
    return dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))


def make(
    engine: Engine, package: str, name: str, values: Mapping[str, Any], suffix: str = ""
) -> None:
    """Every table of the file, one after the other; a name that ends in @ takes the suffix."""
    for table, text in statements(package, name).items():
        engine.make(table.replace("@", suffix), re.sub(r"(?<=\w)@", suffix, text), values)
