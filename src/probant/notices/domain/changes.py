"""Whether a published notice still says what the register says, and what differs, in words (B2)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from probant.common import canonical_json
from probant.notices.domain.composition import compose
from probant.notices.domain.facts import Facts, to_json
from probant.notices.domain.notice import Line, Notice, Section


class Kind(StrEnum):
    """What happened to a statement since the notice was published."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Difference:
    """One statement that differs: in which section, what was said, what the register says now."""

    kind: Kind
    item: str
    title: str
    subject: str = ""
    before: str = ""
    after: str = ""


def fingerprint(facts: Facts) -> str:
    """SHA-256 of the facts as canonical JSON (RFC 8785), without the register's identifiers."""
    told = to_json(facts)
    told["uses"] = sorted(
        ({k: v for k, v in use.items() if k != "activity_id"} for use in told["uses"]),
        key=canonical_json.dumps,
    )
    return hashlib.sha256(canonical_json.dumps(told)).hexdigest()


def differences(published: Facts, current: Facts, language: str) -> tuple[Difference, ...]:
    """What the current facts would say differently, section by section, line by line."""
    before, after = compose(published, language), compose(current, language)
    items = dict.fromkeys(section.item for section in (*before.sections, *after.sections))
    return tuple(found for item in items for found in _of_item(item, before, after))


def _of_item(item: str, before: Notice, after: Notice) -> Iterator[Difference]:
    old, new = before.section(item), after.section(item)
    if old == new:
        return
    title = (new or old or _EMPTY).title
    yield from _of_sentences(item, title, old or _EMPTY, new or _EMPTY)
    yield from _of_lines(item, title, old or _EMPTY, new or _EMPTY)


def _of_sentences(item: str, title: str, old: Section, new: Section) -> Iterator[Difference]:
    before, after = (" ".join((*s.sentences, *s.closing)) for s in (old, new))
    if before != after:
        yield Difference(_kind(before, after), item, title, "", before, after)


def _of_lines(item: str, title: str, old: Section, new: Section) -> Iterator[Difference]:
    before = {line.text: line for line in (*old.lines, *old.more)}
    after = {line.text: line for line in (*new.lines, *new.more)}
    for subject in dict.fromkeys((*before, *after)):
        was, is_now = before.get(subject), after.get(subject)
        if was != is_now:
            yield _difference(item, title, subject, was, is_now)


def _difference(
    item: str, title: str, subject: str, was: Line | None, is_now: Line | None
) -> Difference:
    if was is None:
        return Difference(Kind.ADDED, item, title, subject, "", _said(is_now))
    if is_now is None:
        return Difference(Kind.REMOVED, item, title, subject, _said(was), "")
    return Difference(Kind.CHANGED, item, title, subject, _said(was), _said(is_now))


def _said(line: Line | None) -> str:
    return " ".join(line.details) if line else ""


def _kind(before: str, after: str) -> Kind:
    if not before:
        return Kind.ADDED
    return Kind.CHANGED if after else Kind.REMOVED


_EMPTY = Section(item="", articles=(), title="")
