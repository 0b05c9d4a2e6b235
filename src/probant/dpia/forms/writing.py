"""Beginning an assessment and writing its parts."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.dpia import cleaned
from probant.dpia.domain import document as documents
from probant.dpia.domain import editing, rich_text
from probant.dpia.domain.content import Answer, Evaluation, Grade, Measure
from probant.dpia.domain.editing import Said
from probant.dpia.forms.fields import (
    activities,
    day,
    likelihoods,
    line,
    paragraph,
    severities,
)
from probant.dpia.labels import GRADES, local
from probant.reference.dpia import Question

MARKUP = _("An empty line between paragraphs; a hyphen before each line of a list.")
ONE_A_LINE = _("One a line.")


class ActivityChoice(forms.Form):
    """The activity that an assessment is about."""

    activity = forms.ChoiceField(
        label=_("Activity of the register"),
        required=False,
        help_text=_("What the register says of it is written in the assessment."),
    )

    def __init__(self, organisation: UUID, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """`organisation`: whose activities are offered."""
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = activities(organisation)  # type: ignore[attr-defined]

    @property
    def activity_id(self) -> UUID | None:
        """The activity chosen."""
        said = self.cleaned_data["activity"]
        return UUID(said) if said else None


class StartForm(ActivityChoice):
    """A new assessment."""

    name = line(_("Name of the assessment"), help_text=_("Left empty: the activity’s name."))
    field_order = ("activity", "name")

    def clean(self) -> dict[str, Any]:
        """One of the two names it."""
        said = super().clean() or {}
        if not said.get("activity") and not said.get("name"):
            raise forms.ValidationError(_("Choose an activity, or give a name."))
        return said


class ImportForm(ActivityChoice):
    """A file of the CNIL's tool."""

    file = forms.FileField(
        label=_("File of the CNIL’s PIA tool (.json)"),
        max_length=200,
        help_text=_("8 MB at most. It is kept whole, and can be given back to the tool."),
    )
    field_order = ("file", "activity")

    def clean_file(self) -> bytes:
        """Its bytes, unread where there are too many."""
        found = self.cleaned_data["file"]
        if found.size > documents.MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 8 MB."))
        content: bytes = found.read()
        return content


class IdentityForm(ActivityChoice):
    """The name, the people and the activity of an assessment."""

    name = line(_("Name of the assessment"), is_required=True)
    category = line(_("Category"))
    author_name = line(_("Who writes it"))
    evaluator_name = line(_("Who evaluates it"))
    validator_name = line(_("Who validates it"))
    field_order = ("name", "activity")

    def texts(self) -> dict[str, str]:
        """What goes into the document."""
        return {name: held for name, held in self.cleaned_data.items() if name != "activity"}


class AnswerForm(forms.Form):
    """One question's answer, as its kind asks."""

    def __init__(self, question: Question, answer: Answer, data: Any) -> None:  # noqa: ANN401  QueryDict
        """`data`: what was posted, or nothing to show what is there."""
        super().__init__(data)
        self.question = question
        self.answer = answer
        self.fields["said"] = self._field()

    def _field(self) -> forms.Field:
        label, help_text = local(self.question.label), local(self.question.help)
        kind = self.question.kind
        if kind == "text":
            words = cleaned.markup(self.answer.text)
            field: forms.Field = paragraph(label, rows=10, initial=words)
            field.help_text = f"{help_text} {MARKUP}"
        elif kind in {"list", "measures"}:
            field = paragraph(label, rows=8, initial="\n".join(self.answer.items))
            field.help_text = f"{help_text} {ONE_A_LINE}"
        else:
            choices = severities if kind == "severity" else likelihoods
            held = str(self.answer.level or "")
            field = forms.ChoiceField(
                label=label,
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                help_text=help_text,
                initial=held,
            )
        return field

    def clean_said(self) -> str:
        """A list has lines of bounded length, and not too many."""
        said: str = self.cleaned_data["said"]
        if self.question.kind in {"list", "measures"}:
            lines = said.splitlines()
            if len(lines) > editing.MOST_ITEMS or any(
                len(one) > editing.MOST_LINE for one in lines
            ):
                raise forms.ValidationError(
                    _("At most 100 lines, each of 500 characters."), code="too_long"
                )
        return said

    def value(self) -> Said:
        """The answer; words that nobody changed keep their own HTML."""
        said = self.cleaned_data["said"]
        kind = self.question.kind
        if kind == "text":
            if _same(said, cleaned.markup(self.answer.text)):
                return Said(text=self.answer.text)
            return Said(text=rich_text.html(said))
        if kind in {"list", "measures"}:
            lines = [one.strip() for one in said.splitlines()]
            return Said(items=tuple(one for one in lines if one))
        return Said(level=int(said) if said else None)


def _same(said: str, before: str) -> bool:
    return said.replace("\r\n", "\n").strip() == before.strip()


class MeasureForm(forms.Form):
    """A measure: its title, by which the risks name it, and what it is."""

    title = line(_("Title"), is_required=True, help_text=_("Risks name the measure by its title."))
    content = paragraph(pgettext_lazy("measure", "How it is done"), help_text=MARKUP)

    def value(self, held: Measure) -> Measure:
        """The measure that was typed; words that nobody changed keep their own HTML."""
        said = self.cleaned_data
        is_same = _same(said["content"], cleaned.markup(held.content))
        content = held.content if is_same else rich_text.html(said["content"])
        return Measure(id=held.id, title=said["title"], content=content)


class EvaluationForm(forms.Form):
    """How a part is found, and what is to be done."""

    grade = forms.ChoiceField(
        label=_("How is it?"),
        choices=[(str(int(grade)), word) for grade, word in GRADES.items() if grade],
        widget=forms.RadioSelect,
    )
    comment = paragraph(_("Why"), help_text=MARKUP)
    plan = paragraph(_("What is to be done"), help_text=MARKUP)
    person = line(_("Who does it"))
    due_on = day(_("Before"))

    def value(self, held: Evaluation) -> Evaluation:
        """The evaluation that was typed."""
        said = self.cleaned_data
        return Evaluation(
            reference=held.reference,
            grade=Grade(int(said["grade"])),
            comment=self._html("comment", held.comment),
            plan=self._html("plan", held.plan),
            person=said["person"],
            due_on=said["due_on"],
            severity=_level(said.get("severity")),
            likelihood=_level(said.get("likelihood")),
        )

    def _html(self, name: str, before: str) -> str:
        said = self.cleaned_data[name]
        return before if _same(said, cleaned.markup(before)) else rich_text.html(said)


class RiskEvaluationForm(EvaluationForm):
    """The same for a feared event: what remains once the plan is carried out."""

    severity = forms.ChoiceField(
        label=_("Severity once this is done"),
        choices=severities,
        required=False,
        widget=forms.RadioSelect,
    )
    likelihood = forms.ChoiceField(
        label=_("Likelihood once this is done"),
        choices=likelihoods,
        required=False,
        widget=forms.RadioSelect,
    )


def _level(said: str | None) -> int | None:
    return int(said) if said else None
