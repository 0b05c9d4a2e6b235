"""Dossiers made: their documents as they were that day, and the checkpoint that sealed them.

The journal's part is read again from the journal at each download, so that a name erased since is
no longer disclosed; the tree and the signature hold all the same.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from probant.organisations.models import Organisation

LANGUAGES = [("fr", _("French")), ("en", _("English"))]


class Dossier(models.Model):
    """One dossier: why and when it was made, and the manifest that the journal binds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    purpose = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    has_names = models.BooleanField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    entry_index = models.BigIntegerField()
    checkpoint = models.TextField()
    manifest = models.BinaryField()
    manifest_sha256 = models.CharField(max_length=64)
    about_kind = models.CharField(max_length=20, blank=True, default="")
    about_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "entry_index"], name="one_dossier_an_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} {self.manifest_sha256[:12]}"


class DossierDocument(models.Model):
    """A document of a dossier, byte for byte; sealed where the dossier is about one thing."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "name"], name="one_document_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
