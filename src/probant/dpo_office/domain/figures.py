"""A figure of the yearly report: its value, or that it cannot be told; where it comes from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`value` is None where it cannot be told: a reader sees that, never a zero."""

    id: str
    section: str
    value: int | None
    url: str
    is_percent: bool = False


def to_json(figures: tuple[Figure, ...]) -> list[dict[str, object]]:
    """What a report keeps."""
    return [asdict(one) for one in figures]


def from_json(kept: list[Mapping[str, object]]) -> tuple[Figure, ...]:
    """The same read back."""
    return tuple(
        Figure(
            id=str(one["id"]),
            section=str(one["section"]),
            value=None if one["value"] is None else int(str(one["value"])),
            url=str(one["url"]),
            is_percent=bool(one["is_percent"]),
        )
        for one in kept
    )
