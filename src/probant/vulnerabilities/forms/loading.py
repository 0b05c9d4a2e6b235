"""A scan's file and what is said of it; a flaw entered by hand; the periods."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from probant.reference import vulnerabilities as reference
from probant.vulnerabilities import labels
from probant.vulnerabilities.actions import Asked
from probant.vulnerabilities.domain import fingerprint
from probant.vulnerabilities.domain.occurrence import LONGEST_TITLE, Occurrence
from probant.vulnerabilities.domain.scope import Method
from probant.vulnerabilities.domain.severity import (
    InvalidVectorError,
    Score,
    Severity,
    scored,
)
from probant.vulnerabilities.exchange.table import synonyms
from probant.vulnerabilities.forms.fields import Tristate, day, line, paragraph
from probant.vulnerabilities.models import METHODS, SEVERITIES

COLUMN_LABELS = {
    "title": _("Column of the names"),
    "severity": _("Column of the severity"),
    "vector": _("Column of the CVSS vector"),
    "score": _("Column of the CVSS score"),
    "cwe": _("Column of the CWE"),
    "identifiers": _("Column of the CVE"),
    "component": _("Column of the component"),
    "component_version": _("Column of the component’s version"),
    "location": _("Column of the place"),
    "description": _("Column of the description"),
    "remedy": _("Column of the recommendation"),
    "exploitable": _("Column “exploitable”"),
    "public_exploit": _("Column “public exploit”"),
}
OF_FILES = [(value, label) for value, label in METHODS if value != Method.HAND]


def ensure_past(said: date) -> date:
    """A day that has come."""
    if said > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come."))
    return said


def vector_of(said: str) -> Score | None:
    """The vector's score; ValidationError with what is wrong."""
    if not said.strip():
        return None
    try:
        return scored(said)
    except InvalidVectorError as error:
        message = _("This is not a CVSS v3.1 or v4.0 vector: %(detail)s")
        raise forms.ValidationError(message, params={"detail": error.detail}) from error


class ScanForm(forms.Form):
    """The file, and what it does not say itself."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("SARIF, CycloneDX or OSV (JSON), or the audit’s table (CSV, XLSX, ODS)."),
    )
    product = line(
        _("Product"),
        required=True,
        help_text=_("Always the same words: two audits of one product are compared."),
    )
    product_version = line(_("Version"), max_length=60)
    method = forms.ChoiceField(label=_("How it was looked for"), choices=OF_FILES)
    perimeter = line(_("Perimeter"), help_text=_("For instance: production, public site."))
    tool = line(_("Tool or firm"), help_text=_("Empty: the file’s own."))
    done_on = day(_("Done on"))
    is_complete = forms.BooleanField(
        label=_("It looked at the whole scope: what it no longer shows is fixed"),
        required=False,
        initial=True,
    )
    is_kept = forms.BooleanField(label=_("Keep the file, encrypted"), required=False)
    is_partial = forms.BooleanField(
        label=_("Load the rest without the rows that cannot be understood"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """A field for each column that a table may name otherwise."""
        super().__init__(*args, **kwargs)
        for name in synonyms():
            self.fields[f"column_{name}"] = line(COLUMN_LABELS[name])

    def clean_done_on(self) -> date:
        """A scan has been done."""
        return ensure_past(self.cleaned_data["done_on"])

    @property
    def main_fields(self) -> list[Any]:
        """What every scan needs."""
        return [field for field in self if not field.name.startswith("column_")]

    @property
    def column_fields(self) -> list[Any]:
        """What a table with its own titles needs."""
        return [field for field in self if field.name.startswith("column_")]

    @property
    def columns(self) -> dict[str, str]:
        """The titles that were named."""
        return {name: self.cleaned_data[f"column_{name}"] for name in synonyms()}

    def asked(self) -> Asked:
        """What was said of the scan."""
        said = self.cleaned_data
        return Asked(
            product=said["product"],
            method=Method(said["method"]),
            done_on=said["done_on"],
            perimeter=said["perimeter"],
            tool=said["tool"],
            product_version=said["product_version"],
            is_complete=said["is_complete"],
        )


class FlawForm(forms.Form):
    """A flaw that somebody reports."""

    title = line(_("Vulnerability"), required=True, max_length=LONGEST_TITLE)
    product = line(_("Product"), required=True)
    done_on = day(_("Known since"))
    vector = line(_("CVSS vector"), max_length=400, help_text=_("Its score gives the severity."))
    severity = forms.ChoiceField(
        label=_("Severity"), choices=SEVERITIES, initial=Severity.UNKNOWN.value
    )
    cwe = forms.IntegerField(label=_("CWE number"), min_value=1, max_value=99_999, required=False)
    identifiers = line(_("CVE"), max_length=300)
    component = line(_("Component"), max_length=300)
    location = line(_("Where"), max_length=500)
    description = paragraph(_("Description"))
    remedy = paragraph(_("Recommendation"))
    is_exploitable = Tristate(labels.EXPLOITATION["is_exploitable"])
    has_public_exploit = Tristate(labels.EXPLOITATION["has_public_exploit"])

    def clean_done_on(self) -> date:
        """It is known already."""
        return ensure_past(self.cleaned_data["done_on"])

    def clean_vector(self) -> Score | None:
        """With its score."""
        return vector_of(self.cleaned_data["vector"])

    def asked(self) -> Asked:
        """Of which product, since when."""
        said = self.cleaned_data
        return Asked(product=said["product"], method=Method.HAND, done_on=said["done_on"])

    def occurrence(self) -> Occurrence:
        """What was said, as a file would."""
        said = self.cleaned_data
        score: Score | None = said["vector"]
        named = tuple(said["identifiers"].replace(",", " ").upper().split())[:20]
        names = ("title", "cwe", "component", "location", "description", "remedy",
                 "is_exploitable", "has_public_exploit")  # fmt: skip
        public = named and said["component"]
        return Occurrence(
            identity=fingerprint.of_component(named, said["component"])
            if public
            else fingerprint.of_words(said["cwe"], said["title"], said["location"]),
            identifiers=named,
            severity=score.severity if score else Severity(said["severity"]),
            vector=score.vector if score else "",
            score=score.value if score else None,
            **{name: said[name] for name in names},
        )


class PeriodsForm(forms.Form):
    """Days from known to fixed, each within its bounds."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """One field a severity."""
        super().__init__(*args, **kwargs)
        for name, held in reference.periods().items():
            bounds = _("From %(least)s to %(most)s days; Probant proposes %(days)s.") % {
                "least": held.least,
                "most": held.most,
                "days": held.days,
            }
            self.fields[name] = forms.IntegerField(
                label=held.label.in_(language),
                min_value=held.least,
                max_value=held.most,
                help_text=bounds,
            )
