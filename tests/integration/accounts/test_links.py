"""One-time links in the database: one redemption of two, journalled, without a name."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from probant.accounts import actions
from probant.accounts.domain import LinkPurpose, LinkRefusal, LinkRefusedError, digest
from probant.accounts.models import Person, SignInLink
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.journal import queries as journal
from probant.journal.domain import INSTALLATION
from tests.conftest import NOW


def new_person(email: str = "camille@cabinet.invalid", *, is_demonstration: bool = False) -> Person:
    return actions.create_person(
        email=email,
        full_name="Camille Inventée",
        password="une phrase assez longue",
        at=NOW,
        is_demonstration=is_demonstration,
    )


def refused(token: str, after: timedelta = timedelta()) -> LinkRefusal:
    with pytest.raises(LinkRefusedError) as caught:
        actions.redeem(token, NOW + after)
    return caught.value.reason


def test_a_link_is_used_once(db: None) -> None:
    token = actions.issue_link("sign_in", new_person(), NOW)
    assert actions.redeem(token, NOW).used_at == NOW
    assert refused(token) is LinkRefusal.USED


def test_a_link_ends_with_its_time(db: None) -> None:
    token = actions.issue_link("sign_in", new_person(), NOW)
    assert refused(token, timedelta(minutes=10)) is LinkRefusal.EXPIRED


def test_an_unknown_link_is_refused(db: None) -> None:
    assert refused("no-such-token") is LinkRefusal.UNKNOWN


def test_the_database_holds_no_token(db: None) -> None:
    token = actions.issue_link("sign_in", new_person(), NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_signinlink::text FROM accounts_signinlink")
        (row,) = cursor.fetchone()
    assert token not in row
    assert bytes(SignInLink.objects.get().digest) == digest(token)


def test_the_first_run_link_dies_with_the_first_real_account(db: None) -> None:
    token = actions.issue_link(LinkPurpose.FIRST_RUN, None, NOW)
    new_person("dpo@demonstration.invalid", is_demonstration=True)
    other = actions.issue_link(LinkPurpose.FIRST_RUN, None, NOW)
    assert actions.redeem(other, NOW).purpose == "first_run"
    new_person()
    assert refused(token) is LinkRefusal.NOT_ALLOWED


def test_a_closed_account_has_no_way_in(db: None) -> None:
    person = new_person()
    token = actions.issue_link("sign_in", person, NOW)
    Person.objects.update(is_active=False)
    assert refused(token) is LinkRefusal.NOT_ALLOWED


def test_the_installations_journal_names_nobody(db: None) -> None:
    person = new_person()
    actions.redeem(actions.issue_link("sign_in", person, NOW), NOW)
    isolation.enter(INSTALLATION, person=None)
    entries = list(journal.entries(INSTALLATION))
    assert [entry.event for entry in entries] == ["link.used", "link.issued", "person.created"]
    for entry in entries:
        assert entry.subject == str(person.pk)
        assert b"camille" not in bytes(entry.body).lower()
    assert not journal.disclosures(INSTALLATION).exists()


def at_once(act: Callable[[], object], times: int = 2) -> list[object]:
    """What `act` returns or raises, run by several threads that start together."""
    barrier = Barrier(times)

    def run() -> object:
        barrier.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001  it is what the test looks at
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(times)]]


def test_of_two_redemptions_at_once_one_enters(own_database: Addresses) -> None:
    with transaction.atomic():
        token = actions.issue_link("sign_in", new_person(), NOW)
    outcomes = at_once(lambda: actions.redeem(token, NOW), times=4)
    assert sum(isinstance(outcome, SignInLink) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, LinkRefusedError) for outcome in outcomes) == 3
