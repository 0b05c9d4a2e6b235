import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from probant.common.verdicts import Verdict, VerdictState
from probant.database import isolation
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.reference import law, requests
from probant.subject_requests import actions, due, evidence, obligations, queries, uses
from probant.subject_requests.domain.statistics import Row, statistics
from probant.subject_requests.models import RequestForm, SubjectRequest
from tests.conftest import NOW, new_organisation
from tests.integration.subject_requests.handling import NAME, POST, TEXT, received
from tests.integration.subject_requests.test_subject_requests_handling import paper

DAY = timedelta(days=1)


def verdict(organisation: Organisation, id_: str, *, days: int = 0) -> Verdict:
    found = obligations.verdicts(organisation, now=NOW + days * DAY)
    return next(item for item in found if item.obligation_id == f"requests.{id_}")


def state(organisation: Organisation, id_: str, *, days: int = 0) -> VerdictState:
    return verdict(organisation, id_, days=days).state


def test_every_obligation_has_its_words_and_its_verdict(organisation: Organisation) -> None:
    found = {item.obligation_id for item in obligations.verdicts(organisation, now=NOW)}

    assert found == {id_ for id_ in law.obligations() if id_.startswith("requests.")}


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("answered_in_time", VerdictState.NOT_APPLICABLE),
        ("procedure", VerdictState.MISSING),
        ("identity_not_kept", VerdictState.NOT_APPLICABLE),
        ("transmitted", VerdictState.NOT_APPLICABLE),
        ("retention", VerdictState.NOT_APPLICABLE),
    ],
)
def test_without_any_request_only_the_way_to_ask_is_missing(
    organisation: Organisation, id_: str, expected: VerdictState
) -> None:
    assert state(organisation, id_) is expected


def test_a_late_request_contradicts_and_names_itself_by_number(
    organisation: Organisation, member: Member
) -> None:
    asked = received(organisation)
    assert state(organisation, "answered_in_time", days=20) is VerdictState.DECLARED

    found = verdict(organisation, "answered_in_time", days=40)
    assert found.state is VerdictState.CONTRADICTED
    assert asked.number in {fact.value for fact in found.facts}
    actions.answer(asked.pk, "granted", POST, by=member, at=NOW + 40 * DAY, expected_version=1)
    assert state(organisation, "answered_in_time", days=41) is VerdictState.DECLARED


def test_requests_answered_in_time_prove_it(organisation: Organisation, member: Member) -> None:
    asked = received(organisation)
    actions.answer(asked.pk, "granted", POST, by=member, at=NOW + DAY, expected_version=1)

    assert state(organisation, "answered_in_time", days=40) is VerdictState.PROVEN


def test_an_open_form_proves_that_asking_is_easy(organisation: Organisation) -> None:
    received(organisation)
    assert state(organisation, "procedure") is VerdictState.DECLARED
    RequestForm.objects.create(organisation=organisation, is_open=True, changed_at=NOW)
    assert state(organisation, "procedure") is VerdictState.PROVEN


def test_an_identity_paper_that_outlives_its_request_contradicts(
    organisation: Organisation, member: Member
) -> None:
    asked = received(organisation)
    file = paper(asked, member)
    actions.receive_identity(organisation.pk, asked.pk, file, by=member, at=NOW)
    actions.answer(asked.pk, "granted", POST, by=member, at=NOW, expected_version=2)
    assert state(organisation, "identity_not_kept") is VerdictState.CONTRADICTED

    actions.check_identity(asked.pk, "card", "confirmed", by=member, at=NOW, expected_version=3)
    assert state(organisation, "identity_not_kept") is VerdictState.PROVEN


def test_an_erasure_told_to_nobody_is_missing_until_somebody_is_or_it_is_said_why(
    organisation: Organisation, member: Member
) -> None:
    asked = received(organisation, rights=("erasure",))
    actions.answer(asked.pk, "granted", POST, by=member, at=NOW, expected_version=1)
    assert state(organisation, "transmitted") is VerdictState.MISSING

    actions.tell_nobody(
        asked.pk, "Personne ne les a reçues.", by=member, at=NOW, expected_version=2
    )
    assert state(organisation, "transmitted") is VerdictState.PROVEN


