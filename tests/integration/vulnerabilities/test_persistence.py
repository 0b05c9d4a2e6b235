"""Audits a year apart in the real database: what is new, persists, is fixed, comes back."""

from datetime import date, timedelta

import pytest

from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.vulnerabilities import actions, queries
from probant.vulnerabilities.actions import (
    Act,
    AlreadyLoadedError,
    Facts,
    FutureScanError,
    MergeError,
    MovedFlawError,
    Rating,
)
from probant.vulnerabilities.domain.occurrence import Justification
from probant.vulnerabilities.domain.severity import InvalidVectorError, Severity
from probant.vulnerabilities.domain.standing import AcceptanceError, FlawStateError
from probant.vulnerabilities.models import Flaw
from tests.conftest import NOW, new_member
from tests.integration.vulnerabilities.making import (
    ACCESS,
    COOKIE,
    FIRST,
    INJECTION,
    SECOND,
    THIRD,
    loaded,
    table,
)


def flaw(organisation: Organisation, words: str) -> Flaw:
    return queries.flaws(organisation.pk).get(title__icontains=words)


def act(by: Member, found: Flaw) -> Act:
    return Act(by, NOW, found.version)


def test_a_flaw_shown_by_two_audits_persists_and_keeps_its_first_day(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION, COOKIE))
    second = loaded(organisation, member, table(INJECTION, ACCESS), done_on=SECOND)

    found = flaw(organisation, "Injection")
    assert second.trend == {"new": 1, "persisting": 1, "fixed": 1, "reappeared": 0}
    assert (found.first_seen_on, found.last_seen_on, found.scans) == (FIRST, SECOND, 2)
    assert (found.owasp, found.severity, str(found.score)) == ("A03", "critical", "9.8")
    assert found.due_on == FIRST + timedelta(days=15)


def test_fixed_is_what_the_next_audit_no_longer_shows_not_what_is_said(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION, COOKIE))
    cookie = flaw(organisation, "Cookie")
    said = actions.say_fixed(cookie.pk, "Corrigé en 4.2", act(member, cookie))
    assert (said.state, said.verified_on) == ("fixed_said", None)

    loaded(organisation, member, table(INJECTION), done_on=SECOND)

    cookie.refresh_from_db()
    assert (cookie.state, cookie.verified_on) == ("fixed_verified", SECOND)


def test_what_was_said_to_be_fixed_and_is_shown_again_is_open(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION))
    found = flaw(organisation, "Injection")
    Flaw.objects.filter(pk=found.pk).update(said="fixed_said", said_on=FIRST + timedelta(days=3))

    loaded(organisation, member, table(INJECTION), done_on=SECOND)

    found.refresh_from_db()
    assert found.state == "open"


def test_a_flaw_that_comes_back_starts_a_new_clock(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION))
    loaded(organisation, member, table(COOKIE), done_on=SECOND)
    third = loaded(organisation, member, table(INJECTION), done_on=THIRD)

    found = flaw(organisation, "Injection")
    assert third.trend["reappeared"] == 1
    assert (found.known_on, found.returns, found.state) == (THIRD, 1, "open")


def test_two_tools_on_one_day_are_no_two_audits(organisation: Organisation, member: Member) -> None:
    loaded(organisation, member, table(INJECTION))
    loaded(organisation, member, table(INJECTION, COOKIE), perimeter="API")
    loaded(organisation, member, table(INJECTION, ACCESS))

    assert flaw(organisation, "Injection").scans == 1
    assert not queries.flaws(organisation.pk).filter(queries.persisting()).exists()

    loaded(organisation, member, table(INJECTION), done_on=SECOND)

    assert flaw(organisation, "Injection").scans == 2
    assert queries.flaws(organisation.pk).filter(queries.persisting()).count() == 1


def test_audits_loaded_in_the_wrong_order_tell_the_same_story(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(COOKIE), done_on=SECOND)
    loaded(organisation, member, table(INJECTION, COOKIE))

    assert flaw(organisation, "Injection").state == "fixed_verified"
    assert flaw(organisation, "Cookie").first_seen_on == FIRST


def test_an_incomplete_scan_fixes_nothing(organisation: Organisation, member: Member) -> None:
    loaded(organisation, member, table(INJECTION))
    loaded(organisation, member, table(COOKIE), done_on=SECOND, is_complete=False)

    assert flaw(organisation, "Injection").state == "open"


@pytest.mark.parametrize("other", [{"product": "Autre"}, {"perimeter": "API"}])
def test_a_scan_of_another_scope_fixes_nothing(
    organisation: Organisation, member: Member, other: dict[str, str]
) -> None:
    loaded(organisation, member, table(INJECTION))
    loaded(organisation, member, table(COOKIE), done_on=SECOND, **other)

    assert flaw(organisation, "Injection").state == "open"


