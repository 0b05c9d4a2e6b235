"""A value of a file with its place: asked for what is expected there, it refuses anything else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from probant.controls.domain.importing.errors import FrameworkFileError, Wrong, refuse

TEXT = 100_000


class Located(dict[str, Any]):
    """A mapping that knows the line on which it began."""

    line = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A value and the path that leads to it."""

    value: Any
    path: str = ""

    @property
    def line(self) -> int:
        """The line, where the format has lines."""
        return self.value.line if isinstance(self.value, Located) else 0

    def has(self, name: str) -> bool:
        """Whether the mapping says anything under this name."""
        return isinstance(self.value, dict) and self.value.get(name) is not None

    def at(self, name: str) -> "Piece":
        """What the mapping holds under a name; FrameworkFileError where it holds nothing."""
        if not isinstance(self.value, dict):
            raise self.refused(Wrong.NOT_A_MAPPING)
        path = f"{self.path}.{name}" if self.path else name
        if self.value.get(name) is None:
            raise refuse(Wrong.MISSING, path=path, line=self.line)
        return Piece(self.value[name], path)

    def list(self, name: str) -> Iterator["Piece"]:
        """The items of a list under a name; none where the name is absent."""
        if not self.has(name):
            return
        found = self.at(name)
        if not isinstance(found.value, list):
            raise refuse(Wrong.NOT_A_LIST, path=found.path, line=self.line)
        for place, item in enumerate(found.value):
            yield Piece(item, f"{found.path}[{place}]")

    def text(self, name: str, *, required: bool = False) -> str:
        """A text, a number or a date as it is written; empty where the name is absent."""
        if not isinstance(self.value, dict):
            raise self.refused(Wrong.NOT_A_MAPPING)
        if not self.has(name) and not required:
            return ""
        found = self.at(name)
        if isinstance(found.value, (dict, list)) or len(str(found.value)) > TEXT:
            raise refuse(Wrong.NOT_A_TEXT, path=found.path, line=self.line)
        return str(found.value).replace("\0", "").strip()

    def refused(self, code: Wrong, value: str = "") -> FrameworkFileError:
        """The error that this place makes."""
        return refuse(code, path=self.path, line=self.line, value=value)
