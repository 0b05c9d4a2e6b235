"""The audits' tables: campaigns, what each control gave, proofs, findings, corrective actions.

`AuditRecord` is append-only: whatever was stated about a campaign stays, whoever stated otherwise
since. A campaign keeps the list of controls as it was when it began.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.audits.domain.campaigns import Kind, Result, State
from probant.audits.domain.findings import Severity, Step
from probant.organisations.models import Organisation

KINDS = [
    (Kind.ISO27001.value, _("ISO 27001")),
    (Kind.HDS.value, _("HDS certification")),
    (Kind.TECHNICAL.value, _("Technical audit or penetration test")),
    (Kind.ORGANISATIONAL.value, _("Organisational audit")),
    (Kind.GDPR.value, _("GDPR audit")),
    (Kind.SUPPLIER.value, _("Audit of a supplier")),
    (Kind.SELF_CHECK.value, _("Self-check")),
]
STATES = [
    (State.OPEN.value, pgettext_lazy("audit", "In progress")),
    (State.CLOSED.value, pgettext_lazy("audit", "Concluded")),
]
RESULTS = [
    (Result.NOT_TESTED.value, pgettext_lazy("audit", "Not tested")),
    (Result.CONFORM.value, pgettext_lazy("audit", "Conforms")),
    (Result.OPPORTUNITY.value, _("Opportunity to improve")),
    (Result.MINOR.value, _("Minor nonconformity")),
    (Result.MAJOR.value, _("Major nonconformity")),
    (Result.NOT_APPLICABLE.value, pgettext_lazy("audit", "Does not apply")),
]
SEVERITIES = [
    (Severity.MAJOR.value, _("Major nonconformity")),
    (Severity.MINOR.value, _("Minor nonconformity")),
    (Severity.OPPORTUNITY.value, _("Opportunity to improve")),
]
STEPS = [
    (Step.OPEN.value, pgettext_lazy("finding", "To fix")),
    (Step.TO_VERIFY.value, pgettext_lazy("finding", "Done, to verify")),
    (Step.FIXED.value, pgettext_lazy("finding", "Fixed and verified")),
]


class Campaign(models.Model):
    """One audit."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=KINDS)
    framework = models.CharField(max_length=60)
    framework_name = models.CharField(max_length=300)
    scope = models.TextField(blank=True)
    auditors = models.JSONField(default=list)
    is_independent = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=STATES, default=State.OPEN.value)
    conclusion = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    previous = models.UUIDField(null=True)
    controls = models.JSONField()
    version = models.PositiveIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="one_audit_a_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="audit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[value for value, _label in STATES]),
                name="audit_state_is_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-starts_on"], name="audits_latest_first"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "AU-2026-01"."""
        return f"AU-{self.year}-{self.number:02d}"


class Check(models.Model):
    """What one control gave in one campaign."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="checks")
    place = models.PositiveIntegerField()
    control = models.CharField(max_length=80)
    result = models.CharField(max_length=20, choices=RESULTS, default=Result.NOT_TESTED.value)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(null=True)
    updated_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "control"], name="one_check_a_control"),
            models.CheckConstraint(
                condition=Q(result__in=[value for value, _label in RESULTS]),
                name="check_result_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.control} {self.result}"


class Finding(models.Model):
    """What was found; `same_as`: the finding of an earlier audit that it is, as a person said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField()
    control = models.CharField(max_length=80)
    severity = models.CharField(max_length=15, choices=SEVERITIES)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    requirement = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    known_on = models.DateField()
    step = models.CharField(max_length=10, choices=STEPS, default=Step.OPEN.value)
    fixed_on = models.DateField(null=True)
    round = models.PositiveIntegerField(default=1)
    same_as = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_finding_a_number"),
            models.CheckConstraint(
                condition=Q(step__in=[value for value, _label in STEPS]),
                name="finding_step_is_known",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=[value for value, _label in SEVERITIES]),
                name="finding_severity_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(step=Step.FIXED.value) | Q(fixed_on__isnull=False),
                name="a_fixed_finding_has_its_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "step", "due_on"], name="findings_by_date"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it within its audit: "C-03"."""
        return f"C-{self.number:02d}"


class CorrectiveAction(models.Model):
    """What is done about a finding, by whom, and who else saw that it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="actions")
    round = models.PositiveIntegerField()
    text = models.TextField()
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)
    done_on = models.DateField(null=True)
    done_by = models.UUIDField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True)
    verified_on = models.DateField(null=True)
    verified_by = models.UUIDField(null=True)
    verified_by_name = models.CharField(max_length=200, blank=True)
    verification = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | Q(done_by__isnull=False),
                name="only_what_was_done_is_verified",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("done_by")),
                name="another_person_verifies",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Proof(models.Model):
    """A file of the vault or an evidence of the controls, with the digest it had when cited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="proofs")
    control = models.CharField(max_length=80, blank=True)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, null=True, related_name="proofs")
    action = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    evidence = models.UUIDField(null=True)
    file = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(evidence__isnull=False) | Q(file__isnull=False),
                name="a_proof_is_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "control"], name="proofs_of_a_control"),
        ]

    def __str__(self) -> str:
        return self.title


class AuditRecord(models.Model):
    """What one person stated about a campaign; never changed, never deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    campaign_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    event = models.CharField(max_length=30)
    item = models.CharField(max_length=80)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["campaign_id", "sequence"], name="one_audit_record_a_place"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign_id", "item"], name="audit_records_of"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event}"
