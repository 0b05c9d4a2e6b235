"""The clients' tables: who they are, what they use, what they were advised about which flaws."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.organisations.models import Organisation

NOTICE = "notice"
KINDS = [
    ("advice", pgettext_lazy("clients", "Advice")),
    ("warning", pgettext_lazy("clients", "Warning")),
    ("recommendation", pgettext_lazy("clients", "Recommendation")),
    (NOTICE, _("Notice of a vulnerability")),
]
MEANS = [
    ("email", _("E-mail")),
    ("post", _("Post")),
    ("meeting", _("Meeting")),
    ("telephone", _("Telephone")),
    ("portal", _("Client area")),
]


class Client(models.Model):
    """An organisation that uses the publisher's products or hosting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    services = models.JSONField(default=list)
    is_controller = models.BooleanField(default=True)
    contract_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_client_a_number"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it."""
        return f"C-{self.number:03d}"


class Advice(models.Model):
    """What a client was advised, when, by which means; whether they read it, what they answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="client_advice"
    )
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="advice")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=15, choices=KINDS)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    means = models.CharField(max_length=10, choices=MEANS)
    given_at = models.DateTimeField()
    given_by = models.UUIDField()
    given_by_name = models.CharField(max_length=200)
    mail_id = models.UUIDField(null=True)
    is_critical = models.BooleanField(default=False)
    answer_before = models.DateField(null=True)
    digest = models.BinaryField(max_length=32, null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=200, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    is_risk_accepted = models.BooleanField(default=False)
    accepted_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_advice_a_number"),
            models.UniqueConstraint(fields=["organisation", "digest"], name="one_advice_a_link"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[value for value, _label in KINDS]),
                name="advice_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(is_risk_accepted=False) | ~models.Q(accepted_by=""),
                name="a_risk_is_accepted_under_a_name",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-given_at"], name="advice_latest_first"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How people call it."""
        return f"A-{self.number:04d}"


class AdviceFlaw(models.Model):
    """That a piece of advice tells a client of a flaw."""

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    advice = models.ForeignKey(Advice, on_delete=models.CASCADE, related_name="flaws")
    client_id = models.UUIDField()
    flaw_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["advice", "flaw_id"], name="one_flaw_an_advice"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "flaw_id"], name="advice_about_a_flaw"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
