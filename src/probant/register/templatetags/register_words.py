"""Codes of a record in the reader's words: `{% load register_words %}`."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from probant.reference import law
from probant.reference.loading import Fact
from probant.register import labels
from probant.register.domain.geography import is_inside
from probant.register.domain.record import DataLine, Retention
from probant.register.domain.status import Status
from probant.register.models import STATUSES, Activity

register = template.Library()

STATUS_LOOKS = {
    Status.DRAFT.value: ("info", "pencil"),
    Status.VALIDATED.value: ("good", "patch-check"),
    Status.ARCHIVED.value: ("neutral", "archive"),
}
TABLES: Mapping[str, Callable[[], Mapping[str, Fact]]] = {
    "legal_basis": law.legal_bases,
    "exception": law.exceptions,
    "category": law.data_categories,
    "person": law.data_subjects,
    "recipient": law.recipients,
    "mechanism": law.transfer_mechanisms,
    "methodology": law.methodologies,
    "measure": law.measures,
    "rule": law.retention_rules,
}


@register.filter
def named(code: str, table: str) -> labels.Named:
    """A code of the law as label, article, confidence and explanation."""
    return labels.named(TABLES[table](), code)


@register.filter
def country(code: str) -> str:
    """The country's name."""
    return labels.country(code)


@register.filter
def is_abroad(code: str) -> bool:
    """Whether a place is outside the European Economic Area."""
    return bool(code) and not is_inside(code)


@register.filter
def duration(iso: str) -> str:
    """A duration in words."""
    return labels.duration(iso)


@register.filter
def chosen(code: str, field: str) -> str:
    """A code of the interface's own lists."""
    return labels.value(field, "", code)


@register.filter
def stay(retention: Retention) -> list[tuple[str, str]]:
    """The durations that apply: the record's own, else its rule's, as (phase, words)."""
    rule = law.retention_rules().get(retention.rule)
    active = retention.active or (rule.active if rule else "")
    archive = retention.archive or (rule.archive if rule else "")
    phases = (("active", active), ("archive", archive))
    return [(phase, labels.duration(iso)) for phase, iso in phases if iso]


@register.filter
def is_protected(line: DataLine) -> bool:
    """Whether the line's category is one of art. 9 or 10, or the national number."""
    found = law.data_categories().get(line.category)
    return line.is_sensitive or bool(found and found.regime)


@register.filter
def status_chip(status: str) -> SafeString:
    """The chip of a status."""
    return _chip(*STATUS_LOOKS[status], labels.language(), str(dict(STATUSES)[status]))


@register.filter
def contents_chips(activity: Activity) -> SafeString:
    """Whether the record is complete, and sensitive."""
    chips = [_complete(activity.missing_count, labels.language())]
    if activity.is_sensitive:
        chips.append(_chip("neutral", "heart-pulse", labels.language(), gettext("Sensitive")))
    return SafeString(" ".join(chips))


@register.filter
def review_cell(day: date | None, today: date) -> SafeString:
    """The review's date, marked when it has gone by."""
    return _review(day, day is not None and day < today, labels.language())


@cache
def _complete(count: int, language: str) -> SafeString:
    if count:
        return _chip("warn", "puzzle", language, f"{gettext('Incomplete')} ({count})")
    return _chip("good", "check2", language, gettext("Complete"))


@lru_cache(maxsize=2000)
def _review(day: date | None, is_over: bool, language: str) -> SafeString:  # noqa: FBT001
    if day is None:
        return format_html('<span class="muted">{}</span>', gettext("no date"))
    chip = _chip("bad", "alarm", language, gettext("Overdue")) if is_over else ""
    return format_html("{} {}", date_format(day, "SHORT_DATE_FORMAT"), chip)


@cache
def _chip(tone: str, icon: str, language: str, words: str) -> SafeString:  # noqa: ARG001  cached by it
    pattern = (
        '<span class="chip tone-{}"><span class="bi bi-{}" aria-hidden="true"></span>{}</span>'
    )
    return format_html(pattern, tone, icon, words)


@register.filter
def status_tone(status: str) -> str:
    """The colour of a status."""
    return STATUS_LOOKS[status][0]


@register.filter
def status_icon(status: str) -> str:
    """The picture of a status."""
    return STATUS_LOOKS[status][1]


@register.filter
def event(name: str) -> str:
    """What an act is called in the history."""
    return str(labels.EVENTS.get(name, name))
