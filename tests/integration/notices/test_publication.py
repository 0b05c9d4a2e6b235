from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction

from probant.common.verdicts import Verdict, VerdictState
from probant.database import isolation
from probant.journal import queries as journal
from probant.notices import actions, obligations, queries
from probant.notices.domain.facts import Audience
from probant.notices.models import NoticeVersion
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.register import actions as register
from tests.conftest import NOW, new_member, new_organisation

Queries = Callable[[int], object]


@pytest.fixture
def practice(organisation: Organisation, member: Member) -> Organisation:
    """A practice whose register holds patient records."""
    register.create_from_template(organisation, "practice_patient_record", by=member, at=NOW)
    return organisation


def publish(organisation: Organisation, by: Member, seen: str = "") -> list[NoticeVersion]:
    return actions.publish(organisation, Audience.PATIENTS, by=by, at=NOW, seen=seen)


def verdict(organisation: Organisation, id_: str) -> Verdict:
    found = {item.obligation_id: item for item in obligations.verdicts(organisation, now=NOW)}
    return found[id_]


def test_a_publication_keeps_both_languages_under_one_number(
    practice: Organisation, member: Member
) -> None:
    published = publish(practice, member)

    assert [(version.language, version.number) for version in published] == [("fr", 1), ("en", 1)]
    assert published[0].content["title"] != published[1].content["title"]


def test_a_publication_is_journalled_with_the_hash_of_what_was_said(
    practice: Organisation, member: Member
) -> None:
    published = publish(practice, member)

    entry = journal.entries(practice.pk)[0]
    assert entry.event == "notices.published"
    for version in published:
        assert version.digest.encode() in bytes(entry.body)


def test_the_same_text_is_not_published_twice(practice: Organisation, member: Member) -> None:
    publish(practice, member)

    with pytest.raises(actions.AlreadyPublishedError):
        publish(practice, member)


def test_a_register_that_moved_since_the_preview_publishes_nothing(
    practice: Organisation, member: Member
) -> None:
    seen = queries.standing(practice, Audience.PATIENTS).fingerprint
    register.create_from_template(practice, "practice_billing", by=member, at=NOW)

    with pytest.raises(actions.NoticeMovedError):
        publish(practice, member, seen)
    assert not NoticeVersion.objects.exists()


def test_a_notice_without_anything_to_tell_is_not_published(
    organisation: Organisation, member: Member
) -> None:
    with pytest.raises(actions.NothingToTellError):
        publish(organisation, member)


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.CISO])
def test_only_the_officer_or_the_administrator_publishes(
    practice: Organisation, role: Role
) -> None:
    with pytest.raises(PermissionDeniedError):
        publish(practice, new_member(practice, role))


def test_a_new_activity_makes_the_notice_stale_and_the_next_version_follows(
    practice: Organisation, member: Member
) -> None:
    publish(practice, member)
    register.create_from_template(practice, "practice_billing", by=member, at=NOW)

    standing = queries.standing(practice, Audience.PATIENTS)

    assert standing.is_stale
    assert "Honoraires et règlements" in {found.subject for found in standing.differences("fr")}
    assert publish(practice, member)[0].number == 2
    assert [version.number for version in queries.history(practice.pk, Audience.PATIENTS)] == [2, 1]


def test_a_published_version_cannot_be_changed_nor_deleted(
    practice: Organisation, member: Member
) -> None:
    publish(practice, member)

    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeVersion.objects.update(content={})
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeVersion.objects.all().delete()


def test_another_organisation_sees_no_version(practice: Organisation, member: Member) -> None:
    publish(practice, member)
    other = new_organisation("Autre cabinet (inventé)")

    with isolation.tenant(other.pk):
        assert queries.version(practice.pk, Audience.PATIENTS, "fr") is None


def test_audiences_of_the_register_must_be_informed(practice: Organisation, member: Member) -> None:
    before = verdict(practice, "notices.published")
    for audience in {standing.audience for standing in queries.briefs(practice)}:
        actions.publish(practice, audience, by=member, at=NOW)
    after = verdict(practice, "notices.published")

    assert before.state is VerdictState.MISSING
    assert before.remedy is not None
    assert str(practice.pk) in before.remedy.url
    assert after.state is VerdictState.PROVEN
    assert "notice:patients:1" in {item.id for item in after.evidence}


def test_an_empty_register_informs_nobody(organisation: Organisation) -> None:
    assert verdict(organisation, "notices.published").state is VerdictState.NOT_APPLICABLE
    assert verdict(organisation, "notices.current").state is VerdictState.NOT_APPLICABLE


def test_a_stale_notice_is_contradicted_by_what_differs(
    practice: Organisation, member: Member
) -> None:
    unknown = verdict(practice, "notices.current")
    publish(practice, member)
    current = verdict(practice, "notices.current")
    register.create_from_template(practice, "practice_billing", by=member, at=NOW)
    stale = verdict(practice, "notices.current")

    assert unknown.state is VerdictState.UNDETERMINED
    assert current.state is VerdictState.PROVEN
    assert stale.state is VerdictState.CONTRADICTED
    told = [str(fact.value) for fact in stale.facts if fact.label_id == "notices.difference"]
    assert any("Honoraires" in text for text in told)


def test_verdicts_cost_two_queries_once_the_register_was_read(
    practice: Organisation, member: Member, django_assert_max_num_queries: Queries
) -> None:
    publish(practice, member)

    with django_assert_max_num_queries(3):  # type: ignore[attr-defined]
        obligations.verdicts(practice, now=NOW)
    with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
        obligations.verdicts(practice, now=NOW)


def test_every_fact_of_a_verdict_has_its_words(practice: Organisation) -> None:
    for found in obligations.verdicts(practice, now=NOW):
        assert {fact.label_id for fact in found.facts} <= set(obligations.FACT_LABELS)
