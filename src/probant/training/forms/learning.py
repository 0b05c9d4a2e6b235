"""The questions of a module, and the number of a certificate to check."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.reference.training import Module
from probant.training import labels

PREFIX = "q_"


class Questions(forms.Form):
    """One right answer each; the hidden key makes a form count once however often it is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, module: Module, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form
        """`module`: whose questions are asked."""
        initial = {"key": uuid4(), "version": module.version}
        super().__init__(*args, **{"initial": initial, **kwargs})
        for number, question in enumerate(module.questions, start=1):
            self.fields[PREFIX + question.id] = forms.ChoiceField(
                label=f"{number}. {labels.in_(question.label)}",
                choices=[(one.id, labels.in_(one.label)) for one in question.choices],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose an answer."),
                    "invalid_choice": _("This answer is not among those offered: choose again."),
                },
            )

    @property
    def answers(self) -> dict[str, str]:
        """The answer to each question by its id."""
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


class Checking(forms.Form):
    """A number as it is printed on a certificate."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=40,
        required=False,
        help_text=_("As it is printed, such as AF-2026-7KX3-M2QD."),
    )
