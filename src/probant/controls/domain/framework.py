"""A framework as one organisation reads it: of the reference or imported, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass

Ref = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control, or a heading above controls when it cannot be assessed."""

    id: str
    number: str
    title: str
    theme: str = ""
    text: str = ""
    depth: int = 1
    parent: str = ""
    is_assessable: bool = True
    is_certain: bool = True
    is_usual: bool = True

    @property
    def name(self) -> str:
        """Number and title: "A.8.13 Backup"."""
        return " ".join(filter(None, [self.number, self.title]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A framework and its controls, in its own order."""

    id: str
    name: str
    short: str
    publisher: str
    edition: str
    source: str
    article: str
    rights: str
    unit: str
    missing: str = ""
    has_statement: bool = False
    is_certain: bool = True
    is_imported: bool = False
    themes: Mapping[str, str]
    controls: Mapping[str, Control]

    @property
    def assessable(self) -> tuple[Control, ...]:
        """What is decided one by one: headings are not."""
        return tuple(one for one in self.controls.values() if one.is_assessable)

    def ref(self, control: str) -> Ref:
        """How a control is named across frameworks."""
        return (self.id, control)
