"""A context ends with its request: on a connection kept open, in each thread, after a fault."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from probant.accounts.models import Person
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.organisations.access import permission
from probant.organisations.domain import Member, Role
from probant.register import actions
from probant.register.models import Activity
from tests.conftest import NOW, new_member, new_organisation, signed_in
from tests.factories.register import complete_record


@pytest.fixture
def two(own_database: Addresses) -> Iterator[tuple[Member, Member]]:
    """Two practices with one activity each, on connections that stay open."""
    connections["default"].settings_dict["CONN_MAX_AGE"] = 600
    yield practice("Tilleuls"), practice("Ormes")
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0


def practice(name: str) -> Member:
    with transaction.atomic():
        organisation = new_organisation(name)
        member = new_member(organisation, Role.DPO, f"{name.lower()}@probant.invalid")
        record = complete_record(name=f"Dossiers des {name}")
        actions.create(organisation, record, by=member, at=NOW)
    return member


def page_of(client: Client, organisation: UUID) -> str:
    return client.get(f"/o/{organisation}/register/").content.decode()


def test_without_a_request_a_connection_kept_open_has_no_context(
    two: tuple[Member, Member],
) -> None:
    client = signed_in(two[0].person_id)
    assert "Dossiers des Tilleuls" in page_of(client, two[0].organisation_id)
    assert connection.connection is not None
    assert isolation.current() == ("", "")
    with transaction.atomic():
        assert not Activity.objects.exists()


def test_a_fault_inside_a_view_leaves_no_context(two: tuple[Member, Member]) -> None:
    @permission("register.view")
    def fails(request: HttpRequest) -> HttpResponse:
        assert Activity.objects.count() == 1
        raise RuntimeError

    request = RequestFactory().get("/")
    request.user = Person.objects.get(pk=two[0].person_id)
    with pytest.raises(RuntimeError):
        fails(request, organisation=two[0].organisation_id)
    assert isolation.current() == ("", "")
    with transaction.atomic():
        assert not Activity.objects.exists()
        connection.cursor().execute("CREATE TEMP TABLE writable (a int)")


def test_readers_of_two_organisations_at_once_see_their_own(two: tuple[Member, Member]) -> None:
    names = ("Tilleuls", "Ormes")

    def read(turn: int) -> tuple[bool, bool]:
        at = turn % 2
        page = page_of(signed_in(two[at].person_id), two[at].organisation_id)
        return f"Dossiers des {names[at]}" in page, f"Dossiers des {names[1 - at]}" in page

    with ThreadPoolExecutor(4) as pool:
        seen = list(pool.map(read, range(24)))
        list(pool.map(lambda _turn: connections.close_all(), range(16)))
    assert set(seen) == {(True, False)}
