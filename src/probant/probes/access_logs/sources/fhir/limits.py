"""How much is held at once, and where a file becomes too odd to be read."""

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """In bytes. A unit longer than `longest` is refused, its first `kept` bytes kept."""

    longest: int = 8 * MIB
    kept: int = 64 * 1024
    quick_from: int = MIB  # a smaller block is not worth the compiled path's loading


DEFAULT = Limits()
