"""Keeping a measurement: its digest and counts go to the journal, its words do not.

The slice whose subject is measured decides who may ask for it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from probant.common.canonical_json import dumps
from probant.journal import actions as journal
from probant.observations.models import Observation
from probant.organisations.domain import Member


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a probe told: `source` is the SHA-256 of what it read."""

    probe: str
    version: str
    kind: str
    subject: UUID
    source: str
    result: Mapping[str, Any]
    not_seen: tuple[Mapping[str, Any], ...] = ()
    seconds: float = 0.0


@transaction.atomic
def record(measured: Measured, *, by: Member, at: datetime) -> Observation:
    """Keeps a measurement, whatever it found."""
    made = Observation.objects.create(
        organisation_id=by.organisation_id,
        probe=measured.probe,
        version=measured.version,
        subject_kind=measured.kind,
        subject_id=measured.subject,
        at=at,
        by=by.person_id,
        source=measured.source,
        result=dict(measured.result),
        not_seen=[dict(one) for one in measured.not_seen],
        digest=hashlib.sha256(dumps(dict(measured.result))).hexdigest(),
        seconds=measured.seconds,
    )
    journal.record(
        "observations.recorded",
        by=by.actor,
        at=at,
        organisation=by.organisation_id,
        subject=str(made.subject_id),
        facts={
            "probe": made.probe,
            "version": made.version,
            "kind": made.subject_kind,
            "source": made.source,
            "digest": made.digest,
        },
    )
    return made
