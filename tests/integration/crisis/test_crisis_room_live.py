"""The hub on a real database: who is told, at once or after a lost bell, and who no longer is."""

import threading
import time
from collections.abc import Iterator
from queue import SimpleQueue
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from probant.accounts.models import Person
from probant.crisis import live
from probant.crisis.actions import room as actions
from probant.crisis.domain.entries import Entry, Said
from probant.crisis.models import Crisis
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.organisations.domain import Member, Role
from probant.organisations.models import Membership
from tests.conftest import NOW, new_member, new_organisation

SOON = 3.0


class Reader:
    """One stream, read in a thread of its own as a browser would."""

    def __init__(self, by: Member, crisis: Crisis, seen: int) -> None:
        self.stream = live.Stream(by.organisation_id, crisis.pk, by.person_id, seen)
        self.heard: SimpleQueue[bytes] = SimpleQueue()
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        self.hears(b"hello")

    def _read(self) -> None:
        for message in self.stream.messages(_shown):
            self.heard.put(message)
        connections.close_all()

    def hears(self, text: bytes) -> None:
        """Within a short time; beats do not count."""
        end = time.monotonic() + SOON
        while (left := end - time.monotonic()) > 0:
            message = self.heard.get(timeout=left)
            if text in message:
                return
        raise AssertionError(text)

    def hears_nothing(self) -> None:
        time.sleep(0.5)
        assert self.heard.empty()


def _shown(entry: Entry) -> str:
    return f"<li>{entry.text}</li>"


@pytest.fixture
def dpo(own_database: Addresses, monkeypatch: pytest.MonkeyPatch) -> Iterator[Member]:
    """The lead of a crisis, everything committed; the hub of this test alone."""
    with transaction.atomic():
        organisation = new_organisation("Hôpital inventé", "hospital")
        found = new_member(organisation, Role.DPO)
    hub = live.Hub()
    monkeypatch.setattr(live, "_hub", hub)
    yield found
    hub.stop()


@pytest.fixture
def crisis(dpo: Member) -> Crisis:
    with transaction.atomic():
        isolation.enter(dpo.organisation_id, person=dpo.person_id)
        made = Membership.objects.select_related("organisation").get(person=dpo.person_id)
        return actions.open_crisis(made.organisation, title="Essai", kind="other", by=dpo, at=NOW)


def say(crisis: Crisis, by: Member, text: str) -> None:
    with transaction.atomic():
        isolation.enter(by.organisation_id, person=by.person_id)
        actions.append(crisis.pk, Said("note", uuid4(), {"text": text}), by=by, at=NOW)


def test_a_reader_is_told_at_once_and_from_what_was_seen(crisis: Crisis, dpo: Member) -> None:
    say(crisis, dpo, "déjà lu")
    late = Reader(dpo, crisis, seen=1)
    late.hears(b"d\\u00e9j\\u00e0 lu")
    fresh = Reader(dpo, crisis, seen=2)
    say(crisis, dpo, "nouveau")
    late.hears(b"nouveau")
    fresh.hears(b"id: 3")
    fresh.hears_nothing()


def test_what_is_undone_is_told_to_nobody(crisis: Crisis, dpo: Member) -> None:
    reader = Reader(dpo, crisis, seen=1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        isolation.enter(dpo.organisation_id, person=dpo.person_id)
        actions.append(crisis.pk, Said("note", uuid4(), {"text": "annulé"}), by=dpo, at=NOW)
        raise ZeroDivisionError
    reader.hears_nothing()


def test_who_is_no_longer_a_member_hears_nothing_more(crisis: Crisis, dpo: Member) -> None:
    with transaction.atomic():
        isolation.enter(dpo.organisation_id, person=dpo.person_id)
        organisation = Membership.objects.select_related("organisation").get().organisation
        leaver = new_member(organisation, Role.READER)
    reader = Reader(leaver, crisis, seen=1)
    with transaction.atomic():
        isolation.enter(dpo.organisation_id, person=dpo.person_id)
        Membership.objects.filter(person=leaver.person_id).delete()
    say(crisis, dpo, "secret")
    reader.hears(b"event: end")
    reader.thread.join(SOON)
    assert not reader.thread.is_alive()
    assert reader.heard.empty()


def test_a_disabled_account_hears_nothing_more(crisis: Crisis, dpo: Member) -> None:
    reader = Reader(dpo, crisis, seen=1)
    with transaction.atomic():
        Person.objects.filter(pk=dpo.person_id).update(is_active=False)
    say(crisis, dpo, "secret")
    reader.hears(b"event: end")


def test_a_lost_bell_is_made_up_for_at_the_next_beat(
    crisis: Crisis, dpo: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.hub().stop()
    monkeypatch.setattr(live, "HEARTBEAT", 0.3)
    monkeypatch.setattr(live, "BELL", "probant_room_unheard")
    monkeypatch.setattr(live, "_hub", live.Hub())
    reader = Reader(dpo, crisis, seen=1)
    say(crisis, dpo, "sans cloche")
    reader.hears(b"sans cloche")


def test_readers_go_on_when_the_database_dropped_them(crisis: Crisis, dpo: Member) -> None:
    reader = Reader(dpo, crisis, seen=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE query LIKE 'LISTEN %' AND datname = current_database()"
        )
    time.sleep(live.AGAIN_AFTER)
    say(crisis, dpo, "revenu")
    reader.hears(b"revenu")


def test_a_stream_lives_for_a_time_then_asks_to_be_opened_again(
    crisis: Crisis, dpo: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.2)
    monkeypatch.setattr(live, "LIFETIME", 0.5)
    monkeypatch.setattr(live, "SPREAD", 1)
    reader = Reader(dpo, crisis, seen=1)
    reader.hears(b'"at_once": true')


def test_a_stop_ends_every_stream(crisis: Crisis, dpo: Member) -> None:
    readers = [Reader(dpo, crisis, seen=1) for _ in range(3)]
    live.hub().stop()
    for reader in readers:
        reader.hears(b"event: end")
