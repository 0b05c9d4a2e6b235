"""The tables of the ways to the data: each as it stands, and every version of it.

`Way.content` is the whole way (`domain.ways`). `WayVersion` is append-only: what was known of a way
at a past moment stays known, whoever changed it since.
"""

import uuid
from typing import ClassVar

from django.db import models

from probant.organisations.models import Organisation


class Way(models.Model):
    """One way to the sensitive data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    content = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    retired_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_way_a_number"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, version__gte=1), name="way_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "A-03"."""
        return f"A-{self.number:02d}"


class WayVersion(models.Model):
    """A way as one person left it; never changed, never deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    way_id = models.UUIDField()
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["way_id", "number"], name="one_way_version_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.way_id} {self.number}"
