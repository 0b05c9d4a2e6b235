"""Every action asks for its permission itself, first of all: no view stands before a program.

The actions are found by their signature: a public function that is told which member acts.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast, get_type_hints
from unittest.mock import MagicMock

import pytest

import probant
from probant.organisations.domain import Member, Role
from probant.organisations.permissions import PERMISSIONS, PermissionDeniedError
from tests.conftest import NOW

# Every member may: what they do concerns nobody else, or the caller has decided (see each).
FOR_EVERYBODY = frozenset(
    {"probant.organisations.queries.member_of", "probant.observations.actions.record"}
)
PLACES = (".actions", ".tokens", ".drafts")


def actions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for module in pkgutil.walk_packages(probant.__path__, "probant."):
        if not module.name.endswith(PLACES) or ".views" in module.name:
            continue
        found = importlib.import_module(module.name)
        for name, function in inspect.getmembers(found, inspect.isfunction):
            is_public = not name.startswith("_") and function.__module__ == module.name
            if is_public and Member in _hints(function).values():
                yield f"{module.name}.{name}", function


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    hints = get_type_hints(inspect.unwrap(function))
    return {name: kind for name, kind in hints.items() if name != "return"}


ACTIONS = dict(actions())


def test_the_walk_finds_the_actions() -> None:
    names = {name.removeprefix("probant.") for name in ACTIONS}
    assert {"register.actions.validate", "organisations.tokens.create"} <= names
    assert len(ACTIONS) > 25


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - FOR_EVERYBODY))
def test_an_action_refuses_a_role_without_its_permission(member: Member, name: str) -> None:
    function = ACTIONS[name]
    nobody = replace(member, role=cast("Role", "no such role"))
    given = _given(function, nobody)
    with pytest.raises(PermissionDeniedError) as refused:
        function(**given)
    assert refused.value.permission in PERMISSIONS


def test_no_permission_is_held_by_a_role_that_does_not_exist() -> None:
    assert all(holders <= set(Role) for holders in PERMISSIONS.values())


def _given(function: Callable[..., Any], by: Member) -> dict[str, Any]:
    """The member, the hour, and for all else a thing that may be asked anything."""
    hints = _hints(function)
    given: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if hints.get(name) is Member:
            given[name] = by
        elif parameter.default is inspect.Parameter.empty:
            given[name] = NOW if name == "at" else MagicMock(pk=by.organisation_id)
    return given
