"""The chain of processors as boxes and lines: plain numbers that a template draws as SVG.

The controller on the left, then whoever works for it, level after level; the table beside it says
the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from probant.processors import labels
from probant.processors.domain.chain import Link
from probant.processors.domain.naming import normalised
from probant.processors.domain.record import Chosen, ProcessorRecord

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 190, 56, 56, 18, 8
MOST = 24


@dataclass(frozen=True)
class Box:
    """One organisation of the chain: where it stands and what is written in it."""

    x: int
    y: int
    name: str
    note: str
    kind: str

    @property
    def width(self) -> int:
        """As wide as every other."""
        return WIDTH

    @property
    def height(self) -> int:
        """As high as every other."""
        return HEIGHT

    @property
    def text_x(self) -> int:
        """Where its words start."""
        return self.x + 12

    @property
    def name_y(self) -> int:
        """The line of its name."""
        return self.y + 24

    @property
    def note_y(self) -> int:
        """The line of its note."""
        return self.y + 42


@dataclass(frozen=True)
class Edge:
    """Who engaged whom."""

    path: str
    is_ours: bool


@dataclass(frozen=True)
class Picture:
    """The whole drawing and its words."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    title: str


@dataclass(frozen=True)
class _Node:
    name: str
    note: str
    kind: str
    depth: int
    parent: int
    is_ours: bool = False


def of_processor(record: ProcessorRecord, links: Sequence[Link]) -> Picture:
    """The chain under one processor; beyond MOST links the table alone says the rest."""
    nodes = [_Node(record.name, labels.country(record.country), "processor", 0, -1)]
    by_name = {normalised(record.name): 0}
    for link in links[:MOST]:
        parent = by_name.get(normalised(link.answerable), 0)
        by_name.setdefault(normalised(link.sub.name), len(nodes))
        is_ours = link.sub.chosen_by is Chosen.CONTROLLER
        kind = "sub" if link.sub.is_in_use else "unused"
        note = labels.country(link.sub.country)
        nodes.append(_Node(link.sub.name, note, kind, link.depth, parent, is_ours))
    return _drawn(nodes, _("Chain of processors of %(name)s") % {"name": record.name})


def _drawn(nodes: Sequence[_Node], title: str) -> Picture:
    """Each node on its own line, in the order of the chain, moved right by its depth."""
    boxes = [
        Box(
            EDGE + node.depth * (WIDTH // 2 + GAP_X),
            EDGE + row * (HEIGHT + GAP_Y),
            _short(node.name),
            _short(node.note),
            node.kind,
        )
        for row, node in enumerate(nodes)
    ]
    edges = tuple(
        _edge(boxes[node.parent], boxes[row], is_ours=node.is_ours)
        for row, node in enumerate(nodes)
        if node.parent >= 0
    )
    return Picture(
        width=max(box.x for box in boxes) + WIDTH + EDGE,
        height=max(box.y for box in boxes) + HEIGHT + EDGE,
        boxes=tuple(boxes),
        edges=edges,
        title=title,
    )


def _edge(above: Box, below: Box, *, is_ours: bool) -> Edge:
    """Down from whoever engages, then right to whoever is engaged."""
    start, turn, end = above.x + 28, below.y + HEIGHT // 2, below.x
    return Edge(f"M{start} {above.y + HEIGHT}V{turn}H{end}", is_ours)


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"  # noqa: PLR2004  what a box holds
