"""Who may do what: no role gives itself more, and one administrator always remains."""

import uuid

import pytest

from probant.organisations.domain import LastAdministratorError, Role, keep_an_administrator
from probant.organisations.permissions import PERMISSIONS, is_allowed

ANNE, BRUNO = uuid.UUID(int=1), uuid.UUID(int=2)


def test_only_administrators_edit_members_and_tokens() -> None:
    for permission in ("members.edit", "tokens.edit"):
        assert PERMISSIONS[permission] == {Role.ADMINISTRATOR}


def test_an_administrator_holds_every_permission() -> None:
    assert [name for name in PERMISSIONS if not is_allowed(Role.ADMINISTRATOR, name)] == []


EVERYBODYS_OWN = {"breaches.declare", "policies.acknowledge", "training.learn"}


def test_a_reader_changes_nothing_but_declares_a_breach_reads_a_policy_and_learns() -> None:
    held = {name for name in PERMISSIONS if is_allowed(Role.READER, name)} - EVERYBODYS_OWN
    assert all(name.endswith((".view", ".export")) for name in held)


@pytest.mark.parametrize("role", Role)
def test_an_unknown_permission_is_held_by_nobody(role: Role) -> None:
    assert not is_allowed(role, "everything.everywhere")


@pytest.mark.parametrize("becomes", [None, Role.READER, Role.DPO, Role.CISO])
def test_the_last_administrator_stays(becomes: Role | None) -> None:
    with pytest.raises(LastAdministratorError):
        keep_an_administrator({ANNE: Role.ADMINISTRATOR, BRUNO: Role.DPO}, ANNE, becomes)


def test_one_of_two_administrators_may_go() -> None:
    keep_an_administrator({ANNE: Role.ADMINISTRATOR, BRUNO: Role.ADMINISTRATOR}, ANNE, None)