def test_what_is_kept_longer_than_announced_contradicts(
    organisation: Organisation, member: Member
) -> None:
    asked = received(organisation)
    actions.withdraw(organisation.pk, asked.pk, by=actions.REQUESTER, at=NOW)
    assert state(organisation, "retention", days=1800) is VerdictState.NOT_APPLICABLE
    assert state(organisation, "retention", days=1830) is VerdictState.CONTRADICTED

    actions.purge(organisation.pk, [asked.pk], by=member, at=NOW + 1830 * DAY)
    assert state(organisation, "retention", days=1831) is VerdictState.PROVEN


def test_what_is_due_names_no_person_and_is_not_late_while_the_clock_stands(
    organisation: Organisation, member: Member
) -> None:
    asked = received(organisation)
    actions.ask_identity(
        asked.pk, "Doute.", "Une pièce.", POST, by=member, at=NOW, expected_version=1
    )
    found = due.due(organisation, now=NOW + 60 * DAY)

    assert [item.reference for item in found] == [asked.number]
    assert NAME not in repr(found)
    assert found[0].suspended_since == NOW
    assert found[0].deadline.ends_at > NOW + 60 * DAY


def test_the_deadline_stored_for_sorting_is_the_one_computed(organisation: Organisation) -> None:
    """`due_at` repeats what the events give: it is never the source."""
    asked = received(organisation, is_record_request=True)
    clock = queries.clock_of(asked, queries.state_of(queries.event_rows(asked)), now=NOW)

    assert SubjectRequest.objects.get().due_at == clock.deadline.ends_at


def test_another_organisation_has_nothing_due(organisation: Organisation) -> None:
    received(organisation)
    other = new_organisation("Autre (inventé)")
    with isolation.tenant(other.pk):
        assert due.due(other, now=NOW) == ()


@pytest.mark.parametrize("has_names", [True, False])
def test_the_dossier_of_a_request_tells_all_with_names_and_no_name_without(
    organisation: Organisation, member: Member, has_names: bool
) -> None:
    asked = received(organisation)
    place = uses.Place("k", "Éditeur Inventé", "processor", "Dossier")
    actions.gather(asked.pk, place, "asked", by=member, at=NOW, expected_version=1)
    actions.answer(asked.pk, "granted", POST, by=member, at=NOW, expected_version=2)
    made = evidence.documents(organisation, asked.pk, language="fr", has_names=has_names, at=NOW)

    facts = json.loads(made["request.json"])
    assert made["request.pdf"].startswith(b"%PDF")
    assert [event["kind"] for event in facts["events"]] == ["received", "source", "answered"]
    letters = [name for name in made if name.startswith("letters/")]
    assert bool(letters) is has_names
    hashes = {file["sha256"] for file in json.loads(made["files.json"])}
    assert facts["events"][-1]["facts"]["sha256"] in hashes
    everything = b"".join(content for name, content in made.items() if name.endswith(".json"))
    for written in (NAME, TEXT, member.name):
        assert (written.encode() in everything) is has_names
    token = queries.personal_of(asked).follow_token
    assert token.encode() not in everything


def test_a_dossier_of_another_organisations_request_does_not_exist(
    organisation: Organisation,
) -> None:
    with pytest.raises(SubjectRequest.DoesNotExist):
        evidence.documents(organisation, UUID(int=7), language="fr", has_names=True, at=NOW)


def row(**changes: Any) -> Row:  # noqa: ANN401  any field of a row
    one = Row(
        rights=("access",),
        channel="web",
        status="closed",
        outcome="granted",
        received_at=NOW,
        answered_at=None,
        is_late=False,
        is_extended=False,
    )
    return replace(one, **changes)


def test_the_median_is_a_number_of_days_that_was_really_taken() -> None:
    rows = [
        row(answered_at=NOW + days * DAY, is_late=days > 30)
        for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 40)
    ]
    found = statistics([*rows, row(status="merged", outcome="")])

    assert (found.median_days, found.p90_days) == (5, 9)
    assert (found.received, found.merged, found.late) == (10, 1, 1)
    assert statistics([]).median_days is None


def test_the_retention_of_the_reference_is_what_a_purge_waits_for() -> None:
    assert requests.retention()["answered"].confidence == "to_verify"
    assert requests.retention()["identity_paper"].period == ""
