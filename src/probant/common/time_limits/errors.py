from probant.common.errors import ProbantError


class TimeLimitError(ProbantError):
    """A time limit cannot be computed from what was given."""


class PeriodFormatError(TimeLimitError):
    """Not a period of whole hours, days, weeks, months or years."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class UnequalUnitsError(TimeLimitError):
    """Two periods counted in different units have no sum that the Regulation defines."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first, second)
        self.first = first
        self.second = second


class NaiveDatetimeError(TimeLimitError):
    """The instant bears no time zone, so that nobody knows when it was."""


class BareDateError(TimeLimitError):
    """Hours cannot be counted from a day: the instant is needed."""


class CalendarRangeError(TimeLimitError):
    """The end lies outside the years 1 to 9999."""
