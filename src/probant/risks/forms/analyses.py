"""What the pages of an analysis accept: its beginning, its scope, an answer, a workshop's table."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from probant.reference import risks as reference
from probant.reference.risks import Column, Question
from probant.risks import labels
from probant.risks.domain import short, workshops
from probant.risks.domain.risk import MOST_LINE, MOST_TEXT
from probant.risks.forms.fields import day, line, paragraph

DO_NOT_KNOW = (short.UNKNOWN, _("I do not know"))


class Start(forms.Form):
    """Which of the three ways, and a name."""

    method = forms.ChoiceField(
        label=_("By which way?"),
        choices=lambda: labels.choices(reference.vocabulary().methods),
        widget=forms.RadioSelect,
    )
    title = line(_("Name of the analysis"), required=True)


class Scope(forms.Form):
    """What it is called and what it leaves out."""

    title = line(_("Name of the analysis"), required=True)
    left_out = paragraph(
        _("What does it leave out, and why?"),
        rows=3,
        help_text=_("Nothing, if it covers the whole information system, processors included."),
    )


class Answer(forms.Form):
    """One question; « I do not know » is always one of the answers."""

    def __init__(self, question: Question, language: str, **options: Any) -> None:  # noqa: ANN401  Django's signature
        """`question`: what is asked; its text is the legend of the answers."""
        super().__init__(**options)
        known = [(one.id, one.label.in_(language)) for one in question.options]
        self.fields["answer"] = forms.ChoiceField(
            label=question.text.in_(language),
            help_text=question.help.in_(language),
            choices=[*known, DO_NOT_KNOW],
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose an answer, even “I do not know”.")},
        )


class PlanMeasure(forms.Form):
    """Whose, and before when."""

    owner = line(_("Who does it?"), required=True)
    due_on = day(_("Before when?"), required=True)


class DoneMeasure(forms.Form):
    """When it was done."""

    done_on = day(_("Done on"), required=True)


class Rows(BaseFormSet[Any]):
    """The rows of one table."""

    def values(self) -> list[dict[str, Any]]:
        """The rows that were not removed, in their order."""
        return [
            {name: held for name, held in form.cleaned_data.items() if name != "DELETE"}
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]


def table_formset(
    table: str,
    tables: Mapping[str, Sequence[workshops.Row]],
    activities: Mapping[str, str],
    data: Any = None,  # noqa: ANN401  QueryDict
) -> Rows:
    """The rows of a workshop's table as forms, one empty row after them."""
    columns = reference.workshops().tables[table].columns
    fields: dict[str, Any] = {
        "code": forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    }
    for column in columns:
        fields[column.id] = _field(column, tables, activities)
    made = formset_factory(
        type("TableRow", (forms.Form,), fields),
        formset=Rows,
        extra=1,
        can_delete=True,
        max_num=workshops.MOST_ROWS,
        absolute_max=workshops.MOST_ROWS,
        validate_max=True,
    )
    held = [dict(row) for row in tables.get(table, ())]
    return cast("Rows", made(data, initial=held, prefix=table))


def _field(
    column: Column, tables: Mapping[str, Sequence[workshops.Row]], activities: Mapping[str, str]
) -> forms.Field:
    label, none = column.label.in_(labels.language()), ("", "—")
    if column.kind == "yes_no":
        return forms.BooleanField(label=label, required=False)
    if column.kind == "long":
        area = forms.Textarea(attrs={"rows": 2})
        return forms.CharField(label=label, required=False, max_length=MOST_TEXT, widget=area)
    if column.kind == "text":
        return forms.CharField(label=label, required=False, max_length=MOST_LINE)
    offered: list[tuple[str, Any]] = []
    if column.kind == "scale":
        offered = [(str(step), str(step)) for step in reference.STEPS]
    elif column.kind == "choice":
        offered = labels.choices(reference.vocabulary().criteria)
    elif column.kind == "activity":
        offered = list(activities.items())
    elif column.kind == "ref":
        rows = tables.get(column.table, ())
        offered = [(row["code"], workshops.title_of(column.table, row)) for row in rows]
    return forms.ChoiceField(label=label, required=False, choices=[none, *offered])
