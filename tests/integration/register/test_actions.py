"""Every act on an activity: what it leaves, what it refuses, and that the journal saw it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from probant.common.errors import ProbantError
from probant.database import isolation
from probant.journal.models import Entry
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.reference import templates
from probant.register import actions, queries
from probant.register.domain import limits
from probant.register.domain.digest import digest_of_record
from probant.register.domain.sections import Section
from probant.register.domain.status import (
    IncompleteActivityError,
    PurposeJustificationError,
    Status,
    StatusError,
)
from probant.register.models import Activity, ActivityVersion
from tests.conftest import new_member, new_organisation
from tests.factories.register import care_purpose, complete_record

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
REASON = "Décision du comité du 20 novembre 2026."


@pytest.fixture
def draft(organisation: Organisation, member: Member) -> Activity:
    return actions.create(organisation, complete_record(), by=member, at=AT)


@pytest.fixture
def validated(draft: Activity, member: Member) -> Activity:
    return actions.validate(draft.pk, by=member, at=AT, expected_version=1)


def events() -> list[str]:
    return list(Entry.objects.order_by("index").values_list("event", flat=True))


def test_a_new_activity_is_a_first_draft_with_the_next_number(
    organisation: Organisation, member: Member
) -> None:
    found = [actions.create(organisation, complete_record(), by=member, at=AT) for _ in range(2)]
    assert [item.number for item in found] == [1, 2]
    assert [(item.status, item.version) for item in found] == [("draft", 1)] * 2
    assert events() == ["register.activity.created"] * 2


def test_the_journal_holds_the_fingerprint_and_no_name(draft: Activity) -> None:
    entry = Entry.objects.get()
    facts = json.loads(bytes(entry.body))["facts"]
    assert entry.subject == str(draft.pk)
    assert facts == {
        "number": 1,
        "version": 1,
        "status": "draft",
        "sha256": digest_of_record(complete_record()),
        "is_justified": False,
    }


def test_many_activities_are_created_together_or_not_at_all(
    organisation: Organisation, member: Member
) -> None:
    spoiled = complete_record(notes="x" * 30_000)
    with pytest.raises(limits.TextTooLongError):
        actions.create_many(organisation, [complete_record(), spoiled], by=member, at=AT)
    assert not queries.activities(organisation.pk).exists()
    actions.create_many(organisation, [complete_record()] * 3, by=member, at=AT)
    assert [item.number for item in queries.activities(organisation.pk)] == [1, 2, 3]


def test_every_template_becomes_a_draft(organisation: Organisation, member: Member) -> None:
    for template_id in templates.activities():
        activity = actions.create_from_template(organisation, template_id, by=member, at=AT)
        assert activity.name == templates.activity(template_id).name.fr
        assert activity.template == template_id
        assert activity.review_on is not None
        assert activity.review_on > AT.date()


def test_a_duplicate_is_a_draft_of_its_own(validated: Activity, member: Member) -> None:
    copy = actions.duplicate(validated.pk, by=member, at=AT, name="Copie")
    assert (copy.number, copy.status, copy.name, copy.version) == (2, "draft", "Copie", 1)
    assert events()[-1] == "register.activity.duplicated"
    assert queries.activity(member.organisation_id, validated.pk).status == "validated"


def test_an_edit_makes_a_version_and_a_draft(validated: Activity, member: Member) -> None:
    record = complete_record(summary="Autre résumé")
    saved = actions.save(validated.pk, record, by=member, at=AT, expected_version=2)
    assert (saved.status, saved.version) == (Status.DRAFT, 3)
    assert [item.status for item in queries.versions(member.organisation_id, saved.pk)] == [
        "draft",
        "validated",
        "draft",
    ]
    assert events()[-1] == "register.activity.changed"


def test_saving_what_was_already_there_leaves_no_trace(validated: Activity, member: Member) -> None:
    saved = actions.save(validated.pk, complete_record(), by=member, at=AT, expected_version=2)
    assert (saved.status, saved.version) == ("validated", 2)
    assert len(events()) == 2


def test_a_section_changes_its_fields_only(draft: Activity, member: Member) -> None:
    values = {"notes": "Relu", "name": "Pas dans cette partie"}
    saved = actions.save_section(
        draft.pk, Section.REVIEW, values, by=member, at=AT, expected_version=1
    )
    assert queries.record_of(saved) == complete_record(notes="Relu")


def test_the_second_of_two_editors_is_told_and_keeps_what_they_wrote(
    draft: Activity, member: Member
) -> None:
    first = complete_record(summary="Premier")
    actions.save(draft.pk, first, by=member, at=AT, expected_version=1)
    with pytest.raises(actions.EditConflictError) as conflict:
        actions.save_section(
            draft.pk, Section.REVIEW, {"notes": "Second"}, by=member, at=AT, expected_version=1
        )
    assert conflict.value.theirs.version == 2
    assert conflict.value.mine == replace(first, notes="Second")
    assert queries.record_of(queries.activity(member.organisation_id, draft.pk)) == first


def test_new_purposes_of_a_validated_activity_need_a_dated_reason(
    validated: Activity, member: Member
) -> None:
    other = complete_record(purposes=(care_purpose(text="Publicité ciblée"),))
    with pytest.raises(PurposeJustificationError):
        actions.save(validated.pk, other, by=member, at=AT, expected_version=2)
    saved = actions.save(
        validated.pk, other, by=member, at=AT, expected_version=2, justification=REASON
    )
    kept = queries.version(member.organisation_id, saved.pk, 3)
    assert (kept.note, kept.at, kept.by) == (REASON, AT, member.person_id)


def test_new_purposes_need_a_reason_even_after_another_edit(
    validated: Activity, member: Member
) -> None:
    edited = complete_record(notes="Relu")
    actions.save(validated.pk, edited, by=member, at=AT, expected_version=2)
    other = replace(edited, purposes=(care_purpose(text="Publicité ciblée"),))
    with pytest.raises(PurposeJustificationError):
        actions.save(validated.pk, other, by=member, at=AT, expected_version=3)


def test_an_incomplete_activity_is_validated_only_with_a_reason(
    organisation: Organisation, member: Member
) -> None:
    gap = complete_record(measures=())
    activity = actions.create(organisation, gap, by=member, at=AT)
    with pytest.raises(IncompleteActivityError) as refusal:
        actions.validate(activity.pk, by=member, at=AT, expected_version=1)
    assert [item.field for item in refusal.value.missing] == ["measures"]
    found = actions.validate(
        activity.pk, by=member, at=AT, expected_version=1, justification=REASON
    )
    assert (found.status, found.validated_version) == ("validated", 2)
    assert queries.version(organisation.pk, found.pk, 2).note == REASON


def test_what_the_organisation_does_not_say_of_itself_is_missing_too(
    organisation: Organisation, member: Member, draft: Activity
) -> None:
    organisation.dpo_reason_for_none = ""
    organisation.save()
    with pytest.raises(IncompleteActivityError) as refusal:
        actions.validate(draft.pk, by=member, at=AT, expected_version=1)
    assert [item.field for item in refusal.value.missing] == ["controller.dpo"]


def test_an_archived_activity_is_read_only_until_it_is_taken_out(
    validated: Activity, member: Member
) -> None:
    actions.archive(validated.pk, by=member, at=AT, expected_version=2, note="Terminé")
    with pytest.raises(StatusError):
        actions.save(validated.pk, complete_record(notes="x"), by=member, at=AT, expected_version=3)
    found = actions.unarchive(validated.pk, by=member, at=AT, expected_version=3)
    assert (found.status, found.version) == ("draft", 4)
    assert events()[-2:] == ["register.activity.archived", "register.activity.restored"]


def test_an_earlier_version_comes_back_as_a_new_one(draft: Activity, member: Member) -> None:
    actions.save(draft.pk, complete_record(notes="Erreur"), by=member, at=AT, expected_version=1)
    found = actions.restore_version(draft.pk, 1, by=member, at=AT, expected_version=2)
    assert (found.version, queries.record_of(found)) == (3, complete_record())
    assert queries.versions(member.organisation_id, draft.pk).count() == 3


def test_a_deleted_draft_leaves_its_versions_and_its_number(
    organisation: Organisation, member: Member, draft: Activity
) -> None:
    actions.delete(draft.pk, by=member, at=AT, expected_version=1)
    assert queries.versions(organisation.pk, draft.pk).count() == 1
    assert events()[-1] == "register.activity.deleted"
    assert actions.create(organisation, complete_record(), by=member, at=AT).number == 2


def test_what_was_once_validated_is_not_deleted(validated: Activity, member: Member) -> None:
    actions.save(validated.pk, complete_record(notes="x"), by=member, at=AT, expected_version=2)
    with pytest.raises(StatusError):
        actions.delete(validated.pk, by=member, at=AT, expected_version=3)


Act = Callable[[UUID, Member], object]
ACTS: dict[str, tuple[Act, frozenset[Role]]] = {
    "save": (
        lambda pk, by: actions.save(
            pk, complete_record(notes="x"), by=by, at=AT, expected_version=1
        ),
        frozenset({Role.CONTRIBUTOR, Role.DPO, Role.ADMINISTRATOR}),
    ),
    "duplicate": (
        lambda pk, by: actions.duplicate(pk, by=by, at=AT),
        frozenset({Role.CONTRIBUTOR, Role.DPO, Role.ADMINISTRATOR}),
    ),
    "delete": (
        lambda pk, by: actions.delete(pk, by=by, at=AT, expected_version=1),
        frozenset({Role.CONTRIBUTOR, Role.DPO, Role.ADMINISTRATOR}),
    ),
    "validate": (
        lambda pk, by: actions.validate(pk, by=by, at=AT, expected_version=1),
        frozenset({Role.DPO, Role.ADMINISTRATOR}),
    ),
    "archive": (
        lambda pk, by: actions.archive(pk, by=by, at=AT, expected_version=1),
        frozenset({Role.DPO, Role.ADMINISTRATOR}),
    ),
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ACTS)
def test_each_act_is_refused_to_a_role_that_may_not(
    name: str, role: Role, organisation: Organisation, draft: Activity
) -> None:
    act, allowed = ACTS[name]
    member = new_member(organisation, role, email=f"autre-{role}@probant.invalid")
    if role in allowed:
        act(draft.pk, member)
    else:
        with pytest.raises(PermissionDeniedError):
            act(draft.pk, member)


def test_a_refused_act_leaves_neither_version_nor_entry(draft: Activity, member: Member) -> None:
    before = len(events())
    with pytest.raises(ProbantError):
        actions.unarchive(draft.pk, by=member, at=AT, expected_version=1)
    assert len(events()) == before
    assert queries.versions(member.organisation_id, draft.pk).count() == 1


def test_another_organisation_sees_neither_activities_nor_versions(draft: Activity) -> None:
    other = new_organisation("Autre cabinet (inventé)")
    stranger = new_member(other, Role.ADMINISTRATOR)
    assert not Activity.objects.filter(pk=draft.pk).exists()
    assert not ActivityVersion.objects.filter(activity_id=draft.pk).exists()
    with pytest.raises(Activity.DoesNotExist):
        actions.delete(draft.pk, by=stranger, at=AT, expected_version=1)


def test_a_member_creates_nothing_in_another_organisation(member: Member) -> None:
    stranger = replace(member, organisation_id=uuid4())
    organisation = Organisation(pk=member.organisation_id)
    with pytest.raises(actions.WrongOrganisationError):
        actions.create(organisation, complete_record(), by=stranger, at=AT)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_a_version(change: str, draft: Activity) -> None:
    found = ActivityVersion.objects.filter(activity_id=draft.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        found.update(note="réécrit") if change == "update" else found.delete()
    assert found.get().note == ""


def test_hostile_texts_are_kept_as_they_are(organisation: Organisation, member: Member) -> None:
    hostile = "'; DROP TABLE register_activity; -- <script>alert(1)</script> {{ 7*7 }} %s"
    activity = actions.create(organisation, complete_record(notes=hostile), by=member, at=AT)
    assert queries.record_of(queries.activity(organisation.pk, activity.pk)).notes == hostile


def test_without_a_context_no_activity_is_seen(draft: Activity) -> None:
    isolation.enter(None, person=None)
    assert not Activity.objects.filter(pk=draft.pk).exists()
