"""The risks' tables: analyses, their risks, and every state that each had.

`RiskStatement` is append-only. `Risk` repeats what lists, dues and obligations ask of the latest.
"""

import uuid
from typing import ClassVar

from django.db import models

from probant.organisations.models import Organisation
from probant.reference.risks import LEVELS

DRAFT, VALIDATED, ARCHIVED = "draft", "validated", "archived"
STATES = (DRAFT, VALIDATED, ARCHIVED)


class Analysis(models.Model):
    """One analysis by one of the three ways; `content`: answers, or the workshops' tables."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    method = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    left_out = models.TextField(blank=True)
    state = models.CharField(max_length=10, default=DRAFT)
    content = models.JSONField(default=dict)
    covered = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=200)
    validated_at = models.DateTimeField(null=True)
    validated_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="one_analysis_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="analysis_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "AR-2026-001"."""
        return f"AR-{self.year}-{self.number:03d}"

    @property
    def is_whole(self) -> bool:
        """Whether it says that it leaves nothing out, processors included."""
        return not self.left_out.strip()


class Risk(models.Model):
    """One risk as its latest statement leaves it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="risks")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    content = models.JSONField()
    source = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=10, blank=True)
    rank = models.SmallIntegerField(default=-1)
    treatment = models.CharField(max_length=10, blank=True)
    due_on = models.DateField(null=True)
    accepted_until = models.DateField(null=True)
    is_withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_risk_a_number"),
            models.CheckConstraint(
                condition=models.Q(level__in=["", *LEVELS]), name="risk_level_is_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "-rank"], name="risks_gravest")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "R-012"."""
        return f"R-{self.number:03d}"


class RiskStatement(models.Model):
    """One state of an analysis or of a risk, as a person left it; never changed."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    subject = models.UUIDField()
    number = models.PositiveIntegerField()
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
                fields=["subject", "number"], name="one_risk_statement_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"
