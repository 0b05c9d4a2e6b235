"""What is wrong with a framework's file, and where; the words are said elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from probant.common.errors import ProbantError

MOST_FAULTS = 20


class Wrong(StrEnum):
    """What can be wrong with a file."""

    BAD_JSON = "bad_json"
    BAD_YAML = "bad_yaml"
    CYCLE = "cycle"
    DANGLING = "dangling"
    DUPLICATE = "duplicate"
    DUPLICATE_KEY = "duplicate_key"
    EMPTY = "empty"
    MARKUP = "markup"
    MISSING = "missing"
    NO_FRAMEWORK = "no_framework"
    NOT_A_BOOLEAN = "not_a_boolean"
    NOT_A_CATALOG = "not_a_catalog"
    NOT_A_FRAMEWORK = "not_a_framework"
    NOT_A_LIST = "not_a_list"
    NOT_A_MAPPING = "not_a_mapping"
    NOT_A_TEXT = "not_a_text"
    NOT_TEXT = "not_text"
    NOTHING_TO_ASSESS = "nothing_to_assess"
    SEVERAL_DOCUMENTS = "several_documents"
    SEVERAL_FRAMEWORKS = "several_frameworks"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    TOO_MANY_CONTROLS = "too_many_controls"
    TOO_MANY_VALUES = "too_many_values"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: a code, the line or the path where it is, the value that is wrong."""

    code: Wrong
    path: str = ""
    line: int = 0
    value: str = ""


class FrameworkFileError(ProbantError):
    """The file is no framework that can be read; nothing of it was kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """`faults`: the first of them, in the file's order."""
        super().__init__(*(fault.code for fault in faults[:MOST_FAULTS]))
        self.faults = tuple(faults[:MOST_FAULTS])


def refuse(code: Wrong, *, path: str = "", line: int = 0, value: str = "") -> FrameworkFileError:
    """The error of a single fault."""
    return FrameworkFileError([Fault(code, path, line, value[:80])])
