"""Two people acting at once: a place is taken once, and one administrator always remains."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

from django.db import connections, transaction

from probant.database import isolation
from probant.database.embedded import Addresses
from probant.organisations import actions, queries
from probant.organisations.domain import (
    InvitationRefusedError,
    LastAdministratorError,
    Member,
    Role,
)
from probant.organisations.models import Membership, Organisation
from tests.conftest import NOW, new_member, new_organisation
from tests.integration.accounts.test_links import new_person


def together(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each act returns or raises, all started at the same time in their own transaction."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001  it is what the test looks at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def made() -> tuple[Organisation, Member, Member]:
    with transaction.atomic():
        organisation = new_organisation()
        one = new_member(organisation, Role.ADMINISTRATOR, "one@cabinet.invalid")
        other = new_member(organisation, Role.ADMINISTRATOR, "other@cabinet.invalid")
    return organisation, one, other


def leaving(organisation: UUID, by: Member, person: UUID) -> Callable[[], None]:
    def act() -> None:
        with transaction.atomic(), isolation.tenant(organisation):
            actions.remove(by, person, at=NOW)

    return act


def test_two_administrators_removing_each_other_leave_one(own_database: Addresses) -> None:
    organisation, one, other = made()
    outcomes = together(
        [
            leaving(organisation.pk, one, other.person_id),
            leaving(organisation.pk, other, one.person_id),
        ]
    )
    assert sum(isinstance(outcome, LastAdministratorError) for outcome in outcomes) == 1
    with transaction.atomic(), isolation.tenant(organisation.pk):
        assert queries.members(organisation.pk).count() == 1


def test_a_place_is_taken_once(own_database: Addresses) -> None:
    organisation, administrator, _ = made()
    with transaction.atomic(), isolation.tenant(organisation.pk):
        email = "camille@cabinet.invalid"
        _, token = actions.invite(administrator, email, Role.READER, at=NOW)
        person = new_person()

    def accept() -> object:
        return actions.accept(organisation.pk, token, person, at=NOW)

    outcomes = together([accept] * 3)
    assert sum(isinstance(outcome, Membership) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, InvitationRefusedError) for outcome in outcomes) == 2
