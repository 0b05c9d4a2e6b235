"""What was read of a file, whatever its format: a tree in the file's order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from probant.controls.domain.framework import Control
from probant.controls.domain.importing.errors import Fault, FrameworkFileError, Wrong

MOST_CONTROLS = 10_000
TITLE, TEXT, NAME = 300, 20_000, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A heading or a control as the file states it: `key` and `parent` are the file's own ids."""

    key: str
    parent: str
    number: str
    title: str
    text: str
    is_assessable: bool
    path: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A framework read whole; `rights` is the notice that its file carries."""

    format: str
    urn: str
    name: str
    edition: str
    publisher: str
    rights: str
    controls: tuple[Control, ...]

    @property
    def count(self) -> int:
        """How many can be assessed."""
        return sum(1 for one in self.controls if one.is_assessable)


def to_content(found: Found) -> dict[str, Any]:
    """As it is kept."""
    return {
        "format": found.format,
        "urn": found.urn,
        "name": found.name,
        "edition": found.edition,
        "publisher": found.publisher,
        "rights": found.rights,
        "controls": [asdict(one) for one in found.controls],
    }


def arranged(nodes: Sequence[Node]) -> tuple[Control, ...]:
    """The nodes as controls with a place and a depth; FrameworkFileError with all that is wrong.

    Ids of ours count from the file's order: they say nothing, and fit in an address.
    """
    faults = [*_duplicates(nodes), *_dangling(nodes)]
    if len(nodes) > MOST_CONTROLS:
        faults.append(Fault(Wrong.TOO_MANY_CONTROLS, value=str(len(nodes))))
    if faults:
        raise FrameworkFileError(faults)
    depths = _depths(nodes)
    ids = {node.key: f"c{place}" for place, node in enumerate(nodes, start=1)}
    controls = tuple(_control(node, ids, depths[node.key]) for node in nodes)
    if not any(one.is_assessable for one in controls):
        raise FrameworkFileError([Fault(Wrong.NOTHING_TO_ASSESS)])
    return _in_tree_order(controls)


def _control(node: Node, ids: Mapping[str, str], depth: int) -> Control:
    words = " ".join(node.text.split())
    title = node.title or (words if len(words) <= TITLE else f"{words[: TITLE - 1]}…")
    return Control(
        id=ids[node.key],
        number=node.number[:80],
        title=(title or node.number or node.key)[:TITLE],
        text=node.text[:TEXT] if node.text.strip() != title else "",
        depth=depth,
        parent=ids[node.parent] if node.parent else "",
        is_assessable=node.is_assessable,
    )


def _duplicates(nodes: Sequence[Node]) -> Iterator[Fault]:
    seen: set[str] = set()
    for node in nodes:
        if node.key in seen:
            yield Fault(Wrong.DUPLICATE, node.path, node.line, node.key[:80])
        seen.add(node.key)


def _dangling(nodes: Sequence[Node]) -> Iterator[Fault]:
    known = {node.key for node in nodes}
    for node in nodes:
        if node.parent and node.parent not in known:
            yield Fault(Wrong.DANGLING, node.path, node.line, node.parent[:80])


def _depths(nodes: Sequence[Node]) -> dict[str, int]:
    """How deep each stands; FrameworkFileError where parents turn in a circle."""
    by_key = {node.key: node for node in nodes}
    depths: dict[str, int] = {}
    for node in nodes:
        trail: list[Node] = []
        here: Node | None = node
        while here is not None and here.key not in depths:
            if len(trail) > len(nodes):
                raise FrameworkFileError([Fault(Wrong.CYCLE, node.path, node.line, node.key[:80])])
            trail.append(here)
            here = by_key.get(here.parent)
        above = depths[here.key] if here is not None else 0
        for below, one in enumerate(reversed(trail), start=1):
            depths[one.key] = above + below
    return depths


def _in_tree_order(controls: Sequence[Control]) -> tuple[Control, ...]:
    """Each parent before its children, brothers in the file's order."""
    below: dict[str, list[Control]] = {}
    for one in controls:
        below.setdefault(one.parent, []).append(one)
    ordered: list[Control] = []
    waiting = list(reversed(below.get("", [])))
    while waiting:
        one = waiting.pop()
        ordered.append(one)
        waiting.extend(reversed(below.get(one.id, [])))
    return tuple(ordered)
