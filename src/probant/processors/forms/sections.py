"""What the pages of one processor accept: the first words, then each part of its record."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.organisations import identifiers
from probant.processors import labels
from probant.processors.domain.record import (
    PARAGRAPH,
    Contact,
    Hosting,
    ProcessorRecord,
    Use,
)
from probant.processors.forms import rows
from probant.reference import processors as reference
from probant.register.forms import choices
from probant.register.forms.fields import Chosen, Day, LongText, Text
from probant.register.queries import LinesOfActivity

PEOPLE = ("contact", "dpo", "incidents")
KNOWN = {"": None, "yes": True, "no": False}
SAID = {answer: code for code, answer in KNOWN.items()}


def _hosts() -> list[tuple[str, str]]:
    return [(SAID[answer], str(word)) for answer, word in labels.HOSTS.items()]


def _services() -> list[tuple[str, str]]:
    language = labels.language()
    found = reference.hosting_services().values()
    return [("", str(_("I choose below"))), *((one.id, one.label.in_(language)) for one in found)]


class NewProcessor(forms.Form):
    """The first words: who, for what, how to reach them."""

    name = Text(label=labels.FIELDS["name"], required=True, max_length=200)
    services = LongText(
        label=labels.FIELDS["services"],
        max_length=PARAGRAPH,
        rows=2,
        help_text=_("Online appointments, hosting of the records, payroll…"),
    )
    contact_email = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    contact_telephone = Text(label=_("Telephone"), max_length=200)
    activities = forms.MultipleChoiceField(
        label=labels.FIELDS["uses"], required=False, widget=forms.CheckboxSelectMultiple
    )
    hosts = forms.ChoiceField(
        label=_("Do health data lie with it?"),
        choices=_hosts,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )

    def __init__(self, *args: Any, activities: list[LinesOfActivity], **kwargs: Any) -> None:  # noqa: ANN401
        """`activities`: those of the register."""
        super().__init__(*args, **kwargs)
        self.fields["activities"].choices = [  # type: ignore[attr-defined]
            (str(one.activity), f"{one.number}. {one.name}") for one in activities
        ]

    def record(self) -> ProcessorRecord:
        """The processor that was typed."""
        said = self.cleaned_data
        return ProcessorRecord(
            name=said["name"],
            services=said["services"],
            contact=Contact(email=said["contact_email"], telephone=said["contact_telephone"]),
            uses=tuple(Use(activity=one) for one in said["activities"]),
            hosting=Hosting(hosts_health_data=KNOWN[said["hosts"]]),
        )


class Identity(forms.Form):
    """Who it is, and whom to call."""

    name = Text(label=labels.FIELDS["name"], required=True, max_length=200)
    siren = Text(label=labels.FIELDS["siren"], max_length=20)
    address = LongText(label=labels.FIELDS["address"], max_length=PARAGRAPH, rows=2)
    country = Chosen(choices.country_groups, label=labels.FIELDS["country"])
    services = LongText(label=labels.FIELDS["services"], max_length=PARAGRAPH)
    contact_name = Text(label=_("Contact: name"), max_length=200)
    contact_email = forms.EmailField(label=_("Contact: e-mail"), required=False, max_length=200)
    contact_telephone = Text(label=_("Contact: telephone"), max_length=200)
    incidents_name = Text(label=_("Incident: whom to call"), max_length=200)
    incidents_email = forms.EmailField(label=_("Incident: e-mail"), required=False, max_length=200)
    incidents_telephone = Text(
        label=_("Incident: telephone"),
        max_length=200,
        help_text=_("A number that answers at night, if there is one."),
    )
    dpo_name = Text(label=_("Data protection officer: name"), max_length=200)
    dpo_email = forms.EmailField(
        label=_("Data protection officer: e-mail"), required=False, max_length=200
    )
    dpo_telephone = Text(label=_("Data protection officer: telephone"), max_length=200)
    note = LongText(label=labels.FIELDS["note"], max_length=PARAGRAPH)

    @classmethod
    def shown(cls, record: ProcessorRecord) -> dict[str, Any]:
        """The record as the form's initial values."""
        people = {
            f"{who}_{name}": held
            for who in PEOPLE
            for name, held in asdict(getattr(record, who)).items()
        }
        names = ("name", "siren", "address", "country", "services", "note")
        return {**{name: getattr(record, name) for name in names}, **people}

    def clean_siren(self) -> str:
        """Nine digits that hold together; spaces are nobody's mistake."""
        said = identifiers.compact(self.cleaned_data["siren"])
        if said and not identifiers.is_siren(said):
            raise forms.ValidationError(
                _("A SIREN has nine digits, and these do not go together: check the number.")
            )
        return said

    def changed(self, record: ProcessorRecord) -> ProcessorRecord:
        """The record with these parts replaced."""
        said = self.cleaned_data
        people: dict[str, Any] = {
            who: Contact(
                name=said[f"{who}_name"],
                email=said[f"{who}_email"],
                telephone=said[f"{who}_telephone"],
            )
            for who in PEOPLE
        }
        names = ("name", "siren", "address", "country", "services", "note")
        return replace(record, **{name: said[name] for name in names}, **people)


