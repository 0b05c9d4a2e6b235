"""A deadline with its reasons, as a page shows it."""

from django import template

from probant.common.time_limits import Deadline
from probant.deadlines.explanations import Sentence, sentences

register = template.Library()


@register.inclusion_tag("deadlines/counted.html")
def counted(deadline: Deadline) -> dict[str, object]:
    """« Comment ce délai est compté »: each rule applied, in a details element."""
    found: list[Sentence] = sentences(deadline)
    return {
        "sentences": found,
        "ends_at": deadline.ends_at,
        "target_at": deadline.target_at,
        "has_target": deadline.target_at != deadline.ends_at,
    }
