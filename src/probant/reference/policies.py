"""Policies to start from: our own texts, by size, with how often they are read again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from probant.reference.crisis import Size
from probant.reference.loading import Text, read_folder

Kind = Literal["security_policy", "it_charter", "internal_rules", "procedure", "other"]
KINDS: tuple[Kind, ...] = ("security_policy", "it_charter", "internal_rules", "procedure", "other")
NAME = "{organisation}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A text to make one's own; `is_read_by_all`: each person says that they read it."""

    kind: Kind
    sizes: tuple[Size, ...]
    review_months: int
    is_read_by_all: bool
    label: Text
    text: Text

    def written(self, language: str, organisation: str) -> str:
        """The text with the organisation's name in it."""
        return self.text.in_(language).replace(NAME, organisation)


@cache
def templates() -> Mapping[str, Template]:
    """Every template by id."""
    return read_folder("policies", schema="policy_template.schema.json", as_=Template)