def test_the_same_file_is_loaded_once_and_none_of_tomorrow(
    organisation: Organisation, member: Member
) -> None:
    scan = loaded(organisation, member, table(INJECTION))

    with pytest.raises(AlreadyLoadedError) as refused:
        loaded(organisation, member, table(INJECTION))
    with pytest.raises(FutureScanError):
        loaded(organisation, member, table(COOKIE), done_on=date(2027, 1, 1))

    assert refused.value.scan.pk == scan.pk


def test_an_accepted_flaw_has_a_name_a_reason_and_an_end(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION))
    found = flaw(organisation, "Injection")
    with pytest.raises(AcceptanceError):
        actions.accept(found.pk, "Pour toujours", date(2036, 1, 1), act(member, found))

    kept = actions.accept(found.pk, "Pare-feu en place", date(2027, 1, 31), act(member, found))

    assert (kept.state, kept.said_by_name) == ("accepted", member.name)
    assert not queries.flaws(organisation.pk).filter(queries.late(date(2026, 12, 1))).exists()
    assert queries.flaws(organisation.pk).filter(queries.late(date(2027, 2, 1))).exists()


def test_not_affected_holds_with_its_justification_until_reopened(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION))
    found = flaw(organisation, "Injection")
    reason = Justification.CODE_NOT_REACHABLE
    kept = actions.not_affected(found.pk, "Page retirée", reason, act(member, found))
    with pytest.raises(FlawStateError):
        actions.accept(kept.pk, "x", date(2027, 1, 1), act(member, kept))

    assert actions.reopen(kept.pk, "Si, /v2 l’appelle", act(member, kept)).state == "open"


def test_two_people_do_not_overwrite_each_other(organisation: Organisation, member: Member) -> None:
    loaded(organisation, member, table(INJECTION))
    found = flaw(organisation, "Injection")
    actions.say_fixed(found.pk, "Corrigé", act(member, found))

    with pytest.raises(MovedFlawError):
        actions.say_fixed(found.pk, "Moi aussi", act(member, found))


def test_a_rating_and_exploitation_by_a_person_outlive_the_next_scan(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(COOKIE))
    found = flaw(organisation, "Cookie")
    with pytest.raises(InvalidVectorError):
        actions.rate(found.pk, Rating(vector="CVSS:3.1/AV:N"), "", act(member, found))
    actions.rate(found.pk, Rating(severity=Severity.HIGH, cwe=614), "Jeton", act(member, found))
    found.refresh_from_db()
    facts = Facts(is_exploited=True, source="CERT inventé")
    kept = actions.state_facts(found.pk, facts, act(member, found))
    assert kept.due_on == FIRST + timedelta(days=7)

    loaded(organisation, member, table(COOKIE, ACCESS), done_on=SECOND)

    kept.refresh_from_db()
    assert (kept.severity, kept.is_exploited, kept.scans) == ("high", True, 2)


def test_a_retest_verifies_one_flaw_and_no_other(
    organisation: Organisation, member: Member
) -> None:
    loaded(organisation, member, table(INJECTION, ACCESS))
    found = flaw(organisation, "Injection")

    kept = actions.retest(
        found.pk, is_shown=False, done_on=SECOND, why="Rejeu", act=act(member, found)
    )

    assert (kept.state, kept.verified_on) == ("fixed_verified", SECOND)
    assert flaw(organisation, "Documents").state == "open"


def test_one_flaw_worded_twice_becomes_one(organisation: Organisation, member: Member) -> None:
    loaded(organisation, member, table(INJECTION))
    reworded = INJECTION.replace("Injection SQL dans la recherche", "Recherche injectable")
    loaded(organisation, member, table(reworded), done_on=SECOND)
    old, new = flaw(organisation, "Injection"), flaw(organisation, "injectable")
    with pytest.raises(MergeError):
        actions.merge(old.pk, old, "", act(member, old))

    kept = actions.merge(new.pk, old, "Même faille", act(member, new))
    third = loaded(organisation, member, table(reworded, COOKIE), done_on=THIRD)

    assert (kept.scans, kept.state, kept.last_seen_on) == (2, "open", SECOND)
    assert third.trend["persisting"] == 1
    kept.refresh_from_db()
    assert kept.scans == 3


def test_a_reader_of_flaws_loads_none(organisation: Organisation) -> None:
    contributor = new_member(organisation, Role.CONTRIBUTOR)
    with pytest.raises(PermissionDeniedError):
        loaded(organisation, contributor, table(INJECTION))
