"""The pieces every page is made of: `{% load components %}`."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from probant.common import clock
from probant.web import time_left, word_diff
from probant.web.verdict_look import Look, look_of

register = template.Library()
Values = dict[str, Any]

EXPORT_NAMES = {"csv": "CSV", "xlsx": "Excel (XLSX)", "ods": "OpenDocument (ODS)"}
URGENCY_ICONS = {
    "late": "exclamation-octagon-fill",
    "urgent": "alarm-fill",
    "soon": "clock-fill",
    "calm": "clock",
}
URGENCY_TONES = {"late": "bad", "urgent": "warn", "soon": "info", "calm": "neutral"}
NOTE_ICONS = {
    "info": "info-circle",
    "good": "check-circle",
    "warn": "exclamation-triangle",
    "bad": "x-octagon",
    "neutral": "info-circle",
    "unknown": "question-diamond",
}
MESSAGE_TONES = {"success": "good", "warning": "warn", "error": "bad"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture of Bootstrap Icons; silent for a screen reader unless it has a label."""
    if label:
        return format_html('<span class="bi bi-{}" role="img" aria-label="{}"></span>', name, label)
    return format_html('<span class="bi bi-{}" aria-hidden="true"></span>', name)


@register.inclusion_tag("web/components/verdict.html")
def verdict(state: str, *, large: bool = False) -> Values:
    """The badge of a verdict: icon, word and colour together."""
    return {"look": look_of(state), "large": large}


@register.simple_tag
def verdict_look(state: str) -> Look:
    """The icon, word, tone and meaning of a state, for a page that draws it another way."""
    return look_of(state)


@register.inclusion_tag("web/components/chip.html")
def chip(label: str, tone: str = "neutral", icon: str = "") -> Values:
    """A small state: draft, validated, archived…; tones: neutral info good warn bad unknown."""
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag("web/components/confidence.html")
def confidence(value: str) -> Values:
    """« à vérifier » unless the fact was found in its source; anything else counts as doubt."""
    return {"is_doubtful": str(value) != "found"}


@register.inclusion_tag("web/components/source.html")
def source(article: str, url: str = "", confidence: str = "found") -> Values:
    """Where a rule comes from, with its mark of doubt."""
    return {"article": article, "url": url, "confidence": confidence}


@register.inclusion_tag("web/components/deadline.html")
def deadline(
    ends_at: dt.date | dt.datetime | None,
    *,
    done_at: dt.date | dt.datetime | None = None,
    now: dt.datetime | None = None,
    late_after: dt.date | dt.datetime | None = None,
    short: bool = False,
) -> Values:
    """A due date and how far it is; nothing due is said, not left blank.

    What was done after `late_after` (the due date itself, unless the law's end comes later) is said
    to be late.
    """
    values: Values = {"ends_at": ends_at, "done_at": done_at, "short": short}
    if ends_at is None or done_at is not None:
        return values | {"is_late": _is_after(done_at, late_after or ends_at)}
    left = time_left.until(ends_at, now or clock.now())
    return values | {
        "left": left,
        "icon": URGENCY_ICONS[left.urgency],
        "tone": URGENCY_TONES[left.urgency],
    }


def _is_after(done_at: dt.date | dt.datetime | None, ends_at: dt.date | dt.datetime | None) -> bool:
    """Whether it was done once the time had passed; a day without hour counts whole."""
    if done_at is None or ends_at is None:
        return False
    if isinstance(done_at, dt.datetime) and isinstance(ends_at, dt.datetime):
        return done_at > ends_at
    return _day(done_at) > _day(ends_at)


def _day(moment: dt.date | dt.datetime) -> dt.date:
    return timezone.localdate(moment) if isinstance(moment, dt.datetime) else moment


@register.filter
def has_time(value: object) -> bool:
    """A datetime is shown with its hour, a date without."""
    return isinstance(value, dt.datetime)


@register.inclusion_tag("web/components/diff.html")
def diff(before: str, after: str) -> Values:
    """What changed between two texts; removed and added words are named, not only coloured."""
    return {"pieces": word_diff.compare(before or "", after or "")}


@register.inclusion_tag("web/components/stat.html")
def stat(  # noqa: PLR0913 each is one visible part of the tile
    value: object,
    label: str,
    *,
    url: str = "",
    icon: str = "",
    tone: str = "neutral",
    note: str = "",
) -> Values:
    """One figure with its name; with an address, the figure leads to the facts it rests on."""
    return {"value": value, "label": label, "url": url, "icon": icon, "tone": tone, "note": note}


