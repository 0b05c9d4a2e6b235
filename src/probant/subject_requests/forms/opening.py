"""The setting of the public form."""

from django import forms
from django.utils.translation import gettext_lazy as _

WORDS = 2_000


class Opening(forms.Form):
    """Open or shut, and an introduction in each language."""

    is_open = forms.BooleanField(
        label=_("The form is open to everybody"),
        required=False,
        help_text=_("Shut, its address says so; requests by post and by telephone go on."),
    )
    introduction_fr = forms.CharField(
        label=_("Introduction in French"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "fr"}),
        help_text=_("Optional. For instance: who reads the requests, the opening hours."),
    )
    introduction_en = forms.CharField(
        label=_("Introduction in English"),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "en"}),
    )
