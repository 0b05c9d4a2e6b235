"""What is asked of flaws, and when each is due."""

from datetime import UTC, datetime, timedelta

from probant.common.verdicts import VerdictState
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.vulnerabilities import actions, queries
from probant.vulnerabilities.actions import Act, Facts
from probant.vulnerabilities.due import due
from probant.vulnerabilities.obligations import verdicts
from tests.conftest import NOW, new_member, new_organisation
from tests.integration.vulnerabilities.making import (
    ACCESS,
    COOKIE,
    FIRST,
    INJECTION,
    SECOND,
    loaded,
    table,
)


def states(organisation: Organisation, now: datetime = NOW) -> list[VerdictState]:
    return [one.state for one in verdicts(organisation, now=now)]


def test_a_practice_without_software_of_its_own_is_not_concerned(
    organisation: Organisation,
) -> None:
    assert states(organisation) == [VerdictState.NOT_APPLICABLE, VerdictState.NOT_APPLICABLE]


def test_a_publisher_that_never_looked_lacks_it(db: None) -> None:
    publisher = new_organisation("Éditeur (inventé)", sector="publisher")

    assert states(publisher) == [VerdictState.MISSING, VerdictState.NOT_APPLICABLE]


def test_exploitable_and_shown_by_two_audits_is_a_contradiction(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION))
    assert states(organisation) == [VerdictState.EXPIRED, VerdictState.EXPIRED]

    loaded(organisation, member, table(INJECTION), done_on=SECOND)

    assert states(organisation) == [VerdictState.PROVEN, VerdictState.CONTRADICTED]


def test_verified_in_time_is_proven_and_said_is_only_declared(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(ACCESS, COOKIE), done_on=SECOND)
    flaw = queries.flaws(organisation.pk).get(title__startswith="Documents")
    early = datetime(2026, 10, 5, 9, tzinfo=UTC)
    actions.say_fixed(flaw.pk, "Corrigé", Act(member, early, 0))
    assert states(organisation, early) == [VerdictState.PROVEN, VerdictState.DECLARED]

    loaded(organisation, member, table(COOKIE), done_on=SECOND + timedelta(days=10))

    assert states(organisation) == [VerdictState.PROVEN, VerdictState.PROVEN]


def test_an_unknown_severity_is_never_good(organisation: Organisation, member: Member) -> None:
    loaded(organisation, member, table("Faille sans gravité;;;;/;"), done_on=SECOND)

    assert states(organisation)[1] is VerdictState.UNDETERMINED


def test_grave_flaws_and_acceptances_are_due_and_no_others(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION, ACCESS, COOKIE), done_on=SECOND)
    flaw = queries.flaws(organisation.pk).get(title__startswith="Documents")
    until = NOW.date() + timedelta(days=60)
    actions.accept(flaw.pk, "Compensé", until, Act(member, NOW, 0))

    found = due(organisation, now=NOW)

    assert [one.kind for one in found] == ["vulnerabilities.fix", "vulnerabilities.acceptance"]
    assert found[0].deadline.ends_at.date() == SECOND + timedelta(days=15)


def test_another_organisation_sees_none_of_it(organisation: Organisation, member: Member) -> None:
    loaded(organisation, member, table(INJECTION))
    other = new_organisation("Autre (inventé)")
    new_member(other, member.role)

    assert not queries.flaws(organisation.pk).exists()
    assert not queries.scans(organisation.pk).exists()


def test_what_is_exploited_by_attackers_waits_a_week(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(COOKIE))
    flaw = queries.flaws(organisation.pk).get()
    facts = Facts(is_exploited=True, source="CERT (inventé)", on=FIRST)
    kept = actions.state_facts(flaw.pk, facts, Act(member, NOW, 0))

    assert kept.due_on == FIRST + timedelta(days=7)
