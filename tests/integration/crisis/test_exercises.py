"""Playing an exercise in a real room: events, times, pauses, evaluation, findings."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core import mail
from pypdf import PdfReader

from probant.correspondence import queries as correspondence
from probant.crisis import exercise_evidence
from probant.crisis.actions import exercises as actions
from probant.crisis.actions import keeping
from probant.crisis.actions import room as rooms
from probant.crisis.domain.entries import Said
from probant.crisis.domain.exercise import (
    EvaluationShapeError,
    ExerciseActError,
    NoInjectLeftError,
)
from probant.crisis.models import Exercise
from probant.crisis.queries import exercises as queries
from probant.crisis.queries import room as reading
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from tests.conftest import NOW, new_member, new_organisation


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


@pytest.fixture
def planned(organisation: Organisation, member: Member) -> Exercise:
    return actions.plan(
        organisation, "lost_phone_practice", planned_at=NOW, by=member, at=NOW - timedelta(days=1)
    )


@pytest.fixture
def running(planned: Exercise, member: Member) -> Exercise:
    return actions.start(planned.pk, by=member, at=NOW)


def say(found: Exercise, kind: str, at: datetime, member: Member, **body: str) -> None:
    assert found.crisis_id is not None
    said = Said(kind, uuid4(), {"text": "Dit (inventé)", **body})
    rooms.append(found.crisis_id, said, by=member, at=at)


def test_an_exercise_is_visibly_one(running: Exercise, member: Member) -> None:
    assert running.crisis is not None
    assert running.crisis.is_exercise
    assert running.crisis.reference.startswith("E-")
    assert running.crisis.title.startswith("EXERCICE – ")
    actions.inject(running.pk, by=member, at=minutes(0))
    assert running.crisis_id is not None
    entries = reading.entries(running.organisation_id, running.crisis_id)
    given = [entry for entry in entries if entry.kind == "inject"]
    assert [entry.text.startswith("EXERCICE – 19\u00a0h") for entry in given] == [True]


def test_an_exercise_in_english_says_so(organisation: Organisation, member: Member) -> None:
    organisation.language = "en"
    organisation.save()
    planned = actions.plan(organisation, "lost_phone_practice", planned_at=NOW, by=member, at=NOW)
    running = actions.start(planned.pk, by=member, at=NOW)
    assert running.crisis is not None
    assert running.crisis.title == "EXERCISE – Lost phone in the practice"


def test_events_come_one_by_one_and_end(running: Exercise, member: Member) -> None:
    for place in range(4):
        found = actions.inject(running.pk, by=member, at=minutes(place))
        assert sum(bool(one["given_at"]) for one in found.injects) == place + 1
    with pytest.raises(NoInjectLeftError):
        actions.inject(running.pk, by=member, at=minutes(5))


def test_times_are_read_from_the_room_without_the_pause(running: Exercise, member: Member) -> None:
    say(running, "note", minutes(3), member)
    actions.pause(running.pk, by=member, at=minutes(5))
    actions.resume(running.pk, by=member, at=minutes(65))
    say(running, "action", minutes(69), member, owner="Personne inventée")
    found = queries.exercise(running.organisation_id, running.pk)
    times = {one.objective.id: (one.minutes, one.grade) for one in queries.measured(found)}
    assert times == {
        "alert": (3, "met"),
        "lock": (9, "met"),
        "decide": (None, "not_met"),
        "content": (None, ""),
    }


def test_what_comes_late_is_partly_met(running: Exercise, member: Member) -> None:
    say(running, "decision", minutes(19), member, reason="Risque")
    found = {one.objective.id: one.grade for one in queries.measured(running)}
    assert found["decide"] == "partly"
    assert found["alert"] == "partly"


@pytest.mark.parametrize("act", ["inject", "pause", "resume", "end"])
def test_nothing_happens_before_the_start(planned: Exercise, member: Member, act: str) -> None:
    with pytest.raises(ExerciseActError):
        getattr(actions, act)(planned.pk, by=member, at=NOW)


def test_a_pause_stops_the_events(running: Exercise, member: Member) -> None:
    actions.pause(running.pk, by=member, at=minutes(1))
    with pytest.raises(ExerciseActError):
        actions.inject(running.pk, by=member, at=minutes(2))


def test_an_evaluation_keeps_grades_beside_measured_times(
    running: Exercise, member: Member
) -> None:
    say(running, "note", minutes(3), member)
    actions.end(running.pk, by=member, at=minutes(20))
    found = actions.evaluate(
        running.pk,
        {"alert": "met", "lock": "not_met", "content": "partly"},
        remarks={"worked": "Bien", "missed": ""},
        by=member,
        at=minutes(30),
    )
    assert found.state == "evaluated"
    assert found.evaluation["minutes"]["alert"] == 3
    with pytest.raises(EvaluationShapeError):
        actions.evaluate(running.pk, {"alert": "superb"}, remarks={}, by=member, at=NOW)
    with pytest.raises(EvaluationShapeError):
        actions.evaluate(running.pk, {"dance": "met"}, remarks={}, by=member, at=NOW)


def test_a_finding_is_followed_to_its_close(running: Exercise, member: Member) -> None:
    actions.end(running.pk, by=member, at=minutes(20))
    due = NOW.date() + timedelta(days=30)
    found = actions.add_finding(
        running.pk, "Code à six chiffres", owner="Dr Inventé", due_on=due, by=member, at=NOW
    )
    finding = found.findings[0]["id"]
    closed = actions.close_finding(running.pk, finding, outcome="Fait", by=member, at=NOW)
    assert closed.findings[0]["outcome"] == "Fait"
    with pytest.raises(actions.UnknownFindingError):
        actions.close_finding(running.pk, finding, outcome="Fait", by=member, at=NOW)


def test_contributors_play_and_do_not_lead(running: Exercise) -> None:
    contributor = new_member(running.organisation, Role.CONTRIBUTOR)
    say(running, "note", minutes(1), contributor)
    with pytest.raises(PermissionDeniedError):
        actions.inject(running.pk, by=contributor, at=minutes(1))


def test_another_organisation_cannot_reach_it(planned: Exercise) -> None:
    stranger = new_member(new_organisation("Autre (inventée)"), Role.ADMINISTRATOR)
    with pytest.raises(Exercise.DoesNotExist):
        actions.start(planned.pk, by=stranger, at=NOW)


def test_the_report_says_exercise_on_each_page_and_tells_no_name_unless_asked(
    running: Exercise, member: Member
) -> None:
    say(running, "note", minutes(3), member)
    actions.end(running.pk, by=member, at=minutes(20))
    for has_names in (True, False):
        held = exercise_evidence.documents(
            running.organisation, running.pk, language="fr", has_names=has_names, at=minutes(40)
        )
        pages = PdfReader(BytesIO(held["exercise.pdf"])).pages
        assert all("EXERCICE" in sheet.extract_text() for sheet in pages)
        facts = json.loads(held["exercise.json"])
        assert facts["is_exercise"] is True
        assert len(facts["entries"]) == 2
        assert (member.name in held["exercise.json"].decode()) is has_names


def approved(found: Exercise, author: Member) -> int:
    """A message to patients, written by one and approved by another."""
    assert found.crisis_id is not None
    leader = new_member(found.organisation, Role.ADMINISTRATOR)
    body = {"subject": "Objet", "text": "Texte"}
    said = Said("message", uuid4(), body, audience="patients")
    message = rooms.append(found.crisis_id, said, by=author, at=minutes(2)).sequence
    said = Said("message_approved", uuid4(), {}, about=message)
    rooms.append(found.crisis_id, said, by=leader, at=minutes(3))
    return message


def test_a_message_sent_in_an_exercise_leaves_for_nobody(running: Exercise, member: Member) -> None:
    assert running.crisis_id is not None
    message = approved(running, member)
    outside = ["quelquun@dehors.invalid"]
    keeping.send_message(
        running.crisis_id, message, key=uuid4(), by=member, at=minutes(4), recipients=outside
    )
    assert not correspondence.mails(running.organisation_id).exists()
    assert mail.outbox == []
    measured = {one.objective.id for one in queries.measured(running)}
    assert measured


def test_the_same_message_in_a_real_crisis_would_leave(
    organisation: Organisation, member: Member
) -> None:
    """So that the test above can fail."""
    crisis = rooms.open_crisis(organisation, title="Inventée", kind="ransomware", by=member, at=NOW)
    real = Exercise(organisation=organisation, crisis=crisis)
    message = approved(real, member)
    outside = ["quelquun@dehors.invalid"]
    keeping.send_message(
        crisis.pk, message, key=uuid4(), by=member, at=minutes(4), recipients=outside
    )
    assert correspondence.mails(organisation.pk).count() == 1
