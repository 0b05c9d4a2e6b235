"""Published notices: dated, numbered, never changed. The public page shows the latest of each."""

from typing import ClassVar

from django.db import models

from probant.notices.domain.facts import Audience
from probant.organisations.models import Organisation

AUDIENCES = [audience.value for audience in Audience]
LANGUAGES = ["fr", "en"]


class NoticeVersion(models.Model):
    """What one audience was told from a date on, in one language, and the facts it rested on."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    audience = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    facts = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    gaps = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField()
    published_by_name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "audience", "language", "number"],
                name="one_notice_a_number",
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=AUDIENCES), name="notice_audience_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=LANGUAGES), name="notice_language_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="notice_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.language} {self.number}"
