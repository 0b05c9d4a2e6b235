from enum import StrEnum
from types import MappingProxyType
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.canonical_json import (
    JSON,
    CanonicalJsonError,
    DepthError,
    NumberRangeError,
    TextEncodingError,
    UnsupportedTypeError,
    dumps,
)

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


class Colour(StrEnum):
    RED = "red"


@given(values)
def test_the_same_value_has_the_same_bytes_whatever_order_it_was_built_in(value: JSON) -> None:
    assert dumps(value) == dumps(backwards(value))


def backwards(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: backwards(value[key]) for key in reversed(value)}
    return [backwards(held) for held in value] if isinstance(value, list) else value


@pytest.mark.parametrize("number", [2**53 - 1, -(2**53) + 1, 0, 1.5])
def test_numbers_that_json_can_hold_are_written(number: float) -> None:
    assert float(dumps(number)) == number


@pytest.mark.parametrize(
    "number", [2**53, -(2**53), 10**400, float("nan"), float("inf"), float("-inf")]
)
def test_numbers_that_json_cannot_hold_are_refused(number: float) -> None:
    with pytest.raises(NumberRangeError):
        dumps({"deep": [number]})


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, ["a\udc00b"]])
def test_a_lone_surrogate_is_refused_in_texts_and_keys(value: JSON) -> None:
    with pytest.raises(TextEncodingError):
        dumps(value)


@pytest.mark.parametrize("value", [b"bytes", {1: "key"}, {"a": {1, 2}}, [object()]])
def test_other_types_are_refused_by_name(value: object) -> None:
    with pytest.raises(UnsupportedTypeError) as refused:
        dumps(cast("Any", value))
    assert refused.value.type_name in {"bytes", "int", "set", "object"}


def test_a_value_that_contains_itself_is_refused() -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(DepthError):
        dumps(circle)


def test_every_refusal_is_one_of_canonical_json() -> None:
    for error in (DepthError, NumberRangeError, TextEncodingError, UnsupportedTypeError):
        assert issubclass(error, CanonicalJsonError)


def test_tuples_read_only_mappings_and_enumerations_are_what_they_hold() -> None:
    value = MappingProxyType({"b": (1, 2), Colour.RED: Colour.RED})
    assert dumps(value) == b'{"b":[1,2],"red":"red"}'
