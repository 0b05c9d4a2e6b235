from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from probant.database import isolation
from probant.guided_start import actions, queries
from probant.guided_start.domain import questions
from probant.guided_start.models import AnswerSheet
from probant.journal import queries as journal
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.reference.templates import AnswerError
from probant.register import actions as register
from probant.register import queries as register_queries
from probant.register.domain.completeness import required
from probant.register.domain.status import Status
from probant.register.models import Activity
from tests.conftest import NOW, new_member, new_organisation
from tests.unit.guided_start.answers import ANSWER_SETS, ONLINE, PAPER

LATER = NOW + timedelta(days=1)


def answer_all(answers: Mapping[str, Any], by: Member) -> None:
    for question in queries.questionnaire().questions:
        actions.answer(question.id, answers, by=by, at=NOW)


def applied(answers: Mapping[str, Any], by: Member) -> set[str]:
    answer_all(answers, by)
    actions.apply(by=by, at=NOW)
    return names(by)


def names(by: Member) -> set[str]:
    return set(
        Activity.objects.filter(organisation=by.organisation_id).values_list("name", flat=True)
    )


def activity(by: Member, template: str) -> Activity:
    return Activity.objects.get(organisation=by.organisation_id, template=template)


def edit(by: Member, template: str) -> Activity:
    found = activity(by, template)
    record = replace(register_queries.record_of(found), notes="Écrit par nous")
    return register.save(found.pk, record, by=by, at=NOW, expected_version=found.version)


@pytest.mark.parametrize("name", list(ANSWER_SETS))
def test_a_guided_start_ends_with_a_register_that_lacks_nothing(
    name: str, organisation: Organisation, member: Member
) -> None:
    applied(ANSWER_SETS[name], member)

    result = queries.result(organisation)
    assert result.activities
    assert result.complete == len(result.activities)
    for found in register_queries.activities(organisation.pk):
        assert required(register_queries.missing_of(found)) == ()


def test_providers_are_named_in_the_register(organisation: Organisation, member: Member) -> None:
    applied(ONLINE, member)

    assert "Agendoc (inventé)" in queries.result(organisation).processors


def test_applying_twice_changes_nothing(organisation: Organisation, member: Member) -> None:
    before = applied(ONLINE, member)
    versions = dict(Activity.objects.values_list("pk", "version"))

    plan = actions.apply(by=member, at=LATER)

    assert plan.is_empty
    assert names(member) == before
    assert dict(Activity.objects.values_list("pk", "version")) == versions
    assert organisation.pk == member.organisation_id


def test_changing_an_answer_back_gives_the_register_back(
    organisation: Organisation, member: Member
) -> None:
    paper = applied(PAPER, member)
    online = applied(ONLINE, member)
    back = applied(PAPER, member)

    assert online != paper
    assert back == paper
    assert queries.held_by(organisation.pk)


def test_another_provider_changes_the_activities_that_nobody_edited(member: Member) -> None:
    applied(ONLINE, member)
    applied(ONLINE | {"appointment_service_name": "RdvNet (inventé)"}, member)

    record = register_queries.record_of(activity(member, "practice_appointments_online"))
    assert "RdvNet (inventé)" in {processor.name for processor in record.processors}


def test_what_somebody_edited_is_kept_and_left_to_be_decided(
    organisation: Organisation, member: Member
) -> None:
    applied(ONLINE, member)
    edited = edit(member, "practice_telemedicine")

    applied(PAPER, member)

    assert Activity.objects.filter(pk=edited.pk, status=Status.DRAFT).exists()
    standpoint = queries.standpoint(
        organisation, queries.sheet(organisation.pk), at=NOW, may_archive=True
    )
    assert [found.held.activity_id for found in standpoint.plan.decisions] == [str(edited.pk)]


def test_what_was_validated_is_archived_when_no_answer_wants_it(member: Member) -> None:
    applied(ONLINE, member)
    actions.validate_complete(by=member, at=NOW)

    applied(PAPER, member)

    assert activity(member, "practice_telemedicine").status == Status.ARCHIVED
    assert activity(member, "practice_patient_record").status != Status.ARCHIVED


def test_a_contributor_never_archives_what_was_validated(
    organisation: Organisation, member: Member
) -> None:
    applied(ONLINE, member)
    actions.validate_complete(by=member, at=NOW)

    applied(PAPER, new_member(organisation, Role.CONTRIBUTOR))

    assert activity(member, "practice_telemedicine").status == Status.VALIDATED


