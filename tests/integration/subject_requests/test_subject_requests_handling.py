import hashlib
from datetime import timedelta
from uuid import UUID

import pytest

from probant.correspondence import actions as letters
from probant.correspondence import queries as correspondence
from probant.correspondence.domain.wording import Wording
from probant.journal import queries as journal
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.register import actions as register
from probant.subject_requests import actions, queries, uses
from probant.subject_requests.actions import Analysis, Sending
from probant.subject_requests.domain.analysis import UnjustifiedDecisionError
from probant.subject_requests.domain.clock import ExtensionTooLateError
from probant.subject_requests.domain.request import Contact
from probant.subject_requests.domain.state import NotPossibleError
from probant.subject_requests.models import SubjectRequest
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.domain.dossier import StoredFile
from probant.vault.domain.errors import DossierDestroyedError, FileDiscardedError
from tests.conftest import NOW, new_member
from tests.integration.subject_requests.handling import EMAIL, NAME, POST, TEXT, received

DAY = timedelta(days=1)
MAIL = Sending("email", "Bien à vous.")


@pytest.fixture
def request_(organisation: Organisation) -> SubjectRequest:
    return received(organisation)


def paper(request: SubjectRequest, member: Member) -> StoredFile:
    dossier = vaults.dossier(request.organisation_id, "subject_request", request.pk)
    return vault.store(
        dossier,
        iter([b"%PDF-1.4 carte inventee"]),
        name="carte.pdf",
        media_type="application/pdf",
        by=member.actor,
        at=NOW,
        purpose=actions.PAPER,
    )


