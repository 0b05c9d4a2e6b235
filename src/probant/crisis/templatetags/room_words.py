"""How the room's pages call kinds, teams, audiences, states, and what an entry says."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language

from probant.crisis import labels
from probant.crisis.domain.entries import KINDS, Entry
from probant.reference import crisis as law

register = template.Library()
HEADLINES = {"joined": "name", "closed": "worked", "clock": "aid", "handed_over": "to"}
HIDDEN = frozenset({"text", "scenario", "file", "mail"})


@register.filter
def kind_label(kind: str) -> str:
    """What a kind of entry is called."""
    return str(labels.KINDS.get(kind, kind))


@register.filter
def composer_label(kind: str) -> str:
    """What a person is about to write."""
    return str(labels.COMPOSERS.get(kind) or kind_label(kind))


@register.filter
def team_label(team: str) -> str:
    """What a team is called."""
    return str(labels.TEAMS.get(team, team))


@register.filter
def audience_label(audience: str) -> str:
    """What an audience is called."""
    return str(labels.AUDIENCES.get(audience, audience))


@register.filter
def state_label(state: str) -> str:
    """What a state is called."""
    return str(labels.STATES.get(state, state))


@register.filter
def state_tone(state: str) -> str:
    """The tone of a state's chip."""
    return labels.TONES.get(state, "neutral")


@register.filter
def scenario_label(kind: str) -> str:
    """What a scenario is called."""
    return dict(labels.scenarios()).get(kind, kind if kind != "other" else "")


@register.filter
def headline(entry: Entry) -> str:
    """What an entry says first."""
    name = HEADLINES.get(entry.kind, "text")
    return _told(name, entry.body.get(name, "")) or entry.text


@register.filter
def details(entry: Entry) -> list[tuple[str, str]]:
    """The other fields of an entry, with their names."""
    shown = [*KINDS[entry.kind].texts, *KINDS[entry.kind].instants]
    skipped = HIDDEN | {HEADLINES.get(entry.kind, "text")}
    return [
        (field_label(entry.kind, name), _told(name, entry.body[name]))
        for name in shown
        if name not in skipped and entry.body.get(name)
    ]


def field_label(kind: str, name: str) -> str:
    """What a field of an entry is called; figures of a file have their own short names."""
    own = {"sha256": "SHA-256", "media_type": "Type", "size": "Octets"}
    return own.get(name) or str(labels.OWN_FIELDS.get((kind, name), labels.FIELDS.get(name, name)))


@register.filter
def at_instant(value: Any) -> str:  # noqa: ANN401  an ISO 8601 text of an entry
    """An instant kept in an entry, in local time."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return date_format(localtime(found), "SHORT_DATETIME_FORMAT")


def _told(name: str, value: Any) -> str:  # noqa: ANN401  a JSON value
    if name.endswith("_at"):
        return at_instant(value)
    if name == "aid" and value in law.clocks():
        return law.clocks()[value].label.in_((get_language() or "fr")[:2])
    if name == "by_what" and value in labels.MEANS:
        return str(labels.MEANS[value])
    if name in {"status", "state"}:
        return state_label(str(value))
    return str(value)
