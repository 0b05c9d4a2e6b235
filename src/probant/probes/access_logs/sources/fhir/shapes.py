"""FHIR's JSON as it comes: Coding or CodeableConcept, one or many, identifier or reference.

Releases differ in these shapes more than in their meaning, so each is read wherever another is
expected. Anything else, where an actor or a patient is told, is refused, never taken for silence.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from probant.probes.access_logs.batch import Reason

Json = Mapping[str, Any]
T = TypeVar("T")

DEEPEST = 64
_OPENING, _CLOSING = b"[{", b"]}"
_KIND = re.compile(r"[A-Z][A-Za-z]{1,40}")


class NotTakenError(Exception):
    """This raw unit is no event that can be read; `detail` names a field."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


class _Duplicated:
    """Stands for the value of a name that an object gives twice: reading it is refused."""


DUPLICATED = _Duplicated()


def parsed(raw: bytes) -> Any:  # noqa: ANN401  any JSON
    """Strict RFC 8259: UTF-8, no NaN, no control character, no name read that is given twice."""
    if raw.count(b"{") + raw.count(b"[") > DEEPEST and _depth(raw) > DEEPEST:
        raise NotTakenError(Reason.NOT_PARSED, "depth")
    try:
        return json.loads(raw.decode(), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise NotTakenError(Reason.ENCODING) from error
    except (ValueError, RecursionError) as error:
        raise NotTakenError(Reason.NOT_PARSED) from error


def loosely(read: Callable[[], T | None]) -> T | None:
    """None for what is not understood, where neither an actor nor a patient is at stake."""
    try:
        return read()
    except NotTakenError:
        return None


def text(value: object, where: str) -> str | None:
    """A string, or a whole number in its place; None where there is nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | None):
        raise NotTakenError(Reason.UNKNOWN_SHAPE, where)
    stripped = "" if value is None else str(value).strip(" ")
    if "\0" in stripped or not _is_unicode(stripped):
        raise NotTakenError(Reason.ENCODING, where)
    return stripped or None


def one(value: object, where: str) -> Json:
    """An object, or an empty one where there is nothing."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotTakenError(Reason.UNKNOWN_SHAPE, where)
    return value


def many(value: object, where: str) -> list[Json]:
    """An array of objects; one alone counts."""
    if value is None:
        return []
    items = value if isinstance(value, list) else [value]
    return [one(item, where) for item in items]


def codings(value: object, where: str) -> Iterator[Json]:
    """Each coding of a Coding, a CodeableConcept, an array of either, or a bare code."""
    if isinstance(value, list):
        for item in value:
            yield from codings(item, where)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield {"code": value}
    elif (concept := one(value, where)).get("coding") is not None:
        yield from many(concept["coding"], where)
    elif concept:
        yield concept


def codes(value: object, where: str) -> list[str]:
    """The codes of `codings`, those without one left out."""
    told = (text(coding.get("code"), where) for coding in codings(value, where))
    return [code for code in told if code]


def words(value: object, where: str) -> str | None:
    """The first code of a concept, else its text."""
    for code in codes(value, where):
        return code
    for concept in many(value, where) if isinstance(value, list | dict) else ():
        if said := text(concept.get("text"), where):
            return said
    return None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom or what a Reference names: the identifier's value before the reference's last part."""

    id: str
    system: str | None
    kind: str | None  # the resource type, where told
    aliases: frozenset[str]  # every id that this reference gives
    reference: str | None


def identity(value: object, where: str, contained: Json) -> Identity | None:
    """None where the Reference has neither identifier nor reference."""
    what = one(value, where)
    reference = text(what.get("reference"), where)
    system, kind, last = referred(reference, where, contained) if reference else (None, None, None)
    kind = kind_of(text(what.get("type"), where)) or kind
    own_system, own = identifier(what.get("identifier"), where)
    if not (named := own or last):
        return None
    aliases = frozenset(one for one in (own, last) if one)
    return Identity(named, own_system if own else system, kind, aliases, reference)


def identifier(value: object, where: str) -> tuple[str | None, str | None]:
    """System and value of the first Identifier that has a value."""
    for told in many(value, where):
        if own := text(told.get("value"), where):
            return text(told.get("system"), where), own
    return None, None


def referred(
    reference: str, where: str, contained: Json
) -> tuple[str | None, str | None, str | None]:
    """Base, type and id of `Patient/1`, an absolute address, `Patient?identifier=s|v`, `#1`."""
    if reference.startswith("#"):
        return _contained(reference[1:], where, contained)
    path, _, query = reference.partition("?")
    if query:
        return _conditional(path, query, where)
    head, _, last = path.partition("/_history/")[0].rpartition("/")
    base, _, kind = head.rpartition("/")
    return base or None, kind_of(kind), last or None


def kind_of(name: str | None) -> str | None:
    """A resource type, also at the end of its canonical address."""
    last = (name or "").rpartition("/")[2]
    return last if _KIND.fullmatch(last) else None


def _contained(
    local: str, where: str, contained: Json
) -> tuple[str | None, str | None, str | None]:
    for resource in many(contained.get("contained"), "contained"):
        if text(resource.get("id"), "contained.id") == local:
            system, own = identifier(resource.get("identifier"), "contained.identifier")
            return system, kind_of(text(resource.get("resourceType"), "contained")), own
    raise NotTakenError(Reason.UNKNOWN_SHAPE, where)


def _conditional(path: str, query: str, where: str) -> tuple[str | None, str | None, str | None]:
    name, _, value = query.partition("=")
    if name != "identifier" or "&" in value:
        raise NotTakenError(Reason.UNKNOWN_SHAPE, where)
    system, _, own = value.rpartition("|")
    return system or None, kind_of(path), own or None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                read[name] = DUPLICATED
            seen.add(name)
    return read


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _depth(raw: bytes) -> int:
    """The deepest nesting, brackets in strings left out."""
    depth = deepest = 0
    for byte in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", raw, flags=re.DOTALL):
        depth += (byte in _OPENING) - (byte in _CLOSING)
        deepest = max(deepest, depth)
    return deepest


def _is_unicode(value: str) -> bool:
    """False for half of a surrogate pair, which no UTF-8 can carry."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
