"""Kleene's logic: true, false, or None where nobody can tell; None never passes for false."""

from collections.abc import Iterable


def all_of(values: Iterable[bool | None]) -> bool | None:
    """False as soon as one is false, true when all are true."""
    held = tuple(values)
    if False in held:
        return False
    return None if None in held else True


def any_of(values: Iterable[bool | None]) -> bool | None:
    """True as soon as one is true, false when all are false."""
    held = tuple(values)
    if True in held:
        return True
    return None if None in held else False


def negated(value: bool | None) -> bool | None:  # noqa: FBT001  a truth value is the subject
    """What is unknown stays unknown."""
    return None if value is None else not value
