"""Policies kept: versions, approval, review, readings, verdicts, dues."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from probant.common.verdicts import VerdictState
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.policies import actions, due, obligations, queries
from probant.policies.domain import policy as rules
from probant.policies.models import Policy, PolicyVersion
from tests.conftest import NOW, new_member

TODAY = NOW.date()


def charter(organisation: Organisation, by: Member, kind: str = "it_charter") -> Policy:
    return actions.begin(
        organisation, kind, title="Charte", text="# Règles", template="it_charter", by=by, at=NOW
    )


def state(organisation: Organisation, name: str, *, days: int = 0) -> VerdictState:
    found = obligations.verdicts(organisation, now=NOW + timedelta(days=days))
    return next(one.state for one in found if one.obligation_id == f"policies.{name}")


def test_from_missing_to_approved_by_a_name(organisation: Organisation, member: Member) -> None:
    assert state(organisation, "approved") is VerdictState.MISSING
    made = charter(organisation, member)
    assert state(organisation, "approved") is VerdictState.DECLARED
    approved = actions.approve(made.pk, seen=1, by=member, at=NOW)
    assert (approved.approved, approved.approved_by_name) == (1, member.name)
    assert state(organisation, "approved") is VerdictState.DECLARED, "no security policy yet"
    other = charter(organisation, member, "security_policy")
    actions.approve(other.pk, seen=1, by=member, at=NOW)
    assert state(organisation, "approved") is VerdictState.PROVEN


def test_a_review_falls_due_and_another_reading_renews_it(
    organisation: Organisation, member: Member
) -> None:
    made = charter(organisation, member)
    actions.approve(made.pk, seen=1, by=member, at=NOW)
    assert state(organisation, "reviewed") is VerdictState.PROVEN
    (owed,) = due.due(organisation, now=NOW)
    assert owed.deadline.target_at.date().year == NOW.year + 1
    assert state(organisation, "reviewed", days=367) is VerdictState.EXPIRED
    actions.approve(made.pk, seen=1, by=member, at=NOW + timedelta(days=366))
    assert state(organisation, "reviewed", days=367) is VerdictState.PROVEN


def test_everyone_reads_the_version_in_force_and_again_the_next(
    organisation: Organisation, member: Member
) -> None:
    made = charter(organisation, member)
    reader = new_member(organisation, Role.READER)
    actions.approve(made.pk, seen=1, by=member, at=NOW)
    assert state(organisation, "acknowledged") is VerdictState.MISSING
    actions.acknowledge(made.pk, number=1, by=member, at=NOW)
    actions.acknowledge(made.pk, number=1, by=member, at=NOW)
    assert state(organisation, "acknowledged") is VerdictState.DECLARED
    actions.acknowledge(made.pk, number=1, by=reader, at=NOW)
    assert state(organisation, "acknowledged") is VerdictState.PROVEN
    actions.write(made.pk, title="Charte", text="# Autres règles", seen=1, by=member, at=NOW)
    assert state(organisation, "acknowledged") is VerdictState.PROVEN, "the old one is in force"
    actions.approve(made.pk, seen=2, by=member, at=NOW)
    assert state(organisation, "acknowledged") is VerdictState.MISSING
    with pytest.raises(actions.NothingToApproveError):
        actions.acknowledge(made.pk, number=1, by=reader, at=NOW)


def test_a_list_of_signatures_counts_each_person_once(
    organisation: Organisation, member: Member
) -> None:
    made = charter(organisation, member)
    read = (rules.Read("Élise Chimère", TODAY), rules.Read("Ana Vouivre", TODAY))
    with pytest.raises(actions.NothingToApproveError):
        actions.import_readings(made.pk, read, by=member, at=NOW)
    actions.approve(made.pk, seen=1, by=member, at=NOW)
    assert actions.import_readings(made.pk, read, by=member, at=NOW) == 2
    again = (rules.Read("ELISE  CHIMERE", TODAY),)
    assert actions.import_readings(made.pk, again, by=member, at=NOW) == 0
    actions.settle(
        made.pk,
        kind="it_charter",
        review_months=6,
        is_read_by_all=True,
        others_expected=4,
        by=member,
        at=NOW,
    )
    made.refresh_from_db()
    found = queries.coverage(made)
    assert (found.others_read, found.expected) == (2, 5)
    reading = queries.readings(made)[0]
    actions.forget(made.pk, reading.pk, by=member, at=NOW)
    assert queries.readings(made).count() == 1


def test_who_saves_second_is_told_and_versions_never_change(
    organisation: Organisation, member: Member, administrator: Member
) -> None:
    made = charter(organisation, member)
    actions.write(made.pk, title="Charte", text="A", seen=1, by=administrator, at=NOW)
    with pytest.raises(actions.PolicyMovedError) as refused:
        actions.write(made.pk, title="Charte", text="B", seen=1, by=member, at=NOW)
    assert refused.value.by_name == administrator.name
    same = actions.write(made.pk, title="Charte", text="A", seen=2, by=member, at=NOW)
    assert same.version == 2, "the same text is no new version"
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyVersion.objects.filter(policy=made).update(text="")


def test_a_reader_reads_and_does_not_write(organisation: Organisation, member: Member) -> None:
    made = charter(organisation, member)
    reader = new_member(organisation, Role.READER)
    with pytest.raises(PermissionDeniedError):
        actions.write(made.pk, title="x", text="y", seen=1, by=reader, at=NOW)
    with pytest.raises(PermissionDeniedError):
        actions.approve(made.pk, seen=1, by=reader, at=NOW)
    with pytest.raises(PermissionDeniedError):
        actions.archive(made.pk, by=reader, at=NOW)


def test_an_empty_policy_is_not_approved(organisation: Organisation, member: Member) -> None:
    made = actions.begin(organisation, "other", title="Vide", text=" ", by=member, at=NOW)
    with pytest.raises(actions.NothingToApproveError):
        actions.approve(made.pk, seen=1, by=member, at=NOW)
