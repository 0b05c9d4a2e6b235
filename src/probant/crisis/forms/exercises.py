"""What the pages of exercises accept."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.crisis import plan_words as words
from probant.crisis.domain.exercise import ImplausibleInstantError, ensure_plausible
from probant.crisis.forms.plan import LINE, paragraph
from probant.reference import crisis as reference
from probant.reference.crisis import ExerciseScenario


def _scenarios() -> list[tuple[str, str]]:
    language = get_language() or "fr"
    return [
        (id_, f"{one.label.in_(language)} ({one.minutes} min)")
        for id_, one in reference.exercises().items()
    ]


class Planning(forms.Form):
    """Which exercise, and when."""

    scenario = forms.ChoiceField(label=_("Exercise"), choices=_scenarios, widget=forms.RadioSelect)
    planned_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_planned_at(self) -> datetime:
        """Refused where a year was mistyped."""
        said: datetime = self.cleaned_data["planned_at"]
        try:
            ensure_plausible(said)
        except ImplausibleInstantError as error:
            raise forms.ValidationError(_("Check the year.")) from error
        return said


class Evaluation(forms.Form):
    """A grade for each objective, and what is to be said of the whole."""

    worked = paragraph(_("What worked"))
    missed = paragraph(_("What was missing"))

    def __init__(self, scenario: ExerciseScenario, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """`scenario`: whose objectives are graded."""
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        for objective in scenario.objectives:
            self.fields[f"grade_{objective.id}"] = forms.ChoiceField(
                label=objective.label.in_(language),
                choices=list(words.GRADES.items()),
                widget=forms.RadioSelect,
            )
        self.order_fields([*(name for name in self.fields if name.startswith("grade_"))])

    @property
    def grades(self) -> dict[str, str]:
        """The grade of each objective."""
        return {
            name.removeprefix("grade_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("grade_")
        }

    @property
    def remarks(self) -> dict[str, str]:
        """What was said of the whole."""
        return {name: self.cleaned_data[name] for name in ("worked", "missed")}


class NewFinding(forms.Form):
    """Something to fix."""

    text = forms.CharField(
        label=_("What must change"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    owner = forms.CharField(label=_("Who takes care of it"), max_length=LINE)
    due_on = forms.DateField(
        label=_("To be done before"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class Outcome(forms.Form):
    """What was done about a finding."""

    outcome = forms.CharField(
        label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
