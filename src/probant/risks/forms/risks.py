"""What the pages of one risk accept, and how a list of them is filtered."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from probant.reference import risks as reference
from probant.risks import labels
from probant.risks.domain.risk import MOST_ROWS, Risk, Treated
from probant.risks.forms.fields import day, line, paragraph, step
from probant.risks.queries import Wanted

ALL = _("All")


def _threats() -> list[tuple[str, Any]]:
    return [
        ("", "—"),
        *((id_, one.label.in_(labels.language())) for id_, one in _vocabulary().threats.items()),
    ]


def _vocabulary() -> reference.Vocabulary:
    return reference.vocabulary()


class RiskForm(forms.Form):
    """A scenario from what is feared to what remains."""

    title = line(_("Name of the risk"), required=True)
    feared = paragraph(_("What is feared?"), help_text=_("What would happen to people, in words."))
    threat = forms.ChoiceField(label=_("Threat"), choices=_threats, required=False)
    origin = forms.ChoiceField(
        label=_("Where does it come from?"),
        choices=lambda: labels.choices(_vocabulary().origins, blank="—"),
        required=False,
    )
    criteria = forms.MultipleChoiceField(
        label=_("What would be lost?"),
        choices=lambda: labels.choices(_vocabulary().criteria),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    activities = forms.MultipleChoiceField(
        label=_("Which activities of the register?"),
        help_text=_("None ticked: all of them."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    supports = paragraph(_("On which systems and processors?"), help_text=_("One a line."))
    vulnerability = paragraph(_("What makes it possible?"))
    existing = paragraph(_("What is in place already?"))
    severity = step("severity", _("Severity"))
    likelihood = step("likelihood", _("Likelihood"))
    treatment = forms.ChoiceField(
        label=_("Treatment"),
        choices=lambda: labels.choices(_vocabulary().treatments, blank=_("Not decided yet")),
        required=False,
    )
    residual_severity = step("severity", _("Severity once the measures are done"))
    residual_likelihood = step("likelihood", _("Likelihood once the measures are done"))
    owner = line(_("Who answers for this risk?"))
    review_on = day(_("To be seen again on"))

    def __init__(self, *args: Any, activities: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """`activities`: those of the register, by id."""
        super().__init__(*args, **kwargs)
        cast("forms.MultipleChoiceField", self.fields["activities"]).choices = list(
            activities.items()
        )

    def clean_criteria(self) -> tuple[str, ...]:
        """In the order in which they are usually said."""
        return tuple(self.cleaned_data["criteria"])

    def clean_activities(self) -> tuple[str, ...]:
        """By id."""
        return tuple(self.cleaned_data["activities"])

    def value(self, measures: tuple[Treated, ...]) -> Risk:
        """The risk that was typed."""
        return Risk(**self.cleaned_data, measures=measures)


class MeasureRow(forms.Form):
    """A measure with its owner and its days."""

    text = paragraph(_("Measure"))
    owner = line(_("Who does it?"))
    due_on = day(_("Before when?"))
    done_on = day(_("Done on"))
    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class Measures(BaseFormSet[Any]):
    """The measures of a treatment."""

    def values(self) -> tuple[Treated, ...]:
        """Those that say something and were not removed."""
        said = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return tuple(
            Treated(**{name: held for name, held in one.items() if name != "DELETE"})
            for one in said
            if one.get("text") and not one.get("DELETE")
        )


MeasureFormSet = cast(
    "type[Measures]",
    formset_factory(
        MeasureRow,
        formset=Measures,
        extra=1,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    ),
)


def initial_of(risk: Risk) -> dict[str, Any]:
    """What the form shows of a risk."""
    names = RiskForm.base_fields
    return {name: getattr(risk, name) for name in names}


def measures_of(risk: Risk) -> list[dict[str, Any]]:
    """The same for its measures."""
    return [asdict(one) for one in risk.measures]


class Move(forms.Form):
    """Another likelihood, because of what, and why."""

    after = step("likelihood", _("Likelihood now"), required=True)
    because = forms.ChoiceField(
        label=_("Because of what?"), choices=lambda: labels.choices(_vocabulary().reasons)
    )
    named = line(
        _("Its reference"), help_text=_("For instance V-2026-003, or the date of the audit.")
    )
    reason = paragraph(_("Why does that change it?"), required=True)


class Reason(forms.Form):
    """Why."""

    reason = paragraph(_("Why?"), required=True)


class Filters(forms.Form):
    """An answer that the list does not know asks for nothing."""

    words = line(_("Words"))
    level = forms.ChoiceField(label=_("Level"), required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[("", ALL), *labels.FILTERED.items()], required=False
    )
    treatment = forms.ChoiceField(
        label=_("Treatment"),
        choices=lambda: labels.choices(_vocabulary().treatments, blank=ALL),
        required=False,
    )
    sort = forms.ChoiceField(label=_("Order"), choices=list(labels.SORTS.items()), required=False)
    analysis = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        super().__init__(*args, **kwargs)
        levels = reference.scales().levels
        said = [(code, one.label.in_(labels.language())) for code, one in levels.items()]
        cast("forms.ChoiceField", self.fields["level"]).choices = [("", ALL), *said]

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        said: dict[str, Any] = {name: str(held) for name, held in self.cleaned_data.items() if held}
        return Wanted(**said)
