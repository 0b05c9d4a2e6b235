"""What a dossier holds, and how its parts hold each other.

- Every document stands in `manifest.json` with its SHA-256.
- The manifest's own SHA-256 is a fact of the last entry of the journal, `dossier.made`.
- Every entry is a leaf of the tree whose root the signed checkpoint states.
- Each disclosed name opens the commitment of its entry.

Changing any byte therefore breaks the container, a hash, the tree or the signature.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

FORMAT = "probant-dossier/1"
MANIFEST = "manifest.json"
ENTRIES = "journal/entries.jsonl"
DISCLOSURES = "journal/disclosures.jsonl"
CHECKPOINT = "journal/checkpoint.txt"
EVENT = "dossier.made"
JOURNAL_MEMBERS = frozenset({MANIFEST, ENTRIES, DISCLOSURES, CHECKPOINT})


@dataclass(frozen=True)
class Made:
    """Who the dossier is about, when and for which purpose it was made."""

    organisation_id: str
    organisation_name: str
    made_at: str
    purpose: str


def manifest(made: Made, documents: Mapping[str, bytes], *, verifier: str) -> dict[str, Any]:
    """The list of documents with their hashes; `verifier` is the signing key's public text."""
    return {
        "format": FORMAT,
        "organisation": {"id": made.organisation_id, "name": made.organisation_name},
        "made_at": made.made_at,
        "purpose": made.purpose,
        "verifier": verifier,
        "documents": {
            name: {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
            for name, content in documents.items()
        },
    }
