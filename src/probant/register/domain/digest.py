"""The fingerprint of records: SHA-256 of their canonical JSON (RFC 8785)."""

import hashlib
from collections.abc import Iterable

from probant.common import canonical_json
from probant.register.domain.record import ActivityRecord, to_json


def digest_of_record(record: ActivityRecord) -> str:
    """64 hexadecimal digits that any program can compute again from the exported JSON."""
    return hashlib.sha256(canonical_json.dumps(to_json(record))).hexdigest()


def digest_of(records: Iterable[ActivityRecord]) -> str:
    """The fingerprint of several records, whatever their order."""
    digests = sorted(digest_of_record(record) for record in records)
    return hashlib.sha256(canonical_json.dumps(digests)).hexdigest()
