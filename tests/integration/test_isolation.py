"""Tenants are isolated by the database itself."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from probant.common import clock
from probant.database import isolation, listing
from probant.database.embedded import Addresses
from probant.journal import actions as journal
from probant.journal.domain import SYSTEM
from probant.organisations.domain import Role
from probant.organisations.models import Membership, Organisation
from tests.conftest import new_member, new_organisation

TENANT_COLUMNS = """
SELECT DISTINCT c.relname, c.relrowsecurity AND c.relforcerowsecurity
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' AND NOT a.attisdropped
  AND (a.attname IN ('organisation', 'organisation_id') OR c.relname = 'organisations_organisation')
ORDER BY 1
"""


def test_every_table_that_bears_an_organisation_is_isolated_even_from_its_owner(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TENANT_COLUMNS)
        tables = dict(cursor.fetchall())
    assert {"organisations_membership", "journal_entry"} <= set(tables)
    assert [name for name, is_forced in tables.items() if not is_forced] == []


def test_the_application_role_owns_nothing_and_bypasses_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


def test_without_context_no_row_is_seen(organisation: Organisation) -> None:
    isolation.enter(None, person=None)
    assert Organisation.objects.count() == 0


def test_a_row_of_another_organisation_can_neither_be_seen_nor_written(
    organisation: Organisation,
) -> None:
    other = new_organisation("Autre cabinet (inventé)")
    member = new_member(other, Role.READER)
    isolation.enter(organisation.pk, person=None)
    assert not Membership.objects.filter(person=member.person_id).exists()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Membership.objects.create(organisation=other, person_id=member.person_id, role="dpo")


def test_a_person_sees_their_own_organisations_and_no_others(organisation: Organisation) -> None:
    mine = new_member(organisation, Role.READER)
    new_organisation("Autre cabinet (inventé)")
    isolation.enter(None, person=mine.person_id)
    assert [found.pk for found in Organisation.objects.all()] == [organisation.pk]


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE journal_entry SET event = 'x'",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "DELETE FROM journal_checkpoint",
    ],
)
def test_the_journal_only_grows(organisation: Organisation, verb: str) -> None:
    journal.record(
        "test.done", by=SYSTEM, at=clock.now(), organisation=organisation.pk, subject="", facts={}
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


def test_even_the_owner_cannot_change_the_journal(own_database: Addresses) -> None:
    with transaction.atomic(), isolation.tenant(org := uuid.uuid4()):
        journal.record(
            "test.done", by=SYSTEM, at=clock.now(), organisation=org, subject="", facts={}
        )
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute("SELECT set_config('probant.organisation', %s, true)", [str(org)])
        cursor.execute("UPDATE journal_entry SET event = 'x'")


def test_what_lists_organisations_tells_ids_and_opens_no_row(organisation: Organisation) -> None:
    other = new_organisation("Autre cabinet (inventé)")
    isolation.enter(None, person=None)
    found = listing.organisations("every_organisation", at=clock.now())
    assert set(found) == {organisation.pk, other.pk}
    assert Organisation.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('probant.listing', 'every_organisation', true)")
    assert Organisation.objects.count() == 0


def test_the_owner_itself_sees_no_row_but_through_the_list(own_database: Addresses) -> None:
    with transaction.atomic():
        new_organisation()
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM organisations_organisation")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM every_organisation(now())")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM organisations_organisation")
        assert cursor.fetchone() == (0,)
