"""The breaches' codes in the reader's words: `{% load breach_words %}`."""

from django import template
from django.utils.translation import get_language

from probant.breaches import labels
from probant.reference.first_steps import incidents

register = template.Library()


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
    return found.label.in_(get_language() or "fr") if found else incident


@register.filter
def event(code: str) -> labels.Words:
    """An act of the history."""
    return labels.EVENTS.get(code, code)
