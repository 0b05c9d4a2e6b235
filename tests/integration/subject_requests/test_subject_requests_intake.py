from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from probant.database import isolation
from probant.journal import queries as journal
from probant.journal.domain import Actor
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.subject_requests import actions, queries
from probant.subject_requests.domain import follow
from probant.subject_requests.domain.request import (
    Contact,
    FutureReceiptError,
    Intake,
    NoRightError,
    UnreachableRequesterError,
)
from probant.subject_requests.models import RequestEvent, SubjectRequest
from tests.conftest import NOW, new_member, new_organisation

PUBLIC = Actor(kind="requester", id="public_form")
NAME, EMAIL = "Camille Inventée", "camille@exemple.invalid"
TEXT = "Je voudrais une copie de tout ce que vous avez sur moi."


def intake(**changes: Any) -> Intake:  # noqa: ANN401  any field of an intake
    asked = Intake(
        rights=("access",),
        channel="web",
        received_at=NOW,
        contact=Contact(name=NAME, email=EMAIL),
        text=TEXT,
    )
    return replace(asked, **changes)


def receive(
    organisation: Organisation,
    at: datetime = NOW,
    **changes: Any,  # noqa: ANN401  any field of an intake
) -> actions.Received:
    return actions.receive(organisation, intake(**changes), by=PUBLIC, at=at)


def test_requests_are_numbered_by_year_without_gaps(organisation: Organisation) -> None:
    numbers = [receive(organisation, text=str(n)).request.number for n in range(3)]
    later = NOW + timedelta(days=60)
    next_year = receive(organisation, at=later, received_at=later).request.number

    assert numbers == ["D-2026-001", "D-2026-002", "D-2026-003"]
    assert next_year == "D-2027-001"


def test_two_organisations_number_apart(organisation: Organisation) -> None:
    receive(organisation)
    other = new_organisation("Autre (inventé)")
    with isolation.tenant(other.pk):
        assert receive(other).request.number == "D-2026-001"


def test_what_the_person_wrote_is_sealed_and_read_back(organisation: Organisation) -> None:
    made = receive(organisation).request
    row = SubjectRequest.objects.get(pk=made.pk)

    for written in (NAME, EMAIL, TEXT):
        assert written.encode() not in bytes(row.sealed)
    found = queries.personal_of(row)
    assert (found.name, found.contact.email, found.text) == (NAME, EMAIL, TEXT)


def test_the_journal_knows_the_request_and_not_the_person(organisation: Organisation) -> None:
    made = receive(organisation).request
    entry = next(e for e in journal.entries(organisation.pk) if e.event.endswith(".received"))

    assert entry.subject == str(made.pk)
    assert made.number.encode() in bytes(entry.body)
    for written in (NAME, EMAIL, TEXT):
        assert written.encode() not in bytes(entry.body)


def test_the_same_submission_sent_twice_is_one_request_with_its_link(
    organisation: Organisation,
) -> None:
    first = actions.receive(organisation, intake(), by=PUBLIC, at=NOW, idempotency="form-1")
    second = actions.receive(organisation, intake(), by=PUBLIC, at=NOW, idempotency="form-1")

    assert second.request.pk == first.request.pk
    assert second.follow_token == first.follow_token != ""
    assert SubjectRequest.objects.count() == 1


def test_the_same_request_sent_five_times_is_one_with_a_note(organisation: Organisation) -> None:
    first = receive(organisation)
    again = [
        receive(organisation, at=NOW + timedelta(days=n), received_at=NOW + timedelta(days=n))
        for n in range(1, 5)
    ]

    assert {item.request.pk for item in again} == {first.request.pk}
    assert SubjectRequest.objects.get().repetitions == 4
    assert [item.is_repetition for item in again] == [True] * 4


def test_whoever_repeats_anothers_words_receives_no_link(organisation: Organisation) -> None:
    receive(organisation)

    assert receive(organisation, channel="post").follow_token == ""


def test_a_similar_request_is_kept_apart_and_proposed_as_a_twin(
    organisation: Organisation,
) -> None:
    first = receive(organisation).request
    second = receive(organisation, text=f"{TEXT} Merci de faire vite.").request

    assert second.pk != first.pk
    assert queries.twins(second) == [first]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"received_at": NOW + timedelta(hours=1)}, FutureReceiptError),
        ({"rights": ()}, NoRightError),
        ({"contact": Contact(name=NAME)}, UnreachableRequesterError),
        ({"rights": ("dancing",)}, ValueError),
    ],
)
def test_what_cannot_be_taken_in_is_refused(
    organisation: Organisation, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        receive(organisation, **changes)
    assert not SubjectRequest.objects.exists()


def test_the_clock_starts_with_the_receipt_not_with_the_typing(
    organisation: Organisation, member: Member
) -> None:
    posted = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # the hour that summer time repeats
    made = actions.enter(
        organisation, intake(channel="post", received_at=posted), by=member, at=NOW
    ).request

    assert made.due_at is not None
    assert made.due_at.astimezone(UTC).date().isoformat() == "2026-11-25"


def test_a_reader_enters_no_request(organisation: Organisation) -> None:
    with pytest.raises(PermissionDeniedError):
        actions.enter(organisation, intake(), by=new_member(organisation, Role.READER), at=NOW)


def test_the_private_link_finds_its_request_and_no_other(organisation: Organisation) -> None:
    made = receive(organisation)
    found = queries.by_follow_token(made.follow_token)

    assert found is not None
    assert found.pk == made.request.pk
    assert follow.organisation_of(made.follow_token) == organisation.pk
    assert queries.by_follow_token(follow.new_token(organisation.pk)) is None
    assert queries.by_follow_token("no-such-token") is None


def test_another_organisation_sees_no_request(organisation: Organisation) -> None:
    made = receive(organisation)
    other = new_organisation("Autre (inventé)")
    with isolation.tenant(other.pk):
        assert queries.by_follow_token(made.follow_token) is None
        assert not SubjectRequest.objects.exists()
        assert not RequestEvent.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda: RequestEvent.objects.update(kind="note"),
        lambda: RequestEvent.objects.all().delete(),
    ],
)
def test_what_happened_is_never_changed(
    organisation: Organisation, change: Callable[[], object]
) -> None:
    receive(organisation)

    with pytest.raises(DatabaseError), transaction.atomic():
        change()
