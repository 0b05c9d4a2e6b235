"""What the pages of audits accept."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.audits import labels
from probant.audits.actions import Said
from probant.audits.domain.campaigns import LONGEST_LINE, LONGEST_TEXT, Checked, Kind, Terms
from probant.audits.domain.findings import Severity
from probant.audits.models import KINDS, RESULTS, SEVERITIES, STATES, STEPS
from probant.audits.queries import Wanted, WantedFindings

ALL = ("", _("All"))
FIELDS: dict[str, Any] = dict(labels.FIELDS)


def _line(label: Any, *, required: bool = False, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  a text
    return forms.CharField(label=label, required=required, max_length=LONGEST_LINE, **kwargs)


def _paragraph(
    label: Any,  # noqa: ANN401  a text
    *,
    required: bool = False,
    rows: int = 3,
    **kwargs: Any,  # noqa: ANN401  Django's
) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_TEXT, widget=area, **kwargs
    )


def _day(label: Any, *, required: bool = False, **kwargs: Any) -> forms.DateField:  # noqa: ANN401  a text
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **kwargs)


class Filters(forms.Form):
    """Which audits; an answer that the list does not know asks for nothing."""

    kind = forms.ChoiceField(label=_("Kind of audit"), choices=[ALL, *KINDS], required=False)
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *STATES], required=False)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=9999, required=False)

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if value})


class FindingFilters(forms.Form):
    """Which findings."""

    step = forms.ChoiceField(label=_("State"), choices=[ALL, *STEPS], required=False)
    severity = forms.ChoiceField(label=_("Severity"), choices=[ALL, *SEVERITIES], required=False)
    late = forms.BooleanField(label=_("Past their date"), required=False)

    def wanted(self) -> WantedFindings:
        """The filters that make sense."""
        self.is_valid()
        return WantedFindings(**{name: value for name, value in self.cleaned_data.items() if value})


class CheckFilters(forms.Form):
    """Which controls of an audit."""

    result = forms.ChoiceField(label=_("Result"), choices=[ALL, *RESULTS], required=False)


class CampaignForm(forms.Form):
    """What an audit is about."""

    title = _line(FIELDS["title"], required=True)
    kind = forms.ChoiceField(label=FIELDS["kind"], choices=KINDS)
    framework = forms.ChoiceField(
        label=_("What is checked"),
        help_text=_("A framework of the controls, or a short list of ours."),
    )
    previous = forms.ChoiceField(label=_("Follows the audit"), required=False)
    scope = _paragraph(FIELDS["scope"])
    auditors = _paragraph(FIELDS["auditors"], required=True, help_text=_("One name a line."))
    is_independent = forms.BooleanField(
        label=FIELDS["is_independent"],
        required=False,
        help_text=_("The auditors neither run nor built what they audit."),
    )
    starts_on = _day(FIELDS["starts_on"], required=True)
    ends_on = _day(FIELDS["ends_on"])

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's
        frameworks: Mapping[str, str],
        before: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401  Django's
    ) -> None:
        """`frameworks`: what may be checked; `before`: earlier audits. None: not asked."""
        super().__init__(*args, **kwargs)
        if frameworks:
            self.fields["framework"].choices = list(frameworks.items())  # type: ignore[attr-defined]
        else:
            del self.fields["framework"], self.fields["previous"]
            return
        none = ("", _("None"))
        self.fields["previous"].choices = [none, *before.items()]  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        """What was typed."""
        said = self.cleaned_data
        names = tuple(filter(None, (name.strip() for name in said["auditors"].splitlines())))
        return Terms(
            title=said["title"],
            kind=Kind(said["kind"]),
            scope=said["scope"],
            auditors=names,
            is_independent=said["is_independent"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
        )


class ResultForm(forms.Form):
    """What one control gave."""

    result = forms.ChoiceField(label=FIELDS["result"], choices=RESULTS)
    note = _paragraph(FIELDS["note"], rows=4)


class ProofForm(forms.Form):
    """A proof: a file, or an evidence that the controls keep already."""

    evidence = forms.ChoiceField(
        label=_("An evidence kept already"),
        required=False,
        help_text=_("One evidence serves many audits."),
    )
    file = forms.FileField(label=_("Or a file"), required=False)
    title = _line(_("What it shows"))

    def __init__(self, *args: Any, known: Mapping[str, str], **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """`known`: the evidence of the controls, those of this control first."""
        super().__init__(*args, **kwargs)
        none = ("", _("None"))
        self.fields["evidence"].choices = [none, *known.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One or the other."""
        said = super().clean() or {}
        if bool(said.get("evidence")) == bool(said.get("file")) and not self.errors:
            self.add_error("file", _("Choose an evidence, or a file."))
        return said


class FindingForm(forms.Form):
    """One finding."""

    control = forms.ChoiceField(label=FIELDS["control"], required=False)
    severity = forms.ChoiceField(label=FIELDS["severity"], choices=SEVERITIES)
    title = _line(FIELDS["title"], required=True)
    description = _paragraph(FIELDS["description"])
    requirement = _paragraph(FIELDS["requirement"], rows=2)
    owner = _line(FIELDS["owner"])
    due_on = _day(FIELDS["due_on"])
    known_on = _day(
        FIELDS["known_on"],
        help_text=_("Empty: today. The time to fix is counted from that day."),
    )

    def __init__(self, *args: Any, controls: Mapping[str, Checked], **kwargs: Any) -> None:  # noqa: ANN401  Django's
        """`controls`: those of the audit."""
        super().__init__(*args, **kwargs)
        none = ("", _("None in particular"))
        listed = [(id_, one.name) for id_, one in controls.items()]
        self.fields["control"].choices = [none, *listed]  # type: ignore[attr-defined]

    def said(self) -> Said:
        """What was typed."""
        return Said(**{**self.cleaned_data, "severity": Severity(self.cleaned_data["severity"])})


class ActionForm(forms.Form):
    """What will be done."""

    text = _paragraph(_("What will be done"), required=True)
    owner = _line(FIELDS["owner"])
    due_on = _day(_("To do before"))


class DoneForm(forms.Form):
    """It is done."""

    outcome = _paragraph(_("What was done"), required=True)
    done_on = _day(_("Done on"), required=True)


class VerifyForm(ProofForm):
    """Another person saw that it is done."""

    verification = _paragraph(_("What you saw for yourself"), required=True)
    field_order = ("verification", "evidence", "file", "title")


class ReasonForm(forms.Form):
    """Why."""

    reason = _paragraph(_("Why"), required=True)


class ConclusionForm(forms.Form):
    """The end of an audit."""

    conclusion = _paragraph(_("Conclusion"), rows=5)
    ends_on = _day(FIELDS["ends_on"], required=True)
