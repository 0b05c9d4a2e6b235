"""The journal in the database: what an act leaves, what erasure keeps, what a change reveals."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction

from probant.common import checkpoint as notes
from probant.common import merkle
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.journal import actions, key, queries
from probant.journal.domain import INSTALLATION, Actor, NotInTreeError, origin
from probant.journal.models import Disclosure, Entry
from probant.journal.queries import Wanted
from probant.organisations.models import Organisation

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NURSE = Actor("person", "11111111-1111-4111-8111-111111111111", "Camille Inventée")


def act(organisation: UUID, event: str = "test.done", *, at: datetime = AT, **facts: int) -> int:
    return actions.record(
        event, by=NURSE, at=at, organisation=organisation, subject="s1", facts=facts
    )


def test_entries_stand_in_the_order_of_the_acts(organisation: Organisation) -> None:
    assert [act(organisation.pk, n=n) for n in range(5)] == list(range(5))
    assert [queries.body_of(item)["facts"]["n"] for item in queries.entries(organisation.pk)] == [
        4,
        3,
        2,
        1,
        0,
    ]


def test_the_head_equals_the_tree_recomputed_at_every_size(organisation: Organisation) -> None:
    for size in range(1, 20):
        act(organisation.pk, n=size)
        assert queries.head(organisation.pk) == queries.recomputed_head(organisation.pk)
    assert queries.head(organisation.pk).size == 19


def test_an_act_that_is_rolled_back_leaves_neither_entry_nor_gap(
    organisation: Organisation,
) -> None:
    act(organisation.pk)
    with pytest.raises(RuntimeError), transaction.atomic():
        act(organisation.pk)
        raise RuntimeError
    assert act(organisation.pk) == 1
    assert queries.head(organisation.pk) == queries.recomputed_head(organisation.pk)


def test_an_unwritten_log_has_the_root_of_nothing(organisation: Organisation) -> None:
    assert queries.head(organisation.pk) == queries.Head(0, merkle.EMPTY_ROOT)
    assert queries.state(organisation.pk).is_head_in_place


def test_logs_of_two_organisations_are_two_trees(organisation: Organisation) -> None:
    act(organisation.pk)
    with isolation.tenant(other := uuid4()):
        assert act(other) == 0
    assert queries.head(organisation.pk).size == 1


def test_acts_of_no_organisation_have_the_installations_log(db: None) -> None:
    actions.record_installation("test.done", by=NURSE, at=AT, subject="x", facts={})
    with isolation.tenant(INSTALLATION):
        assert queries.head(INSTALLATION).size >= 1


def test_erasing_a_name_leaves_the_tree_whole(organisation: Organisation) -> None:
    act(organisation.pk)
    before = queries.head(organisation.pk)
    assert actions.erase_personal(organisation.pk, value=NURSE.name) == 1
    assert queries.recomputed_head(organisation.pk) == queries.head(organisation.pk) == before
    assert not Disclosure.objects.exists()
    listed = queries.listed(organisation.pk, Wanted()).get()
    assert vars(listed)["actor_name"] is None
    assert NURSE.name not in bytes(listed.body).decode()


def test_a_checkpoint_states_the_head_and_is_signed_by_the_installation(
    organisation: Organisation,
) -> None:
    act(organisation.pk)
    kept = actions.sign_checkpoint(organisation.pk, at=AT)
    stated = notes.verify(kept.note.encode(), [key.verifier()], origin=origin(organisation.pk))
    head = queries.head(organisation.pk)
    assert (stated.size, stated.root) == (head.size, head.root)


def test_a_later_checkpoint_contains_the_earlier_one(organisation: Organisation) -> None:
    act(organisation.pk)
    early = actions.sign_checkpoint(organisation.pk, at=AT)
    for n in range(6):
        act(organisation.pk, n=n)
    late = actions.sign_checkpoint(organisation.pk, at=AT)
    leaves = list(queries.leaf_hashes(organisation.pk))
    assert merkle.verify_consistency(
        merkle.consistency_proof(leaves, early.size),
        old_size=early.size,
        old_root=bytes(early.root),
        size=late.size,
        root=bytes(late.root),
    )


def test_an_entry_is_proven_under_the_latest_checkpoint_and_not_before(
    organisation: Organisation,
) -> None:
    for n in range(5):
        act(organisation.pk, n=n)
    with pytest.raises(NotInTreeError):
        queries.inclusion(organisation.pk, 3)
    kept = actions.sign_checkpoint(organisation.pk, at=AT)
    act(organisation.pk)
    found = queries.inclusion(organisation.pk, 3)
    assert merkle.verify_inclusion(
        found.leaf, found.path, index=3, size=kept.size, root=bytes(kept.root)
    )
    with pytest.raises(NotInTreeError):
        queries.inclusion(organisation.pk, 5)


def test_a_recomputation_is_itself_an_entry(organisation: Organisation) -> None:
    act(organisation.pk)
    assert queries.state(organisation.pk).was_whole is None
    found = actions.check(organisation.pk, by=NURSE, at=AT)
    state = queries.state(organisation.pk)
    assert (found.is_whole, found.size, found.index) == (True, 1, 1)
    assert (state.was_whole, state.checked_index, state.checked_at) == (True, 1, AT)
    assert (state.size, state.entries) == (2, 2)


@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("UPDATE journal_entry SET body = '\\x7b7d' WHERE index = 2", (2,)),
        ("UPDATE journal_entry SET event = 'other.event' WHERE index = 1", (1,)),
        ("UPDATE journal_entry SET at = at - interval '1 day' WHERE index = 3", (3,)),
        ("DELETE FROM journal_entry WHERE index = 3", ()),
        ("UPDATE journal_log SET frontier = set_byte(frontier, 9, 1)", ()),
    ],
)
def test_a_change_made_behind_the_database_s_back_is_found(
    own_database: Addresses, change: str, first: tuple[int, ...]
) -> None:
    with transaction.atomic(), isolation.tenant(org := uuid4()):
        for n in range(4):
            act(org, n=n)
    _as_someone_who_owns_the_machine(org, change)
    with transaction.atomic(), isolation.tenant(org):
        found = actions.check(org, by=NURSE, at=AT)
        assert not found.is_whole
        assert found.changed == first
        assert queries.state(org).was_whole is False


def _as_someone_who_owns_the_machine(organisation: UUID, statement: str) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('probant.organisation', %s, true)", [str(organisation)])
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


def test_entries_are_found_by_event_subject_person_and_day(organisation: Organisation) -> None:
    org = organisation.pk
    act(org, "register.activity.created")
    act(org, "member.joined", at=AT + timedelta(days=2))
    actions.record(
        "member.joined", by=Actor("person", "p2", "Autre"), at=AT, organisation=org,
        subject="s2", facts={},
    )  # fmt: skip
    found = {
        "event": Wanted(event="register."),
        "subject": Wanted(subject="s2"),
        "name": Wanted(person="camille"),
        "id": Wanted(person="p2"),
        "since": Wanted(since=date(2026, 11, 22)),
        "until": Wanted(until=date(2026, 11, 21)),
    }
    shown = {
        name: [item.index for item in queries.listed(org, wanted)] for name, wanted in found.items()
    }
    assert shown == {
        "event": [0], "subject": [2], "name": [1, 0], "id": [2], "since": [1], "until": [2, 0]
    }  # fmt: skip
    assert queries.events(org) == ["member.joined", "register.activity.created"]


def test_the_state_of_the_journal_costs_one_query(
    organisation: Organisation, django_assert_num_queries: object
) -> None:
    act(organisation.pk)
    with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
        queries.state(organisation.pk)


def test_the_disclosures_of_entries_open_their_commitments(organisation: Organisation) -> None:
    act(organisation.pk)
    entry = Entry.objects.get()
    (opened,) = queries.opened(organisation.pk, [entry.index])[entry.index]
    assert opened.opens(queries.body_of(entry)["commitments"]["actor.name"])


def test_without_its_context_a_log_cannot_be_written(db: None) -> None:
    with pytest.raises(Exception, match="row-level security"), transaction.atomic():
        act(uuid4())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
