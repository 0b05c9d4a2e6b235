"""One XML document to its elements, by an expat that expands nothing and fetches nothing.

A DOCTYPE, an entity that XML does not define, too many elements or too deep ones are refused before
anything is made of them. Values stay apart from the elements that hold them: `Element.attributes`
gives their index in `Document.values`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from probant.probes.access_logs.batch import Reason

DEEPEST = 16
MOST_ELEMENTS = 4_000
LONGEST = 1 << 20  # bytes of one message
_UNKNOWN_ENTITY = 11  # XML_ERROR_UNDEFINED_ENTITY
_ENCODINGS = {18, 19}  # XML_ERROR_UNKNOWN_ENCODING, XML_ERROR_INCORRECT_ENCODING
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")


class MessageFaultError(Exception):
    """A raw unit that is no event; `detail` names a field, never its content."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass(slots=True)
class Element:
    """Names without prefix."""

    name: str
    attributes: dict[str, int]
    children: list["Element"] = field(default_factory=list)

    def each(self) -> Iterator["Element"]:
        """Itself and all that it holds."""
        yield self
        for child in self.children:
            yield from child.each()

    def all(self, name: str) -> list["Element"]:
        """Its children of that name."""
        return [child for child in self.children if child.name == name]


@dataclass(slots=True)
class Document:
    """The root and the values of all attributes, in the order they are written."""

    root: Element
    values: list[str]


def parse(xml: bytes) -> Document:
    """MessageFaultError where the bytes are not one well-formed document without entities."""
    if len(xml) > LONGEST:
        raise MessageFaultError(Reason.TOO_LONG)
    growing = _Growing()
    try:
        _parser(growing).Parse(xml, True)  # noqa: FBT003 - expat's signature
    except expat.ExpatError as error:
        raise MessageFaultError(_reason(xml, error.code)) from error
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        raise MessageFaultError(Reason.ENCODING) from error
    return Document(growing.open[0].children[0], growing.values)


class _Growing:
    """The document while it is read."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self.open = [Element("", {})]
        self.elements = 0

    def start(self, name: str, attributes: list[str]) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.open) > DEEPEST:
            raise MessageFaultError(Reason.NOT_PARSED, "depth")
        first = len(self.values)
        self.values += attributes[1::2]
        places = {_local(key): first + place for place, key in enumerate(attributes[::2])}
        element = Element(_local(name), places)
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()


def _parser(growing: _Growing) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse_entities
    parser.EntityDeclHandler = _refuse_entities
    parser.ExternalEntityRefHandler = _refuse_entities
    parser.StartElementHandler = growing.start
    parser.EndElementHandler = growing.end
    return parser


def _refuse_entities(*_declared: object) -> int:
    raise MessageFaultError(Reason.ENTITIES)


def _reason(xml: bytes, code: int) -> Reason:
    if code == _UNKNOWN_ENTITY:
        return Reason.ENTITIES
    declared = _DECLARED.match(xml)
    if code in _ENCODINGS:
        return Reason.ENCODING
    try:
        xml.decode(declared[1].decode() if declared else "utf-8")
    except (UnicodeDecodeError, LookupError):
        return Reason.ENCODING
    return Reason.NOT_PARSED


def _local(name: str) -> str:
    return name.rpartition(":")[2]
