"""The assessments' tables: each as it stands, all that was stated about it, the need for one.

`Assessment.document` is the whole JSON of the CNIL's tool; `summary` repeats what lists, verdicts
and due dates ask of it, so that none opens 100 documents. `AssessmentStatement` and `NeedReasoning`
are append-only: what was decided, and on which state of the activity, stays known.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.organisations.models import Organisation

DRAFT, VALIDATED, REFUSED, ARCHIVED = "draft", "validated", "refused", "archived"
STATUSES = [
    (DRAFT, pgettext_lazy("assessment", "In progress")),
    (VALIDATED, pgettext_lazy("assessment", "Validated")),
    (REFUSED, pgettext_lazy("assessment", "Refused")),
    (ARCHIVED, pgettext_lazy("assessment", "Archived")),
]
CONCLUSIONS = [
    ("required", _("An impact assessment is needed")),
    ("not_required", _("No impact assessment is needed")),
]


class NeedReasoning(models.Model):
    """Why an activity needs an assessment or does not, as somebody reasoned at one instant."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    activity_id = models.UUIDField()
    activity_version = models.PositiveIntegerField()
    activity_digest = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    conclusion = models.CharField(max_length=20, choices=CONCLUSIONS)
    proposal = models.CharField(max_length=20)
    is_large_scale = models.BooleanField(null=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity_id", "number"], name="one_need_reasoning_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(conclusion__in=[value for value, _label in CONCLUSIONS]),
                name="need_conclusion_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.number}"


class Assessment(models.Model):
    """One impact assessment, as its latest statements leave it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=STATUSES, default=DRAFT)
    activity_id = models.UUIDField(null=True)
    activity_version = models.PositiveIntegerField(null=True)
    activity_digest = models.CharField(max_length=64, blank=True)
    is_imported = models.BooleanField(default=False)
    document = models.JSONField()
    summary = models.JSONField(default=dict)
    followed = models.JSONField(default=dict)
    is_high = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=0)
    advised_at = models.DateTimeField(null=True)
    is_advice_favourable = models.BooleanField(null=True)
    heard_at = models.DateTimeField(null=True)
    consulted_on = models.DateField(null=True)
    validated_at = models.DateTimeField(null=True)
    validated_by_name = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="one_assessment_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[value for value, _label in STATUSES]),
                name="assessment_status_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=VALIDATED) | models.Q(validated_at__isnull=False),
                name="assessment_validated_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "AIPD-2026-003"."""
        return f"AIPD-{self.year}-{self.number:03d}"

    @property
    def is_open(self) -> bool:
        """Whether its text may still change."""
        return self.status in {DRAFT, REFUSED}


class AssessmentStatement(models.Model):
    """What one person wrote or decided about an assessment; never changed, never deleted.

    `part` is what it is about (`answer:111`, `evaluation:3.2`), `number` its place among the
    statements on that part: two people who write the same part are told apart by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    assessment_id = models.UUIDField()
    event = models.CharField(max_length=30)
    part = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    sequence = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["assessment_id", "part", "number"], name="one_dpia_statement_a_number"
            ),
            models.UniqueConstraint(
                fields=["assessment_id", "sequence"], name="one_dpia_statement_a_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.part}"
