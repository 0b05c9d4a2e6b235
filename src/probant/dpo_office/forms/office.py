"""What the pages of the office accept."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.dpo_office import labels
from probant.dpo_office.models import EVENT_KINDS, OUTCOMES, PENDING, Advice
from probant.reference import dpo_office as reference

PREFIX = "a_"
ANSWERS = [("yes", _("Yes")), ("no", _("No")), ("", _("Not known yet"))]


def _day(label: Any) -> forms.DateField:  # noqa: ANN401  lazy words
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _text(label: Any, *, required: bool = True, rows: int = 4) -> forms.CharField:  # noqa: ANN401  lazy words
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=10_000, widget=widget)


class Office(forms.Form):
    """Designation, mission, means."""

    kind = forms.ChoiceField(
        label=_("The officer is"), choices=[("", _("Not said")), *labels.KINDS.items()],
        required=False,
    )  # fmt: skip
    reports_to = forms.CharField(label=_("Reports to"), max_length=200, required=False)
    mission = _text(_("Mission, beyond article 39"), required=False)
    means = _text(_("Means: time, team, budget, tools, access"), required=False)
    receipt = forms.CharField(
        label=_("Number of the CNIL’s receipt"), max_length=60, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def said(self) -> dict[str, Any]:
        """As an action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class Independence(forms.Form):
    """Functions held beside, and the guarantees of art. 38."""

    functions = forms.MultipleChoiceField(
        label=_("Functions that the officer also holds here"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form
        super().__init__(*args, **kwargs)
        office = reference.office()
        held = self.fields["functions"]
        assert isinstance(held, forms.MultipleChoiceField)  # noqa: S101  declared above
        held.choices = [(one.id, labels.in_(one.label)) for one in office.functions]
        for question in office.questions:
            self.fields[PREFIX + question.id] = forms.ChoiceField(
                label=labels.in_(question.label),
                help_text=question.article,
                choices=ANSWERS,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def answers(self) -> dict[str, str]:
        """Each guarantee with its answer."""
        return {
            name.removeprefix(PREFIX): value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


class Question(forms.Form):
    """A question put to the officer."""

    question = _text(_("Question"))
    asked_by = forms.CharField(label=_("Asked by"), max_length=200, required=False)
    asked_on = _day(_("Asked on"))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class Given(forms.Form):
    """What the officer advises."""

    advice = _text(_("Advice given"), rows=6)
    on = _day(_("Given on"))


class Decision(forms.Form):
    """What becomes of it."""

    outcome = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[one for one in OUTCOMES if one[0] != PENDING],
        widget=forms.RadioSelect,
    )
    reason = _text(_("The controller’s reason, where it is not wholly followed"), required=False)
    on = _day(_("Decided on"))


class Event(forms.Form):
    """Something of the year."""

    kind = forms.ChoiceField(label=_("Kind"), choices=EVENT_KINDS)
    title = forms.CharField(label=_("Title"), max_length=200)
    on = _day(_("Planned on"))


class Report(forms.Form):
    """The officer's words around the figures."""

    year = forms.IntegerField(label=_("Year"), min_value=2018, max_value=2100)
    summary = _text(_("In short"), required=False)
    recommendations = _text(_("Recommendations"), required=False)


def next_step(found: Advice, data: Any = None) -> Given | Decision | None:  # noqa: ANN401  request data
    """The form of what is left to say of an advice."""
    if found.outcome != PENDING:
        return None
    return Decision(data) if found.advised_on else Given(data)
