"""The form of each section of an activity: its fields, its rows, and the values they spell."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from probant.reference import law
from probant.register import labels
from probant.register.domain import limits
from probant.register.domain.record import (
    ActivityRecord,
    ActivityRole,
    Collection,
    Measure,
    Research,
)
from probant.register.domain.sections import Section
from probant.register.forms import choices, rows
from probant.register.forms.fields import Chosen, Day, Lines, LongText, Text, Tick

Values = dict[str, Any]


class SectionForm(forms.Form):
    """The fields of a section that are no rows."""

    @classmethod
    def shown(cls, record: ActivityRecord) -> Values:
        """The initial values: by default, the record's fields of the same names."""
        return {name: getattr(record, name) for name in cls.base_fields if hasattr(record, name)}

    def values(self, record: ActivityRecord) -> Values:  # noqa: ARG002  some keep what they do not show
        """The record's fields that were typed."""
        return dict(self.cleaned_data)


class IdentityForm(SectionForm):
    """Art. 30(1)(a) and, for a processor, 30(2)(a) and (b)."""

    name = Text(label=_("Name of the activity"), required=True, max_length=limits.NAME_LENGTH)
    role = Chosen(lambda: choices.worded(labels.ROLES), label=_("Our role"), required=True)
    summary = LongText(label=_("In a few words"))
    processing_categories = Lines(
        label=_("If you are a processor: what you do for your clients"),
        help_text=_("One a line: hosting, support, billing…"),
    )

    def clean_role(self) -> ActivityRole:
        """One of the two roles."""
        try:
            return ActivityRole(self.cleaned_data["role"])
        except ValueError as error:
            raise forms.ValidationError(_("Choose one of the two roles.")) from error


class PurposesForm(SectionForm):
    """The purposes' rows, and the reason that a change of them may need."""

    justification = LongText(
        label=_("Why the purposes change"),
        help_text=_("Kept with its date in the history. Needed once the activity was validated."),
    )

    def values(self, record: ActivityRecord) -> Values:  # noqa: ARG002  the reason is no field of the record
        """The reason goes to the version, not to the record."""
        return {}


