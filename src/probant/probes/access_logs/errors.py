"""Why a file, a store or a question of access logs is refused. Fields, no prose.

ProbantError
└── AccessLogError
    ├── SourceError       a whole file cannot be read (a single bad line is quarantined, not raised)
    ├── MappingError      the saved mapping of columns does not fit its schema or the file
    ├── StoreError        the folder is not a store, is held by another process, or is damaged
    ├── ContextError      a file of context cannot be read
    └── EngineError       a statement or an engine (DuckDB, Spark) cannot be used
"""

from typing import ClassVar

from probant.common.errors import ProbantError


class AccessLogError(ProbantError):
    """`code` says which case it is; `where` names the file or field; never a person's data."""

    code: ClassVar[str] = "access_log"

    def __init__(self, where: str = "", **fields: object) -> None:
        """`fields` are what the wording may need: numbers, names of columns."""
        super().__init__(where, fields)
        self.where = where
        self.fields = fields


class SourceError(AccessLogError):
    """The file is not read; nothing of it was taken."""

    code = "source"


class MappingError(AccessLogError):
    """The mapping was not applied; nothing was read."""

    code = "mapping"


class StoreError(AccessLogError):
    """The store was left as it was."""

    code = "store"


class ContextError(AccessLogError):
    """The file of context was not taken."""

    code = "context"


class EngineError(AccessLogError):
    """Nothing was computed. `where` says why: a refused construct, no pyspark, no answer."""

    code = "engine"
