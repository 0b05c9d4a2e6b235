"""The facts in words, by the labels of the forms that write them: said once, read everywhere."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from probant.breaches import labels
from probant.breaches.domain.counts import Count, CountKind
from probant.breaches.domain.facts import SECTIONS, BreachFacts
from probant.breaches.forms.sections import Editing

UNSAID = frozenset({"", "unknown", None})
NOT_SHOWN = frozenset({"others", "DELETE"})


@dataclass(frozen=True)
class Summary:
    """A section as it stands: what is known, and the questions that have no answer yet."""

    id: str
    icon: str
    title: labels.Words
    article: str
    known: list[tuple[str, str]]
    unknown: list[str]
    url: str = ""


def summaries(
    facts: BreachFacts, activities: Iterable[tuple[Any, str]], urls: dict[str, str]
) -> list[Summary]:
    """Every section, in order."""
    return [_summary(section, facts, list(activities), urls) for section in SECTIONS]


def count_words(count: Count) -> str:
    """A number as it is known."""
    if count.kind is CountKind.UNKNOWN or count.low is None:
        return ""
    low = formats.number_format(count.low, force_grouping=True)
    if count.kind is CountKind.ESTIMATED:
        return _("about %(number)s (%(how)s)") % {"number": low, "how": count.how}
    if count.is_known:
        return low
    if count.high is None:
        return _("at least %(number)s") % {"number": low}
    high = formats.number_format(count.high, force_grouping=True)
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


def _summary(
    section: str, facts: BreachFacts, activities: list[tuple[Any, str]], urls: dict[str, str]
) -> Summary:
    icon, title, article = labels.SECTIONS[section]
    editing = Editing(section, facts, None, activities)
    told = [(str(f.label), _words(f.field, f.initial)) for f in editing.form]
    for rows, legend in editing.formsets:
        told.append((str(legend), " · ".join(_row(form) for form in rows.initial_forms)))
    return Summary(
        id=section,
        icon=icon,
        title=title,
        article=article,
        known=[(label, words) for label, words in told if words],
        unknown=[label for label, words in told if not words],
        url=urls.get(section, ""),
    )


def _row(form: forms.Form) -> str:
    values = (_words(f.field, f.initial) for f in form if f.name not in NOT_SHOWN)
    return ", ".join(value for value in values if value)


def _words(field: forms.Field, value: Any) -> str:  # noqa: ANN401  any value of the facts
    """One answer in words; empty while it is not known."""
    if isinstance(value, Count):
        return count_words(value)
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, list | tuple):
        return ", ".join(_each(field, value))
    if value in UNSAID:
        return ""
    offered = dict(getattr(field, "choices", ()))
    return str(offered.get(value, value))


def _each(field: forms.Field, values: Iterable[Any]) -> Iterator[str]:
    offered = dict(getattr(field, "choices", ()))
    return (str(offered.get(value, value)) for value in values)
