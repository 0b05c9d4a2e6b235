"""What the list of processors shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.processors import labels
from probant.processors.models import ACTIVE, STATUSES
from probant.processors.queries import Wanted

ALL = ("", _("All"))
ANY = "any"


class Filters(forms.Form):
    """An answer that the list does not know asks for nothing."""

    words = forms.CharField(label=_("Name or service"), required=False, max_length=200)
    status = forms.ChoiceField(
        label=_("State"),
        choices=[("", pgettext_lazy("processor", "In use")), (ANY, _("All")), STATUSES[1]],
        required=False,
    )
    hosting = forms.ChoiceField(
        label=labels.FIELDS["hosting"],
        choices=[ALL, ("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))],
        required=False,
    )

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        said: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        status = said.pop("status", ACTIVE)
        return Wanted(status="" if status == ANY else status, **said)
