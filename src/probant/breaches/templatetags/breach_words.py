"""The breaches' codes in the reader's words: `{% load breach_words %}`."""

import json
from typing import Any

from django import template
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.utils.translation import get_language, gettext

from probant.breaches import labels
from probant.breaches.clocks import AUTHORITY
from probant.breaches.domain.clocks import Clock
from probant.breaches.statements import Communication
from probant.reference import breach as reference
from probant.reference.first_steps import incidents

register = template.Library()
SUMMED_UP = 90


def _language() -> str:
    return get_language() or "fr"


@register.filter
def status_tone(status: str) -> str:
    """The tone of a breach's state."""
    return labels.STATUS_TONES.get(status, "neutral")


@register.filter
def status_icon(status: str) -> str:
    """The picture of a breach's state."""
    return labels.STATUS_ICONS.get(status, "")


@register.filter
def incident_label(incident: str) -> str:
    """What happened, as people choose it."""
    found = incidents().get(incident)
    return found.label.in_(_language()) if found else incident


@register.filter
def event(code: str) -> labels.Words:
    """An act of the history."""
    return labels.EVENTS.get(code, code)


@register.inclusion_tag("web/components/chip.html")
def choice(value: str) -> dict[str, Any]:
    """A proposal or a decision: word and colour; what is not known is never green."""
    word = labels.CHOICES.get(str(value), str(value))
    return {"label": word, "tone": labels.CHOICE_TONES.get(str(value), "unknown"), "icon": ""}


@register.filter
def question(value: str) -> labels.Words:
    """What was to be decided."""
    return labels.QUESTIONS.get(value, value)


@register.filter
def bands(value: str) -> str:
    """The bands of a severity: "medium-high" as words."""
    known = reference.severity_scale().bands
    names = [known[name].label.in_(_language()) for name in value.split("-") if name in known]
    return " – ".join(names)


@register.filter
def duty(value: str) -> str:
    """To whom something was sent."""
    found = reference.duties().get(value)
    return found.to.in_(_language()) if found else gettext("Another body")


@register.filter
def clock_label(clock: Clock) -> str:
    """What the clock counts down to."""
    return clock.label.in_(_language())


@register.filter
def running(clocks: tuple[Clock, ...]) -> list[Clock]:
    """Those that surely run, and the authority's, which is missed by waiting."""
    return [one for one in clocks if not _is_possible(one)]


@register.filter
def possible(clocks: tuple[Clock, ...]) -> list[Clock]:
    """Those of which nobody can tell yet whether they run."""
    return [one for one in clocks if _is_possible(one)]


def _is_possible(clock: Clock) -> bool:
    return clock.applies is None and clock.done_at is None and clock.duty != AUTHORITY


@register.filter
def purpose(value: str) -> labels.Words:
    """What a file proves."""
    return labels.FILE_PURPOSES.get(value, value)


@register.filter
def statement_type(value: str) -> str:
    """Initial, complementary, complete."""
    return reference.label("statement", value, _language())


@register.filter
def exception_label(value: str) -> str:
    """A ground of art. 34(3)."""
    return reference.label("exception", value, _language())


@register.filter
def item_words(said: Any) -> str:  # noqa: ANN401  a communication, a measure or a lesson
    """One item in a line."""
    if not isinstance(said, Communication):
        return _cut(said.text)
    audience = str(labels.AUDIENCES[said.audience])
    count = f" ({said.count})" if said.count is not None else ""
    return _cut(f"{audience} · {said.group}{count}" if said.group else f"{audience}{count}")


@register.filter
def is_short_choice(field: BoundField) -> bool:
    """Whether the answers are few enough to stand side by side."""
    widget = field.field.widget
    offered = getattr(field.field, "choices", ())
    is_few = sum(len(str(label)) for _value, label in offered) <= SUMMED_UP
    return isinstance(widget, RadioSelect | CheckboxSelectMultiple) and is_few


@register.filter
def as_json(value: object) -> str:
    """A statement as it is kept."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _cut(text: str) -> str:
    return text if len(text) <= SUMMED_UP else f"{text[: SUMMED_UP - 1]}…"
