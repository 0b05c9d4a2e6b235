"""The demonstration as it is loaded: what each invented organisation shows, and nothing real."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from pytest_django.plugin import DjangoDbBlocker

from probant.breaches import clocks
from probant.breaches import queries as breaches
from probant.breaches.models import Breach
from probant.clients.models import Advice
from probant.common.verdicts import VerdictState
from probant.crisis import obligations as readiness
from probant.crisis.domain.exercise import open_findings
from probant.crisis.queries import exercises
from probant.crisis.queries import room as rooms
from probant.database import isolation
from probant.demonstration import loading
from probant.demonstration.invention import MARK, everyone
from probant.journal import actions as journal
from probant.journal.domain import SYSTEM
from probant.journal.models import Entry
from probant.organisations.models import Organisation
from probant.subject_requests import opening
from probant.subject_requests import queries as requests
from probant.subject_requests.models import SubjectRequest
from probant.vulnerabilities.models import Scan

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PRACTICE, HOSPITAL, PUBLISHER = "Cabinet médical des T", "Centre hospitalier", "Éditions"
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]*\w")
TELEPHONE = re.compile(r"\d\d(?: \d\d){4}")


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The whole demonstration, once for this module, rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load(at=NOW)
        yield
        transaction.set_rollback(True)


def inside(name: str) -> Organisation:
    """The organisation of this name, with the transaction in its context afterwards."""
    person = loading.person()
    assert person is not None
    isolation.enter(None, person=person.pk)
    found = Organisation.objects.get(name__startswith=name)
    isolation.enter(found.pk, person=person.pk)
    return found


def by_status(organisation: Organisation) -> Counter[str]:
    found = SubjectRequest.objects.filter(organisation=organisation.pk)
    return Counter(found.values_list("status", flat=True))


def stated(organisation: Organisation) -> dict[str, Breach]:
    return {found.reference: found for found in breaches.breaches(organisation.pk)}


def test_the_practice_has_a_request_in_each_state() -> None:
    practice = inside(PRACTICE)
    assert by_status(practice) == {"in_progress": 2, "waiting": 1, "closed": 3}
    found = SubjectRequest.objects.filter(organisation=practice.pk)
    assert found.filter(is_extended=True, status="in_progress").count() == 1
    assert found.get(status="waiting").due_at is None
    assert found.filter(outcome="refused").count() == 1
    assert found.filter(is_answered_late=True).count() == 1
    assert opening.settings_of(practice.pk).is_open


def test_a_health_record_is_due_on_the_next_working_day() -> None:
    practice = inside(PRACTICE)
    due_at = SubjectRequest.objects.get(organisation=practice.pk, is_record_request=True).due_at
    assert due_at is not None
    assert localdate(due_at) == localdate(NOW) + timedelta(days=1)


def test_the_72_hours_of_the_lost_phone_run_since_yesterday_evening() -> None:
    found = stated(inside(PRACTICE))
    lost, fax = found["V-2026-002"], found["V-2026-001"]
    clock = clocks.clock_of(lost, "authority", now=NOW)
    assert clock is not None
    assert clock.deadline is not None
    assert clock.deadline.target_at == datetime(2026, 11, 24, 17, 40, tzinfo=UTC)
    assert not clock.is_late(NOW)
    assert (lost.status, lost.notified_at, lost.notify) == ("open", None, "undecided")
    assert (fax.status, fax.notify, fax.inform, fax.notified_at) == ("closed", "no", "no", None)


def test_the_practice_s_plan_has_no_copy_and_the_hospital_s_has_one() -> None:
    states = {
        name: {one.obligation_id: one.state for one in readiness.verdicts(inside(name), now=NOW)}
        for name in (PRACTICE, HOSPITAL)
    }
    assert states[PRACTICE]["crisis.plan"] is VerdictState.PROVEN
    assert states[PRACTICE]["crisis.plan_offline"] is VerdictState.MISSING
    assert states[HOSPITAL]["crisis.plan_offline"] is VerdictState.PROVEN
    assert states[HOSPITAL]["crisis.exercised"] is VerdictState.PROVEN


def test_the_hospital_has_a_year_of_requests() -> None:
    hospital = inside(HOSPITAL)
    found = SubjectRequest.objects.filter(organisation=hospital.pk)
    months = {(at.year, at.month) for at in found.values_list("received_at", flat=True)}
    assert found.count() > 40
    assert len(months) >= 9
    assert {"closed", "in_progress", "withdrawn"} <= by_status(hospital).keys()
    assert found.filter(is_answered_late=True).count() < found.count() / 2
    assert set(found.values_list("outcome", flat=True)) >= {"granted", "partly", "no_data"}
    assert requests.personal_of(found[0]).name.endswith(MARK)


def test_the_hospital_s_breaches_ended_each_in_its_way() -> None:
    in_time, late, none, unsure = sorted(
        stated(inside(HOSPITAL)).values(), key=lambda breach: breach.declared_at
    )
    assert (in_time.status, late.status) == ("closed", "closed")
    assert (none.status, unsure.status) == ("dismissed", "open")
    for breach, is_late in ((in_time, False), (late, True)):
        clock = clocks.clock_of(breach, "authority", now=NOW)
        assert clock is not None
        assert clock.is_late(NOW) is is_late
    assert breaches.facts_of(late).timeline.late_reasons
    assert not breaches.facts_of(unsure).persons.count.is_known


def test_the_hospital_played_an_exercise_and_one_finding_is_left() -> None:
    hospital = inside(HOSPITAL)
    played = exercises.latest_played(hospital.pk)
    assert played is not None
    assert played.ended_at is not None
    assert timedelta(days=80) < NOW - played.ended_at < timedelta(days=100)
    assert all(inject["given_at"] for inject in played.injects)
    assert len(open_findings(played.findings)) == 1
    assert not rooms.open_crises(hospital.pk).exists()
    assert rooms.crises(hospital.pk).filter(is_exercise=False).count() == 1


def test_the_publisher_told_each_controller_whose_data_it_keeps() -> None:
    (breach,) = stated(inside(PUBLISHER)).values()
    told = [one for one in breaches.history(breach) if one.kind == "communication"]
    named = {party.name for party in breaches.facts_of(breach).involvement.controllers}
    assert breach.is_processor
    assert {one.content["group"] for one in told if one.content["sent_on"]} == named


def test_a_flaw_persisted_over_a_year_and_its_clients_were_told() -> None:
    publisher = inside(PUBLISHER)
    _first, second = Scan.objects.filter(organisation=publisher.pk).order_by("done_on")
    assert second.trend == {"new": 1, "persisting": 1, "fixed": 2, "reappeared": 0}
    told = Advice.objects.filter(organisation=publisher.pk, kind="notice")
    answers = sorted((one.is_risk_accepted, bool(one.answered_at)) for one in told)
    assert answers == [(False, False), (False, True), (True, True)]


def test_some_clients_have_something_to_do() -> None:
    clients = [inside(one.name) for one in everyone() if one.stories.startswith("client_")]
    busy = []
    for client in clients:
        isolation.enter(client.pk, person=None)
        is_asked = SubjectRequest.objects.filter(organisation=client.pk).exists()
        busy.append(is_asked or breaches.in_progress(client.pk).exists())
    assert busy == [True] * 5


@pytest.mark.parametrize("name", [PRACTICE, HOSPITAL, PUBLISHER, "Laboratoire des Ormes"])
def test_the_journal_runs_forward_to_today_and_is_whole(name: str) -> None:
    organisation = inside(name)
    entries = Entry.objects.filter(organisation_id=organisation.pk).order_by("index")
    instants = list(entries.values_list("at", flat=True))
    assert instants == sorted(instants)
    assert instants[-1] <= NOW
    with transaction.atomic():
        assert journal.check(organisation.pk, by=SYSTEM, at=NOW).is_whole
        transaction.set_rollback(True)


def test_nothing_invented_can_be_reached() -> None:
    folder = resources.files("probant.demonstration").joinpath("invented")
    texts = [file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith("yaml")]
    for text in texts:
        assert [found for found in ADDRESS.findall(text) if not found.endswith(".invalid")] == []
        assert [found for found in TELEPHONE.findall(text) if not found.startswith("00 00")] == []
