"""What an entry of the journal is, byte for byte, and how a personal value is committed to.

An entry's leaf is its canonical JSON (RFC 8785). Personal values stand outside the tree: the leaf
holds SHA-256(salt ‖ value) under the value's name, so that erasing the value and its salt leaves
every proof intact and the commitment opens to nobody.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from probant.common import canonical_json
from probant.common.errors import ProbantError

INSTALLATION = UUID(int=0)
SALT_BYTES = 32
ACTOR_NAME = "actor.name"
CHECKED = "journal.checked"


class JournalError(ProbantError):
    """The journal cannot do what was asked."""


class NotInTreeError(JournalError):
    """No checkpoint covers this entry, so that nothing proves its place yet."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class JournalAlteredError(JournalError):
    """The entries no longer give the head: nothing is signed over them."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


@dataclass(frozen=True)
class Actor:
    """Who acted: a person, a command of the operator, or Probant itself."""

    kind: str
    id: str
    name: str = ""


SYSTEM = Actor(kind="system", id="probant")
OPERATOR = Actor(kind="command", id="operator")


@dataclass(frozen=True)
class Disclosure:
    """A personal value and the salt that opens its commitment."""

    field: str
    salt: bytes
    value: str

    @property
    def commitment(self) -> str:
        """SHA-256(salt ‖ UTF-8 value), hexadecimal."""
        return hashlib.sha256(self.salt + self.value.encode()).hexdigest()

    def opens(self, commitment: str) -> bool:
        """Whether this value and salt are what was committed to."""
        return hmac.compare_digest(self.commitment, commitment)


@dataclass(frozen=True)
class Act:
    """One thing done: who, when, to what, with which facts; never a personal value."""

    organisation: UUID
    event: str
    at: datetime
    actor: Actor
    subject: str
    facts: Mapping[str, Any]

    def leaf(self, index: int, disclosures: tuple[Disclosure, ...]) -> bytes:
        """The canonical bytes hashed into the tree at position `index`."""
        return canonical_json.dumps(
            {
                "v": 1,
                "organisation": str(self.organisation),
                "index": index,
                "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
                "event": self.event,
                "actor": {"kind": self.actor.kind, "id": self.actor.id},
                "subject": self.subject,
                "facts": dict(self.facts),
                "commitments": {item.field: item.commitment for item in disclosures},
            }
        )


@dataclass(frozen=True)
class Inclusion:
    """The proof (RFC 9162 §2.1.3) that one leaf stands at `index` under a signed checkpoint."""

    index: int
    leaf: bytes
    path: tuple[bytes, ...]
    checkpoint: str

    def to_json(self) -> dict[str, Any]:
        """What a person downloads: hashes in hexadecimal, the checkpoint as it was signed."""
        return {
            "format": "probant-inclusion/1",
            "index": self.index,
            "leaf_hash": self.leaf.hex(),
            "path": [node.hex() for node in self.path],
            "checkpoint": self.checkpoint,
        }


@dataclass(frozen=True)
class Check:
    """A recomputation of the whole log: what the head said, and what the entries give."""

    index: int
    size: int
    root: bytes
    recomputed: bytes
    changed: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        """Every entry is the one that was hashed, and is shown as it was hashed."""
        return self.root == self.recomputed and not self.changed


def origin(organisation: UUID) -> str:
    """The log's name in its checkpoints (C2SP tlog-checkpoint, first line)."""
    return f"probant.invalid/journal/{organisation}"
