"""Form fields of a breach: words of a list, a number that may be unknown, one item a line."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from probant.breaches.domain.counts import UNKNOWN, Count, CountError, CountKind
from probant.reference import breach

MOST = 1_000_000_000
LONG, SHORT = 10_000, 500


def offered(vocabulary: str) -> list[tuple[str, str]]:
    """The words of a list in the reader's language."""
    language = get_language() or "fr"
    return [(id_, term.label.in_(language)) for id_, term in breach.terms(vocabulary).items()]


class Worded(forms.ChoiceField):
    """One word of a list; unanswered is "unknown" where the list has it."""

    def __init__(self, vocabulary: str, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`vocabulary`: a list of `reference.breach`."""
        kwargs.setdefault("required", False)
        super().__init__(choices=lambda: offered(vocabulary), **kwargs)
        self.vocabulary = vocabulary

    def clean(self, value: Any) -> Any:  # noqa: ANN401  Django's signature
        """The id; nothing said is "unknown", not the first of the list."""
        return super().clean(value) or "unknown"


class Answered(Worded):
    """Yes, no, or I do not know yet: side by side."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """The list is always the same."""
        super().__init__("answer", **kwargs)


class Several(forms.MultipleChoiceField):
    """Several words of a list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, vocabulary: str, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`vocabulary`: a list of `reference.breach`."""
        super().__init__(choices=lambda: offered(vocabulary), required=False, **kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401  Django's signature
        """A tuple, as the facts keep it."""
        return tuple(super().clean(value))


class Short(forms.CharField):
    """One line, optional."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`max_length` defaults to what a line holds."""
        super().__init__(**{"required": False, "max_length": SHORT, **kwargs})


class Long(forms.CharField):
    """Several lines, optional."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`rows`: the height of the box."""
        super().__init__(**{"required": False, "max_length": LONG, **kwargs})
        self.widget = forms.Textarea(attrs={"rows": rows})
        self.widget.is_required = self.required


class Lines(Long):
    """One item a line."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401  Django's signature
        """The lines that say something, each once."""
        text = super().clean(value) or ""
        return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  Django's signature
        """Back to lines."""
        return value if isinstance(value, str) else "\n".join(value or ())


class Day(forms.DateField):
    """A date with the browser's own calendar, optional."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """Optional unless said otherwise."""
        super().__init__(**{"required": False, **kwargs})
        self.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        self.widget.is_required = self.required


COUNT_KINDS = [
    (CountKind.UNKNOWN.value, _("Not known yet")),
    (CountKind.KNOWN.value, _("Known exactly")),
    (CountKind.ESTIMATED.value, _("Estimated")),
    (CountKind.BOUNDED.value, _("Between two numbers")),
]
PARTS = {
    "kind": _("How sure"),
    "low": _("Number, or the lowest"),
    "high": _("The highest, if known"),
    "how": _("How it was estimated"),
}


class CountWidget(forms.MultiWidget):
    """Four boxes, each with its own label."""

    template_name = "breaches/widgets/count.html"
    use_fieldset = True

    def __init__(self) -> None:
        """The order is that of PARTS."""
        number = {"min": 0, "max": MOST, "inputmode": "numeric"}
        super().__init__(
            {
                "kind": forms.Select(choices=COUNT_KINDS),
                "low": forms.NumberInput(attrs=number),
                "high": forms.NumberInput(attrs=number),
                "how": forms.TextInput(attrs={"maxlength": SHORT}),
            }
        )

    def decompress(self, value: Any) -> list[Any]:  # noqa: ANN401  a count, or nothing
        """The four parts of a count."""
        count = value if isinstance(value, Count) else UNKNOWN
        high = count.high if count.kind is CountKind.BOUNDED else None
        return [count.kind.value, count.low, high, count.how]

    def get_context(
        self,
        name: str,
        value: Any,  # noqa: ANN401  Django's signature
        attrs: dict[str, Any] | None,
    ) -> dict[str, Any]:
        """The labels beside the boxes."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        boxes = zip(PARTS.values(), context["widget"]["subwidgets"], strict=True)
        context["boxes"] = [{"label": label, "widget": box} for label, box in boxes]
        return context


class CountField(forms.MultiValueField):
    """How many: known, estimated (and how), between two numbers, or not known yet."""

    widget = CountWidget
    default_error_messages = {
        "negative": _("A number of people or records is never below zero."),
        "crossed": _("The highest number is below the lowest."),
        "missing": _("Write the number, or choose “Not known yet”."),
        "unexplained": _("Say in a few words how the number was estimated."),
        "superfluous": _("You wrote a number: say how sure it is."),
    }

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """Optional: not known yet."""
        parts = (
            forms.ChoiceField(choices=COUNT_KINDS, required=False),
            forms.IntegerField(required=False, max_value=MOST),
            forms.IntegerField(required=False, max_value=MOST),
            forms.CharField(required=False, max_length=SHORT),
        )
        super().__init__(parts, **{"required": False, "require_all_fields": False, **kwargs})

    def compress(self, data_list: list[Any]) -> Count:
        """The count, or why it cannot be one."""
        if not data_list:
            return UNKNOWN
        said, low, high, how = data_list
        kind = CountKind(said or CountKind.UNKNOWN)
        try:
            return _count(kind, low, high, how or "")
        except CountError as error:
            message = self.error_messages[error.reason]
            raise forms.ValidationError(message, code=error.reason) from error


def _count(kind: CountKind, low: int | None, high: int | None, how: str) -> Count:
    if kind in {CountKind.KNOWN, CountKind.ESTIMATED}:
        return Count(kind=kind, low=low, high=low, how=how.strip())
    if kind is CountKind.BOUNDED:
        return Count(kind=kind, low=0 if low is None and high is not None else low, high=high)
    return Count(kind=kind, low=low, high=high)
