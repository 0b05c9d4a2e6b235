"""What the pages of letters and messages accept from a person."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from probant.correspondence import words
from probant.correspondence.domain.rendering import MOST_SOURCE
from probant.correspondence.domain.wording import Wording


class LetterForm(forms.Form):
    """A letter's templates; what was typed stays in the form whatever is wrong with it."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=500,
        help_text=_("Never a person’s name: subjects travel in clear."),
    )
    body = forms.CharField(
        label=_("Text of the letter"),
        max_length=MOST_SOURCE,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "true"}),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @property
    def wording(self) -> Wording:
        """What was typed, once the form is valid."""
        return Wording(self.cleaned_data["subject"], self.cleaned_data["body"])


class Seen(forms.Form):
    """The version that was on the screen when a person decided."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class NoteForm(forms.Form):
    """A free message."""

    to = forms.EmailField(label=_("E-mail address"), max_length=254)
    recipient = forms.CharField(
        label=_("The person you write to"),
        help_text=_("As the letter begins, for instance: Madam Martin"),
        max_length=200,
    )
    topic = forms.CharField(
        label=_("Subject"),
        help_text=_("Never a person’s name: subjects travel in clear."),
        max_length=150,
    )
    message = forms.CharField(
        label=_("Message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10})
    )


class SentForm(forms.Form):
    """How a message reached people without Probant."""

    way = forms.ChoiceField(label=_("How was it sent?"), choices=list(words.WAYS.items()))


class MailFilters(forms.Form):
    """Which messages are listed."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All messages")), *words.STATES.items()],
        required=False,
        widget=forms.Select(attrs={"data-submit": ""}),
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.chosen = self.cleaned_data["state"] if self.is_valid() else ""
