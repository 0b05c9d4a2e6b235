"""The chain of sub-processors: who engaged whom, who answers for whom, who chose what (D3).

Art. 28(2): a specific or general written authorisation; under a general one, notice and a right to
object. Art. 28(4): who engages another answers for it, all the way up to the controller.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from probant.common.verdicts import VerdictState, worst
from probant.processors.domain.naming import normalised
from probant.processors.domain.record import (
    Authorisation,
    Chosen,
    Objection,
    ProcessorRecord,
    SubProcessor,
)

TOLD_EVERY_DAYS = 365
DEEPEST = 12


@dataclass(frozen=True)
class Fault:
    """Something of the chain that is not as art. 28 asks: of whom, and the code of the reason."""

    name: str
    state: VerdictState
    reason: str


@dataclass(frozen=True)
class Link:
    """One sub-processor in its place: how deep, and who answers for it."""

    sub: SubProcessor
    depth: int
    answerable: str


def links(record: ProcessorRecord) -> tuple[Link, ...]:
    """The chain from the processor down; who is engaged by nobody known hangs on the processor."""
    return tuple(_below(record, normalised(record.name), 1, frozenset()))


def _below(
    record: ProcessorRecord, parent: str, depth: int, above: frozenset[str]
) -> Iterator[Link]:
    for sub in record.sub_processors:
        if _parent(record, sub) != parent or sub.id in above or depth > DEEPEST:
            continue
        answerable = sub.engaged_by or record.name
        yield Link(sub, depth, answerable)
        if normalised(sub.name) != parent:
            yield from _below(record, normalised(sub.name), depth + 1, above | {sub.id})


def _parent(record: ProcessorRecord, sub: SubProcessor) -> str:
    """Who engaged it: the processor unless another of the chain is named."""
    wanted = normalised(sub.engaged_by) if sub.engaged_by.strip() else ""
    known = {normalised(one.name) for one in record.sub_processors if one.id != sub.id}
    return wanted if wanted in known else normalised(record.name)


def in_circle(record: ProcessorRecord) -> tuple[SubProcessor, ...]:
    """Those who engage each other in a circle, so that nobody answers to the processor."""
    reached = {link.sub.id for link in links(record)}
    return tuple(one for one in record.sub_processors if one.id not in reached)


def objection_ends(sub: SubProcessor, objection_days: int | None) -> date | None:
    """The last day to object to an announced sub-processor; None where no period is known."""
    if sub.announced_on is None or objection_days is None:
        return None
    return sub.announced_on + timedelta(days=objection_days)


def may_object(sub: SubProcessor, objection_days: int | None, on: date) -> bool:
    """Whether the period runs and nobody answered."""
    ends = objection_ends(sub, objection_days)
    return ends is not None and on <= ends and sub.objection is Objection.NONE


def faults(record: ProcessorRecord, *, objection_days: int | None, on: date) -> tuple[Fault, ...]:
    """All that is not as it should be, in the chain's order."""
    found = [
        fault
        for sub in record.sub_processors
        for fault in _of(sub, objection_days=objection_days, on=on)
    ]
    circle = [Fault(sub.name, VerdictState.CONTRADICTED, "circle") for sub in in_circle(record)]
    return (*found, *circle)


def _of(sub: SubProcessor, *, objection_days: int | None, on: date) -> Iterator[Fault]:
    if sub.objection is Objection.OBJECTED and sub.is_in_use:
        yield Fault(sub.name, VerdictState.CONTRADICTED, "used_despite_objection")
    if sub.authorisation is Authorisation.UNKNOWN:
        yield Fault(sub.name, VerdictState.MISSING, "no_authorisation")
    if sub.authorisation is Authorisation.SPECIFIC and sub.authorised_on is None:
        yield Fault(sub.name, VerdictState.MISSING, "no_date_of_authorisation")
    if sub.authorisation is Authorisation.GENERAL:
        yield from _of_general(sub, objection_days=objection_days, on=on)
    if sub.chosen_by is Chosen.UNKNOWN:
        yield Fault(sub.name, VerdictState.MISSING, "not_known_who_chose")
    if sub.chosen_by is Chosen.CONTROLLER and sub.requested_on is None:
        yield Fault(sub.name, VerdictState.MISSING, "no_express_request")


def _of_general(sub: SubProcessor, *, objection_days: int | None, on: date) -> Iterator[Fault]:
    if sub.announced_on is None:
        yield Fault(sub.name, VerdictState.MISSING, "not_announced")
    elif objection_days is None:
        yield Fault(sub.name, VerdictState.MISSING, "no_objection_period")
    elif may_object(sub, objection_days, on) and sub.is_in_use:
        yield Fault(sub.name, VerdictState.DECLARED, "used_within_period")


def state_of(
    record: ProcessorRecord, *, objection_days: int | None, on: date, has_clause: bool
) -> VerdictState:
    """How the chain stands; without a dated statement of the processor it is not known."""
    if record.chain_told_on is None:
        found = faults(record, objection_days=objection_days, on=on)
        return worst([VerdictState.UNDETERMINED, *(fault.state for fault in found)])
    found = faults(record, objection_days=objection_days, on=on)
    state = worst([VerdictState.PROVEN, *(fault.state for fault in found)])
    if state is VerdictState.PROVEN and not has_clause:
        state = VerdictState.DECLARED
    is_old = record.chain_told_on + timedelta(days=TOLD_EVERY_DAYS) < on
    return worst([state, VerdictState.EXPIRED]) if is_old else state


def components(records: Sequence[ProcessorRecord]) -> int:
    """How many sub-processors stand behind these processors."""
    return sum(len(record.sub_processors) for record in records)
