"""Gathered data as an HL7 FHIR R4 (4.0.1) Bundle, as honestly as FHIR allows.

No code is invented: what has no code keeps its words (`text`). A row of a table is a group of a
QuestionnaireResponse, a measurement an Observation of status "unknown", a file a DocumentReference
with its Binary; each table and file has its Provenance.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from probant.subject_requests.domain.portability import (
    CONTROL,
    Cell,
    Column,
    Document,
    Export,
    Gathered,
    Loss,
    Lost,
    Origin,
    Table,
    number,
)

SPACE = uuid5(NAMESPACE_URL, "urn:probant:portability:fhir")
INLINE = 5_000_000
Resource = dict[str, Any]


def to_fhir(gathered: Gathered) -> Export:
    """One collection; what FHIR cannot say is listed, and stands in the JSON export."""
    builder = _Builder(gathered)
    bundle = {
        "resourceType": "Bundle",
        "id": str(builder.id("bundle")),
        "language": gathered.language,
        "type": "collection",
        "timestamp": instant(gathered.made_at),
        "entry": [
            {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
            for resource in builder.resources()
        ],
    }
    content = json.dumps(bundle, ensure_ascii=False, indent=1).encode() + b"\n"
    losses = tuple(
        Loss("fhir", where, what, count) for (where, what), count in builder.losses.items()
    )
    return Export({"fhir/bundle.json": content}, losses)


def instant(moment: datetime) -> str:
    """FHIR's instant and dateTime: to the second, with an offset."""
    return moment.isoformat(timespec="seconds")


