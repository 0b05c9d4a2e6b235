"""A request that came by post, telephone or at the desk, typed by a member, on a phone too."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.common import clock
from probant.subject_requests import labels
from probant.subject_requests.domain.request import (
    MOST_LINE,
    MOST_TEXT,
    OLDEST,
    Channel,
    Concerned,
    Contact,
    Intake,
    OnBehalf,
)
from probant.subject_requests.models import CHANNELS, ON_BEHALF, RIGHTS

ENTERED = [choice for choice in CHANNELS if choice[0] != Channel.WEB]
LANGUAGES = [("fr", "Français"), ("en", "English")]


class EntryForm(forms.Form):
    """What the person asked, as they said it; only the right and a way to answer are needed."""

    channel = forms.ChoiceField(
        label=_("How it came"), choices=ENTERED, widget=forms.RadioSelect, initial=Channel.POST
    )
    received_on = forms.DateField(
        label=_("Received on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day it reached you, even if nobody opened it: the clock starts there."),
    )
    received_time = forms.TimeField(
        label=_("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("For a health record: the 48 hours start at this time."),
    )
    rights = forms.MultipleChoiceField(
        label=_("What is asked for"), choices=RIGHTS, widget=forms.CheckboxSelectMultiple
    )
    is_record_request = forms.BooleanField(label=_("It is about a health record"), required=False)
    is_record_old = forms.BooleanField(
        label=_("All of it is more than five years old"), required=False
    )
    name = forms.CharField(label=_("Name of the person who asks"), max_length=MOST_LINE)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=MOST_LINE)
    address = forms.CharField(
        label=_("Postal address"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    telephone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    text = forms.CharField(
        label=_("Their words"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    reference = forms.CharField(
        label=_("What helps to find the person"),
        required=False,
        max_length=MOST_LINE,
        help_text=_("A patient number, the dates of a stay: only if they gave it."),
    )
    language = forms.ChoiceField(label=_("Language of the answer"), choices=LANGUAGES)
    on_behalf = forms.ChoiceField(
        label=_("For whom"), choices=ON_BEHALF, widget=forms.RadioSelect, initial=OnBehalf.SELF
    )
    concerned_name = forms.CharField(
        label=_("Name of the person concerned"), required=False, max_length=MOST_LINE
    )
    born_on = forms.DateField(
        label=_("Born on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    relation = forms.CharField(
        label=_("Link with that person"), required=False, max_length=MOST_LINE
    )
    grounds = forms.MultipleChoiceField(
        label=_("For a deceased person, the ground stated"),
        required=False,
        choices=list(labels.GROUNDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Their reason"),
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        """One way to answer; no receipt in the future; whom it is about, if somebody else asks."""
        values = super().clean() or {}
        if not any(values.get(way) for way in ("email", "address", "telephone")):
            self.add_error("email", _("Give one way to answer: e-mail, address or telephone."))
        if values.get("received_on") and self.received_at() > clock.now():
            self.add_error("received_on", _("Nothing can have been received in the future."))
        if values.get("received_on") and self.received_at() < clock.now() - OLDEST:
            self.add_error("received_on", _("Check the year."))
        if values.get("on_behalf") != OnBehalf.SELF and not values.get("concerned_name"):
            self.add_error("concerned_name", _("Say whom the request is about."))
        return values

    def received_at(self) -> datetime:
        """The instant of receipt, in local time: now for today, noon for another day."""
        day = self.cleaned_data["received_on"]
        now = timezone.localtime(clock.now())
        at = self.cleaned_data.get("received_time")
        if at is None and day == now.date():
            return now
        return timezone.make_aware(datetime.combine(day, at or time(12)))

    def intake(self) -> Intake:
        """The request as an action takes it in."""
        values = self.cleaned_data
        concerned = Concerned(
            name=values["concerned_name"],
            born_on=values["born_on"],
            relation=values["relation"],
            grounds=tuple(values["grounds"]),
            reason=values["reason"],
            reference=values["reference"],
        )
        contact = {name: values[name] for name in ("name", "email", "address", "telephone")}
        return Intake(
            rights=tuple(values["rights"]),
            channel=values["channel"],
            received_at=self.received_at(),
            language=values["language"],
            contact=Contact(**contact),
            on_behalf=values["on_behalf"],
            concerned=concerned,
            text=values["text"],
            is_record_request=values["is_record_request"],
            is_record_old=values["is_record_old"],
        )
