"""What the pages of the room accept: a form for each kind of entry, built from its fields."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import validate_email
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.crisis import labels
from probant.crisis.domain.entries import (
    CHOICES,
    KINDS,
    LONG,
    SHORT,
    TEAMS,
    EntryRefusedError,
    Said,
)
from probant.reference import crisis as law

LAYOUT: Mapping[str, tuple[str, ...]] = {
    "note": ("text", "team"),
    "fact": ("text", "status", "source", "team"),
    "action": ("text", "team", "owner", "due_at"),
    "decision": ("question", "text", "reason", "refused", "team"),
    "message": ("audience", "subject", "text"),
    "rumour": ("text", "source", "seen_at"),
    "joined": ("team", "role", "name", "contact"),
    "evidence": ("text", "where", "how", "basis", "collector", "collected_at"),
    "action_moved": ("state", "owner", "due_at", "text"),
    "fact_judged": ("status", "text"),
    "decision_settled": ("reason",),
    "handed_over": ("to", "text"),
    "message_approved": ("text",),
    "message_returned": ("text",),
    "rumour_answered": ("text", "by_what"),
    "correction": ("text", "reason"),
    "clock": ("aid", "starting_at", "text"),
    "clock_stopped": ("text",),
    "closed": ("worked", "failed", "measures"),
    "reopened": ("reason",),
}
COMPOSED = ("note", "action", "decision", "fact", "message", "rumour", "joined")
OF_AN_ENTRY = {"team", "audience"}
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
DIGITS = 8
EMPTY = ("", "—")


class EntryForm(forms.Form):
    """One entry: its fields by kind, the key that makes it enter once, the device's time."""

    def __init__(self, kind: str, *args: Any, about: int | None = None, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """`kind`: one of LAYOUT; `about`: the entry that this one follows."""
        kwargs.setdefault("auto_id", f"{kind}_{about or 0}_%s")
        super().__init__(*args, **kwargs)
        self.entry_kind = kind
        for name in LAYOUT[kind]:
            self.fields[name] = _field(kind, name)
        for name in ("kind", "client_key", "said_at", "about"):
            self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        own = {"kind": kind, "client_key": str(uuid4()), "about": about or ""}
        self.initial = {**self.initial, **own}

    def clean_client_key(self) -> str:
        """A UUID; the one that the form proposed, or one of this sending."""
        value = self.cleaned_data["client_key"] or str(uuid4())
        return str(forms.UUIDField().clean(value))

    def said(self) -> Said:
        """The valid form as an entry to make."""
        values = self.cleaned_data
        body = {
            name: _told(values[name]) for name in LAYOUT[self.entry_kind] if name not in OF_AN_ENTRY
        }
        return Said(
            self.entry_kind,
            forms.UUIDField().clean(values["client_key"]),
            {name: value for name, value in body.items() if value},
            team=values.get("team", ""),
            audience=values.get("audience", ""),
            about=_number(values["about"]),
            said_at=_instant(values["said_at"]),
        )

    def refuse(self, error: EntryRefusedError) -> None:
        """Puts the refusal's words beside the fields."""
        for name, code in error.fields.items():
            told = labels.REFUSALS.get(code, labels.REFUSALS["unknown"])
            shown = name in self.fields and not self.fields[name].widget.is_hidden
            self.add_error(name if shown else None, str(told))


class OpeningForm(forms.Form):
    """A new crisis."""

    kind = forms.ChoiceField(label=_("What is happening?"))
    title = forms.CharField(label=_("In a few words"), max_length=SHORT)
    text = forms.CharField(
        label=_("What is known at this minute?"),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    breach = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [EMPTY, *labels.scenarios(), ("other", _("Something else"))]


class EvidenceForm(EntryForm):
    """A piece of evidence, with its file or without."""

    file = forms.FileField(label=_("File (photograph, log, document)"), required=False)


class SendingForm(forms.Form):
    """How an approved message leaves."""

    by_what = forms.ChoiceField(
        label=labels.FIELDS["by_what"],
        choices=[("mail", _("By e-mail, from Probant")), ("otherwise", _("It was sent otherwise"))],
        widget=forms.RadioSelect,
    )
    recipients = forms.CharField(
        label=labels.FIELDS["recipients"],
        help_text=labels.HINTS["message_sent", "recipients"],
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text = forms.CharField(
        label=_("How was it sent? (website, poster, telephone…)"), required=False, max_length=SHORT
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_recipients(self) -> list[str]:
        """Addresses, one a line; empty lines do not count."""
        found = [line.strip() for line in self.cleaned_data["recipients"].splitlines()]
        for address in filter(None, found):
            validate_email(address)
        return [address for address in found if address]

    def clean(self) -> dict[str, Any]:
        """By e-mail, somebody must receive it."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("by_what") == "mail" and not values.get("recipients"):
            self.add_error("recipients", str(labels.REFUSALS["required"]))
        return values


def clocks() -> list[tuple[str, str]]:
    """The law's time limits that a room may start."""
    language = (get_language() or "fr")[:2]
    return [(id_, clock.label.in_(language)) for id_, clock in law.clocks().items()]


def _field(kind: str, name: str) -> forms.Field:
    spec = KINDS[kind]
    common: dict[str, Any] = {
        "label": labels.OWN_FIELDS.get((kind, name), labels.FIELDS[name]),
        "help_text": labels.HINTS.get((kind, name), ""),
        "required": (name in spec.needs and (kind, name) not in OWN_NAME) or name == "audience",
    }
    if name in spec.instants:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMATS[0])
        return forms.DateTimeField(input_formats=FORMATS, widget=widget, **common)
    if choices := _choices(kind, name):
        first = [] if common["required"] else [EMPTY]
        return forms.ChoiceField(choices=[*first, *choices], **common)
    if spec.texts[name] == LONG:
        common["widget"] = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(max_length=spec.texts[name], **common)


OWN_NAME = {("joined", "name"), ("evidence", "collector")}


def _choices(kind: str, name: str) -> list[tuple[str, Any]]:
    if name == "team":
        return [(team, labels.TEAMS[team]) for team in TEAMS]
    if name == "audience":
        return list(labels.AUDIENCES.items())
    if name == "aid":
        return clocks()
    return [(value, labels.STATES[value]) for value in CHOICES.get((kind, name), ())]


def _told(value: Any) -> Any:  # noqa: ANN401  any cleaned value
    return value.isoformat() if isinstance(value, datetime) else value


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) <= DIGITS else None


def _instant(value: str) -> datetime | None:
    """The device's time, where it is one; a wrong one is not the person's fault."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else localtime(found.astimezone())
