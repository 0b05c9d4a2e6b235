"""Files as they come: lines, Bundles, compressed, spoiled, resumed."""

import gzip
import io
import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import zstandard

from probant.probes.access_logs.batch import Batch, Reason
from probant.probes.access_logs.errors import SourceError
from probant.probes.access_logs.event import READ
from probant.probes.access_logs.sources.fhir import FhirReader, Limits
from tests.factories import audit_events as factory
from tests.factories.audit_events import Access

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SMALL = Limits(longest=4096, kept=512, quick_from=0)


def reader(content: bytes, limits: Limits | None = None) -> FhirReader:
    return FhirReader(
        open_binary=lambda: io.BytesIO(content),
        zone=ZoneInfo("Europe/Paris"),
        now=NOW,
        limits=limits or Limits(),
    )


def read(content: bytes, limits: Limits | None = None, start: int = 0) -> list[Batch]:
    return list(reader(content, limits).batches(start))


def ids(batches: Iterable[Batch]) -> list[str]:
    return [found for batch in batches for found in batch.events["event_id"].to_pylist()]


def units(batches: Iterable[Batch]) -> list[bytes]:
    return [unit for batch in batches for unit in batch.raw]


def refusals(batches: Iterable[Batch]) -> list[tuple[Reason, str]]:
    return [(one.reason, one.detail) for batch in batches for one in batch.refused]


LINES = factory.ndjson(12)
EVENTS: list[dict[str, Any]] = [json.loads(line) for line in LINES.splitlines()]
IDS = [event["id"] for event in EVENTS]
BUNDLE = factory.line(factory.bundle(EVENTS))
PRETTY = json.dumps(factory.bundle(EVENTS, "searchset"), indent=2).encode()


@pytest.mark.parametrize("limits", [None, SMALL])
@pytest.mark.parametrize(
    "content",
    [
        LINES,
        LINES.rstrip(b"\n"),
        b"\xef\xbb\xbf" + LINES,
        LINES.replace(b"\n", b"\r\n"),
        LINES.replace(b"\n", b"\n\n  \n"),
        gzip.compress(LINES),
        gzip.compress(LINES[:3000]) + gzip.compress(LINES[3000:]),
        zstandard.compress(LINES),
        PRETTY,
        json.dumps(EVENTS, indent=1).encode(),
        "\n".join(json.dumps(one, indent=1) for one in EVENTS).encode(),
        gzip.compress(PRETTY),
    ],
)
def test_every_event_of_a_file_is_read_once_in_order(content: bytes, limits: Limits | None) -> None:
    batches = read(content, limits)
    assert ids(batches) == IDS
    assert not refusals(batches)
    assert [json.loads(unit) for unit in units(batches)] == EVENTS
    assert all(batch.events.schema == READ for batch in batches)


@pytest.mark.parametrize(
    "content",
    [
        BUNDLE,
        BUNDLE + LINES.replace(b'"ae-', b'"af-'),
        b"[" + LINES.strip().replace(b"\n", b",") + b"]\n",
        factory.line(factory.bundle(EVENTS[:5], "history"))
        + b"".join(LINES.splitlines(keepends=True)[5:]),
    ],
)
def test_a_line_may_be_a_bundle_or_an_array(content: bytes) -> None:
    batches = read(content)
    assert ids(batches)[:12] == IDS
    assert not refusals(batches)


@pytest.mark.parametrize("content", [LINES, PRETTY, gzip.compress(LINES), BUNDLE + LINES])
def test_a_reader_goes_on_after_any_of_its_batches(content: bytes) -> None:
    limits = Limits(longest=40_000, kept=512, quick_from=0)
    batches = read(content, limits)
    for index, batch in enumerate(batches):
        rest = read(content, limits, batch.resume_at)
        assert units(rest) == units(batches[index + 1 :])


def test_a_small_bundle_of_a_file_is_read_in_pieces_and_resumed_by_its_units() -> None:
    batches = read(PRETTY, SMALL)
    assert len(batches) > 3
    assert batches[-1].resume_at == 12
    assert ids(read(PRETTY, SMALL, batches[1].resume_at)) == IDS[batches[1].resume_at :]


