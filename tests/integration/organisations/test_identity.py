"""An organisation's identity and its first administrator."""

import json

import pytest

from probant.accounts import actions as accounts
from probant.accounts.models import Person
from probant.database import isolation
from probant.journal import queries as journal
from probant.organisations import actions, queries
from probant.organisations.domain import Member, Role, UnknownIdentityFieldError
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from tests.conftest import NOW, new_member


def new_person(email: str = "camille@cabinet.invalid", *, is_demonstration: bool = False) -> Person:
    return accounts.create_person(
        email=email,
        full_name="Camille Inventée",
        password="une phrase assez longue",
        at=NOW,
        is_demonstration=is_demonstration,
    )


def test_whoever_creates_an_organisation_administers_it(db: None) -> None:
    person = new_person()
    made = actions.create(name="Cabinet inventé", sector="practice", administrator=person, at=NOW)
    assert queries.organisations_with_role(person.pk) == {made.pk: Role.ADMINISTRATOR}
    with isolation.tenant(made.pk):
        events = [entry.event for entry in journal.entries(made.pk)]
    assert events == ["member.joined", "organisation.created"]


def test_a_changed_identity_is_journalled_with_personal_facts_as_commitments_only(
    organisation: Organisation, member: Member
) -> None:
    changes = {"siren": "356000000", "dpo_name": "Camille Inventée", "name": organisation.name}
    actions.update_identity(organisation, changes, by=member, at=NOW)
    entry = journal.entries(organisation.pk).get()
    body = json.loads(bytes(entry.body))
    assert body["facts"] == {"siren": "356000000"}
    assert set(body["commitments"]) == {"actor.name", "dpo_name"}
    assert b"Camille" not in bytes(entry.body)


def test_saving_an_unchanged_identity_journals_nothing(
    organisation: Organisation, member: Member
) -> None:
    actions.update_identity(organisation, {"name": organisation.name}, by=member, at=NOW)
    assert not journal.entries(organisation.pk).exists()


def test_what_is_no_fact_of_identity_cannot_be_changed(
    organisation: Organisation, member: Member
) -> None:
    with pytest.raises(UnknownIdentityFieldError):
        actions.update_identity(organisation, {"is_demonstration": True}, by=member, at=NOW)


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.CISO])
def test_only_the_officer_and_administrators_change_the_identity(
    organisation: Organisation, role: Role
) -> None:
    by = new_member(organisation, role)
    with pytest.raises(PermissionDeniedError):
        actions.update_identity(organisation, {"siren": "356000000"}, by=by, at=NOW)
