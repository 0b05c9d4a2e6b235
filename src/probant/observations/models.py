"""What a probe measured of a subject, kept as it was told."""

import uuid
from typing import ClassVar

from django.db import models

from probant.organisations.models import Organisation


class Observation(models.Model):
    """One measurement: of what, by which version of which probe, when, by whom, with what result.

    `subject_kind` and `subject_id` name a thing of some slice; no foreign key, so that any may be
    measured. `source` is the SHA-256 of what was read, `digest` that of the result.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    probe = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    by = models.UUIDField()
    source = models.CharField(max_length=64)
    result = models.JSONField()
    not_seen = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    seconds = models.FloatField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "subject_kind", "subject_id", "probe", "-at"],
                name="observations_of_a_subject",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(seconds__gte=0), name="observation_took_some_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.probe} {self.subject_kind} {self.subject_id}"