def test_a_line_cut_short_is_refused_with_its_bytes_and_spoils_no_other() -> None:
    batches = read(LINES[:-200])
    assert ids(batches) == IDS[:-1]
    assert refusals(batches) == [(Reason.NOT_PARSED, "")]
    assert units(batches)[-1] == LINES[:-200].splitlines()[-1]


def test_a_bundle_cut_short_keeps_what_was_whole() -> None:
    batches = read(PRETTY[:-3000])
    assert ids(batches) == IDS[: len(ids(batches))]
    assert len(ids(batches)) >= 10
    assert refusals(batches) == [(Reason.NOT_PARSED, "")]


def test_an_entry_that_is_spoiled_or_has_no_resource_spoils_no_other() -> None:
    bundle = factory.bundle(EVENTS)
    bundle["entry"][3] = {"request": {"method": "DELETE", "url": "AuditEvent/1"}}
    content = factory.line(bundle).replace(b'"outcome":"0"', b'"outcome":+0', 1)
    batches = read(content)
    assert ids(batches) == IDS[1:3] + IDS[4:]
    assert refusals(batches) == [(Reason.NOT_PARSED, ""), (Reason.NOT_AN_EVENT, "resourceType")]


def test_a_line_over_the_limit_is_refused_and_counted_with_its_length_and_hash() -> None:
    first, *rest = LINES.splitlines(keepends=True)
    long = b'{"resourceType":"AuditEvent","id":"' + b"x" * 100_000 + b'"}'
    batches = read(first + long + b"\n" + b"".join(rest), SMALL)
    detail = f"bytes={len(long)} sha256={sha256(long).hexdigest()}"
    assert refusals(batches) == [(Reason.TOO_LONG, detail)]
    assert ids(batches) == IDS
    assert long[:512] in units(batches)


def test_an_endless_entry_of_a_bundle_ends_the_file_as_one_refusal() -> None:
    bundle = factory.bundle(EVENTS)
    bundle["entry"][2]["resource"]["id"] = "x" * 100_000
    batches = read(json.dumps(bundle, indent=1).encode(), SMALL)
    assert ids(batches) == IDS[:2]
    assert [reason for reason, _ in refusals(batches)] == [Reason.TOO_LONG]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"resourceType":"AuditEvent"', Reason.NOT_PARSED),
        (b'{"resourceType":"Patient","id":"1"}', Reason.NOT_AN_EVENT),
        (b"null", Reason.NOT_AN_EVENT),
        (b'"text"', Reason.NOT_AN_EVENT),
        (b"{}{}", Reason.NOT_PARSED),
        (b"\xff\xfe{\x00}\x00", Reason.ENCODING),
        (b'{"id":"\xe9"}', Reason.ENCODING),
        (b'{"id":"a\x00b"}', Reason.NOT_PARSED),
        (b'{"id":NaN}', Reason.NOT_PARSED),
        (b'{"a":' * 500 + b"1" + b"}" * 500, Reason.NOT_PARSED),
        (b"[" * 100_000, Reason.NOT_PARSED),
    ],
)
def test_a_line_that_is_no_event_is_refused_and_the_next_is_read(
    line: bytes, reason: Reason
) -> None:
    batches = read(LINES + line + b"\n" + factory.line(factory.balp_r5(Access(number=99))))
    assert [found for found, _ in refusals(batches)] == [reason]
    assert ids(batches) == [*IDS, "ae-000000000099"]
    assert line in units(batches)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_compressed_file_cut_short_gives_what_it_held_then_says_so(
    pack: Callable[[bytes], bytes],
) -> None:
    packed = pack(factory.ndjson(3000))
    batches = reader(packed[: len(packed) // 2], Limits(longest=65_536)).batches()
    taken: list[str] = []
    with pytest.raises(SourceError):
        for batch in batches:
            taken += ids([batch])
    assert taken


def test_a_file_that_swells_beyond_all_likelihood_is_refused() -> None:
    bomb = zstandard.compress(b"\n" * (300 * 2**20))
    with pytest.raises(SourceError):
        read(bomb)


def test_an_empty_file_has_no_event() -> None:
    assert read(b"") == []
    assert units(read(b"\n\n")) == []
