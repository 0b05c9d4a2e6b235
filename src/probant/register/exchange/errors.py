"""Why a file is refused, whole. Each error carries fields; `_problem.html` words it.

    ProbantError
    └── ExchangeError
        ├── EmptyFileError
        ├── FileTooLargeError
        ├── FormatError
        │   ├── UnknownFormatError
        │   ├── WrongExtensionError
        │   ├── CorruptFileError
        │   ├── EncodingError
        │   └── JsonFormError
        ├── EncryptedFileError
        ├── ArchiveBombError
        ├── NestedArchiveError
        ├── TooManyRowsError
        ├── TooManyColumnsError
        ├── TooManyCellsError
        ├── TooMuchTextError
        ├── CellTooLongError
        └── MappingError
            ├── SheetMissingError
            ├── HeaderMissingError
            ├── NameColumnMissingError
            ├── ColumnTwiceError
            └── NothingToImportError     drafts

Each stands here because the readers share them; whoever adds one adds its words to the template.
"""

from typing import ClassVar

from probant.common.errors import ProbantError


class ExchangeError(ProbantError):
    """A file or a mapping that cannot be read; nothing was loaded."""

    code: ClassVar[str] = "unreadable"


class EmptyFileError(ExchangeError):
    """The file, or the sheet, holds nothing."""

    code = "empty"


class FileTooLargeError(ExchangeError):
    """More bytes than an upload may have."""

    code = "too_large"

    def __init__(self, size: int, limit: int) -> None:
        """Both in bytes."""
        super().__init__(size, limit)
        self.size = size
        self.limit = limit


class FormatError(ExchangeError):
    """The bytes are not what they should be."""


class UnknownFormatError(FormatError):
    """Neither XLSX, ODS, CSV nor JSON; `found` is the format recognised, or empty."""

    code = "unknown_format"

    def __init__(self, found: str = "") -> None:
        """`found`: pdf, xls, docx, odt, html, image… or empty."""
        super().__init__(found)
        self.found = found


class WrongExtensionError(FormatError):
    """The name announces one format and the content is another."""

    code = "wrong_extension"

    def __init__(self, extension: str, found: str) -> None:
        """`extension`: of the name, with its dot; `found`: of the content."""
        super().__init__(extension, found)
        self.extension = extension
        self.found = found


class CorruptFileError(FormatError):
    """Damaged, or cut short; `part` is the piece that cannot be read, or empty."""

    code = "corrupt"

    def __init__(self, part: str = "") -> None:
        """`part`: a path inside the archive."""
        super().__init__(part)
        self.part = part


class EncodingError(FormatError):
    """Text in none of the encodings read; `position` is the first byte not understood."""

    code = "encoding"

    def __init__(self, position: int) -> None:
        """`position`: from 0."""
        super().__init__(position)
        self.position = position


class JsonFormError(FormatError):
    """Not a register in Probant's JSON; `detail` is the path and what was expected."""

    code = "json"

    def __init__(self, detail: str) -> None:
        """`detail`: technical words, in English."""
        super().__init__(detail)
        self.detail = detail


class EncryptedFileError(ExchangeError):
    """A password protects the content."""

    code = "encrypted"


class ArchiveBombError(ExchangeError):
    """The archive unfolds to far more than an honest spreadsheet."""

    code = "bomb"

    def __init__(self, measure: str, found: int, limit: int) -> None:
        """`measure`: entries, bytes, ratio or elements."""
        super().__init__(measure, found, limit)
        self.measure = measure
        self.found = found
        self.limit = limit


class NestedArchiveError(ExchangeError):
    """An archive inside the archive."""

    code = "nested"

    def __init__(self, part: str) -> None:
        """`part`: its path."""
        super().__init__(part)
        self.part = part


class _OverLimitError(ExchangeError):
    """More than `limit`; `found` is what was counted when counting stopped."""

    def __init__(self, found: int, limit: int, sheet: str = "") -> None:
        super().__init__(found, limit, sheet)
        self.found = found
        self.limit = limit
        self.sheet = sheet


class TooManyRowsError(_OverLimitError):
    """A sheet with too many rows."""

    code = "rows"


class TooManyColumnsError(_OverLimitError):
    """A sheet with too many columns."""

    code = "columns"


class TooManyCellsError(_OverLimitError):
    """Rows times columns is too much."""

    code = "cells"


class TooMuchTextError(_OverLimitError):
    """All cells together hold too many characters."""

    code = "text"


class CellTooLongError(_OverLimitError):
    """One cell holds too many characters; `row` and `column` count from 1, 0 if not known."""

    code = "cell"

    def __init__(
        self, found: int, limit: int, sheet: str = "", *, row: int = 0, column: int = 0
    ) -> None:
        """`found`: at least that many characters."""
        super().__init__(found, limit, sheet)
        self.row = row
        self.column = column


class MappingError(ExchangeError):
    """The choice of sheet, header or columns cannot give activities."""


class SheetMissingError(MappingError):
    """No sheet of that name."""

    code = "sheet"

    def __init__(self, sheet: str) -> None:
        """`sheet`: the name asked for."""
        super().__init__(sheet)
        self.sheet = sheet


class HeaderMissingError(MappingError):
    """The row chosen as header holds no title; `line` counts from 1, 0 when none was found."""

    code = "header"

    def __init__(self, line: int = 0) -> None:
        """`line`: the row chosen."""
        super().__init__(line)
        self.line = line


class NameColumnMissingError(MappingError):
    """No column gives the activity's name."""

    code = "name_column"


class ColumnTwiceError(MappingError):
    """Two columns are to fill one field that holds a single value."""

    code = "column_twice"

    def __init__(self, field: str, columns: tuple[str, ...]) -> None:
        """`field`: a column id of the flat form; `columns`: the headers chosen for it."""
        super().__init__(field, columns)
        self.field = field
        self.columns = columns
