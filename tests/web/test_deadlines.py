"""The page of what is due, and the calendar that a person's own program reads."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client

from probant.accountability import dues as module
from probant.common import clock
from probant.common.time_limits import Calendar, Period
from probant.deadlines import actions
from probant.deadlines.domain import Due
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from tests.conftest import NOW

KIND = "test.thing"


@pytest.fixture
def something_due(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
        deadline = Calendar().end_of(Period(hours=72), starting=clock.now())
        one = Due(organisation.pk, KIND, "x", "V-2026-001", deadline, "/x/", "deadlines.view")
        hidden = Due(organisation.pk, KIND, "y", "D-2026-007", deadline, "/y/", "members.edit")
        return one, hidden

    monkeypatch.setattr(module, "OF_DUE", (found,))
    monkeypatch.setitem(module.KINDS, KIND, "Notifier la CNIL")


@pytest.fixture
def client(client_of: Callable[[Member], Client], member: Member) -> Client:
    return client_of(member)


def page(organisation: Organisation) -> str:
    return f"/o/{organisation.pk}/deadlines/"


@pytest.mark.usefixtures("something_due")
def test_what_is_due_is_explained_and_on_the_home_page(
    organisation: Organisation, client: Client
) -> None:
    shown = client.get(page(organisation)).content.decode()
    assert "Notifier la CNIL" in shown
    assert "72 heures entières plus tard" in shown
    assert "V-2026-001" in client.get(f"/o/{organisation.pk}/").content.decode()


@pytest.mark.usefixtures("something_due")
def test_what_a_role_may_not_open_is_not_shown_to_it(
    organisation: Organisation, client: Client
) -> None:
    assert "D-2026-007" not in client.get(page(organisation)).content.decode()


@pytest.mark.usefixtures("something_due")
@pytest.mark.parametrize("form", ["csv", "xlsx", "ods", "pdf", "json"])
def test_deadlines_are_exported(organisation: Organisation, client: Client, form: str) -> None:
    answer = client.get(page(organisation), {"format": form})
    assert answer.status_code == 200
    assert f".{form}" in answer["Content-Disposition"]
    assert len(answer.content) > 50


def test_nothing_due_is_said(organisation: Organisation, client: Client) -> None:
    assert "Rien n’est attendu" in client.get(page(organisation)).content.decode()


@pytest.mark.usefixtures("something_due")
def test_a_calendar_program_reads_the_private_address(
    organisation: Organisation, client: Client
) -> None:
    shown = client.post(page(organisation) + "calendar/open/").content.decode()
    address = re.search(r"http://testserver(/calendar/[^<]+\.ics)", shown)
    assert address is not None
    answer = Client().get(address[1])
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "V-2026-001" in answer.content.decode()
    assert address[1] not in client.get(page(organisation)).content.decode()


def test_a_new_address_closes_the_one_before(
    organisation: Organisation, member: Member, client: Client
) -> None:
    first = actions.open_calendar(member, at=NOW)
    second = actions.open_calendar(member, at=NOW)
    assert Client().get(f"/calendar/{organisation.pk}/{first}.ics").status_code == 404
    assert Client().get(f"/calendar/{organisation.pk}/{second}.ics").status_code == 200
    client.post(page(organisation) + "calendar/close/")
    assert Client().get(f"/calendar/{organisation.pk}/{second}.ics").status_code == 404


def test_a_member_who_left_reads_nothing_more(organisation: Organisation, member: Member) -> None:
    token = actions.open_calendar(member, at=NOW)
    organisation.membership_set.filter(person=member.person_id).delete()
    assert Client().get(f"/calendar/{organisation.pk}/{token}.ics").status_code == 404


def test_an_address_opens_no_other_organisation(organisation: Organisation, member: Member) -> None:
    token = actions.open_calendar(member, at=datetime(2026, 11, 22, tzinfo=UTC))
    assert Client().get(f"/calendar/{uuid4()}/{token}.ics").status_code == 404
