"""The tables of the officer's office: how it stands, advice, planned events, yearly reports.

`OfficeVersion` and `YearReport` are append-only: what was said of independence, and what was
reported, stays as it was said.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from probant.organisations.models import Organisation

PENDING, FOLLOWED, PARTLY, NOT_FOLLOWED = "pending", "followed", "partly", "not_followed"
OUTCOMES = [
    (PENDING, _("Waiting for a decision")),
    (FOLLOWED, _("Followed")),
    (PARTLY, _("Followed in part")),
    (NOT_FOLLOWED, _("Not followed")),
]
EVENT_KINDS = [
    ("awareness", _("Awareness")),
    ("committee", _("Committee or meeting")),
    ("check", _("Check of a measure")),
    ("review", _("Review of a procedure")),
    ("other", _("Other")),
]


class OfficeVersion(models.Model):
    """The office after one act: designation, mission, means, independence."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_office_a_number")
        ]

    def __str__(self) -> str:
        return f"office {self.number}"


class Advice(models.Model):
    """A question to the officer, what they advised, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    key = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    question = models.TextField()
    asked_by = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField()
    advice = models.TextField(blank=True)
    advised_on = models.DateField(null=True)
    outcome = models.CharField(max_length=15, choices=OUTCOMES, default=PENDING)
    reason = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="one_advice_of_the_officer_a_number"
            ),
            models.UniqueConstraint(fields=["organisation", "key"], name="one_advice_a_form"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=[PENDING, FOLLOWED]) | ~models.Q(reason=""),
                name="advice_not_followed_has_its_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome=PENDING)
                | models.Q(advised_on__isnull=False, decided_on__isnull=False),
                name="advice_is_given_before_it_is_decided",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "A-2026-003"."""
        return f"A-{self.year}-{self.number:03d}"


class PlannedEvent(models.Model):
    """Something of the officer's year: awareness, a committee, a check."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    kind = models.CharField(max_length=12, choices=EVENT_KINDS)
    title = models.CharField(max_length=200)
    planned_on = models.DateField()
    done_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[value for value, _label in EVENT_KINDS]),
                name="office_event_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class YearReport(models.Model):
    """What was reported of a year: the figures as they stood, the officer's words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    figures = models.JSONField()
    summary = models.TextField(blank=True)
    recommendations = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="one_report_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}.{self.number}"
