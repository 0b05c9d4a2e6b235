"""Wrapped keys and files. A destroyed key leaves its row, empty: what was erased, and when."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q


class OrganisationKey(models.Model):
    """An organisation's key, wrapped by the root key.

    Organisation 0 is the installation itself: its key tells whether the root key is the right one.
    """

    organisation_id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()

    def __str__(self) -> str:
        return str(self.organisation_id)


class DossierKey(models.Model):
    """The key of one subject's dossier, wrapped by its organisation's; null once destroyed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    subject = models.UUIDField()
    wrapped = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation_id", "kind", "subject"], name="one_dossier_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True, destroyed_at__isnull=False)
                | Q(wrapped__isnull=False, destroyed_at__isnull=True),
                name="a_destroyed_dossier_has_no_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class StoredFile(models.Model):
    """A file's key, wrapped by its dossier's, and its sealed label; both null once discarded."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation_id = models.UUIDField()
    dossier = models.ForeignKey(DossierKey, models.PROTECT, related_name="files")
    purpose = models.CharField(max_length=40)
    size = models.BigIntegerField()
    scan = models.CharField(max_length=12)
    wrapped = models.BinaryField(null=True)
    label = models.BinaryField(null=True)
    stored_at = models.DateTimeField()
    stored_by = models.CharField(max_length=40)
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(wrapped__isnull=True, label__isnull=True, discarded_at__isnull=False)
                | Q(wrapped__isnull=False, label__isnull=False, discarded_at__isnull=True),
                name="a_discarded_file_has_no_key",
            ),
            models.CheckConstraint(
                condition=Q(scan__in=["not_asked", "clean", "not_scanned"]),
                name="file_scan_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
