"""Why a file is refused, whole.

    ProbantError
    └── ScanFileError
        ├── NotJsonError          not JSON, or cut short; where it stops
        ├── UnknownScanError      JSON of none of the formats read
        ├── VersionError          a format known in another version
        ├── ShapeError            a value is not what the format says; its path
        ├── TooManyFlawsError     more distinct flaws than are kept
        ├── NothingFoundError     a table without a row, or without its titles
        └── RefusedRowsError      rows that cannot be understood; nothing was loaded

Spreadsheets raise `register.exchange.errors.ExchangeError` too.
"""

from typing import ClassVar

from probant.common.errors import ProbantError
from probant.vulnerabilities.domain.occurrence import Reading


class ScanFileError(ProbantError):
    """A file that cannot be loaded; nothing of it was."""

    code: ClassVar[str] = "unreadable"
    detail = ""


class NotJsonError(ScanFileError):
    """Not JSON; `detail`: where the reading stopped."""

    code = "not_json"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail[:200]


class UnknownScanError(ScanFileError):
    """JSON that is neither SARIF, CycloneDX nor OSV; `detail`: its first members."""

    code = "unknown_format"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail[:200]


class VersionError(ScanFileError):
    """A known format, of a version that is not read."""

    code = "version"

    def __init__(self, format_: str, found: str, read: str) -> None:
        super().__init__(format_, found, read)
        self.format = format_
        self.found = found[:40]
        self.read = read
        self.detail = f"{format_} {self.found} ({read})"


class ShapeError(ScanFileError):
    """A value is not what the format says; `detail`: its path and what was expected."""

    code = "shape"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail[:300]


class TooManyFlawsError(ScanFileError):
    """More distinct flaws than one scan may bring."""

    code = "too_many"

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit
        self.detail = str(limit)


class NothingFoundError(ScanFileError):
    """A table without titles that are understood; `detail`: the titles found."""

    code = "no_titles"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail[:300]


class RefusedRowsError(ScanFileError):
    """Some rows cannot be understood; `reading` holds them, and nothing was loaded."""

    code = "refused_rows"

    def __init__(self, reading: Reading) -> None:
        super().__init__(len(reading.refused))
        self.reading = reading
        self.detail = str(len(reading.refused))
