"""The policies' tables: each as it stands, every version, and who read which.

`PolicyVersion` is append-only. An acknowledgement names a person: it can be erased.
"""

import uuid
from typing import ClassVar

from django.db import models

from probant.organisations.models import Organisation
from probant.reference.policies import KINDS


class Policy(models.Model):
    """One policy: its latest text is its last version; `approved` is the one in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    template = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_name = models.CharField(max_length=200, blank=True)
    review_months = models.PositiveSmallIntegerField(default=12)
    review_on = models.DateField(null=True)
    is_read_by_all = models.BooleanField(default=False)
    others_expected = models.PositiveIntegerField(default=0)
    is_archived = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_policy_a_number"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="policy_kind_is_known"),
            models.CheckConstraint(
                condition=models.Q(approved__isnull=True)
                | models.Q(approved__lte=models.F("version")),
                name="policy_approves_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "P-003"."""
        return f"P-{self.number:03d}"


class PolicyVersion(models.Model):
    """What a policy said after one writing: a text, or a file of the vault, or both."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    file_id = models.UUIDField(null=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["policy", "number"], name="one_policy_version"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Acknowledgement(models.Model):
    """Somebody read a version: a member by themselves, or a name that a list brought."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="readings")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=210)
    person = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    read_on = models.DateField()
    said_at = models.DateTimeField()
    said_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["policy", "number", "key"], name="one_reading_a_person"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