def test_an_untouched_activity_that_was_there_before_follows_the_answers_and_is_not_doubled(
    organisation: Organisation, member: Member
) -> None:
    register.create_from_template(organisation, "practice_patient_record", by=member, at=NOW)

    applied(ONLINE, member)
    record = register_queries.record_of(activity(member, "practice_patient_record"))
    applied(PAPER | {"billing": None}, member)

    assert "MédiLogic (inventé)" in {processor.name for processor in record.processors}
    assert Activity.objects.filter(template="practice_patient_record").count() == 1


def test_complete_drafts_become_the_organisation_s_declaration(
    organisation: Organisation, member: Member
) -> None:
    applied(ONLINE, member)

    count = actions.validate_complete(by=member, at=NOW)

    assert count == len(queries.result(organisation).activities)
    assert set(Activity.objects.values_list("status", flat=True)) == {Status.VALIDATED}


def test_an_application_is_journalled_with_what_it_made(
    organisation: Organisation, member: Member
) -> None:
    applied(PAPER, member)

    entry = journal.entries(organisation.pk)[0]
    assert entry.event == "guided_start.applied"
    assert b"practice_paper_records" in bytes(entry.body)


def test_the_journal_never_holds_an_answer(organisation: Organisation, member: Member) -> None:
    applied(ONLINE, member)

    bodies = b"".join(bytes(entry.body) for entry in journal.entries(organisation.pk))
    assert b"Agendoc" not in bodies


def test_an_answer_is_kept_and_resumed(organisation: Organisation, member: Member) -> None:
    actions.answer("records", {"records": ["paper"]}, by=member, at=NOW)
    actions.answer("appointments", {}, by=member, at=NOW)

    answers = queries.answers_of(queries.sheet(organisation.pk))

    assert answers == {"records": ["paper"], "appointments": None}
    assert questions.next_unread(queries.questionnaire(), answers) == "outside_secretary"


def test_an_impossible_answer_leaves_the_sheet_as_it_was(
    organisation: Organisation, member: Member
) -> None:
    actions.answer("records", {"records": ["paper"]}, by=member, at=NOW)

    with pytest.raises(AnswerError):
        actions.answer("records", {"records": ["clay"]}, by=member, at=NOW)
    assert queries.answers_of(queries.sheet(organisation.pk)) == {"records": ["paper"]}


def test_the_identity_answers_the_question_on_the_officer(
    organisation: Organisation, member: Member
) -> None:
    stated = {"name": "Cabinet des Ormes (inventé)", "dpo_contact": "dpo@cabinet.invalid"}

    saved = actions.state_identity(organisation, stated, by=member, at=NOW)

    assert saved.name == "Cabinet des Ormes (inventé)"
    answers = queries.answers_of(queries.sheet(organisation.pk))
    assert (answers["dpo"], answers["dpo_email"]) == ("yes", "dpo@cabinet.invalid")


def test_the_officer_named_in_an_answer_joins_the_organisation_s_page(
    organisation: Organisation, member: Member
) -> None:
    organisation.dpo_reason_for_none = ""
    organisation.save()
    officer = {"dpo": "yes", "dpo_name": "A. Inventée", "dpo_email": "dpo@cabinet.invalid"}

    applied(PAPER | officer, member)

    organisation.refresh_from_db()
    assert organisation.dpo_contact == "dpo@cabinet.invalid"


@pytest.mark.parametrize("role", [Role.READER, Role.CISO])
def test_who_may_not_write_the_register_may_not_answer(
    organisation: Organisation, role: Role
) -> None:
    reader = new_member(organisation, role)

    with pytest.raises(PermissionDeniedError):
        actions.answer("records", {}, by=reader, at=NOW)
    with pytest.raises(PermissionDeniedError):
        actions.apply(by=reader, at=NOW)


def test_another_organisation_sees_no_sheet(organisation: Organisation, member: Member) -> None:
    actions.answer("records", {"records": ["paper"]}, by=member, at=NOW)
    other = new_organisation("Autre cabinet (inventé)")

    with isolation.tenant(other.pk):
        assert not AnswerSheet.objects.exists()
        assert queries.sheet(UUID(str(organisation.pk))) is None
