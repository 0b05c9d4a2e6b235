"""The register's tables: activities as they stand, and every version they went through.

`Activity.content` is the whole record (`domain.record`); the other columns repeat what lists and
obligations ask of it, so that neither opens 300 records. `ActivityVersion` is append-only and holds
no foreign key to its activity: what was deleted keeps its history, and its number is not reused.
"""

import uuid
from typing import ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.organisations.models import Organisation
from probant.register.domain.hosting import Hosting
from probant.register.domain.record import ActivityRole
from probant.register.domain.status import Status

ROLES = [
    (ActivityRole.CONTROLLER.value, _("Controller")),
    (ActivityRole.PROCESSOR.value, _("Processor")),
]
STATUSES = [
    (Status.DRAFT.value, _("Draft")),
    (Status.VALIDATED.value, pgettext_lazy("activity", "Validated")),
    (Status.ARCHIVED.value, _("Archived")),
]
HOSTING = [
    (Hosting.CERTIFIED.value, _("Certified host")),
    (Hosting.UNKNOWN.value, _("Certificate not known")),
    (Hosting.UNCERTIFIED.value, _("Host without certificate")),
]


class Words(models.Func):
    """Every text of a JSON value, for PostgreSQL's French full-text search."""

    template = "jsonb_to_tsvector('french'::regconfig, %(expressions)s, '[\"string\"]'::jsonb)"
    output_field = SearchVectorField()


class Activity(models.Model):
    """One line of the register, as it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    role = models.CharField(max_length=10, choices=ROLES)
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=STATUSES, default=Status.DRAFT.value)
    version = models.PositiveIntegerField(default=1)
    validated_version = models.PositiveIntegerField(null=True)
    content = models.JSONField()
    is_sensitive = models.BooleanField()
    is_research = models.BooleanField()
    has_processors = models.BooleanField()
    has_transfers = models.BooleanField()
    hosting = models.CharField(max_length=12, choices=HOSTING, blank=True)
    missing = models.JSONField(default=list)
    missing_count = models.PositiveIntegerField()
    review_on = models.DateField(null=True)
    template = models.CharField(max_length=100, blank=True)
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()
    words = models.GeneratedField(
        expression=Words("content"), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="one_activity_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[value for value, _label in ROLES]),
                name="activity_role_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[value for value, _label in STATUSES]),
                name="activity_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, version__gte=1),
                name="activity_counts_from_one",
            ),
            models.CheckConstraint(
                condition=models.Q(validated_version__isnull=True)
                | models.Q(validated_version__lte=models.F("version")),
                name="activity_validated_version_exists",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"


class ActivityVersion(models.Model):
    """What an activity was after one act: its record, who did it, when, and why."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    activity_id = models.UUIDField()
    activity_number = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=STATUSES)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity_id", "number"], name="one_version_a_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "activity_number"], name="numbers_once_given"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_number} v{self.number}"


class ImportDraft(models.Model):
    """A file received and not yet imported: kept until it is confirmed, cancelled or forgotten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    filename = models.CharField(max_length=200)
    format = models.CharField(max_length=4)
    data = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    choices = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    created_by_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.pk)


class ImportTitles(models.Model):
    """What the organisation's own column titles mean, as chosen in its imports."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, primary_key=True)
    columns = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.pk)