def test_an_acknowledgement_leaves_by_email_and_is_kept_with_its_hash(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    done = actions.acknowledge(request_.pk, MAIL, by=member, at=NOW, expected_version=1)

    event = queries.timeline(done)[-1]
    file = vaults.file(organisation.pk, UUID(event.facts["file"]))
    content = b"".join(vaults.content(file))
    assert hashlib.sha256(content).hexdigest() == event.facts["sha256"]
    assert vaults.name(file) == f"{done.number} Accusé de réception.pdf"
    mail = correspondence.mails(organisation.pk, about=f"subject_requests:{done.pk}").get()
    assert done.number in mail.subject
    assert NAME not in mail.subject


def test_two_people_deciding_at_once_meet_a_conflict_and_lose_nothing(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    other = new_member(organisation, Role.ADMINISTRATOR)
    actions.answer(request_.pk, "granted", POST, by=member, at=NOW, expected_version=1)

    with pytest.raises(actions.RequestConflictError) as refused:
        actions.answer(
            request_.pk, "refused", POST, by=other, at=NOW, expected_version=1, reasons="Non."
        )
    assert refused.value.theirs.outcome == "granted"


def test_a_contributor_enters_and_does_not_decide(
    organisation: Organisation, request_: SubjectRequest
) -> None:
    with pytest.raises(PermissionDeniedError):
        actions.close(
            request_.pk,
            by=new_member(organisation, Role.CONTRIBUTOR),
            at=NOW,
            expected_version=1,
        )


def test_asking_for_identity_needs_a_doubt_and_stops_the_clock(
    member: Member, request_: SubjectRequest
) -> None:
    with pytest.raises(actions.ReasonMissingError):
        actions.ask_identity(request_.pk, " ", "x", POST, by=member, at=NOW, expected_version=1)
    done = actions.ask_identity(
        request_.pk, "Deux homonymes.", "Date de naissance.", POST, by=member, at=NOW,
        expected_version=1,
    )  # fmt: skip

    assert (done.status, done.is_suspended, done.due_at) == ("waiting", True, None)


def test_a_paper_is_checked_then_destroyed_and_the_clock_runs_again(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    actions.ask_identity(
        request_.pk, "Deux homonymes.", "Une pièce.", POST, by=member, at=NOW, expected_version=1
    )
    file = paper(request_, member)
    actions.receive_identity(
        organisation.pk, request_.pk, file, by=actions.REQUESTER, at=NOW + 6 * DAY
    )
    done = actions.check_identity(
        request_.pk, "card", "confirmed", by=member, at=NOW + 7 * DAY, expected_version=3
    )

    assert done.identity_papers == 0
    assert done.due_at is not None
    assert done.due_at.date().isoformat() == "2026-12-28"  # 21 December and 6 days is a Sunday
    with pytest.raises(FileDiscardedError):
        vaults.file(organisation.pk, file.id)
    state = queries.state_of(queries.event_rows(done))
    assert state.is_identity_settled


def test_a_request_is_not_closed_over_an_identity_paper(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    file = paper(request_, member)
    actions.receive_identity(organisation.pk, request_.pk, file, by=member, at=NOW)
    actions.answer(request_.pk, "granted", POST, by=member, at=NOW, expected_version=2)

    with pytest.raises(actions.IdentityPaperKeptError):
        actions.close(request_.pk, by=member, at=NOW, expected_version=3)


def test_whoever_withdraws_leaves_no_paper_behind(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    file = paper(request_, member)
    actions.receive_identity(organisation.pk, request_.pk, file, by=member, at=NOW)
    done = actions.withdraw(organisation.pk, request_.pk, by=actions.REQUESTER, at=NOW)

    assert (done.status, done.identity_papers) == ("withdrawn", 0)


def test_an_extension_is_told_in_time_or_refused(member: Member, request_: SubjectRequest) -> None:
    with pytest.raises(ExtensionTooLateError):
        actions.extend(
            request_.pk, "complex", "Trois sites.", POST, by=member, at=NOW + 40 * DAY,
            expected_version=1,
        )  # fmt: skip
    done = actions.extend(
        request_.pk, "complex", "Trois sites.", POST, by=member, at=NOW + DAY, expected_version=1
    )
    assert done.due_at is not None
    assert done.due_at.date().isoformat() == "2027-02-22"


@pytest.mark.parametrize("outcome", ["refused", "partly"])
def test_a_refusal_without_reason_is_refused(
    member: Member, request_: SubjectRequest, outcome: str
) -> None:
    with pytest.raises(actions.ReasonMissingError):
        actions.answer(request_.pk, outcome, POST, by=member, at=NOW, expected_version=1)


def test_a_refusal_names_the_authority_and_the_court(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    letters.save(
        organisation,
        "subject_requests.refusal",
        "fr",
        Wording("Non", "{{ reasons }}"),
        by=member,
        at=NOW,
        seen=0,
    )
    with pytest.raises(actions.RemedyMissingError):
        actions.answer(
            request_.pk, "refused", POST, by=member, at=NOW, expected_version=1, reasons="Non."
        )


def test_a_health_record_is_not_given_before_48_hours(
    organisation: Organisation, member: Member
) -> None:
    asked = received(organisation, is_record_request=True)

    with pytest.raises(actions.TooEarlyError):
        actions.answer(asked.pk, "granted", POST, by=member, at=NOW + DAY, expected_version=1)
    done = actions.answer(
        asked.pk, "granted", POST, by=member, at=NOW + 2 * DAY, expected_version=1
    )
    assert not done.is_answered_late


def test_a_late_answer_is_said_to_be_late(member: Member, request_: SubjectRequest) -> None:
    done = actions.answer(
        request_.pk, "granted", POST, by=member, at=NOW + 31 * DAY, expected_version=1
    )

    assert done.is_answered_late


def test_the_decision_is_a_persons_and_a_difference_has_its_reason(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    activity = register.create_from_template(
        organisation, "practice_patient_record", by=member, at=NOW
    )
    asked = dict.fromkeys(["unidentifiable", "unfounded", "excessive"], False)
    answers = asked | {"access.rights_of_others": False}
    chosen = Analysis([str(activity.pk)], answers, {"access": "refused"})
    with pytest.raises(UnjustifiedDecisionError):
        actions.analyse(request_.pk, chosen, by=member, at=NOW, expected_version=1)
    why = Analysis(chosen.activities, chosen.answers, chosen.decisions, "Tout est déjà remis.")
    done = actions.analyse(request_.pk, why, by=member, at=NOW, expected_version=1)

    event = queries.timeline(done)[-1]
    assert event.facts["proposed"] == {"access": "granted"}
    assert event.facts["differing"] == ["access"]
    assert event.detail["justification"] == "Tout est déjà remis."


def test_processors_are_told_and_confirm(organisation: Organisation, member: Member) -> None:
    asked = received(organisation, rights=("erasure",))
    place = uses.Place("k", "Éditeur Inventé", "processor", "Dossier")
    actions.transmit(asked.pk, place, "erasure", "Effacez.", by=member, at=NOW, expected_version=1)
    row = queries.transmissions(asked).get()
    done = actions.confirm(
        asked.pk, row.pk, is_impossible=False, by=member, at=NOW, expected_version=2
    )

    assert queries.transmissions(done).get().confirmed_at == NOW
    assert row.addressee == "Éditeur Inventé"


def test_a_duplicate_joins_the_earlier_request_and_never_the_later(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    second = received(organisation, at=NOW + DAY, text=f"{TEXT} Encore.")
    with pytest.raises(actions.MergeError):
        actions.merge(request_.pk, second.pk, by=member, at=NOW + DAY, expected_version=1)
    done = actions.merge(second.pk, request_.pk, by=member, at=NOW + DAY, expected_version=1)

    assert (done.status, done.merged_into) == ("merged", request_.pk)
    assert SubjectRequest.objects.get(pk=request_.pk).repetitions == 1


def test_reopening_does_not_give_more_time(member: Member, request_: SubjectRequest) -> None:
    due = request_.due_at
    actions.answer(request_.pk, "granted", POST, by=member, at=NOW, expected_version=1)
    actions.close(request_.pk, by=member, at=NOW, expected_version=2)
    done = actions.reopen(
        request_.pk, "Il manquait un document.", by=member, at=NOW + DAY, expected_version=3
    )

    assert (done.status, done.due_at, done.answered_at) == ("in_progress", due, None)


def test_a_purge_waits_for_its_time_and_destroys_the_key(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    actions.acknowledge(request_.pk, MAIL, by=member, at=NOW, expected_version=1)
    actions.answer(request_.pk, "granted", MAIL, by=member, at=NOW, expected_version=2)
    actions.close(request_.pk, by=member, at=NOW, expected_version=3)
    with pytest.raises(actions.RetentionError):
        actions.purge(organisation.pk, [request_.pk], by=member, at=NOW + 1000 * DAY)
    done = actions.purge(organisation.pk, [request_.pk], by=member, at=NOW + 1827 * DAY)[0]

    with pytest.raises(DossierDestroyedError):
        vaults.dossier(organisation.pk, "subject_request", done.pk)
    assert queries.personal_of(done).name == ""
    assert all(not event.detail for event in queries.timeline(done))
    assert (bytes(done.sealed), done.person_digest) == (b"", "")
    assert done.number == request_.number


def test_what_the_state_forbids_is_refused(member: Member, request_: SubjectRequest) -> None:
    with pytest.raises(NotPossibleError):
        actions.close(request_.pk, by=member, at=NOW, expected_version=1)
    with pytest.raises(NotPossibleError):
        actions.reopen(request_.pk, "Pourquoi ?", by=member, at=NOW, expected_version=1)


def test_only_a_member_who_handles_requests_takes_one_in_charge(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    reader = new_member(organisation, Role.READER)
    with pytest.raises(actions.NotAHandlerError):
        actions.assign(request_.pk, reader.person_id, by=member, at=NOW, expected_version=1)
    done = actions.assign(request_.pk, member.person_id, by=member, at=NOW, expected_version=1)
    assert (done.status, done.handled_by) == ("in_progress", member.person_id)


def test_a_clock_set_back_makes_no_time_run_backwards(
    member: Member, request_: SubjectRequest
) -> None:
    actions.ask_identity(
        request_.pk, "Doute.", "Une pièce.", POST, by=member, at=NOW + 3 * DAY, expected_version=1
    )
    done = actions.receive_identity(
        request_.organisation_id, request_.pk, None, by=member, at=NOW + DAY, text="Par téléphone"
    )
    state = queries.state_of(queries.event_rows(done))

    assert state.suspensions[0].until == NOW + 3 * DAY
    assert done.due_at == request_.due_at


def test_the_journal_tells_every_act_and_names_nobody(
    organisation: Organisation, member: Member, request_: SubjectRequest
) -> None:
    actions.note(request_.pk, f"{NAME} a rappelé", by=member, at=NOW, expected_version=1)
    actions.answer(request_.pk, "granted", MAIL, by=member, at=NOW, expected_version=2)

    bodies = [bytes(entry.body) for entry in journal.entries(organisation.pk)]
    assert {e.event for e in journal.entries(organisation.pk)} >= {
        "subject_requests.note",
        "subject_requests.answered",
    }
    for written in (NAME, EMAIL, TEXT):
        assert not any(written.encode() in body for body in bodies)


def test_a_letter_without_address_to_send_it_to_says_so(
    organisation: Organisation, member: Member
) -> None:
    asked = received(organisation, contact=Contact(name=NAME, telephone="0100000000"))

    with pytest.raises(actions.NoAddressError):
        actions.acknowledge(asked.pk, MAIL, by=member, at=NOW, expected_version=1)
