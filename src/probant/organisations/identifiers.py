"""Numbers of French organisations: their shape, and the check digit of Luhn that ends them."""

import re

SIREN = re.compile(r"\d{9}")
FINESS = re.compile(r"(\d{2}|2[AB])\d{7}")
TEN = 10
LENGTH = 9


def compact(number: str) -> str:
    """The number without the spaces, dots and dashes that people put in it."""
    return re.sub(r"[\s.\u00a0\u202f-]", "", number).upper()


def is_siren(number: str) -> bool:
    """Nine digits whose Luhn sum is a multiple of ten (INSEE)."""
    return bool(SIREN.fullmatch(number)) and luhn_holds(number)


def is_finess(number: str) -> bool:
    """Département, seven digits, the last of which is the Luhn key; Corsica's letter is skipped.

    How the key treats 2A and 2B was not found in a source: only the shape is checked there.
    """
    if not FINESS.fullmatch(number):
        return False
    return not number.isdigit() or luhn_holds(number)


def luhn_holds(digits: str) -> bool:
    """Whether the sum, every second digit from the right doubled, is a multiple of ten."""
    values = [int(digit) for digit in reversed(digits)]
    doubled = [sum(divmod(2 * value, TEN)) for value in values[1::2]]
    return (sum(values[::2]) + sum(doubled)) % TEN == 0
