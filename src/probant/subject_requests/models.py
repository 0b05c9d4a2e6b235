"""Requests of persons: the request, every event on it, what was handed over and transmitted.

Whatever a person wrote or is called is sealed in the vault (`sealed` columns), under the request's
own key: purging destroys the key. The plain columns hold what lists, clocks and statistics ask.
`RequestEvent` is append-only and the only source of a request's state (`domain.state.fold`); the
columns below `version` repeat it.
"""

import uuid
from collections.abc import Sequence
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.organisations.models import Organisation
from probant.subject_requests.domain.request import Channel, OnBehalf, Right
from probant.subject_requests.domain.state import EventKind, Outcome, Status

RIGHTS = [
    (Right.INFORMATION.value, _("Information")),
    (Right.ACCESS.value, _("Access and copy")),
    (Right.RECTIFICATION.value, _("Correction")),
    (Right.ERASURE.value, _("Erasure")),
    (Right.RESTRICTION.value, pgettext_lazy("right", "Restriction")),
    (Right.PORTABILITY.value, _("Portability")),
    (Right.OBJECTION.value, _("Objection")),
    (Right.MARKETING.value, _("Objection to marketing")),
]
CHANNELS = [
    (Channel.WEB.value, _("Public form")),
    (Channel.POST.value, pgettext_lazy("channel", "Post")),
    (Channel.EMAIL.value, pgettext_lazy("channel", "E-mail")),
    (Channel.PHONE.value, pgettext_lazy("channel", "Telephone")),
    (Channel.ORAL.value, pgettext_lazy("channel", "Spoken")),
    (Channel.COUNTER.value, pgettext_lazy("channel", "At the desk")),
]
ON_BEHALF = [
    (OnBehalf.SELF.value, _("The person themselves")),
    (OnBehalf.MINOR.value, _("Their child under age")),
    (OnBehalf.PROTECTED_ADULT.value, _("An adult under protection")),
    (OnBehalf.DECEASED.value, _("A deceased relative")),
    (OnBehalf.MANDATARY.value, _("A person who gave a mandate")),
]
STATUSES = [
    (Status.RECEIVED.value, pgettext_lazy("request", "Received")),
    (Status.IN_PROGRESS.value, pgettext_lazy("request", "In progress")),
    (Status.WAITING.value, pgettext_lazy("request", "Waiting for the person")),
    (Status.ANSWERED.value, pgettext_lazy("request", "Answered")),
    (Status.CLOSED.value, pgettext_lazy("request", "Closed")),
    (Status.WITHDRAWN.value, pgettext_lazy("request", "Withdrawn")),
    (Status.MERGED.value, pgettext_lazy("request", "Merged")),
]
OUTCOMES = [
    (Outcome.GRANTED.value, pgettext_lazy("request", "Granted")),
    (Outcome.PARTLY.value, pgettext_lazy("request", "Partly granted")),
    (Outcome.REFUSED.value, pgettext_lazy("request", "Refused")),
    (Outcome.NO_DATA.value, pgettext_lazy("request", "No data held")),
]


def _known(field: str, choices: Sequence[tuple[str, object]], name: str) -> models.CheckConstraint:
    values = [value for value, _label in choices]
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": values}), name=name)


class SubjectRequest(models.Model):
    """One request of one person, as it stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    rights = ArrayField(models.CharField(max_length=20))
    channel = models.CharField(max_length=10, choices=CHANNELS)
    language = models.CharField(max_length=2, default="fr")
    on_behalf = models.CharField(max_length=16, choices=ON_BEHALF, default=OnBehalf.SELF.value)
    is_record_request = models.BooleanField(default=False)
    is_record_old = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sealed = models.BinaryField()
    person_digest = models.CharField(max_length=64, blank=True)
    follow_digest = models.BinaryField(max_length=32, null=True, unique=True)
    idempotency = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=12, choices=STATUSES, default=Status.RECEIVED.value)
    handled_by = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)  # for sorting; while waiting, as if it ended now
    is_extended = models.BooleanField(default=False)
    is_suspended = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=OUTCOMES, blank=True)
    answered_at = models.DateTimeField(null=True)
    is_answered_late = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    repetitions = models.PositiveIntegerField(default=0)
    identity_papers = models.PositiveIntegerField(default=0)
    merged_into = models.UUIDField(null=True)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "year", "sequence"], name="one_request_a_number"
            ),
            models.UniqueConstraint(
                fields=["organisation", "idempotency"],
                condition=~models.Q(idempotency=""),
                name="one_request_a_submission",
            ),
            models.CheckConstraint(
                condition=models.Q(rights__len__gte=1), name="request_names_a_right"
            ),
            models.CheckConstraint(
                condition=models.Q(sequence__gte=1), name="request_counts_from_one"
            ),
            models.CheckConstraint(
                condition=models.Q(rights__contained_by=[value for value, _label in RIGHTS]),
                name="request_rights_are_known",
            ),
            _known("channel", CHANNELS, "request_channel_is_known"),
            _known("on_behalf", ON_BEHALF, "request_on_behalf_is_known"),
            _known("status", STATUSES, "request_status_is_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_at"], name="requests_by_due"),
            models.Index(fields=["organisation", "-received_at"], name="requests_by_receipt"),
            models.Index(fields=["organisation", "person_digest"], name="requests_by_person"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people call it: D-2026-014."""
        return f"D-{self.year}-{self.sequence:03d}"


class RequestEvent(models.Model):
    """One thing that happened to a request; `facts` without personal data, words sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="events")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=24)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by = models.CharField(max_length=64)
    by_name = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "position"], name="one_event_a_position"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in EventKind]),
                name="request_event_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"


class Transmission(models.Model):
    """GDPR art. 19: a processor or recipient told what was corrected, erased or restricted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    request = models.ForeignKey(
        SubjectRequest, on_delete=models.CASCADE, related_name="transmissions"
    )
    addressee = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)  # processor, recipient
    right = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=64)
    means = models.CharField(max_length=20, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    impossible = models.BooleanField(default=False)  # art. 19: impossible, or out of proportion
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["processor", "recipient"]),
                name="transmission_kind_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class HandOver(models.Model):
    """The answer's files given to the person: by an expiring protected link, or on paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="hand_overs")
    means = models.CharField(max_length=10)  # link, paper, counter
    files = ArrayField(models.UUIDField(), default=list)
    prepared_at = models.DateTimeField()
    prepared_by = models.CharField(max_length=64)
    token_digest = models.BinaryField(max_length=32, null=True, unique=True)
    code_digest = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(null=True)
    most_downloads = models.PositiveSmallIntegerField(default=5)
    downloads = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class RequestForm(models.Model):
    """The organisation's public form: open or not, and what it says first."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, primary_key=True)
    is_open = models.BooleanField(default=False)
    introduction_fr = models.TextField(blank=True, max_length=2_000)
    introduction_en = models.TextField(blank=True, max_length=2_000)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class Allowance(models.Model):
    """What is left of a count of the public form; its key is a keyed hash that names nobody.

    It belongs to no organisation and is deleted as soon as it is full again (`throttle`).
    """

    key = models.BinaryField(max_length=32, primary_key=True)
    remaining = models.FloatField()
    counted_at = models.DateTimeField()
    full_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return bytes(self.key).hex()