class DataForm(SectionForm):
    """Art. 30(1)(c): persons, and where the data come from."""

    data_subjects = forms.MultipleChoiceField(
        label=_("Persons concerned"),
        choices=choices.data_subjects,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    other_subjects = Lines(label=_("Other persons"), help_text=_("One a line."), rows=2)
    source_of_data = Chosen(
        lambda: choices.worded(labels.COLLECTIONS), label=_("Where the data come from")
    )
    origin = Text(
        label=_("If from someone else: from whom"),
        help_text=_("The persons must be told (article 14)."),
        max_length=2000,
    )

    @classmethod
    def shown(cls, record: ActivityRecord) -> Values:
        """Known persons are ticked, the others are written."""
        known = law.data_subjects()
        return {
            "data_subjects": [item for item in record.data_subjects if item in known],
            "other_subjects": [item for item in record.data_subjects if item not in known],
            "source_of_data": record.source_of_data.value,
            "origin": record.origin,
        }

    def values(self, record: ActivityRecord) -> Values:
        """Both kinds of persons together, those that were there first."""
        said = self.cleaned_data
        persons = [*said["data_subjects"], *said["other_subjects"]]
        source = said["source_of_data"]
        return {
            "data_subjects": tuple(_in_order(persons, record.data_subjects)),
            "source_of_data": Collection(source)
            if source in set(Collection)
            else Collection.DIRECT,
            "origin": said["origin"],
        }


class MeasuresForm(SectionForm):
    """Art. 30(1)(g) and 25: measures of the list, minimisation, automated decisions."""

    technical = forms.MultipleChoiceField(
        label=_("Technical measures"),
        choices=lambda: choices.measures("technical"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organisational = forms.MultipleChoiceField(
        label=_("Organisational measures"),
        choices=lambda: choices.measures("organisational"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minimisation = LongText(
        label=_("How data are kept to the minimum"),
        help_text=_("What you do not collect, who has no access, what is erased early."),
    )
    automated_decision = LongText(
        label=_("Decision taken by a machine alone, and how it works"),
        help_text=_("Leave empty if there is none."),
        rows=2,
    )

    @classmethod
    def shown(cls, record: ActivityRecord) -> Values:
        """Measures of the list are ticked."""
        listed = [item.measure for item in record.measures if item.measure]
        return {
            "technical": listed,
            "organisational": listed,
            "minimisation": record.minimisation,
            "automated_decision": record.automated_decision,
        }

    def values(self, record: ActivityRecord) -> Values:
        """Ticked measures, with the words that a template may have given them."""
        said = self.cleaned_data
        before = {item.measure: item for item in record.measures if item.measure}
        ticked = [*said["technical"], *said["organisational"]]
        unknown = [item for code, item in before.items() if code not in law.measures()]
        ordered = _in_order([code for code in ticked if code in law.measures()], before)
        kept = [before.get(code, Measure(measure=code)) for code in ordered]
        return {
            "measures": (*kept, *unknown),
            "minimisation": said["minimisation"],
            "automated_decision": said["automated_decision"],
        }


def _in_order(codes: Iterable[str], before: Iterable[str]) -> list[str]:
    """Those that were there first, in the order in which they were."""
    places = {code: place for place, code in enumerate(before)}
    return sorted(codes, key=lambda code: places.get(code, len(places)))


class ResearchForm(SectionForm):
    """A9: methodology or authorisation, ethics opinion, agreement."""

    is_research = Tick(label=_("This activity is a research, or feeds one"))
    methodology = Chosen(choices.methodologies, label=_("Reference methodology followed"))
    authorisation = Text(label=_("Or the CNIL’s authorisation: number and date"))
    ethics_opinion = Text(label=_("Opinion of the ethics committee: which, number and date"))
    agreement = Text(label=_("Agreement with the partners: which, date"))

    @classmethod
    def shown(cls, record: ActivityRecord) -> Values:
        """Empty fields where there is no research."""
        research = record.research or Research()
        parts = ("methodology", "authorisation", "ethics_opinion", "agreement")
        return {part: getattr(research, part) for part in parts} | {
            "is_research": record.research is not None
        }

    def values(self, record: ActivityRecord) -> Values:  # noqa: ARG002  every field is shown
        """Something typed is a research even when the box was forgotten."""
        said = dict(self.cleaned_data)
        is_research = said.pop("is_research") or any(said.values())
        return {"research": Research(**said) if is_research else None}


class ReviewForm(SectionForm):
    """When the activity is read again, and what else to know."""

    review_on = Day(label=_("To be reviewed on"))
    notices_reference = Text(label=_("Reference of the notice that informs the persons"))
    notes = LongText(label=_("Notes"), rows=5)


FORMS: Mapping[Section, type[SectionForm]] = {
    Section.IDENTITY: IdentityForm,
    Section.PURPOSES: PurposesForm,
    Section.DATA: DataForm,
    Section.MEASURES: MeasuresForm,
    Section.RESEARCH: ResearchForm,
    Section.REVIEW: ReviewForm,
}
ROWS: Mapping[Section, Mapping[str, tuple[type[rows.RowForm], labels.Words]]] = {
    Section.IDENTITY: {
        "joint_controllers": (rows.PartyForm, _("Joint controllers")),
        "controllers": (rows.PartyForm, _("If you are a processor: your clients")),
    },
    Section.PURPOSES: {"purposes": (rows.PurposeForm, _("Purposes"))},
    Section.DATA: {"data_lines": (rows.DataLineForm, _("Data"))},
    Section.RECIPIENTS: {
        "recipients": (rows.RecipientForm, _("Recipients")),
        "transfers": (rows.TransferForm, _("Transfers out of Europe")),
    },
    Section.SYSTEMS: {
        "systems": (rows.SystemForm, _("Systems and media")),
        "processors": (rows.ProcessorForm, _("Processors")),
    },
    Section.MEASURES: {"measures": (rows.MeasureForm, _("Other measures, in your words"))},
}


class Editing:
    """One section on screen: its form and formsets, unbound or bound to what was typed."""

    def __init__(
        self, section: Section, record: ActivityRecord, data: QueryDict | None = None
    ) -> None:
        """`record`: what stands; `data`: what was typed, if anything was."""
        self.section = section
        self.record = record
        self.data = data

    @cached_property
    def form(self) -> SectionForm | None:
        """The fields that are no rows, where the section has some."""
        made = FORMS.get(self.section)
        if made is None:
            return None
        return made(self.data, initial=made.shown(self.record))

    @cached_property
    def formsets(self) -> list[tuple[rows.Rows, labels.Words]]:
        """The lists of the section with their titles."""
        listed = ROWS.get(self.section, {})
        return [(self._formset(field, form), title) for field, (form, title) in listed.items()]

    def _formset(self, field: str, form: type[rows.RowForm]) -> rows.Rows:
        shown = [form.shown(item) for item in self._held(field)]
        made = rows.rows(form, extra=0 if shown else 1)
        return made(self.data, initial=shown, prefix=field)

    def _held(self, field: str) -> tuple[Any, ...]:
        held: tuple[Any, ...] = getattr(self.record, field)
        if field == "measures":
            return tuple(item for item in held if not item.measure)
        return held

    @property
    def forms(self) -> list[forms.Form]:
        """Every form of the section, for the summary of its errors."""
        listed = [form for formset, _title in self.formsets for form in formset.forms]
        return [*([self.form] if self.form else []), *listed]

    def is_valid(self) -> bool:
        """Whether all that was typed can be kept; each part is checked, so that all errors show."""
        answers = [formset.is_valid() for formset, _title in self.formsets]
        return all([self.form is None or self.form.is_valid(), *answers])

    def values(self) -> Values:
        """The fields of the record that the section spells."""
        values = self.form.values(self.record) if self.form else {}
        for formset, _title in self.formsets:
            field = str(formset.prefix)
            values[field] = (*values.get(field, ()), *formset.values())
        return values

    @property
    def justification(self) -> str:
        """The reason given for other purposes, if any."""
        return str(self.form.cleaned_data.get("justification", "")) if self.form else ""


def with_one_more_row(data: QueryDict, field: str) -> QueryDict:
    """What was typed, and one blank row more in the list `field`: without JavaScript too."""
    more = data.copy()
    name = f"{field}-TOTAL_FORMS"
    count = str(more.get(name, ""))
    if count.isdecimal() and len(count) < len("9999999999"):
        more[name] = str(min(int(count) + 1, rows.MOST_ROWS))
    return more
