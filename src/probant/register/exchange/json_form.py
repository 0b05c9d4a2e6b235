"""The register as JSON: versioned, complete, and read back exactly as it was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from probant.register.domain.record import ActivityRecord, RecordShapeError, from_json, to_json
from probant.register.exchange.errors import EmptyFileError, FileTooLargeError, JsonFormError
from probant.register.exchange.limits import LIMITS, Limits

FORMAT = "probant.register"
VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Held:
    """An activity as exported: its record, where it stands, and its identifier if it has one."""

    record: ActivityRecord
    status: str = ""
    id: str = ""


def write(
    held: Sequence[Held], *, identity: dict[str, str], written_at: datetime, language: str
) -> bytes:
    """UTF-8, indented, keys in the record's order."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "written_at": written_at.isoformat(),
        "language": language,
        "organisation": identity,
        "activities": [
            {"id": activity.id, "status": activity.status, "record": to_json(activity.record)}
            for activity in held
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def read(data: bytes, limits: Limits = LIMITS) -> tuple[Held, ...]:
    """The activities; JsonFormError names the first place that is not of this form."""
    if len(data) > limits.file_bytes:
        raise FileTooLargeError(len(data), limits.file_bytes)
    if not data.strip():
        raise EmptyFileError
    try:
        document = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise JsonFormError(str(error)) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise JsonFormError(detail=f"format: {FORMAT!r} expected")
    if document.get("version") != VERSION:
        raise JsonFormError(detail=f"version: {VERSION} expected")
    activities = document.get("activities")
    if not isinstance(activities, list):
        raise JsonFormError(detail="activities: a list expected")
    return tuple(_held(value, at) for at, value in enumerate(activities))


def _held(value: Any, at: int) -> Held:  # noqa: ANN401  any JSON value
    if not isinstance(value, dict):
        raise JsonFormError(detail=f"activities[{at}]: an object expected")
    try:
        record = from_json(value.get("record", {}))
    except RecordShapeError as error:
        raise JsonFormError(detail=f"activities[{at}].record: {error.detail}") from error
    return Held(record=record, status=str(value.get("status", "")), id=str(value.get("id", "")))
