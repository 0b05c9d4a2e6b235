"""What may be sent, and how large, for each purpose."""

from dataclasses import dataclass

from probant.vault.domain.errors import Refusal, RefusedFileError
from probant.vault.domain.media_types import PDF, Kind

MEGABYTE = 1_000_000
GIGABYTE = 1_000 * MEGABYTE
ALL = frozenset({"document", "picture", "text", "mail", "archive", "record", "recording"})


@dataclass(frozen=True)
class Rule:
    """Most bytes of one file, and the families of types that are taken."""

    most_bytes: int
    families: frozenset[str]

    def ensure_size(self, size: int) -> None:
        """RefusedFileError for nothing, or too much."""
        if size == 0:
            raise RefusedFileError(Refusal.EMPTY)
        if size > self.most_bytes:
            raise RefusedFileError(Refusal.TOO_LARGE, most_bytes=self.most_bytes)

    def ensure_taken(self, kind: Kind) -> None:
        """RefusedFileError for a type that this purpose has no use for."""
        if kind.family not in self.families and kind != PDF:
            raise RefusedFileError(Refusal.TYPE_NOT_TAKEN)


RULES = {
    "identity": Rule(12 * MEGABYTE, frozenset({"picture"})),
    "mandate": Rule(12 * MEGABYTE, frozenset({"picture"})),
    "letter": Rule(25 * MEGABYTE, frozenset({"document", "picture", "text", "mail"})),
    "evidence": Rule(GIGABYTE, ALL),
    "handover": Rule(GIGABYTE, ALL),
}
