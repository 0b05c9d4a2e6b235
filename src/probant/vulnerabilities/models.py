"""The flaws' tables: scans, flaws, which scan showed which, and what people said of each.

A flaw repeats what its scans and statements leave it at, so that a list reads one table; `actions`
computes it again from them (`domain.persistence`, `domain.standing`). `Step` is append-only.
"""

import uuid
from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.organisations.models import Organisation
from probant.vulnerabilities.domain.scope import Method
from probant.vulnerabilities.domain.severity import Severity
from probant.vulnerabilities.domain.standing import State

METHODS = [
    (Method.PENTEST.value, _("Penetration test or audit")),
    (Method.CODE.value, _("Analysis of the code")),
    (Method.COMPONENTS.value, _("Analysis of the components")),
    (Method.WEB.value, _("Scan of a running application")),
    (Method.CONFIGURATION.value, _("Scan of a configuration")),
    (Method.HAND.value, _("Entered by hand")),
]
SEVERITIES = [
    (Severity.CRITICAL.value, pgettext_lazy("severity", "Critical")),
    (Severity.HIGH.value, pgettext_lazy("severity", "High")),
    (Severity.MEDIUM.value, pgettext_lazy("severity", "Medium")),
    (Severity.LOW.value, pgettext_lazy("severity", "Low")),
    (Severity.NONE.value, pgettext_lazy("severity", "None")),
    (Severity.UNKNOWN.value, pgettext_lazy("severity", "Unknown")),
]
STATES = [
    (State.OPEN.value, pgettext_lazy("flaw", "Open")),
    (State.FIXED_SAID.value, _("Said to be fixed")),
    (State.FIXED_VERIFIED.value, _("Fixed, verified")),
    (State.ACCEPTED.value, _("Accepted until a date")),
    (State.NOT_AFFECTED.value, _("Not affected")),
]


def _among(field: str, choices: Sequence[tuple[str, object]]) -> Q:
    return Q(**{f"{field}__in": [value for value, _label in choices]})


class Scan(models.Model):
    """One file of a scan or an audit, or one entry by hand: what was looked at, when, by what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    product = models.CharField(max_length=150)
    product_version = models.CharField(max_length=60, blank=True)
    method = models.CharField(max_length=15, choices=METHODS)
    perimeter = models.CharField(max_length=150, blank=True)
    tool = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=300)
    format = models.CharField(max_length=15)
    is_complete = models.BooleanField(default=True)
    done_on = models.DateField()
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    file_id = models.UUIDField(null=True)
    flaws = models.PositiveIntegerField(default=0)
    occurrences = models.PositiveIntegerField(default=0)
    suppressed = models.PositiveIntegerField(default=0)
    trend = models.JSONField(default=dict)
    refused = models.JSONField(default=list)
    told = models.JSONField(default=list)
    imported_at = models.DateTimeField()
    imported_by = models.UUIDField()
    imported_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_scan_a_number"),
            models.UniqueConstraint(
                fields=["organisation", "scope", "done_on", "digest"],
                condition=~Q(digest=""),
                name="one_scan_a_file",
            ),
            models.CheckConstraint(
                condition=_among("method", METHODS), name="scan_method_is_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "scope", "done_on"], name="scans_of_a_scope"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it."""
        return f"S-{self.number:03d}"


class Flaw(models.Model):
    """One flaw of one product, whatever scans show it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True)
    product = models.CharField(max_length=150)
    product_key = models.CharField(max_length=150)
    title = models.CharField(max_length=200)
    rule = models.CharField(max_length=150, blank=True)
    identifiers = models.JSONField(default=list)
    cwe = models.PositiveIntegerField(null=True)
    owasp = models.CharField(max_length=3, blank=True)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    rank = models.PositiveSmallIntegerField()
    vector = models.CharField(max_length=400, blank=True)
    score = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    component = models.CharField(max_length=300, blank=True)
    component_version = models.CharField(max_length=60, blank=True)
    location = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    is_exploitable = models.BooleanField(null=True)
    has_public_exploit = models.BooleanField(null=True)
    is_exploited = models.BooleanField(null=True)
    sources = models.JSONField(default=dict)
    state = models.CharField(max_length=15, choices=STATES, default=State.OPEN.value)
    said = models.CharField(max_length=15, choices=STATES, default=State.OPEN.value)
    said_on = models.DateField(null=True)
    said_by_name = models.CharField(max_length=200, blank=True)
    said_why = models.TextField(blank=True)
    accepted_until = models.DateField(null=True)
    justification = models.CharField(max_length=40, blank=True)
    first_seen_on = models.DateField()
    last_seen_on = models.DateField()
    known_on = models.DateField()
    verified_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    scans = models.PositiveIntegerField(default=1)
    returns = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "fingerprint"], name="one_flaw_a_fingerprint"
            ),
            models.UniqueConstraint(fields=["organisation", "number"], name="one_flaw_a_number"),
            models.CheckConstraint(
                condition=_among("severity", SEVERITIES), name="flaw_severity_is_known"
            ),
            models.CheckConstraint(condition=_among("state", STATES), name="flaw_state_is_known"),
            models.CheckConstraint(condition=_among("said", STATES), name="flaw_said_is_known"),
            models.CheckConstraint(
                condition=Q(first_seen_on__lte=models.F("last_seen_on")),
                name="flaw_is_seen_first_before_last",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "rank", "due_on", "number"], name="flaws_gravest_first"
            ),
            models.Index(fields=["organisation", "state"], name="flaws_by_state"),
            models.Index(fields=["organisation", "product_key"], name="flaws_of_a_product"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it."""
        return f"F-{self.number:04d}"


class Sighting(models.Model):
    """That a scan showed a flaw, and how often; never, where a retest looked for it in vain."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="sightings")
    flaw = models.ForeignKey(Flaw, on_delete=models.CASCADE, related_name="sightings")
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "flaw"], name="one_sighting_a_scan"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Step(models.Model):
    """What one person said of a flaw at one instant; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    flaw = models.ForeignKey(Flaw, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=20)
    why = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.UUIDField()
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["flaw", "at"], name="steps_of_a_flaw")]

    def __str__(self) -> str:
        return self.act


class OwnPeriods(models.Model):
    """The periods from known to fixed that an organisation chose, in days by severity."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, primary_key=True)
    days = models.JSONField(default=dict)
    chosen_at = models.DateTimeField()
    chosen_by_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return str(self.organisation_id)
