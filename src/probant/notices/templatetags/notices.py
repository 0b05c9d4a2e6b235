"""How the rows of a notice are laid out."""

from collections.abc import Sequence

from django import template

from probant.notices.domain.notice import Line

register = template.Library()


@register.filter
def all_detailed(lines: Sequence[Line]) -> bool:
    """Rows that all say something are label and words; otherwise they are a list."""
    return all(line.details for line in lines)
