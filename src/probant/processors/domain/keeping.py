"""What may be kept of a processor: named, within limits, with codes that exist."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from probant.processors.domain.days import is_plausible
from probant.processors.domain.record import (
    LINE,
    MOST_ROWS,
    PARAGRAPH,
    ProcessorRecord,
    RecordShapeError,
    to_json,
)
from probant.reference import law

LONG = frozenset({"services", "note", "sites", "request", "detail", "address"})
FORBIDDEN = re.compile("[\\0\ud800-\udfff]")
REFERENTIALS = ("", "2018", "2024")
HDS_ACTIVITIES = range(1, 7)


def ensure_keepable(record: ProcessorRecord) -> None:
    """RecordShapeError for the first value that cannot be kept."""
    if not record.name.strip():
        raise RecordShapeError(field="name", reason="required")
    for path, text in _texts(to_json(record), ""):
        _ensure_text(path, text)
    for path, day in _days(record):
        if not is_plausible(day):
            raise RecordShapeError(path, "implausible")
    for path, country in _countries(record):
        if country not in law.countries():
            raise RecordShapeError(path, "unknown")
    for row, access in enumerate(record.accesses):
        if access.mechanism and access.mechanism not in law.transfer_mechanisms():
            raise RecordShapeError(field=f"accesses.{row}.mechanism", reason="unknown")
    _ensure_hosting(record)
    _ensure_distinct(record)


def _ensure_text(path: str, text: str) -> None:
    most = PARAGRAPH if path.rpartition(".")[2] in LONG else LINE
    if len(text) > most:
        raise RecordShapeError(path, "too_long")
    if FORBIDDEN.search(text):
        raise RecordShapeError(path, "forbidden_character")


def _texts(value: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401  any JSON value
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, held in value.items():
            yield from _texts(held, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        if len(value) > MOST_ROWS:
            raise RecordShapeError(path, "too_many")
        for row, held in enumerate(value):
            yield from _texts(held, f"{path}.{row}")


def _days(record: ProcessorRecord) -> Iterator[tuple[str, date | None]]:
    yield "chain_told_on", record.chain_told_on
    for row, sub in enumerate(record.sub_processors):
        for name in ("requested_on", "authorised_on", "announced_on", "objected_on"):
            yield f"sub_processors.{row}.{name}", getattr(sub, name)
    for row, one in enumerate(record.hosting.certificates):
        for name in ("issued_on", "expires_on"):
            yield f"hosting.certificates.{row}.{name}", getattr(one, name)


def _countries(record: ProcessorRecord) -> Iterator[tuple[str, str]]:
    yield "country", record.country
    yield from ((f"storage.{row}", code) for row, code in enumerate(record.storage))
    yield from ((f"accesses.{row}.country", one.country) for row, one in enumerate(record.accesses))
    yield from (
        (f"sub_processors.{row}.country", one.country)
        for row, one in enumerate(record.sub_processors)
    )


def _ensure_hosting(record: ProcessorRecord) -> None:
    if not set(record.hosting.needed) <= set(HDS_ACTIVITIES):
        raise RecordShapeError(field="hosting.needed", reason="unknown")
    for row, one in enumerate(record.hosting.certificates):
        path = f"hosting.certificates.{row}"
        if not set(one.activities) <= set(HDS_ACTIVITIES):
            raise RecordShapeError(field=f"{path}.activities", reason="unknown")
        if one.referential not in REFERENTIALS:
            raise RecordShapeError(field=f"{path}.referential", reason="unknown")
        if one.issued_on and one.expires_on and one.expires_on < one.issued_on:
            raise RecordShapeError(field=f"{path}.expires_on", reason="before_issue")


def _ensure_distinct(record: ProcessorRecord) -> None:
    ids = [one.id for one in record.sub_processors]
    if len(set(ids)) != len(ids):
        raise RecordShapeError(field="sub_processors", reason="same_id_twice")
    used = [one.activity for one in record.uses]
    if len(set(used)) != len(used):
        raise RecordShapeError(field="uses", reason="same_activity_twice")
