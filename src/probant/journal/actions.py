"""Writing the journal: acts, checkpoints, and the erasure of personal values."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from probant.common import checkpoint
from probant.database import isolation
from probant.journal import key, log, queries
from probant.journal.domain import (
    ACTOR_NAME,
    CHECKED,
    INSTALLATION,
    SALT_BYTES,
    Act,
    Actor,
    Check,
    Disclosure,
    origin,
)
from probant.journal.models import Checkpoint
from probant.journal.models import Disclosure as DisclosureRow


def record(  # noqa: PLR0913  an act is who, when, where, what and with which facts
    event: str,
    *,
    by: Actor,
    at: datetime,
    organisation: UUID,
    subject: str,
    facts: Mapping[str, Any],
    personal: Mapping[str, str] | None = None,
) -> int:
    """Appends an act inside the caller's transaction and returns its index in the log.

    `facts` are JSON values without personal data; `personal` enters the tree as salted commitments.
    """
    values = {**({ACTOR_NAME: by.name} if by.name else {}), **(personal or {})}
    disclosures = tuple(
        Disclosure(field, secrets.token_bytes(SALT_BYTES), value)
        for field, value in sorted(values.items())
    )
    return log.append(Act(organisation, event, at, by, subject, facts), disclosures)


def record_installation(
    event: str, *, by: Actor, at: datetime, subject: str, facts: Mapping[str, Any]
) -> int:
    """Appends an act of no organisation (sign-in, upgrade) to the installation's own log."""
    with transaction.atomic(), isolation.tenant(INSTALLATION):
        return record(event, by=by, at=at, organisation=INSTALLATION, subject=subject, facts=facts)


def check(organisation: UUID, *, by: Actor, at: datetime) -> Check:
    """Recomputes the tree from every entry's bytes and records what came out, in its context.

    Only the entries that the head counts are read: those that others append meanwhile come after.
    """
    head = queries.head(organisation)
    found = queries.recomputed_head(organisation, size=head.size)
    changed = queries.changed_entries(organisation, size=head.size, is_tree_right=found == head)
    is_whole = found == head and not changed
    facts = {"size": head.size, "root": head.root.hex(), "is_whole": is_whole}
    index = record(
        CHECKED, by=by, at=at, organisation=organisation, subject=str(organisation), facts=facts
    )
    return Check(index, head.size, head.root, found.root, changed)


def sign_checkpoint(organisation: UUID, *, at: datetime) -> Checkpoint:
    """Signs the log's present head (C2SP, Ed25519) and keeps it; must run in its context."""
    head = queries.head(organisation)
    stated = checkpoint.Checkpoint(origin(organisation), head.size, head.root)
    return Checkpoint.objects.create(
        organisation_id=organisation,
        size=head.size,
        root=head.root,
        note=checkpoint.sign(stated, key.signer()).decode(),
        signed_at=at,
    )


def erase_personal(organisation: UUID, *, value: str) -> int:
    """Forgets every disclosure of `value` in this log; the tree and its proofs stay whole."""
    deleted, _ = DisclosureRow.objects.filter(organisation_id=organisation, value=value).delete()
    return deleted
