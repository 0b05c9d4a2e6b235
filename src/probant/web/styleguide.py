"""Every component on one page, with invented values, so that it can be looked at and tested."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from probant.accounts.access import public
from probant.web.verdict_look import LOOKS

NOW = dt.datetime(2026, 11, 21, 17, 30, tzinfo=dt.UTC)
BASES = [("", "—"), ("consent", _("Consent")), ("legal_obligation", _("Legal obligation"))]


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As people in the practice say it."))
    summary = forms.CharField(label=_("Summary"), widget=forms.Textarea, required=False)
    legal_basis = forms.ChoiceField(label=_("Legal basis"), choices=BASES)
    review_on = forms.DateField(
        label=_("Review on"), required=False, widget=forms.DateInput({"type": "date"})
    )
    persons = forms.MultipleChoiceField(
        label=_("People concerned"),
        choices=[("patients", _("Patients")), ("staff", _("Staff"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    source = forms.ChoiceField(
        label=_("Where do the data come from?"),
        choices=[("direct", _("From the people")), ("indirect", _("From someone else"))],
        widget=forms.RadioSelect,
    )
    file = forms.FileField(label=_("Spreadsheet"), required=False)
    is_research = forms.BooleanField(label=_("Used for research"), required=False)


class RecipientForm(forms.Form):
    """A row of the repeated form."""

    name = forms.CharField(label=_("Recipient"))
    country = forms.CharField(label=_("Country"), required=False)


Recipients = forms.formset_factory(RecipientForm, extra=1, can_delete=True)


def values() -> dict[str, Any]:
    """The invented values of the page."""
    wrong = SampleForm({"name": "", "legal_basis": "x"}, prefix="wrong")
    return {
        "states": list(LOOKS),
        "tones": ["neutral", "info", "good", "warn", "bad", "unknown"],
        "now": NOW,
        "hours": NOW + dt.timedelta(hours=51, minutes=20),
        "minutes": NOW + dt.timedelta(minutes=42),
        "days": NOW.date() + dt.timedelta(days=30),
        "late": NOW - dt.timedelta(days=2, hours=3),
        "form": SampleForm(),
        "other": SampleForm(prefix="other"),
        "wrong": wrong,
        "formset": Recipients(initial=[{"name": "CPAM", "country": "France"}]),
        "steps": [
            {"label": str(_("The practice")), "url": "#steps"},
            {"label": str(_("Appointments")), "url": "#steps"},
            {"label": str(_("Messaging")), "url": ""},
            {"label": str(_("Result")), "url": ""},
        ],
        "rows": [
            (_("Controller"), "Cabinet des Tilleuls"),
            (_("Retention"), ""),
            (_("Recipients"), "CPAM du Rhône"),
        ],
        "breadcrumb": [(_("Home"), "/"), (_("Style guide"), "")],
    }


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """The page itself; its address exists in debug mode only."""
    page = Paginator(range(300), 20).get_page(request.GET.get("page", 3))
    return render(request, "web/styleguide.html", values() | {"page_obj": page})
