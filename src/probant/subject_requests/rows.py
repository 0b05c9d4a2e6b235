"""One line of the list of requests, written in one go: fifty lines cost a page no templates.

Every text goes through `format_html`; what many lines share (a chip, a day) is written once.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, lru_cache

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from probant.subject_requests import labels
from probant.subject_requests.models import CHANNELS, RIGHTS, STATUSES, SubjectRequest

A_WEEK = 7
LINE = (
    '<tr><th scope="row" data-label="{}"><a class="text-nowrap" href="{}">{}</a></th>'
    '<td data-label="{}">{}</td>'
    '<td data-label="{}">{}</td><td data-label="{}">{}</td><td data-label="{}">{}</td>'
    '<td data-label="{}">{}</td></tr>\n'
)


def line(  # noqa: PLR0913  a line is a request, its name, who handles it, when, where
    request: SubjectRequest,
    name: str,
    handled_by: str,
    *,
    today: date,
    now: datetime,
    address: str,
    titles: tuple[str, ...],
) -> SafeString:
    """The line; `titles` are the words of its columns, for phones."""
    language = get_language() or "fr"
    asked = _asked(tuple(request.rights), request.is_record_request, request.repetitions, language)
    cells = (
        format_html("{}", name or "—"),
        asked,
        _due(request, today, now, language),
        _chip(request.status, language),
        format_html("{}", handled_by or "—"),
    )
    shown = [part for title, cell in zip(titles[1:], cells, strict=True) for part in (title, cell)]
    return format_html(LINE, titles[0], address, request.number, *shown)


@lru_cache(maxsize=1_000)
def _asked(
    rights: tuple[str, ...],
    is_record: bool,  # noqa: FBT001  a key of the cache
    repetitions: int,
    language: str,  # noqa: ARG001  cached by it
) -> SafeString:
    named = dict(RIGHTS)
    words = ", ".join(str(named[right]) for right in rights)
    notes = [gettext("health record")] if is_record else []
    if repetitions:
        notes.append(gettext("came again ×%(count)s") % {"count": repetitions})
    if not notes:
        return format_html("{}", words)
    return format_html('{} <span class="muted">({})</span>', words, ", ".join(notes))


def _due(request: SubjectRequest, today: date, now: datetime, language: str) -> SafeString:
    if request.due_at is None:
        return _standing(request.is_suspended, language)
    last = timezone.localtime(request.due_at).date()
    return _until(last, (last - today).days, request.due_at < now, language)


@cache
def _standing(is_suspended: bool, language: str) -> SafeString:  # noqa: ARG001, FBT001  a cache's keys
    if not is_suspended:
        return format_html("{}", "—")
    return format_html('<span class="muted">{}</span>', gettext("clock stands"))


@lru_cache(maxsize=4_000)
def _until(last: date, days: int, is_late: bool, language: str) -> SafeString:  # noqa: ARG001, FBT001  a cache's keys
    """The words say it, the colour repeats it."""
    if is_late:
        tone, picture = "bad", "alarm"
        words = ngettext("late by %(count)d day", "late by %(count)d days", -days) % {
            "count": -days
        }
    else:
        tone, picture = ("warn" if days <= A_WEEK else "neutral"), "clock"
        words = ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
    return format_html(
        '<span class="deadline tone-{}"><span class="bi bi-{}" aria-hidden="true"></span><span>'
        '<strong>{}</strong> <span class="deadline-date"><time datetime="{}">{}</time></span>'
        "</span></span>",
        tone,
        picture,
        words,
        last.isoformat(),
        date_format(last, "SHORT_DATE_FORMAT"),
    )


@cache
def _chip(status: str, language: str) -> SafeString:  # noqa: ARG001  cached by it
    tone, picture = labels.TONES[status]
    return format_html(
        '<span class="chip tone-{}"><span class="bi bi-{}" aria-hidden="true"></span>{}</span>',
        tone,
        picture,
        str(dict(STATUSES)[status]),
    )


@cache
def options(name: str, chosen: str, language: str) -> SafeString:  # noqa: ARG001  cached by it
    """The options of one of the list's filters, the one asked for chosen."""
    offered: dict[str, list[tuple[str, labels.Words]]] = {
        "status": [("open", gettext("To answer")), ("late", gettext("Late")), *STATUSES],
        "right": [("record", labels.RECORD), *RIGHTS],
        "channel": list(CHANNELS),
    }
    return written(offered[name], chosen)


def written(offered: Sequence[tuple[str, labels.Words]], chosen: str) -> SafeString:
    """Options of a select, after one that asks for everything."""
    pattern, marked = '<option value="{}">{}</option>', '<option value="{}" selected>{}</option>'
    found = [
        format_html(marked if value == chosen else pattern, value, label)
        for value, label in [("", gettext("All")), *offered]
    ]
    return SafeString("".join(found))
