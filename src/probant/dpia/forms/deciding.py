"""Reasoning on the need, and what is decided about an assessment."""

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from probant.dpia.domain.need import Conclusion, Known, Reasoned
from probant.dpia.forms.fields import day, line, paragraph
from probant.dpia.labels import CONCLUSIONS, KNOWN
from probant.dpia.models import STATUSES
from probant.dpia.queries import Wanted
from probant.reference import law
from probant.reference.facts import GuideItem

CRITERION = "criterion_"


def _labels(items: Any) -> list[tuple[str, str]]:  # noqa: ANN401  a mapping of facts
    language = get_language() or "fr"
    return [(id_, one.label.in_(language)) for id_, one in items.items()]


class NeedForm(forms.Form):
    """The nine criteria, the two lists, a conclusion and its reasons."""

    required_types = forms.MultipleChoiceField(
        label=_("Types that always need one"),
        choices=lambda: _labels(law.dpia_required()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    exempt_types = forms.MultipleChoiceField(
        label=_("Types that need none"),
        choices=lambda: _labels(law.dpia_exempt()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    conclusion = forms.ChoiceField(
        label=_("Conclusion"),
        choices=[
            (id_.value, word)  # type: ignore[attr-defined]
            for id_, word in CONCLUSIONS.items()
            if id_ != Conclusion.UNKNOWN
        ],
        widget=forms.RadioSelect,
    )
    reason = paragraph(
        _("Reasons"),
        is_required=True,
        help_text=_("In your own words: it is what an inspector reads."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """One field a criterion, from the reference."""
        super().__init__(*args, **kwargs)
        for id_, criterion in law.dpia_criteria().items():
            self.fields[f"{CRITERION}{id_}"] = _criterion(criterion)

    @property
    def criteria(self) -> list[forms.BoundField]:
        """The nine, in their order."""
        return [self[f"{CRITERION}{id_}"] for id_ in law.dpia_criteria()]

    def value(self) -> Reasoned:
        """What was reasoned."""
        said = self.cleaned_data
        return Reasoned(
            criteria={
                id_: Known(said[f"{CRITERION}{id_}"] or Known.UNKNOWN)
                for id_ in law.dpia_criteria()
            },
            required=tuple(said["required_types"]),
            exempt=tuple(said["exempt_types"]),
            conclusion=Conclusion(said["conclusion"]),
            reason=said["reason"],
        )


def initial_of(said: Reasoned) -> dict[str, Any]:
    """A reasoning as the form shows it."""
    held = {f"{CRITERION}{id_}": str(value) for id_, value in said.criteria.items()}
    conclusion = "" if said.conclusion is Conclusion.UNKNOWN else said.conclusion.value
    return {
        **held,
        "required_types": list(said.required),
        "exempt_types": list(said.exempt),
        "conclusion": conclusion,
        "reason": said.reason,
    }


def _criterion(criterion: GuideItem) -> forms.ChoiceField:
    language = get_language() or "fr"
    explained = criterion.explanation.in_(language) if criterion.explanation else ""
    return forms.ChoiceField(
        label=f"{criterion.number}. {criterion.label.in_(language)}",
        help_text=explained,
        choices=[(str(id_), word) for id_, word in KNOWN.items()],
        required=False,
        widget=forms.RadioSelect,
    )


class AdviceForm(forms.Form):
    """The officer's advice."""

    is_favourable = forms.ChoiceField(
        label=pgettext_lazy("officer", "Advice"),
        choices=[
            ("1", _("The processing may be carried out")),
            ("0", _("The processing should not be carried out")),
        ],
        widget=forms.RadioSelect,
    )
    opinion = paragraph(_("The advice, in words"), is_required=True)
    names = line(_("Given by"))


class ViewsForm(forms.Form):
    """The views of the persons, or why they were not sought."""

    is_sought = forms.ChoiceField(
        label=_("Were the views of the persons or of their representatives sought?"),
        choices=[("1", _("Yes")), ("0", _("No"))],
        widget=forms.RadioSelect,
    )
    is_favourable = forms.ChoiceField(
        label=_("If so: what do they think?"),
        choices=[
            ("1", _("The processing may be carried out")),
            ("0", _("The processing should not be carried out")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    names = line(_("Whose views"), help_text=_("A users’ committee, an association, a panel."))
    opinion = paragraph(_("What they say"))
    why_not = paragraph(_("If not: why"))

    def clean(self) -> dict[str, Any]:
        """Views that were sought are written; that they were not is explained."""
        said = super().clean() or {}
        needed = "opinion" if said.get("is_sought") == "1" else "why_not"
        if said.get("is_sought") and not said.get(needed, "").strip():
            self.add_error(needed, _("Fill in this field."))
        if said.get("is_sought") == "1" and not said.get("is_favourable"):
            self.add_error("is_favourable", _("Choose one of the answers offered."))
        return said

    def value(self) -> dict[str, Any]:
        """What was heard."""
        said = dict(self.cleaned_data)
        return {
            **said,
            "is_sought": said["is_sought"] == "1",
            "is_favourable": said["is_favourable"] == "1",
        }


class ValidationForm(forms.Form):
    """The controller's decision."""

    review_on = day(
        _("To be read again on"),
        help_text=_("Earlier if the activity changes: Probant then says so."),
    )
    note = paragraph(_("Remark"))


class ReasonForm(forms.Form):
    """An act that needs a reason."""

    reason = paragraph(_("Reasons"), is_required=True)


class ConfirmationForm(forms.Form):
    """Read again, and still right."""

    note = paragraph(_("What was read again, and why it still holds"), is_required=True)
    review_on = day(_("To be read again on"))


class ConsultationForm(forms.Form):
    """The authority was consulted."""

    consulted_on = day(_("Consulted on"), is_required=True)
    outcome = paragraph(_("What was asked, and what was answered"))


class FollowingForm(forms.Form):
    """A measure of the plan is done."""

    done_on = day(_("Done on"), is_required=True)
    note = paragraph(_("What was done"))


class Filters(forms.Form):
    """Which assessments the list shows; an answer that it does not know asks for nothing."""

    words = line(_("Words"))
    status = forms.ChoiceField(
        label=_("State"), choices=[("", _("All")), *STATUSES], required=False
    )
    risk = forms.ChoiceField(
        label=_("Residual risk"),
        choices=[
            ("", _("All")),
            ("high", _("High residual risk")),
            ("not_high", _("Not high")),
            ("unknown", _("Not known yet")),
        ],
        required=False,
    )

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        return Wanted(**{name: held for name, held in self.cleaned_data.items() if held})


class NeedFilters(forms.Form):
    """Which activities the list of needs shows."""

    state = forms.ChoiceField(
        label=_("Reasoning"),
        choices=[
            ("", _("All")),
            ("none", _("No reasoning yet")),
            ("stale", _("The activity changed since")),
            ("required", _("An impact assessment is needed")),
            ("without", _("Needed, and not begun")),
        ],
        required=False,
    )

    @property
    def chosen(self) -> str:
        """The state asked for, or nothing."""
        self.is_valid()
        said: str = self.cleaned_data.get("state", "")
        return said