class HostingForm(forms.Form):
    """Whether health data lie with it, and which activities the service needs."""

    hosts = forms.ChoiceField(
        label=_("Do health data lie with it?"),
        choices=_hosts,
        required=False,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("Which kind of service?"),
        choices=_services,
        required=False,
        help_text=_("Probant then proposes the activities; tick or untick them as your case asks."),
    )
    needed = forms.TypedMultipleChoiceField(
        label=_("Activities that the service needs"),
        choices=rows.activity_choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def changed(self, hosting: Hosting) -> Hosting:
        """The answers; a kind of service fills what nobody ticked."""
        said = self.cleaned_data
        needed = tuple(sorted(said["needed"]))
        if not needed and said["kind"]:
            needed = reference.hosting_services()[said["kind"]].needs
        return replace(hosting, hosts_health_data=KNOWN[said["hosts"]], needed=needed)


class ChainForm(forms.Form):
    """When the processor gave its list; none is an answer too."""

    chain_told_on = Day(
        label=labels.FIELDS["chain_told_on"],
        help_text=_("Also when its answer is that it has none."),
    )


class Editing:
    """The form and the rows of one part of a record."""

    def __init__(
        self,
        section: str,
        record: ProcessorRecord,
        activities: list[LinesOfActivity],
        data: Any = None,  # noqa: ANN401  QueryDict
    ) -> None:
        """`data`: what was posted, or nothing to show the record."""
        self.section, self.record = section, record
        self.form = self._form(data)
        self.formsets = {
            prefix: rows.formset(row, prefix, held, data, **options)
            for prefix, (row, held, options) in self._rows(activities).items()
        }

    def is_valid(self) -> bool:
        """Whether everything typed makes sense; every part is looked at."""
        return all([self.form.is_valid(), *(one.is_valid() for one in self.formsets.values())])

    @property
    def listed(self) -> list[tuple[rows.Rows, labels.Words]]:
        """The lists of rows with their titles."""
        return [(one, TITLES[prefix]) for prefix, one in self.formsets.items()]

    def changed(self) -> ProcessorRecord:
        """The record with this part replaced."""
        found: dict[str, Any] = {prefix: one.values() for prefix, one in self.formsets.items()}
        match self.form:
            case Identity():
                return self.form.changed(self.record)
            case HostingForm():
                hosting = self.form.changed(self.record.hosting)
                return replace(self.record, hosting=replace(hosting, **found))
            case ChainForm():
                told_on = self.form.cleaned_data["chain_told_on"]
                return replace(self.record, chain_told_on=told_on, **found)
        return replace(self.record, **found)

    def refuse(self, path: str, reason: str) -> None:
        """Says what the rules refused, on its field where the page has it."""
        name = path.partition(".")[0]
        where = name if name in self.form.fields else None
        label = labels.FIELDS.get(name, "")
        said = labels.shape(reason)
        self.form.add_error(where, said if where or not label else f"{label} – {said}")

    def _form(self, data: Any) -> forms.Form:  # noqa: ANN401  QueryDict
        record = self.record
        if self.section == "identity":
            return Identity(data, initial=Identity.shown(record))
        if self.section == "hosting":
            hosting = record.hosting
            held = {"hosts": SAID[hosting.hosts_health_data], "needed": list(hosting.needed)}
            return HostingForm(data, initial=held)
        if self.section == "chain":
            return ChainForm(data, initial={"chain_told_on": record.chain_told_on})
        return forms.Form(data)

    def _rows(
        self, activities: list[LinesOfActivity]
    ) -> Mapping[str, tuple[type[rows.Row], tuple[Any, ...], dict[str, Any]]]:
        record = self.record
        match self.section:
            case "activities":
                return {"uses": (rows.UseRow, record.uses, {"activities": activities})}
            case "places":
                return {
                    "storage": (rows.CountryRow, record.storage, {}),
                    "accesses": (rows.AccessRow, record.accesses, {}),
                }
            case "hosting":
                held = record.hosting.certificates
                return {"certificates": (rows.CertificateRow, held, {})}
            case "chain":
                return {"sub_processors": (rows.SubProcessorRow, record.sub_processors, {})}
        return {}


TITLES: Mapping[str, labels.Words] = {
    "uses": labels.FIELDS["uses"],
    "storage": labels.FIELDS["storage"],
    "accesses": labels.FIELDS["accesses"],
    "certificates": _("Certificates"),
    "sub_processors": labels.FIELDS["sub_processors"],
}
