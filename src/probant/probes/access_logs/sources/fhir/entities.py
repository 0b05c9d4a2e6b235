"""Whose record and which data: the entities of an AuditEvent, and R5's `patient`."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from probant.probes.access_logs.batch import Reason
from probant.probes.access_logs.sources.categories import (
    OTHER,
    category_of,
    category_of_label,
    category_of_resource,
)
from probant.probes.access_logs.sources.fhir import codes
from probant.probes.access_logs.sources.fhir.shapes import (
    Identity,
    Json,
    NotTakenError,
    identity,
    loosely,
    many,
    text,
)
from probant.probes.access_logs.sources.fhir.shapes import codes as codes_of

PATIENT = "Patient"
_LARGEST_COUNT = 2**31 - 1
_REQUEST_LINE = re.compile(r"(?:[A-Z]+ )?([^\s?#]*)")


@dataclass(frozen=True, slots=True)
class Entity:
    """One object or person of the event, its shape checked."""

    told: Json
    types: frozenset[str]
    roles: frozenset[str]
    what: Identity | None

    @property
    def is_patient(self) -> bool:
        """A person in the role of a patient."""
        return codes.PATIENT_ROLE in self.roles

    @property
    def is_query(self) -> bool:
        """The request of a search."""
        return codes.QUERY_ROLE in self.roles or self.told.get("query") is not None


def entities(event: Json) -> list[Entity]:
    """Each entity in order."""
    return [_entity(told, event) for told in many(event.get("entity"), "entity")]


def patients(event: Json, told: Sequence[Entity]) -> list[Identity]:
    """Everyone in the role of patient and R5's patient; without them, references to a Patient.

    Each once: two references that share an id are one person.
    """
    named = [_named(one) for one in told if one.is_patient]
    if event.get("patient") is not None:
        named.append(_subject(event))
    if not named:
        named = [one.what for one in told if one.what and one.what.kind == PATIENT]
    return list(_once(named))


def subject_of(told: Sequence[Entity]) -> Entity | None:
    """The first object of the event: neither its patient, its query nor its request's number."""
    for one in told:
        if one.what and not (one.is_patient or one.is_query or codes.REQUEST_ID in one.types):
            return one
    return None


def object_ref(one: Entity | None) -> str | None:
    """The reference as told, else the identifier."""
    return (one.what.reference or one.what.id) if one and one.what else None


def category(told: Sequence[Entity], one: Entity | None) -> str | None:
    """A sensitive label first; then the object's type, then what was searched."""
    for entity in told:
        if sensitive := labelled(entity.told.get("securityLabel")):
            return sensitive
    if one and one.what:
        return category_of(one.what.kind or _typed(one.types))
    searched = loosely(lambda: _first_searched(told))
    return category_of(searched) if searched else None


def labelled(labels: object) -> str | None:
    """The category of the first security label that names a sensitive one."""
    told = loosely(lambda: codes_of(labels, "entity.securityLabel")) or ()
    known = category_of_label()
    return next((known[label] for label in told if label in known), None)


def n_results(told: Sequence[Entity]) -> int | None:
    """How many results a query says that it had."""
    found = (counted(one.told.get("detail")) for one in told if one.is_query)
    return next((number for number in found if number is not None), None)


def counted(details: object) -> int | None:
    """The first number among details whose type is one of the names of a count."""
    for detail in many(details, "entity.detail"):
        if (found := _count(detail)) is not None:
            return found
    return None


def _count(detail: Json) -> int | None:
    if _plain(detail.get("type")) not in codes.RESULT_COUNTS:
        return None
    value = detail.get("valueInteger", detail.get("valueString"))
    digits = text(value, "entity.detail") if isinstance(value, str | int) else None
    is_count = digits is not None and digits.isascii() and digits.isdigit()
    return min(int(digits or 0), _LARGEST_COUNT) if is_count else None


def searched_resource(request: str) -> str | None:
    """The resource type of `GET https://…/fhir/Observation?patient=1`, or of `Observation?…`."""
    path = _REQUEST_LINE.match(request)
    for part in reversed(path[1].split("/")) if path else ():
        if part in category_of_resource():
            return part
    return None


def _entity(told: Json, event: Json) -> Entity:
    return Entity(
        told=told,
        types=frozenset(codes_of(told.get("type"), "entity.type")),
        roles=frozenset(codes_of(told.get("role"), "entity.role")),
        what=identity(told.get("what"), "entity.what", event),
    )


def _named(one: Entity) -> Identity:
    if one.what is None:
        raise NotTakenError(Reason.UNKNOWN_SHAPE, "entity.what")
    return one.what


def _subject(event: Json) -> Identity:
    found = identity(event.get("patient"), "patient", event)
    if found is None:
        raise NotTakenError(Reason.UNKNOWN_SHAPE, "patient")
    return found


def _once(named: Iterable[Identity]) -> Iterator[Identity]:
    seen: set[str] = set()
    for one in named:
        if not seen & one.aliases:
            yield one
        seen |= one.aliases


def _first_searched(told: Sequence[Entity]) -> str | None:
    return next((kind for one in told if one.is_query for kind in _searched(one)), None)


def _typed(types: frozenset[str]) -> str | None:
    """A type of entity that is a resource type (`resource-types#Consent`)."""
    return next((kind for kind in sorted(types) if kind in category_of_resource()), None)


def _searched(query: Entity) -> Iterator[str]:
    """What the request names; `other` where its type is not known; nothing where it is not told."""
    encoded = text(query.told.get("query"), "entity.query")
    if encoded is None:
        return
    try:
        request = b64decode(encoded, validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        yield OTHER
    else:
        yield searched_resource(request) or OTHER


def _plain(kind: object) -> str:
    """The name of a detail in letters only: R4's string, or R5's code or text."""
    named = (
        (kind.get("text") or next(iter(codes_of(kind, "")), "")) if isinstance(kind, dict) else kind
    )
    return "".join(filter(str.isalpha, named)).lower() if isinstance(named, str) else ""
