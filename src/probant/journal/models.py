"""The journal's tables: identifiers and snapshots, no foreign key, so that evidence outlives all.

`Entry` and `Checkpoint` are append-only: a trigger refuses UPDATE, DELETE and TRUNCATE from every
role. `Log` is the head that appends move. `Disclosure` alone can be erased.
"""

from typing import ClassVar

from django.db import models


class Log(models.Model):
    """The head of one organisation's log: its size and its compact range (RFC 9162 subtrees)."""

    organisation_id = models.UUIDField(primary_key=True)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"{self.organisation_id} ({self.size})"


class Entry(models.Model):
    """One leaf, in its place."""

    organisation_id = models.UUIDField()
    index = models.BigIntegerField()
    at = models.DateTimeField()
    event = models.TextField()
    actor = models.TextField()
    subject = models.TextField()
    body = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation_id", "index"], name="one_leaf_a_place")
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "subject"], name="entries_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.event}"


class Disclosure(models.Model):
    """A personal value with the salt of its commitment; erasing the row leaves the tree whole."""

    organisation_id = models.UUIDField()
    index = models.BigIntegerField()
    field = models.TextField()
    salt = models.BinaryField(max_length=32)
    value = models.TextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "index"], name="disclosures_of_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.field}"


class Checkpoint(models.Model):
    """A signed head (C2SP): what a third party keeps to notice any later change."""

    organisation_id = models.UUIDField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["organisation_id", "-size"], name="latest_checkpoint"),
        ]

    def __str__(self) -> str:
        return f"{self.size} {self.signed_at:%Y-%m-%d}"
