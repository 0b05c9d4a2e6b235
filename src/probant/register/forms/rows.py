"""One form a row: a purpose, a line of data, a recipient…; a row left blank is no row."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from probant.register import labels
from probant.register.domain.completeness import regime_of
from probant.register.domain.record import (
    DataLine,
    Identification,
    Measure,
    Party,
    ProcessorLine,
    Purpose,
    Recipient,
    Retention,
    System,
    Transfer,
)
from probant.register.forms import choices
from probant.register.forms.fields import Chosen, Day, Duration, LongText, Text, Tick

MOST_ROWS = 200
HDS = {"": None, "yes": True, "no": False}
HDS_ANSWERS = {answer: code for code, answer in HDS.items()}


class RowForm(forms.Form):
    """A row: from a value of the record, and back; what it says besides defaults makes it one."""

    makes: ClassVar[type[Any]]
    defaults: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def shown(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401  a row of the record
        """The initial values of the form."""
        return asdict(value)

    def value(self) -> Any:  # noqa: ANN401  a row of the record
        """The row of the record that was typed."""
        return self.makes(**self.said())

    def said(self) -> dict[str, Any]:
        """The cleaned fields without the formset's own."""
        return {
            name: held
            for name, held in self.cleaned_data.items()
            if name not in {"DELETE", "ORDER"}
        }

    @property
    def is_blank(self) -> bool:
        """Whether nothing but default values was typed."""
        return all(
            held == self.defaults.get(name, held) if name in self.defaults else not held
            for name, held in self.said().items()
        )


class PurposeForm(RowForm):
    """Art. 30(1)(b), 6(1), 9(2)."""

    makes = Purpose
    text = LongText(label=_("What the data are for"), rows=2)
    legal_basis = Chosen(choices.legal_bases, label=_("Legal basis"))
    legal_basis_detail = Text(
        label=_("Text or interest relied on"),
        help_text=_("The law that obliges you, or the legitimate interest pursued."),
        max_length=2000,
    )
    exception = Chosen(choices.exceptions, label=_("Exception for sensitive data"))


class DataLineForm(RowForm):
    """Art. 30(1)(c) and (f): one kind of datum and how long it stays."""

    makes = DataLine
    defaults = {"identification": "attached"}
    category = Chosen(choices.data_categories, label=_("Category"))
    detail = Text(label=_("Which data"), max_length=2000)
    identification = Chosen(
        lambda: choices.worded(labels.IDENTIFICATIONS),
        label=_("Does it identify the person?"),
        initial="attached",
    )
    source = Text(label=_("Who gives it"))
    rule = Chosen(choices.retention_rules, label=_("Retention rule"))
    active = Duration(label=_("Otherwise, kept in use for"), help_text=_("For example: 5 years"))
    archive = Duration(label=_("Then in archive for"), help_text=_("For example: 15 years"))
    criteria = Text(label=_("Or the criterion that decides"), max_length=2000)
    is_sensitive = Tick(
        label=_("Sensitive datum"), help_text=_("Ticked by itself for health and the like.")
    )
    is_mandatory = Tick(label=_("Compulsory for the person"))

    @classmethod
    def shown(cls, value: DataLine) -> dict[str, Any]:
        """The retention's parts stand beside the others."""
        whole = asdict(value)
        retention = cast("dict[str, str]", whole.pop("retention"))
        return {**whole, "identification": value.identification.value, **retention}

    def value(self) -> DataLine:
        """The retention's parts go back together."""
        said = self.said()
        retention = Retention(
            **{part: said.pop(part) for part in ("rule", "active", "archive", "criteria")}
        )
        said["identification"] = _identification(said["identification"])
        said["is_sensitive"] |= regime_of(said["category"]) == "art9"
        return DataLine(**said, retention=retention)


class RecipientForm(RowForm):
    """Art. 30(1)(d)."""

    makes = Recipient
    defaults = {"country": "FR"}
    category = Chosen(choices.recipients, label=_("Category"))
    name = Text(label=_("Name, if it is one body"))
    country = Chosen(choices.country_groups, label=_("Country"), initial="FR")


class TransferForm(RowForm):
    """Art. 30(1)(e), 44 to 49."""

    makes = Transfer
    recipient = Text(label=_("Who receives the data"))
    country = Chosen(choices.country_groups, label=_("Country"))
    mechanism = Chosen(choices.mechanisms, label=_("What allows it"))
    detail = Text(label=_("Document or safeguards"), max_length=2000)


class _Certified(RowForm):
    """A row with the three answers about the HDS certificate."""

    @classmethod
    def shown(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401  a row of the record
        """True, False and not known become the list's codes."""
        return {**asdict(value), "is_hds": HDS_ANSWERS[value.is_hds]}

    def value(self) -> Any:  # noqa: ANN401  a row of the record
        """And back."""
        said = self.said()
        return self.makes(**{**said, "is_hds": HDS.get(said["is_hds"])})


class SystemForm(_Certified):
    """Where the data live."""

    makes = System
    defaults = {"kind": "software", "country": "FR"}
    name = Text(label=_("Name"))
    kind = Chosen(lambda: choices.worded(labels.KINDS), label=_("Kind"), initial="software")
    host = Text(label=_("Host"), help_text=_("Leave empty if it stays on your premises."))
    country = Chosen(choices.country_groups, label=_("Country"), initial="FR")
    is_hds = Chosen(choices.known_hds, label=_("Host of health data"))


class ProcessorForm(_Certified):
    """Art. 28: who works for the organisation."""

    makes = ProcessorLine
    defaults = {"country": "FR"}
    name = Text(label=_("Name"))
    service = Text(label=_("What they do for you"))
    country = Chosen(choices.country_groups, label=_("Country"), initial="FR")
    contract_on = Day(label=_("Contract signed on"))
    is_hds = Chosen(choices.known_hds, label=_("Host of health data"))


class MeasureForm(RowForm):
    """A measure in one's own words."""

    makes = Measure
    text = LongText(label=_("Measure"), rows=2)


class PartyForm(RowForm):
    """A joint controller or a client."""

    makes = Party
    name = Text(label=_("Name"))
    contact = Text(label=_("How to reach them"))


class Rows(BaseFormSet[Any]):
    """The rows of one list of the record."""

    def clean(self) -> None:
        """A number of rows below zero is no browser's: nothing is taken for removed."""
        if (self.management_form.cleaned_data["TOTAL_FORMS"] or 0) < 0:
            raise forms.ValidationError(_("Please open the page again: it was not sent whole."))

    def values(self) -> tuple[Any, ...]:
        """The rows that say something and were not removed, in their order."""
        kept = (form for form in self.forms if not self._is_removed(form))
        return tuple(form.value() for form in kept if not form.is_blank)

    def _is_removed(self, form: RowForm) -> bool:
        return bool(form.cleaned_data.get("DELETE"))


def rows(form: type[RowForm], *, extra: int = 0) -> type[Rows]:
    """The formset of these rows, with `extra` blank ones."""
    made = formset_factory(
        form,
        formset=Rows,
        extra=extra,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )
    return cast("type[Rows]", made)


def _identification(code: str) -> Identification:
    known = set(Identification)
    return Identification(code) if code in known else Identification.ATTACHED
