"""FHIR AuditEvents of one file, R4 and R5 mixed: NDJSON, Bundles, arrays, or Bundles as lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from probant.probes.access_logs.batch import Batch, Refused
from probant.probes.access_logs.sources.clock import Clock
from probant.probes.access_logs.sources.fhir import documents
from probant.probes.access_logs.sources.fhir.blocks import Block, blocks_of_lines
from probant.probes.access_logs.sources.fhir.columns import ORIGIN, table_of
from probant.probes.access_logs.sources.fhir.exact import rows_of
from probant.probes.access_logs.sources.fhir.limits import DEFAULT, Limits
from probant.probes.access_logs.sources.fhir.row import Row
from probant.probes.access_logs.sources.fhir.shapes import NotTakenError
from probant.probes.access_logs.sources.opening import filled, opened_at


@dataclass(frozen=True, slots=True)
class Read:
    """What became of some units: rows with their unit, and refusals."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class FhirReader:
    """`open_binary` gives the file anew, able to seek; `now` is its reception."""

    open_binary: Callable[[], BinaryIO]
    zone: ZoneInfo
    now: datetime
    limits: Limits = DEFAULT
    format: str = "fhir-audit-event"

    def batches(self, start: int = 0) -> Iterator[Batch]:
        """`start`: a byte of the decompressed stream for lines, a count of units otherwise."""
        clock = Clock(self.zone, self.now)
        for block in self._blocks(start):
            yield batch_of(block, clock)

    def _blocks(self, start: int) -> Iterator[Block]:
        is_document = documents.is_document(self._head())
        with self.open_binary() as file:
            if is_document:
                yield from documents.blocks_of_document(opened_at(file), start, self.limits)
            else:
                yield from blocks_of_lines(opened_at(file, start), start, self.limits)

    def _head(self) -> bytes:
        head = bytearray(self.limits.longest)
        with self.open_binary() as file:
            return bytes(head[: filled(opened_at(file), memoryview(head))])


def batch_of(block: Block, clock: Clock, *, is_spread: bool = False) -> Batch:
    """Every unit of the block as rows or a refusal; a line that is a Bundle as its entries."""
    known = {refusal.unit for refusal in block.refused}
    unsure = [unit for unit in range(len(block.starts)) if unit not in known]
    if not is_spread and (spread := documents.spread(block, unsure)):
        return batch_of(spread, clock, is_spread=True)
    read = Read(refused=list(block.refused))
    for unit in unsure:
        _read_exactly(block.unit(unit), unit, clock, read)
    table = table_of(read.rows)
    return Batch(
        events=table.drop_columns([ORIGIN]),
        raw=block.units,
        refused=tuple(sorted(read.refused, key=lambda refusal: refusal.unit)),
        resume_at=block.resume_at,
        origins=table[ORIGIN].combine_chunks(),
    )


def _read_exactly(raw: bytes, unit: int, clock: Clock, into: Read) -> None:
    try:
        into.rows.extend((unit, row) for row in rows_of(raw, clock))
    except NotTakenError as error:
        into.refused.append(Refused(unit, error.reason, error.detail))
