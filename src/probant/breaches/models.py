"""The breaches' tables: each as it stands, and every statement ever made about it.

`Statement` is append-only and is the documentation of art. 33(5). `Breach` repeats what lists,
clocks and obligations ask of the latest statements, so that none of them reads the whole history.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.breaches.statements import Choice, Kind
from probant.organisations.models import Organisation

DECLARED, OPEN, DISMISSED, CLOSED = "declared", "open", "dismissed", "closed"
STATUSES = [
    (DECLARED, _("To qualify")),
    (OPEN, pgettext_lazy("breach", "In progress")),
    (DISMISSED, _("Not a breach")),
    (CLOSED, pgettext_lazy("breach", "Closed")),
]
CHOICES = [
    (Choice.UNDECIDED.value, _("Undecided")),
    (Choice.YES.value, _("Yes")),
    (Choice.NO.value, _("No")),
]


class Breach(models.Model):
    """One breach, as its latest statements leave it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    key = models.UUIDField()
    incident = models.CharField(max_length=30)
    status = models.CharField(max_length=10, choices=STATUSES, default=DECLARED)
    declared_at = models.DateTimeField()
    declared_by = models.UUIDField()
    noticed_at = models.DateTimeField()
    aware_at = models.DateTimeField(null=True)
    is_processor = models.BooleanField(default=False)
    notify = models.CharField(max_length=10, choices=CHOICES, default=Choice.UNDECIDED.value)
    inform = models.CharField(max_length=10, choices=CHOICES, default=Choice.UNDECIDED.value)
    notified_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    informed_on = models.DateField(null=True)
    severity = models.CharField(max_length=30, blank=True)
    facts = models.JSONField()
    facts_number = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="one_breach_a_number"
            ),
            models.UniqueConstraint(fields=["organisation", "key"], name="one_breach_a_form"),
            models.CheckConstraint(
                condition=models.Q(status__in=[value for value, _label in STATUSES]),
                name="breach_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    notify__in=[value for value, _label in CHOICES],
                    inform__in=[value for value, _label in CHOICES],
                ),
                name="breach_choices_are_known",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="breach_counts_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(noticed_at__lte=models.F("declared_at")),
                name="breach_noticed_before_declared",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-declared_at"], name="breaches_latest_first"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "V-2026-003"; it says nothing about anybody."""
        return f"V-{self.year}-{self.number:03d}"

    @property
    def is_open(self) -> bool:
        """Whether something may still be stated about it."""
        return self.status in {DECLARED, OPEN}


class Statement(models.Model):
    """What one person stated about a breach at one instant; never changed, never deleted.

    `sequence` is the order, whatever the clock said: a clock set back changes no order.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    breach_id = models.UUIDField()
    kind = models.CharField(max_length=15)
    item = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField()
    event = models.CharField(max_length=30)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["breach_id", "kind", "item", "number"], name="one_statement_a_number"
            ),
            models.UniqueConstraint(fields=["breach_id", "sequence"], name="one_statement_a_place"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]),
                name="statement_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.kind} {self.number}"
