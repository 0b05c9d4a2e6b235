"""How much of a file is read before it is refused; an honest register stays far below."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds checked before a parser. A hospital's register: 500 rows, 60 columns."""

    file_bytes: int = 10 * MEBIBYTE
    archive_entries: int = 2_000
    archive_bytes: int = 60 * MEBIBYTE
    archive_ratio: int = 200
    ratio_from_bytes: int = 2 * MEBIBYTE
    elements: int = 3_000_000
    rows: int = 20_000
    columns: int = 500
    cells: int = 1_000_000
    cell_characters: int = 32_767
    text_characters: int = 20_000_000


LIMITS = Limits()
