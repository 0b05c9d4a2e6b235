"""Why the record was opened: the purposes of the actor, then those of the whole event."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from probant.probes.access_logs.sources.fhir import codes
from probant.probes.access_logs.sources.fhir.agents import Agent
from probant.probes.access_logs.sources.fhir.shapes import Json, many, text, words
from probant.probes.access_logs.sources.fhir.shapes import codes as codes_of

_OF_AGENT = ("purposeOfUse", "authorization")  # R4, R5
_OF_EVENT = ("purposeOfEvent", "authorization")


@dataclass(frozen=True, slots=True)
class Why:
    """The first purpose, and whether the glass was broken; NULL where no purpose is told."""

    purpose: str | None = None
    is_break_glass: bool | None = None
    break_glass_reason: str | None = None


UNTOLD = Why()


def reasons(event: Json, actor: Agent | None, kinds: frozenset[str]) -> Why:
    """Break glass is a purpose (BTG, ETREAT…), or the event that an override started."""
    told = list(
        chain(_concepts(actor.told, _OF_AGENT) if actor else (), _concepts(event, _OF_EVENT))
    )
    broken = [one for one in told if codes.BREAK_GLASS.intersection(codes_of(one, "purpose"))]
    is_broken = bool(broken) or bool(kinds & codes.EMERGENCY)
    return Why(
        purpose=next(filter(None, (words(one, "purpose") for one in told)), None),
        is_break_glass=is_broken if told or is_broken else None,
        break_glass_reason=next(filter(None, (text(one.get("text"), "") for one in broken)), None),
    )


def _concepts(told: Json, names: tuple[str, ...]) -> Iterator[Json]:
    for name in names:
        yield from many(told.get(name), name)
