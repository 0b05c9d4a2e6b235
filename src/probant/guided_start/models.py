"""The answers of one organisation to one questionnaire, and what they made in the register."""

from typing import ClassVar

from django.db import models

from probant.organisations.models import Organisation


class AnswerSheet(models.Model):
    """Answers by question and detail (None: « I do not know »); what they made, by template."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    questionnaire = models.CharField(max_length=50)
    version = models.CharField(max_length=16)
    answers = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "questionnaire"], name="one_sheet_a_questionnaire"
            )
        ]

    def __str__(self) -> str:
        return self.questionnaire

    @property
    def is_applied(self) -> bool:
        """Whether the register follows the latest answers."""
        return self.applied_at is not None and self.applied_at >= self.answered_at
