"""Deciding about one control, about several, about the everyday habits of a practice."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.controls import labels
from probant.controls.domain.framework import Control
from probant.controls.domain.standing import Applicability, Decision, Implementation
from probant.controls.forms.fields import REASON, Day, Long, Short
from probant.controls.models import APPLICABILITIES, IMPLEMENTATIONS

SAY_WHY = _("Say why it does not concern you: an auditor asks for it first.")
NO_CHANGE = ("", _("Leave as it is"))


class DecisionForm(forms.Form):
    """One control."""

    applicability = forms.ChoiceField(
        label=_("Does it concern you?"), choices=APPLICABILITIES, widget=forms.RadioSelect
    )
    justification = Long(
        label=_("Why"),
        help_text=_("Required when it does not concern you; useful for an auditor in any case."),
        max_length=REASON,
    )
    implementation = forms.ChoiceField(
        label=_("Is it in place?"), choices=IMPLEMENTATIONS, widget=forms.RadioSelect
    )
    note = Long(label=_("How it is done"), rows=4)
    maturity = forms.TypedChoiceField(
        label=_("Maturity"),
        choices=[("", "—"), *labels.choices(labels.MATURITIES)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    owner = Short(label=_("In charge"), help_text=_("A function rather than a name."))
    review_on = Day(label=_("Look at it again on"))

    def clean(self) -> dict[str, Any]:
        """Not applicable needs its reason."""
        said: dict[str, Any] = super().clean() or {}
        is_aside = said.get("applicability") == Applicability.NO
        if is_aside and not said.get("justification", "").strip():
            self.add_error("justification", forms.ValidationError(SAY_WHY, code="unjustified"))
        return said

    def decision(self) -> Decision:
        """What was typed."""
        said = self.cleaned_data
        return Decision(
            **{
                **said,
                "applicability": Applicability(said["applicability"]),
                "implementation": Implementation(said["implementation"]),
            }
        )

    @staticmethod
    def shown(decision: Decision) -> dict[str, Any]:
        """The initial values; a text is shown as it stands."""
        return {
            "applicability": decision.applicability.value,
            "justification": decision.justification,
            "implementation": decision.implementation.value,
            "note": decision.note,
            "maturity": decision.maturity,
            "owner": decision.owner,
            "review_on": decision.review_on,
        }


class ManyForm(forms.Form):
    """The same change for several controls."""

    applicability = forms.ChoiceField(
        label=_("Applicability"), choices=[NO_CHANGE, *APPLICABILITIES[1:]], required=False
    )
    implementation = forms.ChoiceField(
        label=_("What is in place"), choices=[NO_CHANGE, *IMPLEMENTATIONS[1:]], required=False
    )
    justification = Short(label=_("Why"), max_length=REASON)
    owner = Short(label=_("In charge"))
    review_on = Day(label=_("Look at it again on"))

    def clean(self) -> dict[str, Any]:
        """Not applicable needs its reason, and a change changes something."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("applicability") == Applicability.NO and not said.get("justification"):
            self.add_error("justification", forms.ValidationError(SAY_WHY, code="unjustified"))
        if not any(said.values()) and not self.errors:
            nothing = _("Choose what changes for the controls that you ticked.")
            raise forms.ValidationError(nothing, code="nothing")
        return said

    def changes(self) -> dict[str, Any]:
        """Only what was chosen."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        if "applicability" in said:
            said["applicability"] = Applicability(said["applicability"])
        if "implementation" in said:
            said["implementation"] = Implementation(said["implementation"])
        return said


class HabitsForm(forms.Form):
    """Every habit at once, each with what is so here."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's signature
        controls: Mapping[str, Control],
        **kwargs: Any,  # noqa: ANN401  Django's signature
    ) -> None:
        """`controls`: the habits, by id."""
        super().__init__(*args, **kwargs)
        for id_, control in controls.items():
            self.fields[id_] = forms.ChoiceField(
                label=control.title,
                help_text=control.text,
                choices=labels.choices(labels.HABITS),
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> Iterator[tuple[str, Implementation]]:
        """What was said of each; nothing said is not known."""
        for id_ in self.fields:
            yield id_, Implementation(self.cleaned_data[id_] or Implementation.UNSAID)
