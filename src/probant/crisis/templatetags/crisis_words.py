"""Texts of the reference in the reader's language, and durations as people say them."""

from datetime import date

from django import template
from django.utils.translation import get_language

from probant.crisis.plan_words import period_words
from probant.reference.loading import Text

register = template.Library()


@register.simple_tag
def local(text: Text) -> str:
    """The text in the active language; escaped as any value."""
    return text.in_(get_language() or "fr")


@register.filter
def hours(period: str) -> str:
    """An ISO 8601 duration in hours, in words."""
    return period_words(period)


@register.filter
def day(said: str | date) -> date:
    """The day that a finding keeps as ISO 8601, for the `date` filter to write."""
    return said if isinstance(said, date) else date.fromisoformat(said)
