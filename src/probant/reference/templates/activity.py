"""The templates of activities: what a file says, completed by the blocks it names.

A template has the shape of a record of the register (art. 30), with each text in two languages.
A file names shared blocks (`data/templates/blocks.yaml`) instead of repeating them; reading a file
puts the blocks in their place, so that a template is whole and independent of the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import msgspec

from probant.common.verdicts import Confidence
from probant.reference.facts import Identification
from probant.reference.loading import (
    ReferenceDataError,
    Text,
    read_document,
    read_folder,
)

SCHEMA = "activity_template.schema.json"
BLOCKS_SCHEMA = "activity_blocks.schema.json"
BLOCKS_FILE = "templates/blocks.yaml"
FAMILIES_FOLDER = "templates/families"

Raw = dict[str, Any]
SystemKind = Literal["software", "paper", "device", "messaging", "website", "imaging", "other"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Retention:
    """Art. 30(1)(f): a rule of the law, or durations, or the criteria that decide."""

    rule: str = ""
    active: str = ""
    archive: str = ""
    criteria: Text | None = None
    confidence: Confidence = "found"

    @property
    def is_to_verify(self) -> bool:
        """The criteria stand for a legal duration that was not found; a rule has its own source."""
        return self.confidence == "to_verify"


@dataclass(frozen=True, kw_only=True, slots=True)
class Purpose:
    """Art. 30(1)(b): why, on which legal basis, by which exception for sensitive data."""

    text: Text
    legal_basis: str
    legal_basis_detail: Text
    exception: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DataLine:
    """Art. 30(1)(c): one kind of datum."""

    category: str
    detail: Text
    identification: Identification
    source: Text
    retention: Retention
    is_sensitive: bool = False
    is_mandatory: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """Art. 30(1)(d): `category` is an id of law.recipients; without a name, its label is used."""

    category: str
    name: Text | None = None
    country: str = "FR"


@dataclass(frozen=True, kw_only=True, slots=True)
class System:
    """A medium or an application; the host and the certificate are the organisation's to state."""

    name: Text
    kind: SystemKind
    host: str = ""
    country: str = "FR"
    is_hds: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Processor:
    """Art. 28: a service that is usually entrusted to someone, whom the organisation names."""

    service: Text
    needs_hds: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """Art. 30(1)(g): an id of law.measures, or words, or both."""

    measure: str = ""
    text: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Research:
    """LIL art. 66 and 72: what allows a research; what is empty becomes a task."""

    methodology: str = ""
    authorisation: Text | None = None
    ethics_opinion: Text | None = None
    agreement: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalReference:
    """Where the template's choices were read, and how sure that reading is."""

    reference: str
    article: str
    confidence: Confidence
    note: Text | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityTemplate:
    """One activity, complete under art. 30 but for what only the organisation knows."""

    id: str
    family: str
    name: Text
    role: Literal["controller", "processor"] = "controller"
    summary: Text
    why: Text
    keywords: tuple[str, ...]
    source: tuple[LegalReference, ...]
    purposes: tuple[Purpose, ...] = ()
    data_subjects: tuple[str, ...] = ()
    data_lines: tuple[DataLine, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    systems: tuple[System, ...] = ()
    processors: tuple[Processor, ...] = ()
    measures: tuple[Measure, ...]
    processing_categories: tuple[Text, ...] = ()
    research: Research | None = None
    minimisation: Text
    source_of_data: Literal["direct", "indirect", "both"] = "direct"
    origin: Text | None = None
    automated_decision: Text | None = None
    notes: Text | None = None
    review_after: str = "P1Y"

    @property
    def is_sensitive(self) -> bool:
        """Whether any line holds data of art. 9."""
        return any(line.is_sensitive for line in self.data_lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Family:
    """The activities of one kind of organisation, in the order in which a person would look."""

    id: str
    label: Text
    templates: tuple[ActivityTemplate, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """How a thing that only the organisation knows is asked for; `{name}`, `{service}` inside."""

    text: Text
    article: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Blocks:
    """What templates share, by kind and by name."""

    sources: dict[str, Any]
    retentions: dict[str, Any]
    grounds: dict[str, Any]
    data_lines: dict[str, Any]
    systems: dict[str, Any]
    processors: dict[str, Any]
    measure_sets: dict[str, list[str]]
    references: dict[str, Any]
    wordings: dict[str, Wording]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Document:
    family: str
    label: Text
    templates: tuple[Raw, ...]


@cache
def blocks() -> Blocks:
    """The shared blocks, read once."""
    return read_document(BLOCKS_FILE, schema=BLOCKS_SCHEMA, as_=Blocks)


@cache
def families() -> Mapping[str, Family]:
    """The families by id, the files of a family joined in the order of their names."""
    found: dict[str, Family] = {}
    for name, document in read_folder(FAMILIES_FOLDER, schema=SCHEMA, as_=_Document).items():
        before = found.get(document.family)
        templates = tuple(_template(raw, document.family, name) for raw in document.templates)
        found[document.family] = Family(
            id=document.family,
            label=before.label if before else document.label,
            templates=(before.templates if before else ()) + templates,
        )
    return MappingProxyType(found)


def _template(raw: Raw, family: str, file: str) -> ActivityTemplate:
    where = f"{FAMILIES_FOLDER}/{file}.yaml"
    try:
        return msgspec.convert(complete(raw, family, blocks()), ActivityTemplate)
    except KeyError as error:
        raise ReferenceDataError(where, raw["id"], f"no block is called {error.args[0]}") from error
    except msgspec.ValidationError as error:
        raise ReferenceDataError(where, raw["id"], str(error)) from error


def complete(raw: Raw, family: str, shared: Blocks) -> Raw:
    """The template with each block in its place; what the template says itself wins."""
    retention = raw.get("retention")
    whole = {key: value for key, value in raw.items() if key not in {"retention", "measure_sets"}}
    return whole | {
        "family": family,
        "source": [_block(item, shared.references) for item in raw["source"]],
        "purposes": [_purpose(item, shared) for item in raw.get("purposes", ())],
        "data_lines": [_line(item, retention, shared) for item in raw.get("data_lines", ())],
        "recipients": [_named(item, "category") for item in raw.get("recipients", ())],
        "systems": [_block(item, shared.systems) for item in raw.get("systems", ())],
        "processors": [_block(item, shared.processors) for item in raw.get("processors", ())],
        "measures": _measures(raw, shared),
    }


def _block(item: str | Raw, among: Mapping[str, Any]) -> Raw:
    """A name stands for its block; a mapping with `use` completes the block it names."""
    if isinstance(item, str):
        return dict(among[item])
    own = {key: value for key, value in item.items() if key != "use"}
    return {**among[item["use"]], **own} if "use" in item else own


def _named(item: str | Raw, key: str) -> Raw:
    return {key: item} if isinstance(item, str) else item


def _purpose(item: Raw, shared: Blocks) -> Raw:
    own = {key: value for key, value in item.items() if key != "ground"}
    return {**shared.grounds[item["ground"]], **own} if "ground" in item else own


def _line(item: str | Raw, retention: str | Raw | None, shared: Blocks) -> Raw:
    line = _block(item, shared.data_lines)
    line["source"] = _text(line["source"], shared.sources.__getitem__)
    kept = line.get("retention", retention)
    line["retention"] = shared.retentions[kept] if isinstance(kept, str) else kept
    return line


def _text(value: str | Raw, named: Callable[[str], Raw]) -> Raw:
    return named(value) if isinstance(value, str) else value


def _measures(raw: Raw, shared: Blocks) -> list[Raw]:
    """The sets first, then the template's own; a measure stands once."""
    names = [name for set_ in raw.get("measure_sets", ()) for name in shared.measure_sets[set_]]
    listed = [*names, *raw.get("measures", ())]
    unique = {repr(item): _named(item, "measure") for item in listed}
    return list(unique.values())
