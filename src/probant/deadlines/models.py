"""Reminders sent, each once, and the private addresses of calendars."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from probant.organisations.models import Organisation


class SentReminder(models.Model):
    """One reminder of one end of one thing."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    sent_at = models.DateTimeField()
    recipients = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "subject", "key"], name="a_reminder_is_sent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class CalendarFeed(models.Model):
    """A person's calendar of one organisation; only the SHA-256 of its address is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "person"], name="one_calendar_a_member"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
