"""What the pages of policies accept."""

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.policies import labels
from probant.policies.domain.policy import MOST_EXPECTED, MOST_TEXT, MOST_TITLE
from probant.policies.queries import Wanted
from probant.reference import policies as reference

ALL = ("", _("All"))
HOW = _("Titles begin with #, lists with -, and **stars** make bold.")


class Template(forms.Form):
    """Which text to start from; none for a blank page or a file of one's own."""

    template = forms.ChoiceField(
        label=_("Start from"), required=False, widget=forms.RadioSelect, initial=""
    )
    kind = forms.ChoiceField(
        label=_("Kind, for a blank page or a file"), choices=list(labels.KINDS.items())
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=MOST_TITLE,
        required=False,
        help_text=_("Empty: the template’s own."),
    )
    file = forms.FileField(
        label=_("Or a file that exists already"),
        required=False,
        help_text=_("PDF, document or picture: encrypted on arrival."),
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, size: str, **kwargs: Any) -> None:  # noqa: ANN401  Django's signature
        """`size`: whose templates come first."""
        super().__init__(*args, **kwargs)
        language = (get_language() or "fr")[:2]
        offered = [
            (id_, one.label.in_(language))
            for id_, one in reference.templates().items()
            if size in one.sizes
        ]
        choices = [*offered, ("", _("A blank page, or my file"))]
        cast("forms.ChoiceField", self.fields["template"]).choices = choices

    def clean(self) -> dict[str, Any]:
        """A blank page needs a title."""
        said = super().clean() or {}
        if not said.get("template") and not said.get("title", "").strip():
            self.add_error("title", _("Give a title."))
        return said


class Writing(forms.Form):
    """The text as it is typed."""

    title = forms.CharField(label=_("Title"), max_length=MOST_TITLE)
    text = forms.CharField(
        label=_("Text"),
        max_length=MOST_TEXT,
        required=False,
        strip=False,
        help_text=HOW,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    file = forms.FileField(label=_("Replace the file"), required=False, allow_empty_file=True)
    note = forms.CharField(label=_("What changed, in a few words"), max_length=300, required=False)


class Settings(forms.Form):
    """How it is followed."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(labels.KINDS.items()))
    review_months = forms.IntegerField(
        label=_("Read again every … months"), min_value=1, max_value=60
    )
    is_read_by_all = forms.BooleanField(
        label=_("Everyone has to say that they read it"), required=False
    )
    others_expected = forms.IntegerField(
        label=_("How many people without an account have to read it?"),
        min_value=0,
        max_value=MOST_EXPECTED,
        required=False,
    )

    def clean_others_expected(self) -> int:
        """Nobody, unless said."""
        return self.cleaned_data["others_expected"] or 0


class Readings(forms.Form):
    """A list of signatures."""

    file = forms.FileField(
        label=_("List (CSV, XLSX or ODS)"),
        help_text=_("One person a line: a column “name”, maybe “first name” and “date”."),
        allow_empty_file=True,
    )


class Filters(forms.Form):
    """An answer that the list does not know asks for nothing."""

    words = forms.CharField(label=_("Words"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *labels.KINDS.items()], required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            ALL,
            *((code, labels.STATES[code]) for code in ("draft", "approved", "late", "archived")),
        ],
        required=False,
    )

    def wanted(self) -> Wanted:
        """The filters that make sense."""
        self.is_valid()
        said: dict[str, Any] = {name: held for name, held in self.cleaned_data.items() if held}
        return Wanted(**said)
