"""The pages of the guided start as forms: the identity, one question, its details."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.guided_start.domain.questions import UNKNOWN
from probant.organisations.models import Organisation
from probant.reference.countries import countries
from probant.reference.templates.question import Field, Question

TEXT_LENGTH = 200
DO_NOT_KNOW = (UNKNOWN, _("I do not know"))
YES_NO = [("yes", _("Yes")), ("no", _("No"))]


class Identity(forms.ModelForm[Organisation]):
    """Art. 30(1)(a): who answers for the data, how to reach them, and their officer if any."""

    class Meta:
        model = Organisation
        fields: ClassVar = [
            "name",
            "address",
            "email",
            "telephone",
            "representative",
            "dpo_name",
            "dpo_contact",
            "dpo_reason_for_none",
        ]
        widgets: ClassVar = {
            "address": forms.Textarea(attrs={"rows": 2}),
            "dpo_reason_for_none": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts: ClassVar = {
            "email": _("Patients will write to it about their data."),
            "representative": _("Who signs for the organisation."),
            "dpo_name": _("Leave these two empty if you have none."),
            "dpo_contact": _("An e-mail address or a telephone number."),
            "dpo_reason_for_none": _(
                "If you have none, say why: for instance, a practitioner working alone."
            ),
        }


class Choice(forms.Form):
    """One question with its possible answers; « I do not know » is always one."""

    def __init__(self, question: Question, language: str, **options: Any) -> None:  # noqa: ANN401  Django's signature
        """`question`: what is asked; its text is the legend of the answers."""
        super().__init__(**options)
        self.question = question
        known = [(item.id, item.label.in_(language)) for item in question.options] or YES_NO
        is_multiple = question.kind == "multiple"
        kind = forms.MultipleChoiceField if is_multiple else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if is_multiple else forms.RadioSelect
        self.fields["answer"] = kind(
            label=question.text.in_(language),
            help_text=question.help.in_(language),
            choices=[*known, DO_NOT_KNOW],
            widget=widget,
            required=True,
            error_messages={"required": _("Choose an answer, even “I do not know”.")},
        )

    def clean_answer(self) -> str | list[str] | None:
        """None for « I do not know », which goes with no other answer."""
        value: str | list[str] = self.cleaned_data["answer"]
        given = [value] if isinstance(value, str) else value
        exclusive = {UNKNOWN, *(item.id for item in self.question.options if item.is_exclusive)}
        if len(given) > 1 and exclusive & set(given):
            raise forms.ValidationError(
                _("This answer goes with no other: choose one or the other.")
            )
        return None if UNKNOWN in given else value


class Details(forms.Form):
    """What is asked of the providers that an answer revealed; everything may be left empty."""

    def __init__(self, fields: Iterable[Field], language: str, **options: Any) -> None:  # noqa: ANN401  Django's signature
        """`fields`: the details to ask, in their order."""
        super().__init__(**options)
        for field in fields:
            self.fields[field.id] = _field(field, language)

    def values(self) -> dict[str, Any]:
        """What was given, as answers."""
        return {name: _answer(value) for name, value in self.cleaned_data.items() if value}


def initial_of(question: Question, answers: Mapping[str, Any]) -> Any:  # noqa: ANN401  one or several ids
    """What is ticked when the page opens: nothing before the first time."""
    if question.id not in answers:
        return None
    value = answers[question.id]
    if question.kind == "multiple":
        return list(value) if value else [UNKNOWN]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value or UNKNOWN


def _field(field: Field, language: str) -> forms.Field:
    label = field.text.in_(language)
    help_text = field.help.in_(language) if field.help else ""
    if field.kind == "country":
        return forms.ChoiceField(
            label=label, help_text=help_text, required=False, choices=_countries(language)
        )
    if field.kind == "date":
        date = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, help_text=help_text, required=False, widget=date)
    if field.kind == "yes_no":
        choices = [*YES_NO, ("", _("I do not know"))]
        return forms.ChoiceField(
            label=label,
            help_text=help_text,
            required=False,
            choices=choices,
            widget=forms.RadioSelect,
        )
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=TEXT_LENGTH)


def _countries(language: str) -> list[tuple[str, Any]]:
    """France first: most providers are there."""
    named = [(code, country.name.in_(language)) for code, country in countries().items()]
    named.sort(key=lambda item: item[0] != "FR")
    return [("", _("I do not know")), *named]


def _answer(value: Any) -> str:  # noqa: ANN401  a form's cleaned value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
