"""What the pages of staff, sessions and imports accept."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.reference import training as reference
from probant.register.exchange.sheets import Sheet
from probant.training import labels
from probant.training.actions.holding import YEARS, Plan
from probant.training.actions.importing import LIMITS
from probant.training.actions.listing import Stated
from probant.training.domain.coverage import Share, Standing
from probant.training.importing.fields import FIELDS, Choices
from probant.training.models import Session, StaffMember
from probant.training.queries import WantedStaff

ALL = ("", pgettext_lazy("training", "All"))
SAMPLES = 3


def _day(
    label: Any,  # noqa: ANN401  lazy words
    *,
    required: bool = True,
    help_text: Any = "",  # noqa: ANN401  lazy words
) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write a day, such as 31/12/2026.")},
    )


def _subjects() -> list[tuple[str, str]]:
    return [(id_, labels.in_(one.label)) for id_, one in reference.modules().items()]


def ensure_plausible(said: date | None) -> date | None:
    """A year mistyped is said at once."""
    if said is not None and said.year not in YEARS:
        raise forms.ValidationError(_("Check the year."))
    return said


class Staff(forms.Form):
    """Somebody who works here: no more than training needs."""

    name = forms.CharField(label=_("Name"), max_length=200)
    function = forms.CharField(label=_("Function"), max_length=100, required=False)
    service = forms.CharField(label=_("Service"), max_length=100, required=False)
    arrived_on = _day(
        _("Arrived on"),
        required=False,
        help_text=_("Without it, Probant cannot tell whether a newcomer was trained in time."),
    )
    left_on = _day(_("Left on"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, found: StaffMember, data: Any = None) -> "Staff":  # noqa: ANN401  request data
        """The form of a line as it stands."""
        names = ("name", "function", "service", "arrived_on", "left_on", "version")
        return cls(data, initial={name: getattr(found, name) for name in names})

    def clean(self) -> dict[str, Any]:
        """Leaving comes after arriving."""
        said = super().clean() or {}
        for name in ("arrived_on", "left_on"):
            if said.get(name) and said[name].year not in YEARS:
                self.add_error(name, _("Check the year."))
        arrived, left = said.get("arrived_on"), said.get("left_on")
        if arrived and left and left < arrived:
            self.add_error("left_on", _("Leaves before arriving."))
        return said

    def stated(self) -> Stated:
        """As an action takes it."""
        names = ("name", "function", "service", "arrived_on", "left_on")
        return Stated(**{name: self.cleaned_data[name] for name in names})


class SessionForm(forms.Form):
    """A training given by somebody."""

    title = forms.CharField(label=_("Title"), max_length=200)
    subjects = forms.MultipleChoiceField(
        label=_("Subjects"),
        choices=_subjects,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    held_on = _day(_("Date"))
    minutes = forms.IntegerField(
        label=_("Length, in minutes"), min_value=1, max_value=2400, required=False
    )
    is_remote = forms.TypedChoiceField(
        label=_("How"),
        choices=[("", _("In one room")), ("yes", _("At a distance"))],
        coerce=bool,
        empty_value=None,
        required=False,
    )
    trainer = forms.CharField(label=_("Trainer"), max_length=200, required=False)
    audience = forms.CharField(
        label=_("For whom"),
        max_length=200,
        required=False,
        help_text=_("A service, a function: not a list of names."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def blank(cls, data: Any = None) -> "SessionForm":  # noqa: ANN401  request data
        """A new one."""
        return cls(data, initial={"key": uuid4()})

    @classmethod
    def of(cls, found: Session, data: Any = None) -> "SessionForm":  # noqa: ANN401  request data
        """The form of a session as it stands."""
        names = ("title", "subjects", "held_on", "minutes", "trainer", "audience", "version")
        initial: dict[str, Any] = {name: getattr(found, name) for name in names}
        return cls(data, initial=initial | {"is_remote": "yes" if found.is_remote else ""})

    def clean_held_on(self) -> date | None:
        """Refused where a year was mistyped."""
        return ensure_plausible(self.cleaned_data["held_on"])

    def plan(self) -> Plan:
        """As an action takes it."""
        said = self.cleaned_data
        names = ("title", "held_on", "minutes", "trainer", "audience", "is_remote")
        values = {name: said[name] for name in names} | {"is_remote": bool(said["is_remote"])}
        return Plan(**values, subjects=tuple(said["subjects"]))


class Presence(forms.Form):
    """A box for each person: ticked, they were there."""

    def __init__(self, people: Sequence[StaffMember], *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's form
        """`people`: those who may have come."""
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["present"] = forms.MultipleChoiceField(
            label=_("Who was there"),
            required=False,
            choices=[(str(one.pk), one.name) for one in people],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "invalid_choice": _("Somebody ticked is no longer on the staff list: read again.")
            },
        )

    def presence(self) -> dict[UUID, bool]:
        """Each person of the form, there or not."""
        ticked = set(self.cleaned_data["present"])
        return {one.pk: str(one.pk) in ticked for one in self.people}


class Document(forms.Form):
    """A paper of a session."""

    file = forms.FileField(
        label=_("File"),
        max_length=400,
        allow_empty_file=True,
        help_text=_("The signed attendance sheet, the slides: PDF, picture or document."),
        error_messages={"required": _("Choose a file.")},
    )


class UploadForm(forms.Form):
    """The file of a list."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX, ODS or CSV, at most 5 MB. The first lines name the columns."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
        max_length=400,
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
    )

    def content(self) -> tuple[str, bytes]:
        """Its name and its bytes, one more than the limit at most."""
        upload = self.cleaned_data["file"]
        return upload.name or "", upload.read(LIMITS.file_bytes + 1)


