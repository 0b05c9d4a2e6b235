"""A difference between two versions, in the reader's words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from probant.register import labels
from probant.register.domain.diff import Change, ChangeKind, Row, difference
from probant.register.domain.record import ActivityRecord
from probant.register.domain.sections import section_of

KINDS = {
    ChangeKind.ADDED: (_("added"), "good", "plus-lg"),
    ChangeKind.REMOVED: (_("removed"), "bad", "dash-lg"),
    ChangeKind.CHANGED: (_("changed"), "info", "pencil"),
}


@dataclass(frozen=True)
class Told:
    """One change as a page tells it: where, what was, what is."""

    section: labels.Words
    title: labels.Words
    row: str
    part: labels.Words
    kind: labels.Words
    tone: str
    icon: str
    before: str
    after: str


def told(before: ActivityRecord, after: ActivityRecord) -> list[Told]:
    """Every difference, told in the order of the record."""
    return [_told(change) for change in difference(before, after)]


def _told(change: Change) -> Told:
    kind, tone, icon = KINDS[change.kind]
    section = section_of(change.field)
    return Told(
        section=labels.SECTIONS[section][1] if section else "",
        title=labels.FIELDS[change.field],
        row=_row(change),
        part=labels.PARTS.get(change.part, change.part),
        kind=kind,
        tone=tone,
        icon=icon,
        before=_worded(change, change.before),
        after=_worded(change, change.after),
    )


def _row(change: Change) -> str:
    whole = next((held for held in (change.after, change.before) if isinstance(held, dict)), None)
    if whole is not None:
        return labels.row(change.field, whole)
    return labels.row(change.field, change.identity) if change.identity else ""


def _worded(change: Change, held: Any) -> str:  # noqa: ANN401  any JSON value
    if isinstance(held, dict):
        return "\n".join(_lines(change.field, held))
    return labels.value(change.field, change.part, held)


def _lines(field: str, held: Row) -> Iterator[str]:
    for part, inner in held.items():
        pieces = (
            {f"{part}.{key}": item for key, item in inner.items()}
            if isinstance(inner, dict)
            else {part: inner}
        )
        for path, item in pieces.items():
            words = labels.value(field, path, item)
            if words and item is not False:
                yield f"{labels.PARTS.get(path, path)}{gettext(': ')}{words}"
