"""How an evidence given for one control arrives at others: the path is always shown (H3).

Annex A is the hub. An evidence arrives at a control when it was given for it, for a control linked
to it, or for a control of another framework linked to the same control of the hub. Never further,
and never from a neighbour of the same framework: a link is a proposal, not an equality.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from probant.controls.domain.framework import Ref

Links = Mapping[Ref, tuple[Ref, ...]]
REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Way:
    """From the control that an evidence was given for to another, through those of `via`."""

    source: Ref
    via: tuple[Ref, ...] = ()

    @property
    def is_direct(self) -> bool:
        """Whether the evidence was given for this very control."""
        return not self.via


def ways_to(links: Links, hub: str) -> Callable[[Ref], tuple[Way, ...]]:
    """The ways that lead to a control, the shortest first; each source once."""

    @lru_cache(maxsize=REMEMBERED)
    def found(target: Ref) -> tuple[Way, ...]:
        shortest: dict[Ref, Way] = {}
        for way in _ways(links, hub, target):
            shortest.setdefault(way.source, way)
        return tuple(shortest.values())

    return found


def _ways(links: Links, hub: str, target: Ref) -> Iterator[Way]:
    yield Way(target)
    near = links.get(target, ())
    yield from (Way(ref, (ref,)) for ref in near)
    for middle in near:
        if middle[0] == hub:
            beyond = (ref for ref in links.get(middle, ()) if ref[0] != target[0])
            yield from (Way(ref, (ref, middle)) for ref in beyond)
