import re
from importlib import import_module

from probant.common import errors
from probant.common.errors import ProbantError

MODULES = (
    "archives",
    "canonical_json",
    "checkpoint",
    "merkle",
    "signed_note",
    "time_limits.errors",
    "verdicts",
)


def descendants(root: type[Exception]) -> set[str]:
    children = [child for child in root.__subclasses__() if child.__module__.startswith(COMMON)]
    return {root.__name__}.union(*(descendants(child) for child in children))


COMMON = "probant.common."


def test_the_drawn_tree_names_every_error_of_this_floor() -> None:
    for module in MODULES:
        import_module(f"{COMMON}{module}")
    drawn = set(re.findall(r"\w+Error", errors.__doc__ or ""))
    assert drawn == descendants(ProbantError)


def test_what_is_not_foreseen_does_not_pass_for_an_error_of_probant() -> None:
    assert not issubclass(ValueError, ProbantError)
