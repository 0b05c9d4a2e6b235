"""An evidence, what it serves, and a framework's file."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from probant.common import clock
from probant.controls import labels
from probant.controls.domain.evidence import Kind, Said
from probant.controls.domain.framework import Control
from probant.controls.domain.importing import MOST_BYTES
from probant.controls.forms.fields import Day, Long, Short
from probant.controls.models import KINDS

FUTURE = _("This day is in the future: the evidence cannot be of then.")
NO_FILE = _("Choose the document.")
NO_PAGE = _("Paste the address of the page of Probant that shows it.")


class WordsForm(forms.Form):
    """What may be changed afterwards: the words, the date, how long it holds."""

    title = forms.CharField(label=_("Title"), max_length=200)
    dated_on = Day(label=_("Date of the evidence"), required=True)
    valid_for = forms.ChoiceField(
        label=_("It holds for"), choices=labels.choices(labels.VALIDITIES), required=False
    )
    owner = Short(label=_("In charge"), help_text=_("Who renews it. A function is enough."))
    note = Long(label=_("Note"))

    def clean_dated_on(self) -> Any:  # noqa: ANN401  a date
        """Not later than today."""
        day = self.cleaned_data["dated_on"]
        if day > localdate(clock.now()):
            raise forms.ValidationError(FUTURE, code="future")
        return day

    def said(self, kind: Kind, path: str = "") -> Said:
        """What was typed."""
        said = self.cleaned_data
        return Said(
            title=said["title"].strip(),
            kind=kind,
            dated_on=said["dated_on"],
            valid_for=said["valid_for"],
            path=path,
            owner=said["owner"].strip(),
            note=said["note"],
        )


class EvidenceForm(WordsForm):
    """A new evidence: a document, a page of Probant, or a statement."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=KINDS, widget=forms.RadioSelect, initial=Kind.FILE.value
    )
    file = forms.FileField(
        label=_("Document"),
        help_text=_("Encrypted on arrival. Leave empty for a page or a statement."),
        required=False,
        allow_empty_file=True,
    )
    path = Short(
        label=_("Address of the page of Probant"),
        help_text=_("For a page: open it in another tab, and copy its address here."),
        max_length=500,
    )
    field_order = ("title", "kind", "file", "path", "dated_on", "valid_for", "owner", "note")

    def clean(self) -> dict[str, Any]:
        """Each kind has what it needs."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("kind") == Kind.FILE and said.get("file") is None and "file" not in self.errors:
            self.add_error("file", forms.ValidationError(NO_FILE, code="required"))
        if said.get("kind") == Kind.LINK and not said.get("path"):
            self.add_error("path", forms.ValidationError(NO_PAGE, code="required"))
        return said

    def new(self) -> Said:
        """What was typed."""
        kind = Kind(self.cleaned_data["kind"])
        return self.said(kind, self.cleaned_data["path"] if kind is Kind.LINK else "")


class GivingForm(forms.Form):
    """The controls of one framework that an evidence serves."""

    controls = forms.MultipleChoiceField(
        label=_("Controls"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, controls: Iterable[Control], **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """`controls`: those that can be chosen."""
        super().__init__(*args, **kwargs)
        offered = [(one.id, one.name) for one in controls]
        self.fields["controls"].choices = offered  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """A framework's file."""

    file = forms.FileField(
        label=_("File of the framework"),
        help_text=_("A library of CISO Assistant (YAML) or an OSCAL catalog (JSON), up to 20 MB."),
        allow_empty_file=True,
    )

    def content(self) -> tuple[str, bytes]:
        """Its name and its bytes; a larger one is not read whole."""
        file = self.cleaned_data["file"]
        return file.name or "", file.read(MOST_BYTES + 1)
