"""Reminders: queued with their note, once, for those who may act, naming nobody."""

from datetime import datetime, timedelta

import pytest

from probant.accountability import dues as module
from probant.accountability.reminders import remind, remind_all
from probant.common.time_limits import Calendar, Period
from probant.correspondence.models import OutgoingMail
from probant.database import isolation
from probant.deadlines.domain import Due
from probant.deadlines.models import SentReminder
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import NOW, new_member

KIND = "test.thing"
DEADLINE = Calendar().end_of(Period(hours=72), starting=NOW)


def something(responsible: Member | None) -> object:
    def found(organisation: Organisation, *, now: datetime) -> tuple[Due, ...]:
        url, person = "/o/x/breaches/", responsible.person_id if responsible else None
        permission = "breaches.view"
        reference = f"V-{now.year}-001"
        of = organisation.pk
        return (Due(of, KIND, "x", reference, DEADLINE, url, permission, responsible=person),)

    return found


@pytest.fixture(autouse=True)
def due(monkeypatch: pytest.MonkeyPatch, member: Member) -> None:
    monkeypatch.setattr(module, "OF_DUE", (something(member),))
    monkeypatch.setitem(module.KINDS, KIND, "Notifier la CNIL")


def before(hours: float) -> datetime:
    return DEADLINE.target_at - timedelta(hours=hours)


def recipients() -> list[int]:
    return list(SentReminder.objects.order_by("pk").values_list("recipients", flat=True))


def test_the_person_in_charge_is_reminded_once(organisation: Organisation) -> None:
    assert remind(organisation, now=before(20)) == 1
    assert remind(organisation, now=before(19)) == 0
    assert recipients() == [1]
    assert OutgoingMail.objects.count() == 1


def test_the_last_call_goes_to_all_who_may_act(organisation: Organisation) -> None:
    new_member(organisation, Role.CISO)
    new_member(organisation, Role.READER)
    remind(organisation, now=before(0.5))
    assert recipients() == [2]


def test_what_is_late_goes_to_those_who_answer_for_it(organisation: Organisation) -> None:
    new_member(organisation, Role.ADMINISTRATOR)
    new_member(organisation, Role.CISO)
    remind(organisation, now=DEADLINE.ends_at + timedelta(minutes=1))
    assert recipients() == [2]


def test_the_demonstration_writes_to_nobody(organisation: Organisation) -> None:
    organisation.is_demonstration = True
    assert remind(organisation, now=before(1)) == 0


def test_a_reminder_that_cannot_be_queued_is_not_noted(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("probant.correspondence.actions.send", broken)
    with pytest.raises(RuntimeError):
        remind(organisation, now=before(20))
    assert recipients() == []


def test_every_organisation_is_reminded_from_no_context(organisation: Organisation) -> None:
    isolation.enter(None, person=None)
    assert remind_all(before(20)) == 1
    isolation.enter(organisation.pk, person=None)
    assert recipients() == [1]
