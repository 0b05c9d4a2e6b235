"""The register's form fields: quick lists, durations in plain words, one item a line."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from probant.register import labels
from probant.register.domain import limits
from probant.register.exchange import durations

Choices = Callable[[], Iterable[Any]]


class QuickSelect(forms.Select):
    """A list written in one go: 250 countries in each of 20 rows are too slow in templates."""

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401  Django's signature
        attrs: dict[str, Any] | None = None,
        renderer: Any = None,  # noqa: ANN401, ARG002  Django's signature
    ) -> SafeString:
        """The select with its options; every text is escaped."""
        chosen = str(value or "")
        attributes = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        classes = f"form-select {attributes.pop('class', '')}".strip()
        options = "".join(_group(choice, chosen) for choice in self._offered(chosen))
        written = flatatt({"class": classes, **attributes})
        return mark_safe(f"<select{written}>{options}</select>")  # noqa: S308  all parts escaped

    def _offered(self, chosen: str) -> list[Any]:
        """A code that the reference no longer knows stays on offer: nothing typed is lost."""
        offered = list(self.choices)
        known = {code for choice in offered for code, _label in _flat(choice)}
        is_offered = not chosen or chosen in known
        return offered if is_offered else [*offered, (chosen, chosen)]


def _flat(choice: Any) -> list[tuple[str, str]]:  # noqa: ANN401  a choice or a group
    return list(choice[1]) if isinstance(choice[1], list) else [choice]


def _group(choice: Any, chosen: str) -> str:  # noqa: ANN401  a choice or a group
    if not isinstance(choice[1], list):
        return _option(choice, chosen)
    options = "".join(_option(item, chosen) for item in choice[1])
    return f'<optgroup label="{escape(choice[0])}">{options}</optgroup>'


def _option(choice: tuple[str, str], chosen: str) -> str:
    code, label = choice
    selected = " selected" if code == chosen else ""
    return f'<option value="{escape(code)}"{selected}>{escape(label)}</option>'


class Chosen(forms.CharField):
    """A code from a list; an unknown one is kept and shown as it is, never an error."""

    def __init__(self, choices: Choices, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`choices`: read at every display, in the reader's language."""
        kwargs.setdefault("required", False)
        super().__init__(max_length=100, **kwargs)
        self.widget = QuickSelect()
        self.widget.is_required = self.required
        self.offer = choices

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Fills the list in the reader's language."""
        self.widget.choices = list(self.offer())
        return super().get_bound_field(form, field_name)


class Text(forms.CharField):
    """A short text, optional, within what a record can hold."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`max_length` defaults to a field's limit."""
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)


class LongText(Text):
    """A text of several lines."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`rows`: the height of the box."""
        kwargs.setdefault("max_length", limits.FIELD_LENGTH)
        super().__init__(**kwargs)
        self.widget = forms.Textarea(attrs={"rows": rows})


class Lines(LongText):
    """One item a line."""

    def to_python(self, value: Any) -> tuple[str, ...]:  # type: ignore[override]  # noqa: ANN401
        """The lines that say something, each once."""
        text = super().to_python(value) or ""
        return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  Django's signature
        """Back to lines."""
        return value if isinstance(value, str) else "\n".join(value or ())

    def run_validators(self, value: Any) -> None:  # noqa: ANN401  Django's signature
        """Measures the text, not the number of its lines."""
        super().run_validators("\n".join(value))


class Duration(Text):
    """A duration as people say it: « 5 ans », « 18 mois », « 90 jours »; ISO 8601 inside."""

    default_error_messages = {
        "invalid": _("Write a number and a unit, such as “5 years”, “18 months” or “90 days”.")
    }

    def to_python(self, value: Any) -> str:  # noqa: ANN401  Django's signature
        """ISO 8601, or ''."""
        words = super().to_python(value) or ""
        stay = durations.parse(words)
        if words and (not stay.active or stay.criteria):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return stay.active

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  Django's signature
        """«P5Y» is shown as «5 ans»; what was typed stays as it was typed."""
        return labels.duration(value) if value else value


class Day(forms.DateField):
    """A date with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """Optional unless said otherwise."""
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Tick(forms.BooleanField):
    """A box that may stay empty."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """Optional always."""
        super().__init__(required=False, **kwargs)
