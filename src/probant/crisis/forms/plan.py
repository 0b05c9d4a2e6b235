"""What the pages of the plan accept: a first plan in fifteen minutes, then each part in detail."""

from dataclasses import asdict, replace
from typing import Any, ClassVar, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.crisis import plan_words as words
from probant.crisis.domain import offline
from probant.crisis.domain.plan import (
    MOST_CHARACTERS,
    MOST_ROWS,
    Insurance,
    OutsideLine,
    Plan,
    Procedure,
    ProviderLine,
    Responder,
    Rule,
)
from probant.reference import crisis as reference

LINE = 200
IMPORTED_BYTES = 2_000_000
EDITED = ("general", "people", "contacts", "insurance", "providers", "procedures", "rules")


def line(label: Any, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  a translatable text
    """A short text, optional."""
    return forms.CharField(label=label, required=False, max_length=LINE, **kwargs)


def paragraph(label: Any, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  a translatable text
    """A longer text, optional."""
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(
        label=label, required=False, max_length=MOST_CHARACTERS, widget=area, **kwargs
    )


def telephone(label: Any = words.FIELDS["telephone"]) -> forms.CharField:  # noqa: ANN401  a text
    """A telephone number, as people write them."""
    return line(label, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))


def _teams() -> list[tuple[str, Any]]:
    return list(words.TEAMS.items())


def _guides() -> list[tuple[str, str]]:
    language = get_language() or "fr"
    return [(id_, guide.label.in_(language)) for id_, guide in reference.guides().items()]


class Row(forms.Form):
    """One row of a list; a row that says nothing but defaults is no row."""

    makes: ClassVar[type[Any]]
    silent: ClassVar[frozenset[str]] = frozenset()

    def value(self) -> Any:  # noqa: ANN401  a row of the plan
        """The row that was typed."""
        return self.makes(**self._said())

    def _said(self) -> dict[str, Any]:
        return {name: held for name, held in self.cleaned_data.items() if name != "DELETE"}

    @property
    def is_kept(self) -> bool:
        """Whether it was not removed and says something."""
        said = self._said()
        speaks = any(held for name, held in said.items() if name not in self.silent)
        return speaks and not self.cleaned_data.get("DELETE")


class ResponderRow(Row):
    """Somebody of a team."""

    makes = Responder
    silent = frozenset({"team", "is_deputy"})
    team = forms.ChoiceField(label=words.FIELDS["team"], choices=_teams)
    name = line(words.FIELDS["name"])
    function = line(words.FIELDS["function"])
    telephone = telephone()
    other_way = line(
        words.FIELDS["other_way"], help_text=_("Home number, another phone, secure messaging.")
    )
    is_deputy = forms.BooleanField(label=words.FIELDS["is_deputy"], required=False)


class ContactRow(Row):
    """Somebody outside."""

    makes = OutsideLine
    silent = frozenset({"kind"})
    kind = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = line(words.FIELDS["name"])
    telephone = telephone()
    address = line(words.FIELDS["address"])
    note = line(words.FIELDS["note"])


class ProviderRow(Row):
    """A provider and its hotline."""

    makes = ProviderLine
    name = line(words.FIELDS["name"])
    service = line(words.FIELDS["service"])
    hotline = telephone(words.FIELDS["hotline"])
    hours = line(words.FIELDS["hours"])
    contract = line(words.FIELDS["contract"])


class ProcedureRow(Row):
    """What to do without one system."""

    makes = Procedure
    system = line(words.FIELDS["system"])
    without_it = paragraph(words.FIELDS["without_it"])
    paper = line(words.FIELDS["paper"])


class RuleRow(Row):
    """A decision taken in advance."""

    makes = Rule
    decision = line(words.FIELDS["decision"])
    who = line(words.FIELDS["who"])
    condition = paragraph(words.FIELDS["condition"])


class Rows(BaseFormSet[Any]):
    """The rows of one list of the plan."""

    def values(self) -> tuple[Any, ...]:
        """The rows that say something, in their order."""
        return tuple(form.value() for form in self.forms if form.is_kept)


ROW_FORMS: dict[str, type[Row]] = {
    "people": ResponderRow,
    "contacts": ContactRow,
    "providers": ProviderRow,
    "procedures": ProcedureRow,
    "rules": RuleRow,
}


class General(forms.Form):
    """Which guides, which officer, where to meet and how to talk."""

    size = forms.ChoiceField(label=words.SECTIONS["size"], choices=list(words.SIZES.items()))
    dpo = forms.ChoiceField(label=words.SECTIONS["dpo"], choices=list(words.DPOS.items()))
    scenarios = forms.MultipleChoiceField(
        label=words.SECTIONS["scenarios"],
        choices=_guides,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    meeting_place = line(words.SECTIONS["meeting_place"])
    other_channel = line(words.SECTIONS["other_channel"])
    backups = paragraph(words.SECTIONS["backups"])

    def changed(self, plan: Plan) -> Plan:
        """The plan with these parts replaced."""
        said = dict(self.cleaned_data)
        return replace(plan, **{**said, "scenarios": tuple(said["scenarios"])})


class InsuranceForm(forms.Form):
    """The policy and how it is reached."""

    insurer = line(words.FIELDS["insurer"])
    policy = line(words.FIELDS["policy"])
    telephone = telephone()
    reported_within = line(
        words.FIELDS["reported_within"], help_text=_("As the contract says: 48 hours, 5 days…")
    )

    def changed(self, plan: Plan) -> Plan:
        """The plan with this policy."""
        return replace(plan, insurance=Insurance(**self.cleaned_data))


class Editing:
    """The form of one part of the plan: fields, or rows."""

    def __init__(self, section: str, plan: Plan, data: Any = None) -> None:  # noqa: ANN401  QueryDict
        """`data`: what was posted, or nothing to show the plan."""
        self.section = section
        self.plan = plan
        held = {name: list(v) if isinstance(v, tuple) else v for name, v in vars(plan).items()}
        self.form: forms.Form | None = None
        self.rows: Rows | None = None
        if section == "general":
            self.form = General(data, initial=held)
        elif section == "insurance":
            self.form = InsuranceForm(data, initial=asdict(plan.insurance))
        else:
            initial = [asdict(row) for row in held[section]]
            self.rows = _formset(section)(data, initial=initial, prefix=section)

    def is_valid(self) -> bool:
        """Whether what was posted can be kept."""
        held = self.form if self.form is not None else self.rows
        return held is not None and held.is_valid()

    def changed(self) -> Plan:
        """The plan as it would become."""
        if isinstance(self.form, General | InsuranceForm):
            return self.form.changed(self.plan)
        rows = cast("Rows", self.rows)
        changed: dict[str, Any] = {self.section: rows.values()}
        return replace(self.plan, **changed)


def _formset(section: str) -> type[Rows]:
    made = formset_factory(
        ROW_FORMS[section],
        formset=Rows,
        extra=1,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )
    return cast("type[Rows]", made)


class FirstPlan(forms.Form):
    """The questions that make a first plan; only the first two need an answer."""

    size = forms.ChoiceField(
        label=_("What are you?"), choices=list(words.SIZES.items()), widget=forms.RadioSelect
    )
    dpo = forms.ChoiceField(
        label=_("Do you have a data protection officer?"),
        choices=list(words.DPOS.items()),
        widget=forms.RadioSelect,
    )
    leader = line(_("Who decides in a crisis?"))
    leader_telephone = telephone(_("Their mobile number"))
    leader_other_way = line(_("Another way to reach them"))
    repairer = line(_("Who repairs your computers?"), help_text=_("A person or a company."))
    repairer_telephone = telephone(_("Their emergency number"))
    insurer = line(_("Which insurer covers a cyber attack?"))
    policy = line(words.FIELDS["policy"])
    insurer_telephone = telephone(_("The insurer’s telephone"))
    paper = line(
        _("Where are the paper forms?"),
        help_text=_("Prescription pads, blank records: the drawer, the cupboard."),
    )
    other_channel = line(
        words.SECTIONS["other_channel"], help_text=_("A group of mobile phones, a meeting place.")
    )
    backups = line(words.SECTIONS["backups"])

    def plan(self, proposed: Plan) -> Plan:
        """The proposed plan with the answers in their places."""
        said = self.cleaned_data
        leader = Responder(
            team="management",
            name=said["leader"],
            telephone=said["leader_telephone"],
            other_way=said["leader_other_way"],
        )
        repairer = Responder(team="it", name=said["repairer"], telephone=said["repairer_telephone"])
        named = tuple(one for one in (leader, repairer) if one.name)
        return replace(
            proposed,
            size=said["size"],
            people=(*named, *_others(proposed, named)),
            insurance=Insurance(
                insurer=said["insurer"],
                policy=said["policy"],
                telephone=said["insurer_telephone"],
            ),
            procedures=tuple(replace(one, paper=said["paper"]) for one in proposed.procedures),
            rules=tuple(replace(one, who=said["leader"]) for one in proposed.rules),
            other_channel=said["other_channel"],
            backups=said["backups"],
        )


def _others(proposed: Plan, named: tuple[Responder, ...]) -> tuple[Responder, ...]:
    """Those already known, as deputies of whoever was named in their team."""
    names, teams = {one.name for one in named}, {one.team for one in named}
    return tuple(
        replace(one, is_deputy=one.is_deputy or one.team in teams)
        for one in proposed.people
        if one.name not in names
    )


class Seen(forms.Form):
    """Which version was on screen."""

    seen = forms.IntegerField(min_value=0, max_value=1_000_000_000, widget=forms.HiddenInput)


class Language(forms.Form):
    """In which language a copy is made."""

    language = forms.ChoiceField(
        label=_("Language of the copy"), choices=[("fr", "Français"), ("en", "English")]
    )


class Passphrase(Language):
    """A passphrase, typed or taken from the proposal; it is kept nowhere."""

    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=offline.LONGEST_PASSPHRASE,
        strip=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_passphrase(self) -> str:
        """Refused where it would be guessed."""
        said: str = self.cleaned_data["passphrase"]
        if reason := offline.weakness(said):
            raise forms.ValidationError(words.WEAKNESSES[reason], code=reason)
        return said


class JsonFile(forms.Form):
    """A file of JSON, within bounds."""

    file = forms.FileField(label=_("File"), max_length=LINE)

    def clean_file(self) -> bytes:
        """Its bytes."""
        found = self.cleaned_data["file"]
        if found.size > IMPORTED_BYTES:
            raise forms.ValidationError(_("This file is too large to be a plan."))
        content: bytes = found.read()
        return content


class LogFile(forms.Form):
    """A log saved by an offline page, and the room that it goes to."""

    file = forms.FileField(label=_("Log file"), max_length=LINE)

    def clean_file(self) -> bytes:
        """Its bytes."""
        found = self.cleaned_data["file"]
        if found.size > IMPORTED_BYTES:
            raise forms.ValidationError(_("This file is too large to be a log."))
        content: bytes = found.read()
        return content
