"""Fields that several forms of flaws share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LINE, LONG = 150, 4_000
TRISTATE = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


def line(label: Any, *, required: bool = False, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  a translatable text
    """One line."""
    kwargs.setdefault("max_length", LINE)
    return forms.CharField(label=label, required=required, **kwargs)


def paragraph(label: Any, *, required: bool = False, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  the same
    """Several lines."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, max_length=LONG, widget=area, **kwargs)


def day(label: Any, **kwargs: Any) -> forms.DateField:  # noqa: ANN401  the same
    """A day, by the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


class Tristate(forms.ChoiceField):
    """Yes, no, or not known."""

    widget = forms.RadioSelect

    def __init__(self, label: Any) -> None:  # noqa: ANN401  the same
        super().__init__(label=label, choices=TRISTATE, required=False)

    def clean(self, value: Any) -> Any:  # noqa: ANN401  Django's signature
        """True, False or None."""
        return {"yes": True, "no": False}.get(super().clean(value))


def spelled(*, is_so: bool | None) -> str:
    """What a Tristate shows of a value."""
    return {True: "yes", False: "no", None: ""}[is_so]
