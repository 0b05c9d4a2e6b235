"""Handing over: by whom, when, which files, how guarded; every act in the journal."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from probant.journal import queries as journal
from probant.organisations import permissions
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.subject_requests import handover, queries
from probant.subject_requests.actions import RequestConflictError, TooEarlyError
from probant.subject_requests.domain.links import Refusal
from probant.subject_requests.models import HandOver, SubjectRequest
from probant.subject_requests.personal import KIND
from probant.vault import actions as vault
from tests.conftest import NOW, new_member, new_organisation
from tests.integration.subject_requests.handling import received

LATER = NOW + timedelta(hours=49)


def file_of(request: SubjectRequest, member: Member, *, purpose: str = "handover") -> UUID:
    dossier = vault.open_dossier(request.organisation_id, kind=KIND, subject=request.pk)
    return vault.store(
        dossier,
        iter([b"contenu invente"]),
        name="dossier.txt",
        media_type="text/plain",
        by=member.actor,
        at=NOW,
        purpose=purpose,
    ).id


def prepare(request: SubjectRequest, member: Member, **changes: Any) -> handover.Prepared:  # noqa: ANN401  fields
    asked = {"files": [file_of(request, member)], "at": LATER, **changes}
    return handover.prepare(member, request.pk, request.version, **asked)


def again(request: SubjectRequest) -> SubjectRequest:
    return queries.request(request.organisation_id, request.pk)


def test_a_record_is_not_handed_over_before_two_days(
    organisation: Organisation, member: Member
) -> None:
    request = received(organisation, is_record_request=True)
    with pytest.raises(TooEarlyError) as caught:
        prepare(request, member, at=NOW + timedelta(hours=47))
    assert caught.value.until >= NOW + timedelta(hours=48)
    assert prepare(request, member).hand_over.means == "link"


def test_other_data_may_be_handed_over_at_once(organisation: Organisation, member: Member) -> None:
    assert prepare(received(organisation), member, at=NOW).code


def test_a_record_never_leaves_without_a_code(organisation: Organisation, member: Member) -> None:
    request = received(organisation, is_record_request=True)
    with pytest.raises(handover.NoCodeError):
        prepare(request, member, has_code=False)
    assert prepare(received(organisation, text="Autre"), member, has_code=False).code == ""


def test_only_files_of_this_request_are_handed_over(
    organisation: Organisation, member: Member
) -> None:
    request = received(organisation)
    other = received(organisation, text="Autre demande, autres mots.", is_record_request=True)
    refused = [[], [uuid4()], [file_of(other, member)]]
    for files in refused:
        with pytest.raises(handover.NoFilesError):
            prepare(request, member, files=files)


def test_an_identity_paper_is_never_handed_over(organisation: Organisation, member: Member) -> None:
    request = received(organisation)
    with pytest.raises(handover.NoFilesError):
        prepare(request, member, files=[file_of(request, member, purpose="identity")])


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.CISO])
def test_only_who_handles_requests_hands_over(organisation: Organisation, role: Role) -> None:
    request = received(organisation)
    with pytest.raises(permissions.PermissionDeniedError):
        prepare(request, new_member(organisation, role))


def test_two_people_at_once_do_not_hand_over_twice(
    organisation: Organisation, member: Member
) -> None:
    request = received(organisation)
    stale = request.version
    prepare(request, member)
    with pytest.raises(RequestConflictError):
        handover.prepare(member, request.pk, stale, files=[file_of(request, member)], at=LATER)


def test_neither_link_nor_code_can_be_read_again(
    organisation: Organisation, member: Member
) -> None:
    made = prepare(received(organisation), member)
    row = str(vars(HandOver.objects.get(pk=made.hand_over.pk)))
    told = str([journal.body_of(entry) for entry in journal.entries(organisation.pk)])
    for secret in (made.token, made.code, made.code.replace("-", "")):
        assert secret not in row
        assert secret not in told


def test_another_organisations_answer_does_not_exist(
    organisation: Organisation, member: Member
) -> None:
    made = prepare(received(organisation), member)
    elsewhere = new_organisation("Autre (inventé)")
    with pytest.raises(HandOver.DoesNotExist):
        handover.attempt(elsewhere.pk, made.hand_over.pk, code=made.code, at=LATER)


def test_the_right_code_resets_the_count_of_wrong_ones(
    organisation: Organisation, member: Member
) -> None:
    made = prepare(received(organisation), member)
    key = made.hand_over.pk

    def attempt(code: str) -> handover.Tried:
        return handover.attempt(organisation.pk, key, code=code, at=LATER)

    assert attempt("AAAA-AAAA").tries_left == 4
    assert len(attempt(made.code).files) == 1
    assert [attempt("AAAA-AAAA").tries_left for _ in range(5)] == [4, 3, 2, 1, 0]
    assert attempt(made.code).refusal is Refusal.LOCKED


def test_paper_is_recorded_with_its_day_and_its_signature(
    organisation: Organisation, member: Member
) -> None:
    request = received(organisation, is_record_request=True)
    asked: dict[str, Any] = {"to": "Camille Inventée", "is_signed": True, "at": LATER}
    with pytest.raises(TooEarlyError):
        handover.record_paper(
            member, request.pk, request.version, given_on=date(2026, 11, 21), **asked
        )
    with pytest.raises(handover.FutureHandOverError):
        handover.record_paper(
            member, request.pk, request.version, given_on=date(2026, 12, 24), **asked
        )
    made = handover.record_paper(
        member, request.pk, request.version, given_on=date(2026, 11, 23), **asked
    )
    assert made.means == "paper"
    entry = journal.body_of(journal.entries(organisation.pk)[0])
    assert "Camille" not in str(entry)
    assert entry["facts"]["given_on"] == "2026-11-23"
    with pytest.raises(handover.NotALinkError):
        handover.revoke(member, made.pk, again(request).version, at=LATER)


def test_what_happened_is_told_in_order(organisation: Organisation, member: Member) -> None:
    request = received(organisation)
    made = prepare(request, member)
    handover.attempt(organisation.pk, made.hand_over.pk, code=made.code, at=LATER)
    handover.revoke(member, made.hand_over.pk, again(request).version, at=LATER)
    handover.revoke(member, made.hand_over.pk, again(request).version, at=LATER)
    told = [happened.kind.value for happened in queries.timeline(again(request))]
    assert told == ["received", "handed_over", "hand_over_opened", "hand_over_revoked"]
