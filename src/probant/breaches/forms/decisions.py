"""Deciding, dismissing, closing: a choice and its reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.breaches import labels
from probant.breaches.forms.fields import LONG, Long, offered
from probant.breaches.statements import Choice, Decision, Question

ANSWERS = [(Choice.YES.value, labels.CHOICES["yes"]), (Choice.NO.value, labels.CHOICES["no"])]


class DecisionForm(forms.Form):
    """Yes or no, and why; an exception of art. 34(3) where one is relied on."""

    choice = forms.ChoiceField(label=_("Decision"), choices=ANSWERS, widget=forms.RadioSelect)
    exception = forms.ChoiceField(
        label=_("Exception relied on, article 34(3)"),
        help_text=_("Each asks for a proof: add it to the files."),
        choices=lambda: [("", _("None")), *offered("exception")],
        required=False,
    )
    justification = Long(
        label=_("Why"),
        help_text=_("Compulsory for a no, and for a choice other than the proposal."),
    )

    def __init__(self, question: Question, data: Any = None) -> None:  # noqa: ANN401  Django's signature
        """`question`: the exceptions concern the persons only."""
        super().__init__(data, prefix=question.value)
        if question is Question.NOTIFY:
            del self.fields["exception"]

    def decision(self) -> Decision:
        """What was chosen, before the proposal is put beside it."""
        said = self.cleaned_data
        return Decision(
            choice=Choice(said["choice"]),
            justification=said["justification"].strip(),
            exception=said.get("exception", ""),
        )


class ReasonForm(forms.Form):
    """A reason that the register keeps."""

    reason = Long(label=_("Reason, kept in the register"), max_length=LONG)


class NeededReasonForm(forms.Form):
    """A reason without which nothing is done."""

    reason = Long(label=_("Reason, kept in the register"), max_length=LONG, required=True)
