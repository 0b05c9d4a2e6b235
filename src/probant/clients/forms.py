"""What the pages of clients accept."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from probant.clients import labels, queries
from probant.clients.actions import Answer, Identity, Said
from probant.clients.domain import services
from probant.clients.domain.services import Service
from probant.clients.models import KINDS, MEANS, NOTICE, Client

LINE, LONG = 200, 4_000


def _day(label: Any, **kwargs: Any) -> forms.DateField:  # noqa: ANN401  a translatable text
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, required=False, **kwargs)


def _words(label: Any, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  the same
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, max_length=LONG, widget=area, **kwargs)


class ClientForm(forms.Form):
    """Who the client is and what they use."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    name = forms.CharField(label=_("Name of the client"), max_length=LINE)
    contact = forms.CharField(label=_("Contact"), max_length=LINE, required=False)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Without one, notices are noted as sent by post."),
    )
    services = _words(
        _("Products used, one a line"),
        required=False,
        help_text=_("Product ; version ; hosted. The product as your scans name it."),
    )
    is_controller = forms.BooleanField(
        label=_("It is the controller of the data: our processor’s register names it"),
        required=False,
        initial=True,
    )
    contract_on = _day(_("Contract of"))
    ended_on = _day(_("Contract ended on"))

    def clean_services(self) -> tuple[Service, ...]:
        """One a line."""
        try:
            return services.read(self.cleaned_data["services"])
        except services.ServiceLineError as error:
            params = {"number": error.number, "most": services.MOST, "longest": services.LONGEST}
            message = labels.SERVICE_REFUSALS[error.reason]
            raise forms.ValidationError(message, params=params) from error

    def identity(self) -> Identity:
        """What was said."""
        return Identity(**{n: v for n, v in self.cleaned_data.items() if n != "version"})

    @classmethod
    def initial_of(cls, client: Client) -> dict[str, Any]:
        """What is known of a client."""
        names = ("version", "name", "contact", "email", "is_controller", "contract_on", "ended_on")
        lines = [one.spelled(str(labels.HOSTED)) for one in queries.services(client)]
        return {**{n: getattr(client, n) for n in names}, "services": "\n".join(lines)}


class AdviceForm(forms.Form):
    """What a client was advised, by a person."""

    kind = forms.ChoiceField(
        label=_("What it is"), choices=[one for one in KINDS if one[0] != NOTICE]
    )
    subject = forms.CharField(label=_("Subject"), max_length=LINE)
    text = _words(_("What was said"))
    means = forms.ChoiceField(label=_("By which means"), choices=MEANS)

    def said(self) -> Said:
        """What was said."""
        return Said(**self.cleaned_data)


class NoticeForm(forms.Form):
    """One notice to every client that a flaw concerns."""

    subject = forms.CharField(
        label=_("The vulnerability in plain words"),
        max_length=LINE,
        help_text=_("What an attacker could do, without how."),
    )
    text = _words(_("What you advise"), help_text=_("For instance: install a version, by a date."))
    is_critical = forms.BooleanField(
        label=_("Critical: an answer is awaited"), required=False, initial=True
    )
    answer_before = _day(_("To be answered before"))
    clients = forms.MultipleChoiceField(
        label=_("Clients concerned"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one client.")},
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """`offered`: the clients that use the product, all chosen at first."""
        super().__init__(*args, **kwargs)
        self.fields["clients"].choices = offered  # type: ignore[attr-defined]
        self.fields["clients"].initial = [value for value, _label in offered]

    def clean(self) -> dict[str, Any]:
        """A critical notice has a day by which it is answered, to come."""
        said = super().clean() or self.cleaned_data
        ends: date | None = said.get("answer_before")
        if said.get("is_critical") and ends is None and "answer_before" not in self.errors:
            self.add_error("answer_before", _("A critical notice is answered before a day."))
        if ends and ends < timezone.localdate():
            self.add_error("answer_before", _("Give a day to come."))
        return said

    def said(self) -> Said:
        """What clients are told."""
        held = {n: v for n, v in self.cleaned_data.items() if n != "clients"}
        return Said(kind=NOTICE, **held)


class AnswerForm(forms.Form):
    """What a client answers."""

    by = forms.CharField(label=_("Name and office"), max_length=LINE, required=False)
    text = _words(pgettext_lazy("noun", "Answer"), required=False)
    is_risk_accepted = forms.BooleanField(
        label=_("The client keeps the risk: they do not follow the advice"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """A risk is accepted under a name."""
        said = super().clean() or self.cleaned_data
        if said.get("is_risk_accepted") and not said.get("by", "").strip():
            self.add_error("by", _("Whoever accepts a risk gives their name."))
        return said

    def answer(self) -> Answer:
        """What was answered."""
        return Answer(**self.cleaned_data)


A_MONTH = timedelta(days=30)
