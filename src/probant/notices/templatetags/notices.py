"""How the rows of a notice are laid out."""

from collections.abc import Sequence

from django import template

from probant.notices.domain.notice import Line

LONG = 4

register = template.Library()


@register.filter
def all_detailed(lines: Sequence[Line]) -> bool:
    """Rows that all say something are label and words; otherwise they are a list."""
    return all(line.details for line in lines)


@register.filter
def any_long(lines: Sequence[Line]) -> bool:
    """A row of many sentences stands under its label, not beside it."""
    return any(len(line.details) >= LONG for line in lines)
