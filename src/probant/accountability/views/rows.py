"""A verdict's row as HTML, rendered once for each verdict, language and day."""

from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from probant.accountability.explanations import explained
from probant.common.verdicts import Evidence, Verdict

KEPT = 1024
NOON = time(12)


def row(verdict: Verdict, organisation: UUID, *, now: datetime) -> SafeString:
    """The row; a verdict is a value and its deadline is counted in days, so that it may be kept."""
    shown = replace(verdict, evidence=tuple(map(_to_the_minute, verdict.evidence)))
    return _row(shown, organisation, get_language() or "fr", timezone.localdate(now))


def _to_the_minute(item: Evidence) -> Evidence:
    """What was measured just now is shown to the minute, so that one minute gives one row."""
    return replace(item, at=item.at.replace(second=0, microsecond=0)) if item.at else item


@lru_cache(maxsize=KEPT)
def _row(verdict: Verdict, organisation: UUID, language: str, day: date) -> SafeString:  # noqa: ARG001  the language is active
    noon = timezone.make_aware(datetime.combine(day, NOON))
    context = {
        "item": explained(verdict, organisation),
        "organisation_id": organisation,
        "now": noon,
    }
    return render_to_string("accountability/_verdict.html", context)
