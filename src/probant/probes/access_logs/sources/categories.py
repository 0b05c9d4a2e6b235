"""Which category of data an access reached: our own names, from `categories.yaml`.

A security label (psychiatry, HIV…) wins over the type of the resource. An object of an unknown
type is `other`; no object at all has no category.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

OTHER = "other"
DIRECTORY = "directory"  # concerns no patient


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of data, as a patient would name it."""

    fr: str
    en: str
    is_sensitive: bool = False


@cache
def categories() -> Mapping[str, Category]:
    """Each category with its labels, in the order of the file."""
    return {name: Category(**labels) for name, labels in _table()["categories"].items()}


@cache
def category_of_resource() -> Mapping[str, str]:
    """FHIR resource type → category."""
    return _turned("resources")


@cache
def category_of_label() -> Mapping[str, str]:
    """HL7 v3 sensitivity code → category."""
    return _turned("labels")


def category_of(resource: str | None, labels: Iterable[str] = ()) -> str:
    """The category of one named object; `resource` is a FHIR type, None where it is not told."""
    for label in labels:
        if sensitive := category_of_label().get(label):
            return sensitive
    return category_of_resource().get(resource or "", OTHER)


@cache
def category_of_code() -> Mapping[str, str]:
    """ParticipantObjectIDTypeCode of an ATNA message (DICOM, RFC 3881, IHE) → category."""
    return _turned("objects")


def category_of_object(code: str | None) -> str:
    """The category of an object of an ATNA message by the code of its identifier's type."""
    return category_of_code().get(code or "") or category_of(code)


@cache
def _table() -> Any:  # noqa: ANN401  checked by its test
    return yaml.safe_load(files(__package__).joinpath("categories.yaml").read_text("utf-8"))


def _turned(section: str) -> dict[str, str]:
    return {code: name for name, codes in _table()[section].items() for code in codes}
