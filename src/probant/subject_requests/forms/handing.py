"""Handing an answer over: files, a protected link, paper."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from probant.subject_requests.domain import links


class AnswerFile(forms.Form):
    """A file of the answer, as a system gave it."""

    file = forms.FileField(
        label=_("File of the answer"),
        help_text=_("1 GB at most. It is sealed as it arrives."),
        error_messages={"required": _("Choose a file.")},
    )


class Link(forms.Form):
    """Which files, for how long, how often, and whether a code is asked."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    included = forms.MultipleChoiceField(
        label=_("Files to hand over"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one file.")},
    )
    days = forms.IntegerField(
        label=_("Open for (days)"),
        min_value=1,
        max_value=60,
        initial=links.HAND_OVER_LASTS.days,
    )
    most_downloads = forms.IntegerField(
        label=_("Downloads at most"), min_value=1, max_value=20, initial=links.MOST_DOWNLOADS
    )
    has_code = forms.BooleanField(
        label=_("Ask for a code"),
        required=False,
        initial=True,
        help_text=_("Give it by another way than the link: by telephone, by post, at the desk."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's signature
        choices: list[tuple[str, str]],
        is_record: bool,
        **kwargs: Any,  # noqa: ANN401  Django's signature
    ) -> None:
        """`choices`: (id, name) of each file; a health record always asks for a code."""
        super().__init__(*args, **kwargs)
        self.fields["included"].choices = choices  # type: ignore[attr-defined]  # a choice field
        if is_record:
            del self.fields["has_code"]

    @property
    def chosen(self) -> list[UUID]:
        """The files ticked."""
        return [UUID(file) for file in self.cleaned_data["included"]]


class PaperGiven(forms.Form):
    """Paper: the day, to whom, signed for or not."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    given_on = forms.DateField(
        label=_("Given or posted on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    to = forms.CharField(label=_("To whom"), max_length=200)
    is_signed = forms.BooleanField(label=_("They signed for it"), required=False)
