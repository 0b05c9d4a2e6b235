"""The tables of training: who works here, modules taken, sessions, attendance, exercises.

`Attempt` is append-only: a score is never rewritten, and a certificate rests on it. Of a phishing
exercise only counts are kept.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.organisations.models import Organisation

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
STATES = [
    (PLANNED, pgettext_lazy("session", "Planned")),
    (HELD, pgettext_lazy("session", "Held")),
    (CANCELLED, pgettext_lazy("session", "Cancelled")),
]
STAFF, ATTENDANCE, PHISHING = "staff", "attendance", "phishing"
KINDS = [
    (STAFF, _("Staff list")),
    (ATTENDANCE, _("Attendance of a session")),
    (PHISHING, _("Results of a phishing exercise")),
]


class StaffMember(models.Model):
    """Somebody who works here, with an account or not: a name, a function, two dates."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    person_id = models.UUIDField(null=True)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    function = models.CharField(max_length=100, blank=True)
    service = models.CharField(max_length=100, blank=True)
    arrived_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "person_id"], name="one_staff_line_an_account"
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True)
                | models.Q(arrived_on__isnull=True)
                | models.Q(left_on__gte=models.F("arrived_on")),
                name="staff_leaves_after_arriving",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "name"], name="staff_by_name")]

    def __str__(self) -> str:
        return str(self.pk)


class Attempt(models.Model):
    """A module answered once by one member; `entry` is its place in the journal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    key = models.UUIDField()
    person_id = models.UUIDField()
    person_name = models.CharField(max_length=200)
    module = models.CharField(max_length=40)
    module_version = models.PositiveIntegerField()
    answers = models.JSONField()
    right = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    certificate = models.CharField(max_length=30, null=True)  # noqa: DJ001  unique where there is one
    entry = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="one_attempt_a_form"),
            models.UniqueConstraint(
                fields=["organisation", "certificate"], name="one_attempt_a_certificate"
            ),
            models.CheckConstraint(
                condition=models.Q(right__lte=models.F("total")), name="attempt_right_of_total"
            ),
            models.CheckConstraint(
                condition=models.Q(is_passed=False) | models.Q(certificate__isnull=False),
                name="attempt_passed_has_its_certificate",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "person_id", "-at"], name="attempts_of_a_person")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Session(models.Model):
    """A training given by somebody, in one room or at a distance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    key = models.UUIDField()
    title = models.CharField(max_length=200)
    subjects = models.JSONField(default=list)
    held_on = models.DateField()
    minutes = models.PositiveSmallIntegerField(null=True)
    is_remote = models.BooleanField(default=False)
    trainer = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=PLANNED)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    attended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "number"], name="one_session_a_number"
            ),
            models.UniqueConstraint(fields=["organisation", "key"], name="one_session_a_form"),
            models.CheckConstraint(
                condition=models.Q(state__in=[value for value, _label in STATES]),
                name="session_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=HELD) | models.Q(attended_at__isnull=False),
                name="session_held_has_its_attendance",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it: "F-2026-003"."""
        return f"F-{self.year}-{self.number:03d}"


class Attendance(models.Model):
    """Whether one person was at one session."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    staff = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="attendance")
    is_present = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["session", "staff"], name="one_attendance_a_person")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PhishingExercise(models.Model):
    """What a campaign showed, by service; `outcomes` only where they were asked for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    launched_on = models.DateField()
    counts = models.JSONField()
    outcomes = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "sha256"], name="one_exercise_a_file")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Upload(models.Model):
    """A file that waits for its columns to be understood; deleted once used or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    kind = models.CharField(max_length=12, choices=KINDS)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True)
    filename = models.CharField(max_length=200)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    choices = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[value for value, _label in KINDS]),
                name="upload_kind_is_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
