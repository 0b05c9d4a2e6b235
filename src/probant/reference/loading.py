"""How a file of the law becomes values: YAML, then JSON Schema, then frozen dataclasses.

Two shapes of file:

* a *file of facts*, read with `read_facts`: optional `defaults:` given to every fact, then
  `facts:`, a mapping from id to fact. The id becomes the fact's field `id`;
* a *document*, read with `read_document`: one object, checked and converted as it stands.

Dates stay strings until the last step, so that a schema sees what the file says, and only `true`
and `false` are booleans: in YAML 1.1 the country code NO would be one.
"""

import json
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from probant.common.errors import ProbantError
from probant.common.verdicts import Confidence

REFERENCE = Path(__file__).parent
DATA = REFERENCE / "data"
SCHEMAS = REFERENCE / "schema"

T = TypeVar("T")


class ReferenceDataError(ProbantError):
    """A file of the law that does not say what its schema asks."""

    def __init__(self, file: str, path: str, reason: str) -> None:
        super().__init__(file, path, reason)
        self.file = file
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file}: {self.path or 'document'}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Text:
    """The same sentence in French and in English."""

    fr: str
    en: str

    def in_(self, language: str) -> str:
        """French, unless the language asked for is English ("en", "en-gb")."""
        return self.en if language.lower().startswith("en") else self.fr


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One dated statement of the law, with where it was read and how sure that is."""

    id: str
    label: Text
    source: str
    article: str
    confidence: Confidence
    verified_on: date
    in_force_from: date | None = None
    in_force_to: date | None = None

    def is_in_force(self, on: date) -> bool:
        """Both bounds belong to the period; a bound that is not known does not limit it."""
        started = self.in_force_from is None or self.in_force_from <= on
        return started and (self.in_force_to is None or on <= self.in_force_to)


F = TypeVar("F", bound=Fact)


def read_document(file: str, *, schema: str, as_: type[T], root: Path = DATA) -> T:
    """One file as one value. `file` and `schema` are paths below `data/` and `schema/`."""
    return _convert(_check(_parse(root / file, file), schema, file), as_, file)


def read_folder(folder: str, *, schema: str, as_: type[T], root: Path = DATA) -> Mapping[str, T]:
    """Every file below a folder by its name without `.yaml`, in the order of the paths."""
    documents: dict[str, T] = {}
    for path in sorted((root / folder).rglob("*.yaml")):
        file = path.relative_to(root).as_posix()
        if path.stem in documents:
            raise ReferenceDataError(file, "", f"another file is also called {path.name}")
        documents[path.stem] = read_document(file, schema=schema, as_=as_, root=root)
    return MappingProxyType(documents)


def read_facts(file: str, *, schema: str, as_: type[F], root: Path = DATA) -> Mapping[str, F]:
    """The facts of one file by id, in the file's order, each completed by the file's defaults."""
    document = _parse(root / file, file)
    facts = _with_defaults(document, file)
    _check({"facts": facts}, schema, file)
    return MappingProxyType(
        {
            id_: _convert({"id": id_, **fact}, as_, file, f"facts.{id_}")
            for id_, fact in facts.items()
        }
    )


def read_facts_of_folder(
    folder: str, *, schema: str, as_: type[F], root: Path = DATA
) -> Mapping[str, F]:
    """The facts of every file of a folder; a fact is called `<file>.<name>`, so that none hides."""
    found: dict[str, F] = {}
    for path in sorted((root / folder).glob("*.yaml")):
        file = path.relative_to(root).as_posix()
        facts = read_facts(file, schema=schema, as_=as_, root=root)
        for id_ in facts:
            if not id_.startswith(f"{path.stem}."):
                raise ReferenceDataError(file, f"facts.{id_}", f"{path.stem}.… is expected here")
        found.update(facts)
    return MappingProxyType(found)


def _with_defaults(document: object, file: str) -> dict[str, Any]:
    if not isinstance(document, dict) or not isinstance(document.get("facts"), dict):
        raise ReferenceDataError(file, "facts", "a mapping from id to fact is expected")
    unknown = document.keys() - {"defaults", "facts"}
    if unknown:
        raise ReferenceDataError(file, min(unknown), "only defaults and facts are expected here")
    defaults = document.get("defaults") or {}
    for id_, fact in document["facts"].items():
        if not isinstance(fact, dict):
            raise ReferenceDataError(file, f"facts.{id_}", "a mapping is expected")
    return {id_: {**defaults, **fact} for id_, fact in document["facts"].items()}


def _parse(path: Path, file: str) -> object:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError) as error:
        raise ReferenceDataError(file, "", str(error)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else ""
        raise ReferenceDataError(file, where, str(getattr(error, "problem", error))) from error


def _check(document: T, schema: str, file: str) -> T:
    error = min(_errors(document, schema), default=None)
    if error is not None:
        path, reason = error
        raise ReferenceDataError(file, path, reason)
    return document


def _errors(document: object, schema: str) -> Iterator[tuple[str, str]]:
    for error in _validator(schema).iter_errors(document):
        yield ".".join(str(part) for part in error.absolute_path), error.message


def _convert(value: object, as_: type[T], file: str, prefix: str = "") -> T:
    try:
        return msgspec.convert(value, as_)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        where = f"{prefix}{path.rstrip('`')}".lstrip(".")
        raise ReferenceDataError(file, where, reason) from error


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(_schema(schema), registry=_registry())


@cache
def _registry() -> Registry[Any]:
    """The schemas by their path below `schema/`, so that one may refer to another."""
    names = [path.relative_to(SCHEMAS).as_posix() for path in SCHEMAS.rglob("*.schema.json")]
    return Registry[Any]().with_contents(
        [(name, _schema(name)) for name in names], default_specification=DRAFT202012
    )


@cache
def _schema(name: str) -> Any:  # noqa: ANN401 - a JSON Schema is any JSON value
    return json.loads((SCHEMAS / name).read_text(encoding="utf-8"))


class _Loader(yaml.CSafeLoader):
    """YAML whose dates are strings, whose booleans are true and false, whose keys are unique."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - PyYAML's signature
    ) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value} stands twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_Loader.yaml_implicit_resolvers = {
    letter: [
        (tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))
    ]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
