"""Several workers on one database, and one that dies at the worst moment."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.db import connection, transaction

from probant.correspondence import actions, queries, sending
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.journal import actions as journal
from probant.journal.domain import SYSTEM
from tests.conftest import NOW, new_organisation
from tests.integration.correspondence.sink import Sink, serving
from tests.integration.correspondence.test_sending import speak_to

MESSAGES = 60


@contextmanager
def post(settings: LazySettings, messages: int) -> Iterator[tuple[Sink, UUID]]:
    """A mail server, and an organisation whose messages wait, committed."""
    sink = Sink()
    with serving(sink) as port:
        speak_to(settings, f"smtp+plain://127.0.0.1:{port}")
        with transaction.atomic():
            organisation = new_organisation()
            for number in range(messages):
                actions.send(
                    organisation.pk,
                    to=[f"n{number}@exemple.invalid"],
                    subject="Essai",
                    text="Bonjour",
                    about="general:essai",
                    at=NOW,
                    by=SYSTEM,
                )
        yield sink, organisation.pk


def worked(_number: int) -> int:
    try:
        return sending.send_waiting(NOW)
    finally:
        connection.close()


def test_three_workers_send_each_message_once(
    own_database: Addresses, settings: LazySettings
) -> None:
    with post(settings, MESSAGES) as (sink, organisation), ThreadPoolExecutor(3) as workers:
        sent = list(workers.map(worked, range(3)))
        assert sum(sent) == MESSAGES
        assert min(sent) > 0
        assert set(Counter(sink.recipients).values()) == {1}
        assert len(sink.recipients) == MESSAGES
        with transaction.atomic(), isolation.tenant(organisation):
            assert queries.counts(organisation) == {"sent": MESSAGES}


def test_a_death_between_the_servers_yes_and_the_commit_costs_one_duplicate(
    own_database: Addresses, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_arguments: object, **_facts: object) -> int:
        raise SystemExit

    with post(settings, 1) as (sink, organisation):
        with monkeypatch.context() as death, pytest.raises(SystemExit):
            death.setattr(journal, "record", dies)
            sending.send_waiting(NOW)
        with transaction.atomic(), isolation.tenant(organisation):
            assert queries.counts(organisation) == {"waiting": 1}
        assert sending.send_waiting(NOW) == 1
        assert sending.send_waiting(NOW) == 0
        first, second = sink.messages
        assert first["Message-ID"] == second["Message-ID"]
