"""What the lists show; an answer that a list does not know asks for nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.controls import labels
from probant.controls.domain.framework import Control, Framework
from probant.controls.domain.standing import Standing
from probant.controls.models import KINDS
from probant.controls.queries import Offered, Wanted

ALL = ("", _("All"))
UNDECIDED, BY_MAPPING = "undecided", "by_mapping"


class ControlFilters(forms.Form):
    """The controls of one framework."""

    text = forms.CharField(label=_("Search"), max_length=100, required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ALL,
            (UNDECIDED, _("To decide")),
            *labels.choices(labels.STATES),
            (BY_MAPPING, _("Proven through another control")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """`framework`: its themes, or its headings of the first level."""
        super().__init__(*args, **kwargs)
        themes: Mapping[str, str] = framework.themes or {
            one.id: one.name
            for one in framework.controls.values()
            if one.depth == 1 and not one.is_assessable
        }
        self.fields["theme"].choices = [ALL, *themes.items()]  # type: ignore[attr-defined]
        self._framework = framework

    def wants(self, control: Control, standing: Standing) -> bool:
        """Whether a line is shown."""
        said = self._said
        return (
            _holds(said["text"].casefold(), control)
            and said["theme"] in {"", control.theme, _top(self._framework, control)}
            and _stands(said["state"], standing)
        )

    @property
    def _said(self) -> Mapping[str, str]:
        if not hasattr(self, "cleaned_data"):
            self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class EvidenceFilters(forms.Form):
    """The list of evidence."""

    text = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *KINDS], required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ALL,
            ("fresh", _("Valid")),
            ("expired", pgettext_lazy("evidence", "Expired")),
            ("withdrawn", pgettext_lazy("evidence", "Withdrawn")),
        ],
        required=False,
    )
    framework = forms.ChoiceField(label=_("Given for"), required=False)

    def __init__(self, *args: Any, frameworks: Mapping[str, Offered], **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """`frameworks`: those to choose from."""
        super().__init__(*args, **kwargs)
        names = [(id_, one.name) for id_, one in frameworks.items()]
        self.fields["framework"].choices = [ALL, *names]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


def _holds(text: str, control: Control) -> bool:
    return not text or text in f"{control.number} {control.title} {control.text}".casefold()


def _top(framework: Framework, control: Control) -> str:
    """The heading of the first level above a control."""
    here = control
    while here.parent:
        here = framework.controls[here.parent]
    return here.id


def _stands(state: str, standing: Standing) -> bool:
    if state == UNDECIDED:
        return not standing.decision.is_decided
    if state == BY_MAPPING:
        return standing.is_proven_by_mapping
    return state in {"", standing.state.value}
