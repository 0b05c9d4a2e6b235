"""Letters in the organisation's own words, and the messages on their way out."""

import uuid
from typing import ClassVar

from django.db import models

from probant.correspondence.domain.sending import State, Way
from probant.organisations.models import Organisation

LANGUAGES = ["fr", "en"]
STATES = [state.value for state in State]
WAYS = ["", *(way.value for way in Way)]


class LetterVersion(models.Model):
    """What a kind of letter said from a date on, in one language; empty: Probant's own words."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    subject = models.TextField(max_length=500, blank=True)
    body = models.TextField(max_length=20_000, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField()
    saved_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "language", "number"], name="one_letter_a_number"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=LANGUAGES), name="letter_language_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="letter_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number}"

    @property
    def is_default(self) -> bool:
        """Whether this version went back to Probant's own words."""
        return not self.body


class OutgoingMail(models.Model):
    """A message to send; addresses and text are sealed in a dossier of the vault."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    about = models.CharField(max_length=100)
    subject = models.CharField(max_length=150)
    recipients = models.PositiveIntegerField()
    attachments = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, default=State.WAITING.value)
    sealed = models.BinaryField()
    queued_at = models.DateTimeField()
    tried_from = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    last_code = models.CharField(max_length=20, blank=True)
    is_partial = models.BooleanField(default=False)
    is_forgotten = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    sent_by_way = models.CharField(max_length=10, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="mail_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(sent_by_way__in=WAYS), name="mail_way_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.WAITING.value) | models.Q(ended_at__isnull=False),
                name="mail_ended_has_its_instant",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "next_at"],
                condition=models.Q(state=State.WAITING.value),
                name="mail_waiting",
            ),
            models.Index(fields=["organisation", "-queued_at"], name="mail_latest"),
            models.Index(fields=["organisation", "about"], name="mail_about"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.state}"
