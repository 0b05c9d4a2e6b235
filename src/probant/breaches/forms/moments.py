"""A date and an hour as a person writes them; the hour that happened twice is noticed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from probant.breaches.domain.chronology import PLAUSIBLE
from probant.breaches.instants import FutureError, Instant, MissingHourError, local, not_after
from probant.common import clock

MISSING_HOUR = _("This hour did not exist that night: the clocks went forward. Choose another.")
FUTURE = _("This is in the future: the server’s clock says %(now)s.")


class Moment(forms.Field):
    """An `Instant` from the browser's own date and time picker, never later than now."""

    default_error_messages = {
        "invalid": _("Write a date and an hour, such as 2026-11-22 19:05."),
        "missing_hour": MISSING_HOUR,
        "future": FUTURE,
    }

    def __init__(self, *, may_be_later: bool = False, **kwargs: Any) -> None:  # noqa: ANN401  Django's options
        """`may_be_later`: whether the future is accepted."""
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.may_be_later = may_be_later
        kind = {"type": "datetime-local"}
        self.widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=kind)
        self.widget.is_required = self.required

    def to_python(self, value: Any) -> Instant | None:  # noqa: ANN401  Django's signature
        """The instant, the first one where the hour happened twice."""
        text = str(value or "").strip()
        if not text:
            return None
        wall = _parsed(text)
        if wall is None or wall.tzinfo is not None or wall.year not in PLAUSIBLE:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            found = local(wall, zone=timezone.get_default_timezone())
            return found if self.may_be_later else _past(found)
        except MissingHourError as error:
            raise forms.ValidationError(
                self.error_messages["missing_hour"], code="missing_hour"
            ) from error
        except FutureError as error:
            told = {"now": f"{timezone.localtime(error.now):%d/%m/%Y %H:%M}"}
            message = self.error_messages["future"]
            raise forms.ValidationError(message, code="future", params=told) from error

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  Django's signature
        """An instant is shown as the clocks of Paris showed it."""
        if isinstance(value, datetime):
            return timezone.localtime(value).replace(tzinfo=None)
        return value


def _past(found: Instant) -> Instant:
    return Instant(not_after(found.at, clock.now()), found.is_ambiguous)


def _parsed(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
