"""The crisis's tables: rooms and what was said in them, plans and their copies, exercises.

`RoomEntry` is append-only: the state of a room is what `domain.room.fold` reads from its entries.
A crisis only counts them (`last_sequence`, under its row's lock), so that no number is skipped.
`PlanVersion` and `BookletIssue` are append-only too: what people held on paper stays known.
"""

import uuid
from typing import ClassVar

from django.db import models

from probant.organisations.models import Organisation


class Crisis(models.Model):
    """One crisis, or one exercise's; its reference bears no name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    reference = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    is_exercise = models.BooleanField(default=False)
    breach_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    opened_by_name = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    last_sequence = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "reference"], name="one_crisis_a_reference"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True)
                | models.Q(closed_at__gte=models.F("opened_at")),
                name="crisis_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RoomEntry(models.Model):
    """One thing said, decided, done or found; never changed: another entry corrects it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="entries")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=200)
    team = models.CharField(max_length=20, blank=True)
    audience = models.CharField(max_length=20, blank=True)
    about = models.PositiveIntegerField(null=True)
    client_key = models.UUIDField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["crisis", "sequence"], name="one_entry_a_sequence"),
            models.UniqueConstraint(fields=["crisis", "client_key"], name="one_entry_a_key"),
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="entry_counts_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(about__isnull=True) | models.Q(about__lt=models.F("sequence")),
                name="entry_is_about_an_earlier_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class Participant(models.Model):
    """Who is in a room: a member, or someone outside Probant whom a member wrote down."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="participants")
    person = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    team = models.CharField(max_length=20)
    role = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["crisis", "person"], name="one_seat_a_member"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PlanVersion(models.Model):
    """The plan after one act: written, validated, or reviewed without change."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    event = models.CharField(max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField()
    saved_by_name = models.CharField(max_length=200)
    validated_at = models.DateTimeField(null=True)
    validated_by = models.UUIDField(null=True)
    validated_by_name = models.CharField(max_length=200, blank=True)
    reviewed_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_plan_a_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="plan_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"plan {self.number}"


class BookletIssue(models.Model):
    """A copy of the plan that works without the server: which plan, which bytes, who took it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    plan_number = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    signature = models.TextField(blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField()
    issued_by_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.kind} of plan {self.plan_number}"


class Exercise(models.Model):
    """One exercise: planned, played in a room of its own, evaluated, its findings followed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, null=True)
    scenario = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20)
    facilitator = models.UUIDField()
    facilitator_name = models.CharField(max_length=200)
    planned_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    injects = models.JSONField(default=list)
    evaluation = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.pk)
