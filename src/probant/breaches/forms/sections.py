"""The form of each section of a breach's facts, and the section that was typed."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from probant.breaches.domain.facts import BreachFacts
from probant.breaches.forms import rows
from probant.breaches.forms.fields import (
    Answered,
    CountField,
    Lines,
    Long,
    Several,
    Short,
    Worded,
    offered,
)
from probant.breaches.forms.moments import Moment
from probant.breaches.instants import Instant

Values = dict[str, Any]


class SectionForm(forms.Form):
    """The fields of a section that are no rows; their names are those of the facts."""

    def values(self) -> Values:
        """What was typed, as the facts spell it."""
        return {name: _plain(held) for name, held in self.cleaned_data.items()}


class EventForm(SectionForm):
    """What happened: art. 33(3)(a), art. 4(12)."""

    confidentiality = Answered(
        label=_("Could someone without the right see the data?"), help_text=_("Confidentiality")
    )
    integrity = Answered(label=_("Were data altered?"), help_text=_("Integrity"))
    availability = Answered(label=_("Were data lost or out of reach?"), help_text=_("Availability"))
    origins = Several("origin", label=_("What it comes from"))
    cause = Worded("cause", label=_("Cause"))
    narrative = Long(
        label=_("What happened, in order"),
        help_text=_("It goes into the notification: no patient’s name."),
        rows=6,
    )

    def values(self) -> Values:
        """The three losses stand together."""
        said = super().values()
        losses = ("confidentiality", "integrity", "availability")
        return {**said, "loss": {name: said.pop(name) for name in losses}}


class TimelineForm(SectionForm):
    """When: the instant of awareness starts the 72 hours, art. 33(1)."""

    aware_at = Moment(
        label=_("When was the organisation reasonably certain?"),
        help_text=_(
            "This starts the 72 hours. A short check to be sure does not start them; "
            "a processor’s report does."
        ),
    )
    awareness = Worded("awareness", label=_("What gave that certainty"))
    awareness_why = Long(label=_("Why this instant and not another"), rows=2)
    started_at = Moment(label=_("Beginning of the breach"))
    is_ongoing = Answered(label=_("Is it still going on?"))
    ended_at = Moment(label=_("End of the breach"))
    alerted_at = Moment(label=_("First signal"))
    detected_at = Moment(label=_("Noticed by someone here"))
    processor_reported_at = Moment(label=_("Report of a processor"))
    late_reasons = Long(
        label=_("If more than 72 hours pass: the reasons"),
        help_text=_("The authority asks for them, article 33(1)."),
        rows=2,
    )

    @property
    def is_hour_ambiguous(self) -> bool:
        """Whether an hour that happened twice was written."""
        held = getattr(self, "cleaned_data", {}).values()
        return any(isinstance(one, Instant) and one.is_ambiguous for one in held)


class DataForm(SectionForm):
    """Which data: art. 33(3)(a)."""

    activities = forms.MultipleChoiceField(
        label=_("Activities of the register concerned"),
        help_text=_("Their data and persons are added below; correct what does not apply."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    scope = Worded("scope", label=_("Is the list of data complete?"))
    scope_how = Long(label=_("How the scope was established"), rows=2)
    records = CountField(label=_("How many records or documents"))
    identification = Worded("identification", label=_("How easily are people recognised?"))

    def values(self) -> Values:
        """Activities in a tuple; an open scope unless it is said to be established."""
        said = super().values()
        scope = "established" if said["scope"] == "established" else "open"
        return {**said, "activities": tuple(said["activities"]), "scope": scope}


class PersonsForm(SectionForm):
    """Whose data."""

    has_vulnerable = Answered(
        label=_("Are there minors, protected adults or other vulnerable people?")
    )
    countries = Short(
        label=_("Other countries of the Union concerned"),
        help_text=_("Two-letter codes separated by commas: BE, DE."),
    )

    def values(self) -> Values:
        """Codes in a tuple."""
        said = super().values()
        codes = (code.strip().upper() for code in said["countries"].split(","))
        return {**said, "countries": tuple(code for code in codes if code)}


class CircumstancesForm(SectionForm):
    """What makes it worse or better: EDPB 9/2022, ENISA."""

    is_malicious = Answered(label=_("Was it done on purpose to harm?"))
    protection = Worded("protection", label=_("What protected the data"))
    is_key_safe = Answered(label=_("Is the key, or the password, still safe?"))
    protection_how = Short(label=_("How you know"))
    access = Worded("access", label=_("Access by someone without the right"))
    access_how = Short(label=_("What shows it: logs, a forensic report…"))
    recipients = Worded("recipients", label=_("Who has, or may have, the data"))
    recipients_count = CountField(label=_("How many recipients"))
    is_deletion_confirmed = Answered(
        label=_("Has a recipient confirmed in writing that they deleted them?")
    )
    was_public = Answered(label=_("Were these data public already?"))
    alteration = Worded("alteration", label=_("If data were altered: what became of them"))
    backup = Worded("backup", label=_("Was there a usable copy?"))
    restoration = Worded("restoration", label=_("How the data came back"))
    unavailable_hours = CountField(label=_("For how many hours they were out of reach"))
    service_effect = Worded("service_effect", label=_("Effect on care and on people"))


class ConsequencesForm(SectionForm):
    """What the persons may suffer: art. 33(3)(c)."""

    severity = Worded("severity", label=_("How serious, all in all"))
    narrative = Long(label=_("In your words"))


class MeasuresForm(SectionForm):
    """What was in place, and what the persons can do themselves: art. 33(3)(d), 34(2)."""

    advice = Lines(
        label=_("What the people concerned can do"),
        help_text=_("One advice a line; it goes into their letter."),
    )


class InvolvementForm(SectionForm):
    """In which capacity we are, and who else is concerned."""

    role = forms.ChoiceField(
        label=_("For these data, we are"),
        choices=lambda: offered("role"),
        widget=forms.RadioSelect,
    )
    is_health_incident = Answered(
        label=_("Is it a serious incident for a health information system?"),
        help_text=_("It is then signalled to the ANS (CERT Santé) and to the ARS."),
    )
    is_insured = Answered(label=_("Is there an insurance against cyber risks?"))
    authorities_told = Lines(label=_("Other authorities told already"), rows=2)


FORMS: Mapping[str, type[SectionForm]] = {
    "event": EventForm,
    "timeline": TimelineForm,
    "data": DataForm,
    "persons": PersonsForm,
    "circumstances": CircumstancesForm,
    "consequences": ConsequencesForm,
    "measures": MeasuresForm,
    "involvement": InvolvementForm,
}
ROWS: Mapping[str, Mapping[str, tuple[type[rows.RowForm], Any]]] = {
    "data": {"items": (rows.DataItemForm, _("Kinds of data"))},
    "persons": {"groups": (rows.PersonsGroupForm, _("Groups of people"))},
    "consequences": {"items": (rows.ConsequenceForm, _("Likely consequences"))},
    "measures": {"before": (rows.MeasureBeforeForm, _("Protections that were in place"))},
    "involvement": {
        "processors": (rows.PartyForm, _("Processors concerned")),
        "joint_controllers": (rows.PartyForm, _("Joint controllers")),
        "controllers": (rows.PartyForm, _("If we are a processor: the controllers to tell")),
    },
}


class Editing:
    """One section's form and rows, filled from the facts or from what was typed."""

    def __init__(
        self,
        section: str,
        facts: BreachFacts,
        data: QueryDict | None,
        activities: Iterable[tuple[UUID, str]] = (),
    ) -> None:
        """`activities`: those of the register, offered in the section of data."""
        self.section, self.held = section, getattr(facts, section)
        self.form = FORMS[section](data, initial=_shown(section, self.held))
        if "activities" in self.form.fields:
            choices = [(str(id_), name) for id_, name in activities]
            self.form.fields["activities"].choices = choices  # type: ignore[attr-defined]
        self.formsets = [
            (rows.rows(form, name, getattr(self.held, name), data), title)
            for name, (form, title) in ROWS.get(section, {}).items()
        ]

    @cached_property
    def is_valid(self) -> bool:
        """Whether everything typed can be kept; all errors are found at once."""
        return all([self.form.is_valid(), *(held.is_valid() for held, _title in self.formsets)])

    @property
    def value(self) -> Any:  # noqa: ANN401  a section of the facts
        """The section that was typed; what its form does not show stays."""
        typed = {str(rows_.prefix): rows_.values() for rows_, _title in self.formsets}
        held: Values = {one.name: getattr(self.held, one.name) for one in fields(self.held)}
        merged = {**held, **self.form.values(), **typed}
        known = {name: _kept(held[name], merged[name]) for name in held}
        return msgspec.convert(msgspec.to_builtins(known), type(self.held))


def with_one_more_row(data: QueryDict, prefix: str) -> QueryDict:
    """The same with one more blank row: how rows are added without script."""
    more = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    more[name] = str(int(more.get(name, "0") or 0) + 1)
    return more


def _shown(section: str, held: Any) -> Values:  # noqa: ANN401  a section of the facts
    shown = {one.name: getattr(held, one.name) for one in fields(held)}
    if section == "event":
        shown |= {name: getattr(held.loss, name) for name in ("confidentiality", "integrity")}
        shown["availability"] = held.loss.availability
    if section == "persons":
        shown["countries"] = ", ".join(held.countries)
    return {name: _spelled(value) for name, value in shown.items()}


def _spelled(value: Any) -> Any:  # noqa: ANN401  a value of the facts
    return getattr(value, "value", value)


def _plain(value: Any) -> Any:  # noqa: ANN401  a cleaned value
    return value.at if isinstance(value, Instant) else value


def _kept(held: Any, typed: Any) -> Any:  # noqa: ANN401  values of the facts
    """A picker knows no seconds: an instant shown and sent back unchanged keeps its own."""
    if not isinstance(held, datetime) or not isinstance(typed, datetime):
        return typed
    return held if timedelta(0) <= held - typed < timedelta(minutes=1) else typed
