"""The Merkle tree of one source and day, as it grows: salted leaves, tile roots, and its edge.

A leaf is SHA-256(0x00 ‖ salt ‖ raw unit): without the salt, which is destroyed with the day,
nobody can find out what was in it by hashing guesses. Of every 256 leaves the root is kept (a
tile): a proof reads the tile's raw bytes and hashes them again.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from probant.common.merkle import Frontier

SALT_BYTES = 32
TILE_HEIGHT = 8
TILE = 1 << TILE_HEIGHT


def new_salt() -> bytes:
    """The secret of one tree."""
    return secrets.token_bytes(SALT_BYTES)


def leaf_hashes(salt: bytes, units: Iterable[bytes]) -> list[bytes]:
    """SHA-256(0x00 ‖ salt ‖ unit) of each, in order."""
    prefix = b"\x00" + salt
    return [sha256(prefix + unit).digest() for unit in units]


@dataclass(slots=True)
class GrowingTree:
    """What an append needs: the salt and the right edge; and the tile roots completed since."""

    salt: bytes
    frontier: Frontier
    tiles: list[bytes] = field(default_factory=list)

    @classmethod
    def new(cls) -> "GrowingTree":
        """A tree without leaves, under a new salt."""
        return cls(new_salt(), Frontier())

    @property
    def size(self) -> int:
        """How many leaves it has."""
        return self.frontier.size

    def append(self, units: Sequence[bytes]) -> list[bytes]:
        """Adds units and returns their leaf hashes."""
        leaves = leaf_hashes(self.salt, units)
        self.tiles += self.frontier.extend_perfect(leaves, TILE_HEIGHT)
        return leaves
