"""What a list of breaches shows."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.breaches import labels
from probant.breaches.models import STATUSES
from probant.breaches.queries import Wanted
from probant.breaches.statements import Choice
from probant.reference import breach as reference
from probant.reference.first_steps import incidents

ALL = ("", _("All"))
DECIDED = [ALL, *((one.value, labels.CHOICES[one]) for one in Choice)]


def _incidents() -> list[tuple[str, Any]]:
    language = get_language() or "fr"
    return [ALL, *((id_, one.label.in_(language)) for id_, one in incidents().items())]


def _bands() -> list[tuple[str, Any]]:
    language = get_language() or "fr"
    bands = reference.severity_scale().bands
    return [ALL, *((id_, band.label.in_(language)) for id_, band in bands.items())]


class Filters(forms.Form):
    """An answer that the list does not know asks for nothing."""

    status = forms.ChoiceField(label=_("State"), choices=[ALL, *STATUSES], required=False)
    incident = forms.ChoiceField(label=_("What happened"), choices=_incidents, required=False)
    notify = forms.ChoiceField(label=_("CNIL"), choices=DECIDED, required=False)
    inform = forms.ChoiceField(label=_("People"), choices=DECIDED, required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=_bands, required=False)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=9999, required=False)

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**said)
