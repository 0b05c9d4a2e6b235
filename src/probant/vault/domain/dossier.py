"""A dossier with its key in hand, and a file of it: neither prints its key or a name."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from probant.vault.domain import keys
from probant.vault.domain.sealing import Place, seal_json, unseal_json


class Scan(StrEnum):
    """What the antivirus said of a file when it came."""

    NOT_ASKED = "not_asked"
    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"


@dataclass(frozen=True)
class Dossier:
    """The fields and files of one subject, sealed by one key: destroying it erases them all."""

    organisation: UUID
    id: UUID
    kind: str
    subject: UUID
    key: bytes = field(repr=False)

    def seal(self, table: str, column: str, id: object, value: Any) -> bytes:  # noqa: A002, ANN401  as the place says; any JSON value
        """A JSON value, to be kept in that column of that row and nowhere else."""
        return seal_json(self.key, Place(self.organisation, table, column, str(id)), value)

    def unseal(self, table: str, column: str, id: object, sealed: bytes) -> Any:  # noqa: A002, ANN401  the same
        """The JSON value kept there; SealBrokenError if it was altered or comes from elsewhere."""
        place = Place(self.organisation, table, column, str(id))
        return unseal_json(self.key, place, bytes(sealed))


@dataclass(frozen=True)
class Label:
    """What a file is called and what it is, sealed by the file's own key."""

    name: str = field(repr=False)
    media_type: str
    size: int
    sha256: str

    def sealed(self, key: bytes, organisation: UUID, file: UUID) -> bytes:
        """The label as it may be kept."""
        value = [self.name, self.media_type, self.size, self.sha256]
        return seal_json(key, label_place(organisation, file), value)

    @classmethod
    def unsealed(cls, sealed: bytes, key: bytes, organisation: UUID, file: UUID) -> "Label":
        """The label that was kept, or SealBrokenError."""
        return cls(*unseal_json(key, label_place(organisation, file), sealed))


@dataclass(frozen=True)
class StoredFile:
    """A file of a dossier; its name stays out of logs, its content is read by `queries.content`."""

    id: UUID
    organisation: UUID
    dossier: UUID
    purpose: str
    media_type: str
    size: int
    sha256: str
    scan: Scan
    stored_at: datetime
    name: str = field(repr=False)
    key: bytes = field(repr=False)


def label_place(organisation: UUID, file: UUID) -> Place:
    """Where a file's label lies."""
    return Place(organisation, keys.FILES, "label", str(file))


def content_place(organisation: UUID, file: UUID) -> Place:
    """What a file's content is bound to, though it lies outside the database."""
    return Place(organisation, keys.FILES, "content", str(file))
