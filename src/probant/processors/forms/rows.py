"""One form a row: a use, a country, an access, a certificate, a sub-processor."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from probant.processors import labels
from probant.processors.domain.record import (
    MOST_ROWS,
    PARAGRAPH,
    Access,
    Authorisation,
    Certificate,
    Chosen,
    Objection,
    SubProcessor,
    Use,
)
from probant.reference import law
from probant.reference import processors as reference
from probant.register.forms import choices
from probant.register.forms.fields import Chosen as Code
from probant.register.forms.fields import Day, LongText, Text, Tick
from probant.register.queries import LinesOfActivity


def worded(words: Mapping[str, labels.Words]) -> list[tuple[str, str]]:
    """The choices of a closed list, in the reader's language."""
    return [(code, str(word)) for code, word in words.items()]


def country(label: Any) -> Code:  # noqa: ANN401  a translatable text
    """A country of the whole list."""
    return Code(choices.country_groups, label=label)


class Row(forms.Form):
    """A row; one that says nothing besides its defaults is no row."""

    silent: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def shown(cls, value: Any) -> dict[str, Any]:  # noqa: ANN401  a row of the record
        """The row's initial values."""
        return asdict(value)

    def value(self) -> Any:  # noqa: ANN401  a row of the record
        """The row of the record that was typed."""
        raise NotImplementedError

    def said(self) -> dict[str, Any]:
        """The cleaned fields without the formset's own."""
        return {name: held for name, held in self.cleaned_data.items() if name != "DELETE"}

    @property
    def is_kept(self) -> bool:
        """Whether it was not removed and says something."""
        speaks = any(held for name, held in self.said().items() if name not in self.silent)
        return speaks and not self.cleaned_data.get("DELETE")


class UseRow(Row):
    """An activity of the register, and what the processor does in it."""

    activity = Code(list, label=_("Activity"))
    service = Text(label=_("What it does there"), max_length=200)

    def __init__(self, *args: Any, activities: list[LinesOfActivity], **kwargs: Any) -> None:  # noqa: ANN401
        """`activities`: those of the register."""
        super().__init__(*args, **kwargs)
        named = [(str(one.activity), f"{one.number}. {one.name}") for one in activities]
        cast("Code", self.fields["activity"]).offer = lambda: [("", "—"), *named]

    def clean_activity(self) -> str:
        """An activity's id, in its own form."""
        said: str = self.cleaned_data["activity"]
        try:
            return str(UUID(said)) if said else ""
        except ValueError as error:
            raise forms.ValidationError(labels.shape("unknown")) from error

    @property
    def is_kept(self) -> bool:
        """A use without activity says nothing."""
        return bool(self.said().get("activity")) and not self.cleaned_data.get("DELETE")

    def value(self) -> Use:
        """The use."""
        return Use(**self.said())


class CountryRow(Row):
    """A country where data lie."""

    country = country(_("Country"))

    @classmethod
    def shown(cls, value: str) -> dict[str, Any]:
        """The code."""
        return {"country": value}

    def value(self) -> str:
        """The code."""
        said: str = self.cleaned_data["country"]
        return said


class AccessRow(Row):
    """Access from another country."""

    country = country(_("From which country"))
    purpose = Text(label=_("For what"), max_length=200, help_text=_("Support, maintenance…"))
    mechanism = Code(lambda: _mechanisms(), label=_("What makes it lawful"))  # noqa: PLW0108  read late
    detail = LongText(label=_("Detail"), max_length=PARAGRAPH, rows=2)

    def clean(self) -> dict[str, Any]:
        """An access is from somewhere."""
        said = super().clean() or {}
        if any(said.get(name) for name in ("purpose", "mechanism", "detail")) and not said.get(
            "country"
        ):
            self.add_error("country", labels.SHAPE["required"])
        return said

    def value(self) -> Access:
        """The access."""
        return Access(**self.said())


