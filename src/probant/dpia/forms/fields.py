"""Fields that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.dpia.domain import editing
from probant.reference import dpia as reference
from probant.reference.dpia import Level
from probant.register import queries as register
from probant.register.domain.record import ActivityRole


def line(label: Any, *, is_required: bool = False, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  a translatable text
    """A short text."""
    return forms.CharField(
        label=label, required=is_required, max_length=editing.MOST_LINE, **kwargs
    )


def paragraph(
    label: Any,  # noqa: ANN401  a translatable text
    *,
    is_required: bool = False,
    rows: int = 4,
    **kwargs: Any,  # noqa: ANN401  Django's
) -> forms.CharField:
    """A longer text; within it, `- ` begins a line of a list and `**` stands around bold words."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=is_required, max_length=20_000, widget=area, **kwargs
    )


def day(label: Any, *, is_required: bool = False, **kwargs: Any) -> forms.DateField:  # noqa: ANN401  a translatable text
    """A day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=is_required, widget=widget, **kwargs)


class Seen(forms.Form):
    """Which statement was on screen."""

    number = forms.IntegerField(min_value=0, max_value=1_000_000_000, widget=forms.HiddenInput)


def levels(scale: tuple[Level, ...]) -> list[tuple[str, Any]]:
    """The four levels with what each means, and none."""
    language = get_language() or "fr"
    said = [
        (
            str(one.level),
            f"{one.level}. {one.label.in_(language)} — {one.explanation.in_(language)}",
        )
        for one in scale
    ]
    return [*said, ("", _("Not estimated yet"))]


def severities() -> list[tuple[str, Any]]:
    """The levels of severity."""
    return levels(reference.method().severities)


def likelihoods() -> list[tuple[str, Any]]:
    """The levels of likelihood."""
    return levels(reference.method().likelihoods)


def activities(organisation: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  an identifier
    """The activities of the controller, by name, and none."""
    found = register.activities(organisation).filter(
        status__in=list(register.IN_FORCE), role=ActivityRole.CONTROLLER.value
    )
    listed = found.order_by("name").values_list("pk", "name")
    return [("", _("None")), *((str(pk), name) for pk, name in listed)]
