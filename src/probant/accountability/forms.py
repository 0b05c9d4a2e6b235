"""What people ask of the journal, of the obligations and of a dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.accountability import events
from probant.accountability.models import LANGUAGES
from probant.journal.queries import Wanted


class JournalFilter(forms.Form):
    """Which entries to show."""

    event = forms.ChoiceField(label=pgettext_lazy("journal", "Act"), required=False)
    person = forms.CharField(label=_("Person"), required=False, max_length=200)
    subject = forms.CharField(label=_("Identifier of the thing"), required=False, max_length=200)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """`codes`: the acts that this journal holds."""
        super().__init__(*args, **kwargs)
        named = sorted((events.label(code), code) for code in codes)
        choices = [("", _("All acts")), *((code, label) for label, code in named)]
        self.fields["event"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def wanted(self) -> Wanted:
        """The filter as a value; what was not understood asks for nothing."""
        self.full_clean()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**asked)


class ThingForm(forms.Form):
    """How a dossier is written."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    has_names = forms.BooleanField(
        label=_("Say who acted"),
        required=False,
        initial=True,
        help_text=_(
            "The names of those who acted are given with the journal. Without them, each act is"
            " still proven, under an identifier."
        ),
    )


class DossierForm(ThingForm):
    """What a dossier is for."""

    field_order = ("purpose",)
    purpose = forms.CharField(
        label=_("What the dossier is for"),
        max_length=200,
        help_text=_("For example: inspection by the CNIL, audit, call for tenders."),
    )
