"""The declaration: one page, at most twelve fields, for anybody at any hour."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.breaches import labels
from probant.breaches.forms.moments import Moment
from probant.breaches.statements import Declaration
from probant.common import clock
from probant.reference.first_steps import incidents

TEXT_LENGTH = 5_000
TELEPHONE = r"^[0-9+().\s/-]{0,30}$"
PROTECTED = {"yes": True, "no": False}


class DeclarationForm(forms.Form):
    """What a person who has just lost a phone can answer; only what happened is required."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    incident = forms.ChoiceField(
        label=_("What happened?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what is closest; the last answer always works."),
            "invalid_choice": _("Choose what is closest; the last answer always works."),
        },
    )
    told = forms.CharField(
        label=_("In a few words"),
        help_text=_("Where, how, who was there. No patient’s name is needed."),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    when = forms.ChoiceField(
        label=_("When did you notice?"),
        choices=labels.choices(labels.WHEN),
        widget=forms.RadioSelect,
        initial="now",
    )
    noticed_at = Moment(label=_("Date and hour, if it was earlier"))
    things = forms.MultipleChoiceField(
        label=_("What was on it, or in it?"),
        choices=labels.choices(labels.DATA),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    persons = forms.MultipleChoiceField(
        label=_("Whose data?"),
        choices=labels.choices(labels.PERSONS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    how_many = forms.ChoiceField(
        label=_("How many people, roughly?"),
        choices=labels.choices(labels.HOW_MANY),
        required=False,
    )
    is_protected = forms.ChoiceField(
        label=_("Was it encrypted or locked?"),
        help_text=_("A code on the screen, a password, an encrypted disk."),
        choices=labels.choices(labels.YES_NO_UNKNOWN),
        widget=forms.RadioSelect,
        initial="unknown",
        required=False,
    )
    done = forms.CharField(
        label=_("What have you done already?"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    file = forms.FileField(
        label=_("A photo or a document"),
        help_text=_("25 MB at most. It is encrypted on arrival."),
        required=False,
        allow_empty_file=True,
    )
    telephone = forms.RegexField(
        regex=TELEPHONE,
        label=_("Your telephone number, to call you back"),
        max_length=30,
        required=False,
        error_messages={"invalid": _("Write a telephone number: digits and spaces.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """The incidents come in the reader's language."""
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        self.fields["incident"].choices = [  # type: ignore[attr-defined]
            (id_, one.label.in_(language)) for id_, one in incidents().items()
        ]

    def clean(self) -> dict[str, Any]:
        """An earlier moment needs its date; a date written wins over « just now »."""
        said = super().clean() or {}
        is_dated = said.get("noticed_at") or self.errors.get("noticed_at")
        if said.get("when") == "earlier" and not is_dated:
            self.add_error("noticed_at", _("Give the date and the hour, even roughly."))
        return said

    def declaration(self) -> Declaration:
        """What was said, as a value."""
        said = self.cleaned_data
        moment = said["noticed_at"]
        return Declaration(
            incident=said["incident"],
            told=said["told"].strip(),
            noticed_at=moment.at if moment else _now(),
            is_hour_ambiguous=bool(moment and moment.is_ambiguous),
            data=_known(said["things"]),
            persons=_known(said["persons"]),
            how_many="" if said["how_many"] == "unknown" else said["how_many"],
            is_protected=PROTECTED.get(said["is_protected"]),
            done=said["done"].strip(),
            telephone=said["telephone"].strip(),
        )


def _known(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if code != "unknown")


def _now() -> datetime:
    return clock.now()