@register.inclusion_tag("web/components/stepper.html")
def stepper(steps: Sequence[Mapping[str, Any]], current: int) -> Values:
    """Numbered steps, each {"label", "url" or ""}; `current` counts from 1."""
    places = ("done", "current", "to_come")
    numbered = [
        {
            "number": number,
            "place": places[(number > current) + (number >= current)],
            "label": step["label"],
            "url": step.get("url", ""),
        }
        for number, step in enumerate(steps, start=1)
    ]
    return {"steps": numbered, "current": current, "total": len(numbered)}


@register.inclusion_tag("web/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> Values:
    """Links to the pages of a list; they keep the filters of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "numbers": list(numbers),
        "gap": page.paginator.ELLIPSIS,
        "request": context["request"],
    }


@register.inclusion_tag("web/components/export_menu.html", takes_context=True)
def export_menu(context: Context, url: str, formats: str = "csv xlsx ods pdf json") -> Values:
    """The formats a list leaves in; the filters of the page go along as `?format=…`."""
    chosen = [(name, EXPORT_NAMES.get(name, name.upper())) for name in formats.split()]
    return {"url": url, "formats": chosen, "request": context["request"]}


@register.inclusion_tag("web/components/progress_poll.html")
def progress_poll(url: str, done: int, total: int, label: str, *, is_over: bool = False) -> Values:
    """A long task's progress, asked again every two seconds until it is over."""
    values: Values = {"url": url, "done": done, "total": total, "label": label}
    return values | {"is_over": is_over}


@register.inclusion_tag("web/components/definitions.html")
def definitions(rows: Iterable[tuple[str, Any]]) -> Values:
    """Labels and their values; an empty value is said to be empty."""
    return {"rows": list(rows)}


@register.inclusion_tag("web/components/empty_state.html")
def empty_state(
    title: str, text: str = "", *, icon: str = "inbox", action_url: str = "", action_label: str = ""
) -> Values:
    """Nothing here yet: why, and the one next step."""
    return {
        "title": title,
        "text": text,
        "icon": icon,
        "action_url": action_url,
        "action_label": action_label,
    }


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(*forms: BaseForm) -> Values:
    """Every error of a page's forms, each leading to its field."""
    return {
        "general": [error for form in forms for error in form.non_field_errors()],
        "fields": [field for form in forms for field in form if field.errors],
    }


@register.inclusion_tag("web/components/rows.html")
def rows(
    formset: "BaseFormSet[Any]", legend: str, add_label: str = "", help_text: str = ""
) -> Values:
    """The forms of a formset as rows that can be added and removed."""
    add = add_label or gettext("Add a row")
    return {"formset": formset, "legend": legend, "add_label": add, "help_text": help_text}


@register.simple_tag
def message_tone(tags: str) -> str:
    """The tone of a message left by the previous page."""
    return next((tone for tag, tone in MESSAGE_TONES.items() if tag in tags.split()), "info")


@register.simple_tag
def tone_icon(tone: str) -> str:
    """The picture that goes with a tone."""
    return NOTE_ICONS.get(tone, "info-circle")


@register.simple_block_tag
def note(content: str, tone: str = "info", title: str = "") -> SafeString:
    """A remark set apart from the text; tones: info good warn bad neutral."""
    look = {"tone": tone, "title": title, "icon": NOTE_ICONS.get(tone, "info-circle")}
    return render_to_string("web/components/note.html", look | {"content": content})


@register.simple_block_tag
def panel(content: str, title: str = "", icon: str = "", anchor: str = "") -> SafeString:
    """A titled block of a page; `anchor` lets other pages lead to it."""
    values = {"title": title, "icon": icon, "anchor": anchor, "content": content}
    return render_to_string("web/components/panel.html", values)


@register.simple_block_tag
def menu(
    content: str, label: str, icon: str = "", style: str = "btn btn-outline-secondary"
) -> SafeString:
    """A menu that opens without JavaScript; its entries are `.menu-item` links or buttons."""
    values = {"label": label, "icon": icon, "style": style, "content": content}
    return render_to_string("web/components/menu.html", values)


@register.simple_block_tag(takes_context=True)
def datatable(  # noqa: PLR0913 each is one visible part of the table
    context: Context,
    content: str,
    caption: str,
    export_url: str = "",
    formats: str = "csv xlsx ods pdf json",
    *,
    count: int | None = None,
    stack: bool = False,
) -> SafeString:
    """The frame of a table: caption, count, exports, sideways scrolling; `stack` for phones."""
    values = {
        "content": content,
        "caption": caption,
        "export_url": export_url,
        "formats": formats,
        "count": count,
        "stack": stack,
        "request": context["request"],
    }
    return render_to_string("web/components/datatable.html", values)
