"""The controls' tables: frameworks followed or imported, decisions, evidence and what it serves.

`ControlDecision` is what is decided now, `ControlDecided` every decision ever made, append-only. A
control is named by its framework's id and its own: frameworks of the reference are no rows.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.controls.domain.evidence import Kind, Source
from probant.controls.domain.standing import MOST_MATURE, Applicability, Implementation
from probant.organisations.models import Organisation

APPLICABILITIES = [
    (Applicability.UNDECIDED.value, pgettext_lazy("control", "To decide")),
    (Applicability.YES.value, _("Applicable")),
    (Applicability.NO.value, _("Not applicable")),
]
IMPLEMENTATIONS = [
    (Implementation.UNSAID.value, _("Not said")),
    (Implementation.PLANNED.value, pgettext_lazy("control", "Planned")),
    (Implementation.PARTIAL.value, _("Partly in place")),
    (Implementation.DONE.value, _("In place")),
]
KINDS = [
    (Kind.FILE.value, _("Document")),
    (Kind.LINK.value, _("Page of Probant")),
    (Kind.STATEMENT.value, _("Statement")),
]
SOURCES = [
    (Source.REGISTER.value, _("Register of processing")),
    (Source.POLICY.value, _("Version of a policy")),
    (Source.TRAINING.value, _("Training session")),
    (Source.EXERCISE.value, _("Exercise report")),
    (Source.BREACHES.value, _("Register of breaches")),
    (Source.DPIA.value, _("Impact assessment")),
    (Source.PROCESSOR.value, _("Processor")),
    (Source.RISKS.value, _("Risk analysis")),
    (Source.OBSERVATION.value, _("Measurement")),
    (Source.OTHER.value, _("Something else")),
]
SERVES, SET_ASIDE = "serves", "set_aside"


class ImportedFramework(models.Model):
    """A framework that a person brought; until it is confirmed it is only a preview."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.CharField(max_length=300)
    format = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    content = models.JSONField()
    controls = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    created_by_name = models.CharField(max_length=200)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "sha256"],
                condition=Q(confirmed_at__isnull=False),
                name="one_import_a_framework",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Following(models.Model):
    """A framework that the organisation follows; one of them may be its baseline."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    framework = models.CharField(max_length=40)
    is_baseline = models.BooleanField(default=False)
    since = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "framework"], name="one_following_a_framework"
            ),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(is_baseline=True), name="one_baseline"
            ),
        ]

    def __str__(self) -> str:
        return self.framework


class ControlDecision(models.Model):
    """What is decided now about one control of one framework."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    framework = models.CharField(max_length=40)
    control = models.CharField(max_length=80)
    applicability = models.CharField(
        max_length=10, choices=APPLICABILITIES, default=Applicability.UNDECIDED.value
    )
    justification = models.TextField(blank=True, max_length=2_000)
    implementation = models.CharField(
        max_length=10, choices=IMPLEMENTATIONS, default=Implementation.UNSAID.value
    )
    maturity = models.PositiveSmallIntegerField(null=True)
    owner = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True, max_length=5_000)
    review_on = models.DateField(null=True)
    number = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()
    updated_by = models.UUIDField()
    updated_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "framework", "control"], name="one_decision_a_control"
            ),
            models.CheckConstraint(
                condition=Q(applicability__in=[value for value, _label in APPLICABILITIES]),
                name="applicability_is_known",
            ),
            models.CheckConstraint(
                condition=Q(implementation__in=[value for value, _label in IMPLEMENTATIONS]),
                name="implementation_is_known",
            ),
            models.CheckConstraint(
                condition=Q(maturity__isnull=True) | Q(maturity__lte=MOST_MATURE),
                name="maturity_is_at_most_five",
            ),
            models.CheckConstraint(
                condition=~Q(applicability=Applicability.NO.value) | ~Q(justification=""),
                name="not_applicable_is_justified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.control}"


class ControlDecided(models.Model):
    """A decision as it was made: never changed, never deleted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    framework = models.CharField(max_length=40)
    control = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "framework", "control", "number"],
                name="one_decision_a_control_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.control} {self.number}"


class Evidence(models.Model):
    """One evidence, whatever it serves; a withdrawn one proves nothing and stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=KINDS)
    source = models.CharField(max_length=15, choices=SOURCES, blank=True)
    path = models.CharField(max_length=500, blank=True)
    dated_on = models.DateField()
    valid_for = models.CharField(max_length=10, blank=True)
    expires_on = models.DateField(null=True)
    owner = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True, max_length=5_000)
    file = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    media_type = models.CharField(max_length=150, blank=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    created_by_name = models.CharField(max_length=200)
    updated_at = models.DateTimeField()
    updated_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="one_evidence_a_number"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[value for value, _label in KINDS]),
                name="evidence_kind_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.FILE.value) | Q(file__isnull=False),
                name="a_document_has_its_file",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "expires_on"], name="evidence_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "P-017"."""
        return f"P-{self.number:03d}"


class Service(models.Model):
    """That an evidence serves a control; or, set aside, that it does not in spite of a mapping."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE)
    framework = models.CharField(max_length=40)
    control = models.CharField(max_length=80)
    stance = models.CharField(max_length=10, default=SERVES)
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evidence", "framework", "control"], name="one_service_a_control"
            ),
            models.CheckConstraint(
                condition=Q(stance__in=[SERVES, SET_ASIDE]), name="service_stance_is_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "framework", "control"], name="services_of"),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.control}"


class ApplicabilityStatement(models.Model):
    """A statement of applicability as it was approved: never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    framework = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    decisions = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "framework", "number"], name="one_statement_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.number}"
