"""Rows of a breach's facts: kinds of data, groups of persons, consequences, parties."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, ClassVar, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.breaches.domain.counts import UNKNOWN
from probant.breaches.domain.facts import (
    Consequence,
    DataItem,
    Insight,
    MeasureBefore,
    Party,
    PersonsGroup,
    Severity,
)
from probant.breaches.forms.fields import CountField, Short, Worded, offered
from probant.reference import law

MOST_ROWS = 100
NOTHING = ("", _("— choose —"))


def facts_offered(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The entries of a table of the law, after an empty choice."""
    language = get_language() or "fr"
    return [NOTHING, *((id_, one.label.in_(language)) for id_, one in found.items())]


class RowForm(forms.Form):
    """A row: from a value of the facts, and back; one that says nothing is no row."""

    makes: ClassVar[type[Any]]
    blank: ClassVar[frozenset[object]] = frozenset({"", "unknown", None})

    @classmethod
    def shown(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401  a row of the facts
        """The initial values: the value's own fields."""
        return {field.name: getattr(value, field.name) for field in fields(value)}

    def value(self) -> Any:  # noqa: ANN401  a row of the facts
        """The row of the facts that was typed."""
        return self.makes(**self.said())

    def said(self) -> dict[str, Any]:
        """The cleaned fields without the formset's own."""
        return {name: held for name, held in self.cleaned_data.items() if name != "DELETE"}

    @property
    def is_blank(self) -> bool:
        """Whether nothing was said."""
        told = (held for name, held in self.said().items() if name != "others")
        return all(held == UNKNOWN or held in self.blank for held in told)


class DataItemForm(RowForm):
    """One kind of data and what it reveals."""

    makes = DataItem
    kind = forms.ChoiceField(
        label=_("Kind of data"), choices=lambda: [NOTHING, *offered("data")], required=False
    )
    detail = Short(label=_("Which exactly"))
    insight = Worded("insight", label=_("What they tell of the person"), initial="unknown")
    opens = forms.ChoiceField(
        label=_("If it is a password: what it opens"),
        choices=lambda: [NOTHING, *offered("data")],
        required=False,
    )
    others = forms.CharField(widget=forms.HiddenInput, required=False, max_length=500)

    @classmethod
    def shown(cls, value: DataItem) -> dict[str, Any]:
        """Codes as text; what the row does not show rides along."""
        first, *others = value.opens or ("",)
        return {
            "kind": value.kind,
            "detail": value.detail,
            "insight": value.insight.value,
            "opens": first,
            "others": " ".join((value.severity_class or "-", *others)) if value.kind else "",
        }

    def value(self) -> DataItem:
        """Back to the value."""
        said = self.said()
        severity, *others = said["others"].split() or ("-",)
        return DataItem(
            kind=said["kind"] or "unknown",
            detail=said["detail"],
            insight=Insight(said["insight"]),
            severity_class="" if severity == "-" else severity,
            opens=tuple(filter(None, (said["opens"], *others))),
        )


class PersonsGroupForm(RowForm):
    """One category of persons and how many."""

    makes = PersonsGroup
    category = forms.ChoiceField(
        label=_("Who"), choices=lambda: facts_offered(law.data_subjects()), required=False
    )
    note = Short(label=_("Precision"), help_text=_("Patients of one doctor, of one day…"))
    count = CountField(label=_("How many"))


class ConsequenceForm(RowForm):
    """What the persons may suffer."""

    makes = Consequence
    kind = forms.ChoiceField(
        label=_("Consequence"),
        choices=lambda: [NOTHING, *offered("consequence")],
        required=False,
    )
    detail = Short(label=_("In your words"))
    severity = Worded("severity", label=_("How serious"), initial="unknown")

    @classmethod
    def shown(cls, value: Consequence) -> dict[str, Any]:
        """Codes as text."""
        return {**super().shown(value), "severity": value.severity.value}

    def value(self) -> Consequence:
        """Back to the value."""
        said = self.said()
        return Consequence(**{**said, "severity": Severity(said["severity"])})


class MeasureBeforeForm(RowForm):
    """A protection that was in place."""

    makes = MeasureBefore
    measure = forms.ChoiceField(
        label=_("Protection"), choices=lambda: facts_offered(law.measures()), required=False
    )
    text = Short(label=_("In your words"))


class PartyForm(RowForm):
    """Another organisation."""

    makes = Party
    name = Short(label=_("Name"))
    contact = Short(label=_("How to reach them"))


class Rows(BaseFormSet[Any]):
    """The rows of one list of the facts."""

    def values(self) -> tuple[Any, ...]:
        """The rows that say something and were not removed, in their order."""
        kept = (form for form in self.forms if not form.cleaned_data.get("DELETE"))
        return tuple(form.value() for form in kept if not form.is_blank)


def rows(
    form: type[RowForm], prefix: str, values: Iterable[Any], data: Mapping[str, Any] | None
) -> Rows:
    """The formset of these values, with one more row to fill in."""
    made = formset_factory(
        form,
        formset=Rows,
        extra=1,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )
    initial = [form.shown(value) for value in values]
    return cast("Rows", made(data, initial=initial, prefix=prefix))