class ColumnsForm(forms.Form):
    """What fills each thing that a line may say."""

    def __init__(
        self,
        kind: str,
        sheet: Sheet,
        choices: Choices,
        *args: Any,  # noqa: ANN401  Django's form
        **kwargs: Any,  # noqa: ANN401  Django's form
    ) -> None:
        """`choices`: those that stand now, shown first."""
        super().__init__(*args, **kwargs)
        self.kind, self.sheet, self.choices = kind, sheet, choices
        standing = {id_: str(at) for at, id_ in choices.fills.items()}
        for one in FIELDS[kind]:
            self.fields[one.id] = forms.ChoiceField(
                label=str(one.label),
                choices=[("", _("Not in this file")), *_columns(sheet, choices.header)],
                required=False,
                initial=standing.get(one.id, ""),
            )

    def clean(self) -> dict[str, Any]:
        """One column fills one thing."""
        said = super().clean() or {}
        seen: dict[str, str] = {}
        for name, at in list(said.items()):
            if at and at in seen:
                self.add_error(name, _("This column already fills something else."))
            seen[at or name] = name
        return said

    def chosen(self) -> Choices:
        """As the waiting file keeps them."""
        fills = {int(at): name for name, at in self.cleaned_data.items() if at}
        return Choices(self.choices.sheet, self.choices.header, fills)


class Taking(forms.Form):
    """What is decided when a list of names is taken."""

    adds_unknown = forms.BooleanField(
        label=_("Add to the staff list the people who are not on it"), required=False
    )


class TakingPhishing(forms.Form):
    """What is decided when an exercise is taken."""

    name = forms.CharField(label=_("Name of the exercise"), max_length=200)
    launched_on = _day(_("Launched on"))
    keeps_outcomes = forms.BooleanField(
        label=_("Also keep what each person did, without names"),
        required=False,
        help_text=_("Each bears a code that nothing leads back from. Counts are enough to learn."),
    )

    def clean_launched_on(self) -> date | None:
        """Refused where a year was mistyped."""
        return ensure_plausible(self.cleaned_data["launched_on"])


class CoverageFilters(forms.Form):
    """Whom a list of coverage shows, and as at which day."""

    words = forms.CharField(label=_("Name"), max_length=100, required=False)
    function = forms.ChoiceField(label=_("Function"), required=False)
    service = forms.ChoiceField(label=_("Service"), required=False)
    state = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[ALL, *((one.value, labels.STANDINGS[one]) for one in Standing)],
    )
    on = _day(_("As at"), required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's form
        functions: Sequence[Share] = (),
        services: Sequence[Share] = (),
        **kwargs: Any,  # noqa: ANN401  Django's form
    ) -> None:
        """`functions`, `services`: those that exist."""
        super().__init__(*args, **kwargs)
        for name, groups in (("function", functions), ("service", services)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
            field.choices = [ALL, *((one.name, one.name) for one in groups if one.name)]

    def wanted(self) -> WantedStaff:
        """The filters that make sense."""
        self.is_valid()
        names = ("words", "function", "service", "state")
        return WantedStaff(**{name: self.cleaned_data.get(name) or "" for name in names})


def _columns(sheet: Sheet, header: int) -> list[tuple[str, str]]:
    """Each column by its title, with what its first lines hold."""
    below = sheet.rows[header + 1 : header + 1 + 40]
    offered = []
    for at, title in enumerate(sheet.rows[header]):
        held = list(dict.fromkeys(row[at][:30] for row in below if row[at]))[:SAMPLES]
        name = title[:60] or f"{at + 1}"
        offered.append((str(at), f"{name} ({', '.join(held)})" if held else name))
    return offered
