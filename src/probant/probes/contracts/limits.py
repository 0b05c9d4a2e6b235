"""How much of a contract is read before it is refused or cut; an honest one stays far below."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds; a framework contract with its annexes has 300 pages."""

    file_bytes: int = 50 * MEGABYTE
    pages: int = 600
    page_bytes: int = 3 * MEGABYTE
    archive_entries: int = 3_000
    archive_bytes: int = 200 * MEGABYTE
    archive_ratio: int = 200
    ratio_from_bytes: int = 2 * MEGABYTE
    part_bytes: int = 40 * MEGABYTE
    characters: int = 5 * MEGABYTE
    seconds: float = 20.0


LIMITS = Limits()
