"""The words of one kind of letter in one language: templates of its subject and of its body."""

import hashlib
from dataclasses import dataclass

from probant.common import canonical_json


@dataclass(frozen=True)
class Wording:
    """Templates, not yet filled."""

    subject: str
    body: str

    @property
    def digest(self) -> str:
        """SHA-256 of both, for the journal."""
        return hashlib.sha256(canonical_json.dumps([self.subject, self.body])).hexdigest()
