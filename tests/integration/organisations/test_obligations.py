"""What the law asks of accesses and of the officer, confronted with members as they are."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from probant.accounts.models import Person
from probant.common.verdicts import EvidenceKind, Verdict, VerdictState
from probant.organisations import actions
from probant.organisations.domain import Member, Role
from probant.organisations.models import Membership, Organisation
from probant.organisations.obligations import CHECKS, FACT_LABELS, verdicts
from probant.reference import law
from tests.conftest import NOW, new_member


def verdict(organisation: Organisation, id_: str, *, days: int = 0) -> Verdict:
    found = verdicts(organisation, now=NOW + timedelta(days=days))
    return next(one for one in found if one.obligation_id == id_)


@pytest.fixture(autouse=True)
def _dated(organisation: Organisation, member: Member) -> None:
    """Access given, and organisation made, at the tests' present."""
    Membership.objects.update(since=NOW)
    Organisation.objects.filter(pk=organisation.pk).update(created_at=NOW)
    organisation.refresh_from_db()


def test_every_check_has_its_words_and_every_fact_its_label(organisation: Organisation) -> None:
    assert set(CHECKS) <= set(law.obligations())
    facts = {fact.label_id for one in verdicts(organisation, now=NOW) for fact in one.facts}
    assert facts <= set(FACT_LABELS)


def test_two_queries_tell_everything(organisation: Organisation) -> None:
    for role in (Role.READER, Role.CISO, Role.ADMINISTRATOR):
        new_member(organisation, role)
    with CaptureQueriesContext(connection) as asked:
        verdicts(organisation, now=NOW)
    assert len(asked) <= 2


def test_members_without_a_second_factor_are_counted(
    organisation: Organisation, member: Member
) -> None:
    good = verdict(organisation, "accounts.mfa")
    assert good.state is VerdictState.PROVEN
    assert good.evidence[0].kind is EvidenceKind.OBSERVATION
    Authenticator.objects.update(type=Authenticator.Type.RECOVERY_CODES)
    bad = verdict(organisation, "accounts.mfa")
    assert bad.state is VerdictState.MISSING
    assert [fact.value for fact in bad.facts] == [1, 1]


def test_a_review_of_accesses_is_proven_by_the_journal_for_a_year(
    organisation: Organisation, member: Member
) -> None:
    none = verdict(organisation, "accounts.access_review")
    assert none.state is VerdictState.MISSING
    assert none.due_on == date(2027, 11, 21)
    actions.review_access(member, at=NOW)
    done = verdict(organisation, "accounts.access_review", days=364)
    assert done.state is VerdictState.PROVEN
    assert done.evidence[0].kind is EvidenceKind.JOURNAL_ENTRY
    assert verdict(organisation, "accounts.access_review", days=365).state is VerdictState.EXPIRED


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, VerdictState.PROVEN), (180, VerdictState.PROVEN), (181, VerdictState.CONTRADICTED)],
)
def test_an_account_sleeps_after_six_months(
    organisation: Organisation, member: Member, days: int, expected: VerdictState
) -> None:
    Person.objects.update(last_login=NOW)
    assert verdict(organisation, "accounts.dormant", days=days).state is expected


def test_whoever_never_came_sleeps_six_months_after_the_access_was_given(
    organisation: Organisation,
) -> None:
    assert verdict(organisation, "accounts.dormant", days=180).state is VerdictState.PROVEN
    assert verdict(organisation, "accounts.dormant", days=182).state is VerdictState.CONTRADICTED


OFFICER = {"dpo_name": "Anne Inventée", "dpo_contact": "dpo@x.invalid"}


@pytest.mark.parametrize(
    ("sector", "identity", "expected"),
    [
        ("practice", {}, VerdictState.MISSING),
        (
            "practice",
            {"dpo_reason_for_none": "Praticien seul"},
            VerdictState.DECLARED,
        ),  # recital 91
        ("hospital", {"dpo_reason_for_none": "Trop cher"}, VerdictState.MISSING),  # art. 37(1)
        ("hospital", OFFICER, VerdictState.MISSING),  # art. 37(7): told to the authority
        ("hospital", {**OFFICER, "dpo_designated_on": date(2026, 1, 5)}, VerdictState.DECLARED),
    ],
)
def test_the_officer_is_designated_or_excused(
    organisation: Organisation, sector: str, identity: dict[str, object], expected: VerdictState
) -> None:
    organisation.dpo_reason_for_none = ""
    for field, value in {"sector": sector, **identity}.items():
        setattr(organisation, field, value)
    assert verdict(organisation, "dpo.designated").state is expected
