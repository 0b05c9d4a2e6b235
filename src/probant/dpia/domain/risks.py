"""The three feared events: severity × likelihood, before and after what is still to be done.

The levels of questions 3x5 and 3x6 take account of the measures listed; those of an evaluation are
what remains once its action plan is carried out. Where the evaluation gives none, the first stand.

No text fixes from where a residual risk is « high » (art. 36(1)): severity and likelihood both at
least significant (3 of 4) is Probant's rule, shown as such.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from probant.dpia.domain.content import Content

FEARED = ("3.2", "3.3", "3.4")
HIGH = 3


@dataclass(frozen=True, kw_only=True)
class Risk:
    """One feared event with its levels, None where nobody said."""

    part: str
    severity: int | None = None
    likelihood: int | None = None
    residual_severity: int | None = None
    residual_likelihood: int | None = None

    @property
    def is_high(self) -> bool | None:
        """Whether the residual risk is high; None while a level is missing."""
        return _is_high(self.residual_severity, self.residual_likelihood)

    @property
    def was_high(self) -> bool | None:
        """The same before the action plan."""
        return _is_high(self.severity, self.likelihood)


def risks(content: Content) -> tuple[Risk, ...]:
    """The three, in the order of the method."""
    return tuple(_risk(content, part) for part in FEARED)


def is_high(found: Iterable[Risk]) -> bool | None:
    """Whether any residual risk is high; None where none is known to be and one is not known."""
    said = [risk.is_high for risk in found]
    if True in said:
        return True
    return None if None in said else False


def _risk(content: Content, part: str) -> Risk:
    first = int(part.replace(".", "")) * 10
    severity = content.answers[first + 5].level
    likelihood = content.answers[first + 6].level
    evaluation = content.evaluation(part)
    return Risk(
        part=part,
        severity=severity,
        likelihood=likelihood,
        residual_severity=evaluation.severity or severity,
        residual_likelihood=evaluation.likelihood or likelihood,
    )


def _is_high(severity: int | None, likelihood: int | None) -> bool | None:
    """One low level is enough to know that it is not."""
    known = [value for value in (severity, likelihood) if value is not None]
    if any(value < HIGH for value in known):
        return False
    return True if len(known) == len((severity, likelihood)) else None