class CertificateRow(Row):
    """A certificate of hosting: the processor's, or that of its own host."""

    silent = frozenset({"referential"})
    number = Text(label=_("Certificate number"), max_length=200)
    holder = Text(
        label=_("Holder, if another"),
        max_length=200,
        help_text=_("Its own host, when the processor relies on it."),
    )
    body = Text(label=_("Certification body"), max_length=200)
    referential = forms.ChoiceField(
        label=_("Framework"), choices=lambda: worded(labels.REFERENTIALS), required=False
    )
    activities = forms.TypedMultipleChoiceField(
        label=_("Certified activities"),
        choices=lambda: activity_choices(),  # noqa: PLW0108  read late
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    sites = LongText(label=_("Sites"), max_length=PARAGRAPH, rows=2)
    issued_on = Day(label=_("Issued on"))
    expires_on = Day(label=_("Valid until"))

    def value(self) -> Certificate:
        """The certificate."""
        said = self.said()
        return Certificate(**{**said, "activities": tuple(sorted(said["activities"]))})


class SubProcessorRow(Row):
    """One more processor in the chain."""

    silent = frozenset({"id", "country", "is_in_use"})
    id = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    name = Text(label=_("Name"), max_length=200)
    service = Text(label=_("What it does"), max_length=200)
    country = country(_("Country"))
    engaged_by = Text(
        label=_("Engaged by, if another of the list"),
        max_length=200,
        help_text=_("Whoever engages it answers for it; leave empty for the processor itself."),
    )
    chosen_by = forms.ChoiceField(
        label=_("Who chose it"), choices=lambda: worded(labels.CHOSEN), required=False
    )
    requested_on = Day(label=_("Our express request of"))
    request = LongText(label=_("What we asked, and where it is written"), rows=2)
    authorisation = forms.ChoiceField(
        label=_("Our authorisation"),
        choices=lambda: worded(labels.AUTHORISATIONS),
        required=False,
    )
    authorised_on = Day(label=_("Authorised on"))
    announced_on = Day(label=_("Announced on"))
    objection = forms.ChoiceField(
        label=_("Our answer"), choices=lambda: worded(labels.OBJECTIONS), required=False
    )
    objected_on = Day(label=_("Answered on"))
    is_in_use = Tick(label=_("It is used"), initial=True)

    def clean(self) -> dict[str, Any]:
        """A row that says something names who it is about."""
        said = super().clean() or {}
        if not said.get("name") and any(
            held for name, held in said.items() if name not in self.silent
        ):
            self.add_error("name", labels.SHAPE["required"])
        return said

    def value(self) -> SubProcessor:
        """The sub-processor."""
        said = self.said()
        codes = {
            "chosen_by": Chosen(said["chosen_by"]),
            "authorisation": Authorisation(said["authorisation"]),
            "objection": Objection(said["objection"]),
        }
        return SubProcessor(**{**said, **codes, "id": said["id"] or uuid4().hex})


class Rows(BaseFormSet[Any]):
    """The rows of one list."""

    def values(self) -> tuple[Any, ...]:
        """The rows that say something, in their order."""
        return tuple(form.value() for form in self.forms if form.is_kept)


def formset(
    row: type[Row],
    prefix: str,
    held: tuple[Any, ...],
    data: Any,  # noqa: ANN401  QueryDict
    **options: Any,  # noqa: ANN401  what each row is made with
) -> Rows:
    """The rows of one list, with an empty one to write in."""
    kind = formset_factory(
        row, formset=Rows, extra=1, can_delete=True, max_num=MOST_ROWS, validate_max=True
    )
    made = kind(data, prefix=prefix, initial=[row.shown(one) for one in held], form_kwargs=options)
    return cast("Rows", made)


def activity_choices() -> list[tuple[int, str]]:
    """The six activities of hosting."""
    language = labels.language()
    return [
        (one.number, one.label.in_(language)) for one in reference.hosting_activities().values()
    ]


def _mechanisms() -> list[tuple[str, str]]:
    language = labels.language()
    found = law.transfer_mechanisms().values()
    return [("", str(_("Not known"))), *((one.id, one.label.in_(language)) for one in found)]
