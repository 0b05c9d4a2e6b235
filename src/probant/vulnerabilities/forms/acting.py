"""What people say of a flaw: one form an act, over the version that was on screen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.vulnerabilities import labels
from probant.vulnerabilities.domain.severity import Score, Severity
from probant.vulnerabilities.forms.fields import Tristate, day, line, paragraph, spelled
from probant.vulnerabilities.forms.loading import ensure_past, vector_of
from probant.vulnerabilities.models import SEVERITIES, Flaw


class ActForm(forms.Form):
    """Over which version; each act adds its own fields."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def initial_of(cls, flaw: Flaw) -> dict[str, Any]:
        """What the form starts from."""
        return {"version": flaw.version}


class Reason(ActForm):
    """An act that is explained."""

    why = paragraph(_("Why"), required=True)


class Fixed(ActForm):
    """What was done."""

    why = paragraph(_("What was done"), required=True)


class Acceptance(Reason):
    """Until when."""

    until = day(_("Until"), help_text=_("Within a year: it is looked at again then."))
    field_order = ("until", "why")


class NotAffected(Reason):
    """By which justification."""

    justification = forms.ChoiceField(
        label=_("Justification"), choices=list(labels.JUSTIFICATIONS.items())
    )
    field_order = ("justification", "why")


class Exploitation(ActForm):
    """Facts with their source."""

    is_exploitable = Tristate(labels.EXPLOITATION["is_exploitable"])
    has_public_exploit = Tristate(labels.EXPLOITATION["has_public_exploit"])
    is_exploited = Tristate(labels.EXPLOITATION["is_exploited"])
    source = line(_("Who says so"), required=True)
    on = day(_("On which day"))

    def clean_on(self) -> date:
        """It was said."""
        return ensure_past(self.cleaned_data["on"])

    @classmethod
    def initial_of(cls, flaw: Flaw) -> dict[str, Any]:
        """What is known already."""
        known = {name: spelled(is_so=getattr(flaw, name)) for name in labels.EXPLOITATION}
        return {**super().initial_of(flaw), **known}


class RatingForm(ActForm):
    """A vector, else a word."""

    vector = line(_("CVSS vector"), max_length=400)
    severity = forms.ChoiceField(label=_("Severity"), choices=SEVERITIES)
    cwe = forms.IntegerField(label=_("CWE number"), min_value=1, max_value=99_999, required=False)
    why = paragraph(_("Why"), required=True)

    def clean_vector(self) -> Score | None:
        """With its score."""
        return vector_of(self.cleaned_data["vector"])

    @classmethod
    def initial_of(cls, flaw: Flaw) -> dict[str, Any]:
        """The present rating."""
        told = {"vector": flaw.vector, "severity": flaw.severity, "cwe": flaw.cwe}
        return {**super().initial_of(flaw), **told, "severity": flaw.severity or Severity.UNKNOWN}


class Retest(ActForm):
    """When, and what was found."""

    done_on = day(_("Done on"))
    is_shown = forms.ChoiceField(
        label=_("What was found"),
        choices=[("no", _("The flaw is no longer there")), ("yes", _("The flaw is still there"))],
        widget=forms.RadioSelect,
    )
    why = paragraph(_("By whom, and how"), required=True)

    def clean_done_on(self) -> date:
        """It was done."""
        return ensure_past(self.cleaned_data["done_on"])


class Merge(Reason):
    """The same as which one."""

    other = line(
        _("The other one’s number"),
        required=True,
        max_length=20,
        help_text=_("For instance F-0012."),
    )
    field_order = ("other", "why")


FORMS: Mapping[str, type[ActForm]] = {
    "say_fixed": Fixed,
    "retest": Retest,
    "accept": Acceptance,
    "not_affected": NotAffected,
    "reopen": Reason,
    "facts": Exploitation,
    "rate": RatingForm,
    "merge": Merge,
}
