"""What differs between two records, row by row.

Rows are matched by what they are (equal, then same identity, then most alike), never by position:
moving a row is no change, and removing the first of ten is one change, not ten.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from probant.register.domain.record import ActivityRecord, to_json

IDENTITY: Mapping[str, tuple[str, ...]] = {
    "purposes": ("text",),
    "data_lines": ("category", "detail"),
    "recipients": ("name", "category"),
    "transfers": ("recipient", "country"),
    "systems": ("name",),
    "processors": ("name",),
    "measures": ("measure", "text"),
    "joint_controllers": ("name",),
    "controllers": ("name",),
}
ALIKE = 0.6
COMPARED_CHARACTERS = 300
MOST_COMPARED = 900

Row = dict[str, Any]


class ChangeKind(StrEnum):
    """What happened to a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Change:
    """One difference: `field`, the `row` it is about (its own words), the `part` of the row.

    `before` and `after` are JSON values; a whole row where a row came or went. `identity` is the
    row after the change, for those who would name it in other words.
    """

    field: str
    kind: ChangeKind
    before: Any
    after: Any
    row: str = ""
    part: str = ""
    identity: Mapping[str, Any] | None = None


def difference(before: ActivityRecord, after: ActivityRecord) -> tuple[Change, ...]:
    """Every difference, in the order of the record's fields."""
    old, new = to_json(before), to_json(after)
    return tuple(change for field in old for change in _field(field, old[field], new[field]))


def _field(field: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401  JSON values
    if before == after:
        return
    if isinstance(before, list) and isinstance(after, list):
        compare = _rows if field in IDENTITY else _values
        yield from compare(field, before, after)
    elif field == "research":
        yield from _parts(field, "", before or {}, after or {})
    else:
        yield _change(field, before, after)


def _change(field: str, before: object, after: object, *, row: str = "", part: str = "") -> Change:
    is_set, was_set = after not in _EMPTY, before not in _EMPTY
    kind = ChangeKind.CHANGED
    if is_set != was_set:
        kind = ChangeKind.ADDED if is_set else ChangeKind.REMOVED
    return Change(field, kind, before, after, row, part)


_EMPTY: tuple[object, ...] = (None, "", [])


def _values(field: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Plain texts: those that went, then those that came."""
    old, new = Counter(before), Counter(after)
    for value in (old - new).elements():
        yield Change(field, ChangeKind.REMOVED, value, None, value)
    for value in (new - old).elements():
        yield Change(field, ChangeKind.ADDED, None, value, value)


def _rows(field: str, before: list[Row], after: list[Row]) -> Iterator[Change]:
    old, new = _without_equals(before, after)
    pairs, old, new = _paired(field, old, new)
    for was, becomes in pairs:
        yield from _parts(field, name_of(field, becomes), was, becomes)
    for row in old:
        yield Change(field, ChangeKind.REMOVED, row, None, name_of(field, row))
    for row in new:
        yield Change(field, ChangeKind.ADDED, None, row, name_of(field, row))


def _parts(field: str, row: str, before: Row, after: Row) -> Iterator[Change]:
    old, new = _flat(before), _flat(after)
    for part in {**old, **new}:
        was, becomes = old.get(part), new.get(part)
        if was != becomes and not (was in _EMPTY and becomes in _EMPTY):
            change = _change(field, was, becomes, row=row, part=part)
            yield replace(change, identity=after if row else None)


def _without_equals(before: list[Row], after: list[Row]) -> tuple[list[Row], list[Row]]:
    rest = list(after)
    old = []
    for row in before:
        if row in rest:
            rest.remove(row)
        else:
            old.append(row)
    return old, rest


def _paired(
    field: str, old: list[Row], new: list[Row]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """Pairs the rows that are most alike first; what resembles nothing came or went."""
    by_old: dict[int, int] = {}
    for score, i, j in sorted(_scores(field, old, new)):
        if -score >= ALIKE and i not in by_old and j not in by_old.values():
            by_old[i] = j
    pairs = [(old[i], new[j]) for i, j in sorted(by_old.items())]
    gone = [row for i, row in enumerate(old) if i not in by_old]
    come = [row for j, row in enumerate(new) if j not in by_old.values()]
    return pairs, gone, come


def _scores(field: str, old: list[Row], new: list[Row]) -> Iterator[tuple[float, int, int]]:
    """Beyond MOST_COMPARED pairs only equal identities count: the comparison stays bounded."""
    compare = _likeness if len(old) * len(new) <= MOST_COMPARED else _identity
    for i, was in enumerate(old):
        for j, becomes in enumerate(new):
            yield -compare(field, was, becomes), i, j


def _likeness(field: str, one: Row, other: Row) -> float:
    """1 and more for the same identity; otherwise how alike the identities read."""
    identity = _identity(field, one, other)
    return identity or 0.8 * _words(field, one, other) + 0.2 * _shared(one, other)


def _identity(field: str, one: Row, other: Row) -> float:
    same = name_of(field, one) == name_of(field, other)
    return 1 + _shared(one, other) if same else 0


def _shared(one: Row, other: Row) -> float:
    flat, against = _flat(one), _flat(other)
    equal = sum(1 for part in flat if flat[part] == against.get(part))
    return equal / max(len(flat), 1)


def _words(field: str, one: Row, other: Row) -> float:
    mine, theirs = name_of(field, one), name_of(field, other)
    return SequenceMatcher(None, mine[:COMPARED_CHARACTERS], theirs[:COMPARED_CHARACTERS]).ratio()


def name_of(field: str, row: Row) -> str:
    """The row in its own words: what a reader recognises it by."""
    values = (str(row.get(part) or "") for part in IDENTITY[field])
    return " · ".join(value for value in values if value)


def _flat(row: Row) -> Row:
    """`retention: {rule: x}` becomes `retention.rule: x`."""
    flat: Row = {}
    for key, value in row.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": held for inner, held in value.items()}
        else:
            flat[key] = value
    return flat
