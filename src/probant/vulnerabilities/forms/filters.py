"""What a list of flaws shows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.reference import vulnerabilities as reference
from probant.vulnerabilities import labels
from probant.vulnerabilities.models import SEVERITIES, STATES
from probant.vulnerabilities.queries import CHANGES, SORTS, Wanted

ALL = ("", _("All"))
SORT_LABELS = {
    "gravity": _("The gravest first"),
    "due": _("The nearest date first"),
    "recent": _("The last seen first"),
    "oldest": _("The longest known first"),
}


def _classes() -> list[tuple[str, Any]]:
    codes = [(code, labels.class_label(code)) for code in reference.classes()]
    return [ALL, *codes, ("none", _("No class"))]


class Filters(forms.Form):
    """An answer that the list does not know asks for nothing."""

    words = forms.CharField(label=_("Words"), max_length=100, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[ALL, ("unfixed", _("Not fixed yet")), *STATES],
        required=False,
    )
    severity = forms.ChoiceField(
        label=_("Severity"),
        choices=[ALL, ("grave", _("Critical or high")), *SEVERITIES],
        required=False,
    )
    product = forms.ChoiceField(label=_("Product"), required=False)
    owasp = forms.ChoiceField(label=_("OWASP class"), choices=_classes, required=False)
    age = forms.ChoiceField(
        label=_("Known for"), choices=[ALL, *labels.AGES.items()], required=False
    )
    sort = forms.ChoiceField(
        label=_("Order"), choices=[(name, SORT_LABELS[name]) for name in SORTS], required=False
    )
    late = forms.BooleanField(label=_("Past its date"), required=False)
    exploitable = forms.BooleanField(label=_("Exploitable"), required=False)
    persisting = forms.BooleanField(label=_("Exploitable, and shown by two audits"), required=False)
    scan = forms.UUIDField(widget=forms.HiddenInput, required=False)
    change = forms.ChoiceField(
        widget=forms.HiddenInput,
        choices=[("", pgettext_lazy("flaws", "All")), *((name, name) for name in CHANGES)],
        required=False,
    )

    def __init__(self, data: Any, products: list[str]) -> None:  # noqa: ANN401  a QueryDict
        """`products`: those that scans name."""
        super().__init__(data)
        field = self.fields["product"]
        field.choices = [ALL, *((name, name) for name in products)]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        if "scan" in said:
            said["scan"] = str(said["scan"])
        return Wanted(**said)
