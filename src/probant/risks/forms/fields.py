"""Pieces of the forms of risks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.risks import labels
from probant.risks.domain.risk import MOST_LINE, MOST_TEXT

TO_ESTIMATE = _("Not estimated yet")


def line(label: Any, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  a translatable text
    """A short text, optional unless said otherwise."""
    return forms.CharField(label=label, max_length=MOST_LINE, **{"required": False, **kwargs})


def paragraph(label: Any, *, rows: int = 2, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  a translatable text
    """A longer text, optional unless said otherwise."""
    area = forms.Textarea(attrs={"rows": rows})
    options = {"required": False, **kwargs}
    return forms.CharField(label=label, max_length=MOST_TEXT, widget=area, **options)


def day(label: Any, **kwargs: Any) -> forms.DateField:  # noqa: ANN401  a translatable text
    """A day, optional unless said otherwise."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **{"required": False, **kwargs})


def step(scale: str, label: Any, **kwargs: Any) -> forms.TypedChoiceField:  # noqa: ANN401  a translatable text
    """A step of a scale, from 1 to 4, or none."""
    return forms.TypedChoiceField(
        label=label,
        choices=lambda: labels.steps(scale, blank=TO_ESTIMATE),
        coerce=int,
        empty_value=None,
        **{"required": False, **kwargs},
    )


class Seen(forms.Form):
    """Which version was on screen."""

    seen = forms.IntegerField(min_value=0, max_value=1_000_000_000, widget=forms.HiddenInput)