class _Builder:
    """Makes the resources of one answer, and counts what it could not say."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self.losses: dict[tuple[str, Lost], int] = {}
        self.patient = self.reference("patient")
        self.controller = self.reference("organization")

    def id(self, *path: str | int) -> UUID:
        return uuid5(SPACE, "/".join(map(str, (self.gathered.request, *path))))

    def reference(self, *path: str | int) -> Resource:
        return {"reference": f"urn:uuid:{self.id(*path)}"}

    def resources(self) -> Iterator[Resource]:
        yield self._organization()
        yield self._patient()
        for table in self.gathered.tables:
            made = list(self._of_table(table))
            yield from made
            if made:
                yield self._provenance(table.name, table.origin, made)
        for document in self.gathered.documents:
            made = list(self._of_document(document))
            yield from made
            yield self._provenance(document.name, document.origin, made[:1])

    def _organization(self) -> Resource:
        return {
            "resourceType": "Organization",
            "id": str(self.id("organization")),
            "name": self._text(self.gathered.controller, "controller"),
        }

    def _patient(self) -> Resource:
        person = self.gathered.person
        names = {"family": person.family, "given": [name for name in person.given if name.strip()]}
        telecom = [("email", person.email), ("phone", person.telephone)]
        held: Resource = {
            "identifier": [
                {"type": {"text": self._text(found.label, "person")}, "value": found.value}
                for found in person.identifiers
                if found.value.strip()
            ],
            "name": [{"text": self._text(person.name, "person"), **_filled(names)}],
            "telecom": [{"system": kind, "value": value} for kind, value in telecom if value],
            "birthDate": person.born_on.isoformat() if person.born_on else "",
            "address": [{"text": self._text(person.address, "person")}] if person.address else [],
            "managingOrganization": self.controller,
        }
        return {"resourceType": "Patient", "id": str(self.id("patient")), **_filled(held)}

    def _of_table(self, table: Table) -> Iterator[Resource]:
        if not table.rows:
            self._lose(table.name, Lost.NO_ROWS)
            return
        if {"what", "value"} <= set(table.measures):
            yield from (self._observation(table, index) for index in range(len(table.rows)))
            return
        yield {
            "resourceType": "QuestionnaireResponse",
            "id": str(self.id("table", table.name)),
            "status": "completed",
            "subject": self.patient,
            "authored": instant(table.origin.extracted_at),
            "item": [self._group(table, index) for index in range(len(table.rows))],
        }

    def _group(self, table: Table, index: int) -> Resource:
        return {
            "linkId": f"{index + 1}",
            "text": f"{self._text(table.label, table.name)} {index + 1}",
            "item": [
                self._item(table, column, cell, f"{index + 1}.{place}")
                for place, (column, cell) in enumerate(
                    zip(table.columns, table.rows[index], strict=True), start=1
                )
            ],
        }

    def _item(self, table: Table, column: Column, cell: Cell, link: str) -> Resource:
        where = f"{table.name}.{column.name}"
        item: Resource = {"linkId": link, "text": self._text(column.label, where)}
        answer = self._value(cell, column.unit, where)
        return item | ({"answer": [answer]} if answer else {})

    def _observation(self, table: Table, index: int) -> Resource:
        cells = {
            column.name: cell for column, cell in zip(table.columns, table.rows[index], strict=True)
        }
        units = {column.name: column.unit for column in table.columns}
        measures = table.measures
        unit = str(cells.get(measures.get("unit", ""), "") or units[measures["value"]])
        value = self._value(cells[measures["value"]], unit, f"{table.name}.{measures['value']}")
        if "valueDecimal" in value:
            value = {"valueQuantity": {"value": value["valueDecimal"]}}
        if "valueDate" in value:
            value = {"valueDateTime": value["valueDate"]}
        self._lose(f"{table.name}.{measures['what']}", Lost.NO_CODE)
        at = cells.get(measures.get("at", ""))
        return {
            "resourceType": "Observation",
            "id": str(self.id("table", table.name, index)),
            "status": "unknown",
            "code": {"text": self._text(str(cells[measures["what"]] or "?"), table.name)},
            "subject": self.patient,
            **({"effectiveDateTime": _moment(at)} if isinstance(at, date) else {}),
            **(value or {"dataAbsentReason": {"text": "unknown"}}),
            **self._notes(table, cells),
        }

    def _notes(self, table: Table, cells: Mapping[str, Cell]) -> Resource:
        """The columns that an Observation has no place for: in words."""
        used = {table.measures.get(role, "") for role in ("what", "value", "unit")}
        if is_exact(cells.get(table.measures.get("at", ""))):
            used.add(table.measures["at"])
        told = [
            {"text": self._text(f"{column.label}: {cells[column.name]}", table.name)}
            for column in table.columns
            if column.name not in used and cells[column.name] not in {None, ""}
        ]
        return {"note": told} if told else {}

    def _value(self, cell: Cell, unit: str, where: str) -> Resource:
        """`value[x]` of a cell; {} for what is unknown: FHIR has no empty value."""
        if cell is None:
            return {}
        if isinstance(cell, str):
            return self._words(cell, where)
        if isinstance(cell, bool):
            return {"valueBoolean": cell}
        if isinstance(cell, datetime):
            return self._datetime(cell, where)
        if isinstance(cell, date):
            return {"valueDate": cell.isoformat()}
        return self._number(Decimal(str(cell)), unit, where)

    def _words(self, cell: str, where: str) -> Resource:
        if cell.strip():
            return {"valueString": self._text(cell, where)}
        self._lose(where, Lost.EMPTY_OR_UNKNOWN)
        return {}

    def _datetime(self, moment: datetime, where: str) -> Resource:
        """A moment without an offset is no FHIR dateTime: its text is kept."""
        if moment.tzinfo is None:
            self._lose(where, Lost.NUMBER_AS_TEXT)
            return {"valueString": moment.isoformat()}
        return {"valueDateTime": instant(moment)}

    def _number(self, value: Decimal, unit: str, where: str) -> Resource:
        found = number(value)
        if isinstance(found, str):
            self._lose(where, Lost.NUMBER_AS_TEXT)
            return {"valueString": found + (f" {unit}" if unit else "")}
        return (
            {"valueQuantity": {"value": found, "unit": unit}} if unit else {"valueDecimal": found}
        )

    def _of_document(self, document: Document) -> Iterator[Resource]:
        is_inline = document.content is not None and document.size <= INLINE
        attachment: Resource = {
            "contentType": document.media_type,
            "size": document.size,
            "title": self._text(document.label, document.name),
        }
        if document.content is not None:
            digest = hashlib.sha1(document.content, usedforsecurity=False)  # as R4 defines `hash`
            attachment["hash"] = base64.b64encode(digest.digest()).decode()
        if document.made_on:
            attachment["creation"] = document.made_on.isoformat()
        place = f"urn:uuid:{self.id('binary', document.name)}"
        attachment["url"] = place if is_inline else f"documents/{document.name}"
        yield {
            "resourceType": "DocumentReference",
            "id": str(self.id("document", document.name)),
            "status": "current",
            "subject": self.patient,
            "date": instant(document.origin.extracted_at),
            "custodian": self.controller,
            "content": [{"attachment": attachment}],
        }
        if is_inline and document.content is not None:
            yield {
                "resourceType": "Binary",
                "id": str(self.id("binary", document.name)),
                "contentType": document.media_type,
                "data": base64.b64encode(document.content).decode(),
            }
        else:
            self._lose(document.name, Lost.BESIDE)

    def _provenance(self, name: str, origin: Origin, made: list[Resource]) -> Resource:
        told = ", ".join(filter(None, (origin.source, origin.activity, origin.note)))
        return {
            "resourceType": "Provenance",
            "id": str(self.id("provenance", name)),
            "target": [{"reference": f"urn:uuid:{resource['id']}"} for resource in made],
            "recorded": instant(origin.extracted_at),
            "agent": [
                {"type": {"text": "custodian"}, "who": self.controller},
                *self._author(origin),
            ],
            "entity": [{"role": "source", "what": {"display": self._text(told, name)}}],
        }

    def _author(self, origin: Origin) -> list[Resource]:
        is_theirs = origin.provided.value == "provided"
        return [{"type": {"text": "author"}, "who": self.patient}] if is_theirs else []

    def _text(self, text: str, where: str) -> str:
        """FHIR's string: no control sign, never blank."""
        kept = CONTROL.sub("", text)
        if kept != text:
            self._lose(where, Lost.CONTROL_SIGNS)
        return kept if kept.strip() else "?"

    def _lose(self, where: str, what: Lost) -> None:
        self.losses[where, what] = self.losses.get((where, what), 0) + 1


def is_exact(value: Cell) -> bool:
    """Whether FHIR says the whole of it: a date, or a moment with its offset."""
    return isinstance(value, date) and getattr(value, "tzinfo", True) is not None


def _moment(value: date) -> str:
    return instant(value) if isinstance(value, datetime) and value.tzinfo else str(value)[:10]


def _filled(values: Mapping[str, Any]) -> Resource:
    return {name: value for name, value in values.items() if value}
