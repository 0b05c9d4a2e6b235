"""A notice for a folded sheet: nothing is left out, activities kept as long stand together."""

from dataclasses import replace

from probant.notices.domain.durations import lowered
from probant.notices.domain.notice import Line, Notice, Section

GROUPED = frozenset({"retention"})


def folded(notice: Notice) -> Notice:
    """The same notice, its periods each said once."""
    sections = (grouped(s) if s.item in GROUPED else s for s in notice.sections)
    return replace(notice, sections=tuple(sections))


def grouped(section: Section) -> Section:
    """Rows that say the same become one row."""
    named: dict[tuple[str, ...], list[str]] = {}
    for line in section.lines:
        named.setdefault(line.details, []).append(line.text)
    lines = (
        Line(text=", ".join([names[0], *map(lowered, names[1:])]), details=details)
        for details, names in named.items()
    )
    return replace(section, lines=tuple(lines))
