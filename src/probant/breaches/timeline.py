"""The timeline of a breach as a picture and as a table: instants known, clocks, what was told.

The picture is drawn in the ink of the page (`currentColor`), so that it follows light, dark and
print; it holds no style, which the pages' policy would refuse.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from probant.breaches.documents import Section, moment, word
from probant.breaches.domain.clocks import Clock
from probant.breaches.domain.facts import Timeline
from probant.reference import breach

INSTANTS = ("started_at", "detected_at", "processor_reported_at", "aware_at", "ended_at")
STEP, LEFT, WIDTH, TOP = 46, 12, 380, 20
RADIUS = 6
LONGEST = 52


@dataclass(frozen=True)
class Moment:
    """One instant: a fact (known), an act (done), a target or an end (to come)."""

    at: datetime
    label: str
    kind: str


def moments(timeline: Timeline, clocks: Iterable[Clock], language: str) -> tuple[Moment, ...]:
    """What is known and what runs, in the order of time."""
    found = [*_facts(timeline, language), *_of_clocks(clocks, language)]
    return tuple(sorted(found, key=lambda one: one.at.astimezone(UTC)))


def svg(found: Sequence[Moment], language: str) -> str:
    """The picture: a line, a full disc for what happened, a ring for what is due."""
    height = TOP * 2 + STEP * max(len(found) - 1, 0)
    body = "".join(_lines(found, language))
    label = escape(word("timeline_alt", language), {'"': "&quot;"})
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="{label}" fill="currentColor"'
        ' font-family="IBM Plex Sans, sans-serif" font-size="13">'
        f"{body}</svg>"
    )


def table(found: Sequence[Moment], language: str) -> list[tuple[str, str]]:
    """The same as rows: when, what."""
    return [(moment(one.at, language), one.label) for one in found]


def section(found: Sequence[Moment], language: str) -> Section:
    """Picture and table, for a paper."""
    return Section(
        title=word("timeline", language),
        svg=svg(found, language) if found else "",
        alt=word("timeline_alt", language),
        header=(word("when", language), word("what", language)) if found else (),
        rows=table(found, language),
        widths=(1, 3),
    )


def _facts(timeline: Timeline, language: str) -> Iterator[Moment]:
    labels = {f.id: f.label for s in breach.authority_form().sections for f in s.fields}
    for name in INSTANTS:
        at = getattr(timeline, name)
        if at is not None:
            yield Moment(at, labels[name].in_(language), "fact")


def _of_clocks(clocks: Iterable[Clock], language: str) -> Iterator[Moment]:
    for clock in clocks:
        name = clock.label.in_(language)
        if clock.done_at is not None:
            yield Moment(clock.done_at, f"{name} — {word('done', language)}", "act")
        if clock.deadline is not None and clock.applies is not False:
            target, end = clock.deadline.target_at, clock.deadline.ends_at
            yield Moment(target, f"{name} — {word('deadline_target', language)}", "due")
            if clock.is_legal and end != target:
                yield Moment(end, f"{name} — {word('deadline_end', language)}", "due")


def _lines(found: Sequence[Moment], language: str) -> Iterator[str]:
    for at, one in enumerate(found):
        y = TOP + at * STEP
        fill = "none" if one.kind == "due" else "currentColor"
        weight = ' font-weight="600"' if one.kind == "act" else ""
        if at:
            yield (
                f'<line x1="{LEFT}" y1="{y - STEP + RADIUS}" x2="{LEFT}" y2="{y - RADIUS}"'
                ' stroke="currentColor" stroke-width="1.5" opacity="0.5"/>'
            )
        yield (
            f'<circle cx="{LEFT}" cy="{y}" r="{RADIUS}" fill="{fill}" stroke="currentColor"'
            f' stroke-width="2"/><text x="{LEFT + 20}" y="{y}"{weight}>'
            f'{escape(_shortened(one.label))}</text><text x="{LEFT + 20}" y="{y + 16}"'
            f' font-size="12" opacity="0.8">{escape(moment(one.at, language))}</text>'
        )


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
