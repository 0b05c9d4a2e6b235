"""The tables of processors: each as it stands, every version it had, contracts, reviews, papers.

`Processor.content` is the whole record (`domain.record`); `name` and `key` repeat it for lists and
for matching. `ProcessorVersion` is append-only and outlives the processor it tells of.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.organisations.models import Organisation
from probant.processors.domain.contract import ClauseState
from probant.processors.domain.reviewing import Result, ReviewKind

ACTIVE, ENDED = "active", "ended"
STATUSES = [
    (ACTIVE, pgettext_lazy("processor", "In use")),
    (ENDED, pgettext_lazy("processor", "No longer used")),
]
KINDS = [
    (ReviewKind.QUESTIONNAIRE.value, _("Questionnaire")),
    (ReviewKind.AUDIT.value, _("Audit")),
]
RESULTS = [
    (Result.PENDING.value, _("No result yet")),
    (Result.SATISFACTORY.value, _("Satisfactory")),
    (Result.RESERVATIONS.value, _("With reservations")),
    (Result.INSUFFICIENT.value, _("Insufficient")),
]
CLAUSE_STATES = [
    (ClauseState.UNDECIDED.value, _("Not decided")),
    (ClauseState.FOUND.value, _("Found")),
    (ClauseState.DOUBTFUL.value, _("Doubtful")),
    (ClauseState.MISSING.value, pgettext_lazy("clause", "Missing")),
    (ClauseState.ACCEPTED.value, _("Accepted as it is")),
]
CERTIFICATE, CHAIN, SECURITY, OTHER = "certificate", "chain", "security", "other"
PURPOSES = [
    (CERTIFICATE, _("Certificate of health data hosting")),
    (CHAIN, _("List of sub-processors")),
    (SECURITY, _("Security commitments, audit report, other certificate")),
    (OTHER, _("Other document")),
]


class Processor(models.Model):
    """One processor of the organisation (art. 28)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=STATUSES, default=ACTIVE)
    content = models.JSONField()
    hosts_health_data = models.BooleanField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_processor_a_name"),
            models.CheckConstraint(
                condition=models.Q(status__in=[value for value, _label in STATUSES]),
                name="processor_status_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="processor_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProcessorVersion(models.Model):
    """What was known of a processor after one act, by whom and when; never changed."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    processor_id = models.UUIDField()
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=20)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["processor_id", "number"], name="one_processor_version_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.processor_id} v{self.number}"


class Contract(models.Model):
    """A contract with a processor: its dates, its file in the vault, each clause as decided.

    `clauses` is a mapping from a clause's id (`reference.processors.clauses`) to its state, note,
    and who decided when. The file is that of the processor's dossier in the vault.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    processor = models.ForeignKey(Processor, on_delete=models.PROTECT, related_name="contracts")
    title = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    is_renewed = models.BooleanField(default=False)
    notice_days = models.PositiveIntegerField(null=True)
    objection_days = models.PositiveIntegerField(null=True)
    breach_hours = models.PositiveIntegerField(null=True)
    owner = models.CharField(max_length=200, blank=True)
    review_on = models.DateField(null=True)
    file = models.UUIDField(null=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_media_type = models.CharField(max_length=100, blank=True)
    filed_at = models.DateTimeField(null=True)
    clauses = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="contract_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Review(models.Model):
    """A questionnaire or an audit of a processor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    processor = models.ForeignKey(Processor, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=15, choices=KINDS)
    sent_on = models.DateField(null=True)
    held_on = models.DateField(null=True)
    next_on = models.DateField(null=True)
    by_whom = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=1_000, blank=True)
    result = models.CharField(max_length=15, choices=RESULTS, blank=True)
    summary = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    file = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[value for value, _label in KINDS]),
                name="review_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(result__in=[value for value, _label in RESULTS]),
                name="review_result_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(result="") | models.Q(held_on__isnull=False),
                name="review_with_a_result_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ProcessorDocument(models.Model):
    """A paper that a processor gave: a certificate, its list of sub-processors, a report."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    processor = models.ForeignKey(Processor, on_delete=models.PROTECT, related_name="documents")
    purpose = models.CharField(max_length=15, choices=PURPOSES)
    file = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=[value for value, _label in PURPOSES]),
                name="processor_document_purpose_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
