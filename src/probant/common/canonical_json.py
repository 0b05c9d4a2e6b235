"""RFC 8785, the JSON Canonicalization Scheme: one value has one sequence of bytes.

What is hashed and signed is written by `dumps`; what has no canonical form is refused by name.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

import rfc8785

from probant.common.errors import ProbantError

JSON: TypeAlias = "bool | int | float | str | Sequence[JSON] | Mapping[str, JSON] | None"


class CanonicalJsonError(ProbantError):
    """The value has no canonical JSON form."""


class NumberRangeError(CanonicalJsonError):
    """NaN, an infinity, or an integer that JSON's numbers cannot hold (beyond ±(2^53 − 1))."""


class TextEncodingError(CanonicalJsonError):
    """A text or key holds a lone surrogate, which is no character."""


class UnsupportedTypeError(CanonicalJsonError):
    """JSON knows no such type; dates and the like are written as text by the caller."""

    def __init__(self, type_name: str) -> None:
        super().__init__(type_name)
        self.type_name = type_name


class DepthError(CanonicalJsonError):
    """The value is nested deeper than can be written, or contains itself."""


def dumps(value: JSON) -> bytes:
    """The canonical UTF-8 bytes of a value, RFC 8785 §3.2."""
    try:
        return rfc8785.dumps(cast("Any", _plain(value)))
    except (rfc8785.IntegerDomainError, rfc8785.FloatDomainError) as error:
        raise NumberRangeError from error
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise TextEncodingError from error
    except RecursionError as error:
        raise DepthError from error


def _plain(value: object) -> object:
    """The value in the dicts and lists that the serialiser knows, every type checked."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {_key(key): _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    raise UnsupportedTypeError(type(value).__name__)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise UnsupportedTypeError(type(key).__name__)
    return key
