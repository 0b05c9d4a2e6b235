"""Changing one thing of a document and leaving every other byte of meaning as it was."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from probant.common.errors import ProbantError
from probant.dpia.domain.content import Content, Evaluation, Measure, entries, whole
from probant.dpia.domain.document import Document, instant
from probant.reference import dpia as reference

MOST_TEXT = 100_000
MOST_LINE = 500
MOST_ITEMS = 100
MOST_MEASURES = 200


class ValueRefusedError(ProbantError):
    """An answer that the document does not take: `field`, and `reason` (unknown, too_long…)."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(field, reason)
        self.field = field
        self.reason = reason


class UnknownMeasureError(ProbantError):
    """No measure of this document has this identifier."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody answers: words (HTML), lines or a level, as the question's kind asks."""

    text: str = ""
    items: tuple[str, ...] = ()
    level: int | None = None


def with_answer(document: Document, number: int, said: Said, *, at: datetime) -> Document:
    """The document with one question answered otherwise."""
    _ensure_answer(number, said)
    made = copy.deepcopy(document)
    entry = _of(made, "answers", "reference_to", number)
    if entry is None:
        entry = _added(made, "answers", {"reference_to": number, "data": {}}, at)
    entry["data"] = {**(entry.get("data") or {}), **_data(number, said)}
    return _touched(made, entry, at)


def with_measure(document: Document, measure: Measure, *, at: datetime) -> Document:
    """The document with a measure changed, or added where its identifier is 0.

    The risks name measures by their titles: a new title is written there too.
    """
    _ensure_text("title", measure.title, MOST_LINE)
    _ensure_text("content", measure.content, MOST_TEXT)
    made = copy.deepcopy(document)
    said = {"title": measure.title, "content": measure.content}
    if not measure.id:
        if len(entries(made, "measures")) >= MOST_MEASURES:
            raise ValueRefusedError(field="title", reason="too_many")
        return _touched(made, _added(made, "measures", {**said, "placeholder": ""}, at), at)
    entry = _measure(made, measure.id)
    _retitle(made, entry.get("title") or "", measure.title)
    entry.update(said)
    return _touched(made, entry, at)


def without_measure(document: Document, id_: int, *, at: datetime) -> Document:
    """The document without one measure and its evaluation; risks that name it keep its title."""
    made = copy.deepcopy(document)
    gone = _measure(made, id_)
    made["measures"] = [entry for entry in made["measures"] if entry is not gone]
    about = f"3.1.{id_}"
    made["evaluations"] = [
        entry
        for entry in made.get("evaluations") or []
        if entry is None or str(entry.get("reference_to")) != about
    ]
    return _touched(made, made["pia"], at)


def with_evaluation(document: Document, said: Evaluation, *, at: datetime) -> Document:
    """The document with one part found otherwise."""
    if said.reference not in Content(document).references:
        raise ValueRefusedError(field="reference", reason="unknown")
    for field, text in (("comment", said.comment), ("plan", said.plan), ("person", said.person)):
        _ensure_text(field, text, MOST_TEXT if field != "person" else MOST_LINE)
    made = copy.deepcopy(document)
    entry = _of(made, "evaluations", "reference_to", said.reference)
    if entry is None:
        entry = _added(made, "evaluations", {"reference_to": said.reference}, at)
    entry.update(_evaluated(said, entry, at))
    return _touched(made, entry, at)


def with_fields(document: Document, fields: Mapping[str, Any], *, at: datetime) -> Document:
    """The document with things said of the whole."""
    for field, value in fields.items():
        if isinstance(value, str):
            _ensure_text(field, value, MOST_TEXT)
    made = copy.deepcopy(document)
    made["pia"].update(fields)
    return _touched(made, made["pia"], at)


def _ensure_answer(number: int, said: Said) -> None:
    if number not in reference.questions():
        raise ValueRefusedError(field="number", reason="unknown")
    _ensure_text("text", said.text, MOST_TEXT)
    if len(said.items) > MOST_ITEMS:
        raise ValueRefusedError(field="items", reason="too_many")
    for item in said.items:
        _ensure_text("items", item, MOST_LINE)
    if said.level not in {None, 1, 2, 3, 4}:
        raise ValueRefusedError(field="level", reason="unknown")


def _ensure_text(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise ValueRefusedError(field, "too_long")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueRefusedError(field, "nul")


def _data(number: int, said: Said) -> dict[str, Any]:
    """Only what the question's kind asks; the rest of the answer stays."""
    kind = reference.questions()[number].kind
    if kind == "text":
        return {"text": said.text}
    if kind in {"list", "measures"}:
        return {"list": list(said.items)}
    return {"gauge": said.level}


def _evaluated(said: Evaluation, before: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    gauges = {"x": said.severity or 0, "y": said.likelihood or 0}
    return {
        "status": int(said.grade),
        "global_status": 2 if said.grade else 0,
        "evaluation_comment": said.comment,
        "action_plan_comment": said.plan,
        "person_in_charge": said.person,
        "evaluation_date": instant(at),
        "estimated_implementation_date": _day(said.due_on),
        "gauges": {**(before.get("gauges") or {}), **gauges},
    }


def _day(value: date | None) -> str | None:
    return instant(datetime.combine(value, time(), UTC)) if value else None


def _of(document: Document, name: str, field: str, value: int | str) -> dict[str, Any] | None:
    """The first entry about something: the one that `content` reads."""
    for entry in entries(document, name):
        found = entry.get(field)
        if (whole(found) if isinstance(value, int) else str(found)) == value:
            return entry
    return None


def _measure(document: Document, id_: int) -> dict[str, Any]:
    found = _of(document, "measures", "id", id_)
    if found is None:
        raise UnknownMeasureError(id_)
    return found


def _added(document: Document, name: str, entry: dict[str, Any], at: datetime) -> dict[str, Any]:
    taken = [whole(one.get("id")) or 0 for one in entries(document, name)]
    made = {
        "id": max(taken, default=0) + 1,
        "pia_id": document["pia"].get("id"),
        **entry,
        "created_at": instant(at),
    }
    document[name] = [*(document.get(name) or []), made]
    return made


def _retitle(document: Document, before: str, after: str) -> None:
    for entry in entries(document, "answers"):
        question = reference.questions().get(whole(entry.get("reference_to")) or 0)
        data = entry.get("data")
        if question and question.kind == "measures" and data and data.get("list"):
            data["list"] = [after if title == before else title for title in data["list"]]


def _touched(document: Document, entry: dict[str, Any], at: datetime) -> Document:
    entry["updated_at"] = document["pia"]["updated_at"] = instant(at)
    return document
