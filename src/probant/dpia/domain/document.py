"""The JSON of the CNIL's PIA tool, read whole: what is not understood is kept, never dropped.

A document is a JSON object `{pia, answers, measures, evaluations, comments}`. It is stored as it
came, unknown fields included, so that it leaves as it entered. What could not be stored or written
again without loss is refused with its path; what merely points nowhere is kept.
"""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NoReturn

from probant.common.errors import ProbantError

Document = dict[str, Any]
MOST_BYTES = 8_000_000
DEEPEST = 40
MOST_ENTRIES = 5_000
LARGEST_NUMBER = 2**53 - 1
LISTS = ("answers", "measures", "evaluations", "comments")
TEXTS: Mapping[str, tuple[str, ...]] = {
    "measures": ("title", "content"),
    "evaluations": ("evaluation_comment", "action_plan_comment", "person_in_charge"),
    "comments": ("description",),
}
TEXTS_OF_PIA = (
    "name",
    "category",
    "author_name",
    "evaluator_name",
    "validator_name",
    "dpo_opinion",
    "dpos_names",
    "concerned_people_opinion",
    "concerned_people_searched_content",
    "people_names",
    "rejection_reason",
    "applied_adjustments",
)


class Fault(StrEnum):
    """Why a file is not loaded."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    ARCHIVE = "archive"
    NOT_TEXT = "not_text"
    NOT_JSON = "not_json"
    NOT_A_PIA = "not_a_pia"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    WRONG_TYPE = "wrong_type"
    NUL = "nul"
    SURROGATE = "surrogate"
    NUMBER = "number"
    DUPLICATE = "duplicate"


class DocumentRefusedError(ProbantError):
    """The file is no document of the tool, or could not be kept whole; nothing was loaded.

    `path`: where, as `answers.3.data`.
    """

    def __init__(self, reason: Fault, path: str = "") -> None:
        super().__init__(reason.value, path)
        self.reason = reason
        self.path = path


def read(content: bytes) -> Document:
    """The document of a file; DocumentRefusedError says why there is none."""
    if len(content) > MOST_BYTES:
        raise DocumentRefusedError(Fault.TOO_LARGE)
    if content[:4] == b"PK\x03\x04":
        raise DocumentRefusedError(Fault.ARCHIVE)
    return checked(_parsed(_decoded(content)))


def checked(value: object) -> Document:
    """The value where it is a document that can be kept whole."""
    if not isinstance(value, dict) or not isinstance(value.get("pia"), dict):
        raise DocumentRefusedError(Fault.NOT_A_PIA)
    _ensure_storable(value)
    _ensure_texts(value["pia"], TEXTS_OF_PIA, "pia")
    for name in LISTS:
        _ensure_list(value.get(name), name)
    return value


def written(document: Mapping[str, Any]) -> bytes:
    """The file as the tool writes it."""
    return json.dumps(document, ensure_ascii=False).encode()


def new(name: str, *, author: str, at: datetime) -> Document:
    """An empty document, with the fields that today's tool gives it."""
    texts = dict.fromkeys(TEXTS_OF_PIA, "")
    return {
        "pia": {
            "id": 1,
            "status": 0,
            **texts,
            "name": name,
            "author_name": author,
            "dpo_status": None,
            "concerned_people_status": None,
            "concerned_people_searched_opinion": None,
            "is_example": 0,
            "is_archive": 0,
            "progress": 0,
            "structure_id": None,
            "created_at": instant(at),
            "updated_at": instant(at),
        },
        **{name: [] for name in LISTS},
    }


def instant(at: datetime) -> str:
    """An instant as JavaScript writes it: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise DocumentRefusedError(Fault.EMPTY)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentRefusedError(Fault.NOT_TEXT) from error


def _parsed(text: str) -> object:
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_number, parse_float=_float
        )
    except RecursionError as error:
        raise DocumentRefusedError(Fault.TOO_DEEP) from error
    except ValueError as error:
        raise DocumentRefusedError(Fault.NOT_JSON) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of two equal keys one would be lost: the file is refused."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise DocumentRefusedError(Fault.DUPLICATE)
    return made


def _no_number(name: str) -> NoReturn:
    raise DocumentRefusedError(Fault.NUMBER, name)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise DocumentRefusedError(Fault.NUMBER, text[:20])
    return number


def _ensure_storable(value: object) -> None:
    """Without recursion: the depth is what is being checked."""
    waiting: list[tuple[object, str, int]] = [(value, "", 0)]
    while waiting:
        held, path, depth = waiting.pop()
        if depth > DEEPEST:
            raise DocumentRefusedError(Fault.TOO_DEEP, path)
        _ensure_plain(held, path)
        waiting.extend((one, f"{path}.{key}".lstrip("."), depth + 1) for key, one in _within(held))


def _within(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, held in value.items():
            _ensure_plain(key, "")
            yield key, held
    elif isinstance(value, list):
        yield from ((str(place), held) for place, held in enumerate(value))


def _ensure_plain(value: object, path: str) -> None:
    """What PostgreSQL and canonical JSON cannot hold is refused by name."""
    if isinstance(value, str):
        if "\0" in value:
            raise DocumentRefusedError(Fault.NUL, path)
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise DocumentRefusedError(Fault.SURROGATE, path)
    elif isinstance(value, int | float) and abs(value) > LARGEST_NUMBER:
        raise DocumentRefusedError(Fault.NUMBER, path)


def _ensure_list(value: object, name: str) -> None:
    if value is None:
        return
    if not isinstance(value, list):
        raise DocumentRefusedError(Fault.WRONG_TYPE, name)
    if len(value) > MOST_ENTRIES:
        raise DocumentRefusedError(Fault.TOO_MANY, name)
    for place, entry in enumerate(value):
        _ensure_entry(entry, name, f"{name}.{place}")


def _ensure_entry(entry: object, name: str, path: str) -> None:
    """A null stands for nothing and is kept; anything else must be an object."""
    if entry is None:
        return
    if not isinstance(entry, dict):
        raise DocumentRefusedError(Fault.WRONG_TYPE, path)
    _ensure_texts(entry, TEXTS.get(name, ()), path)
    if name == "answers":
        _ensure_data(entry.get("data"), f"{path}.data")
    gauges = entry.get("gauges")
    if name == "evaluations" and not isinstance(gauges, dict | None):
        raise DocumentRefusedError(Fault.WRONG_TYPE, f"{path}.gauges")


def _ensure_data(data: object, path: str) -> None:
    if data is None:
        return
    if not isinstance(data, dict):
        raise DocumentRefusedError(Fault.WRONG_TYPE, path)
    _ensure_texts(data, ("text",), path)
    listed = data.get("list")
    if listed is None:
        return
    if not isinstance(listed, list) or not all(isinstance(one, str | None) for one in listed):
        raise DocumentRefusedError(Fault.WRONG_TYPE, f"{path}.list")


def _ensure_texts(held: Mapping[str, Any], names: tuple[str, ...], path: str) -> None:
    for name in names:
        if not isinstance(held.get(name), str | None):
            raise DocumentRefusedError(Fault.WRONG_TYPE, f"{path}.{name}")
