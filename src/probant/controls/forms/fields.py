"""Fields that the forms of controls share."""

from typing import Any

from django import forms

LONG, SHORT, REASON = 5_000, 200, 2_000


class Short(forms.CharField):
    """One line, optional."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`max_length` defaults to what a name or a title holds."""
        super().__init__(**{"required": False, "max_length": SHORT, **kwargs})


class Long(forms.CharField):
    """Several lines, optional."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`rows`: the height of the box."""
        super().__init__(**{"required": False, "max_length": LONG, **kwargs})
        self.widget = forms.Textarea(attrs={"rows": rows, "maxlength": self.max_length})
        self.widget.is_required = self.required


class Day(forms.DateField):
    """A date with the browser's own calendar, optional."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """Optional unless said otherwise."""
        super().__init__(**{"required": False, **kwargs})
        self.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        self.widget.is_required = self.required
