"""What the pages of notices accept from a person."""

from django import forms


class Publication(forms.Form):
    """The confirmation of a publication: which preview was read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, min_length=64)
