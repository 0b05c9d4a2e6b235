"""The clock is set back, set ahead, or moved by summer time: nothing is lost, nobody let in."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.totp.internal import auth
from django.test import Client

from probant.accountability import actions as accountability
from probant.accountability import contents
from probant.accountability import queries as standing
from probant.accountability.documents import Wanted
from probant.accountability.domain import archive
from probant.accountability.domain.verification import verify
from probant.accounts import actions as accounts
from probant.accounts import totp
from probant.accounts.domain import LinkPurpose, LinkRefusedError
from probant.accounts.models import Person
from probant.common import clock
from probant.common.verdicts import VerdictState
from probant.journal import actions as journal
from probant.journal import queries as entries
from probant.journal.domain import OPERATOR
from probant.organisations import tokens
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.register import actions, queries
from tests.conftest import NOW
from tests.factories.register import complete_record

pytestmark = pytest.mark.django_db
EARLIER = NOW - timedelta(hours=2)
PARIS = ZoneInfo("Europe/Paris")
SECRET = "JBSWY3DPEHPK3PXP"
Browser = Callable[[Member], Client]
SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets what Probant and allauth read as the hour."""

    def to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)
        monkeypatch.setattr("time.time", moment.timestamp)

    return to


def code(at: datetime) -> str:
    found: Any = auth.format_hotp_value(auth.hotp_value(SECRET, int(at.timestamp()) // 30))
    return str(found)


def test_acts_after_the_clock_was_set_back_follow_the_others_and_prove_as_much(
    organisation: Organisation, member: Member
) -> None:
    made = actions.create(organisation, complete_record(), by=member, at=NOW)
    renamed = complete_record(name="Autre nom")
    actions.save(made.pk, renamed, by=member, at=EARLIER, expected_version=1)
    listed = list(entries.entries(organisation.pk))
    assert [entry.at for entry in listed[:2]] == [EARLIER, NOW]
    assert [version.number for version in queries.versions(organisation.pk, made.pk)] == [2, 1]
    assert journal.check(organisation.pk, by=OPERATOR, at=EARLIER).is_whole
    wanted = Wanted(purpose="Audit", language="fr", has_names=True)
    dossier = accountability.make_dossier(organisation, wanted, by=member, at=EARLIER)
    packed = b"".join(archive.packed(contents.members(dossier)))
    assert verify(io.BytesIO(packed)).is_valid


def test_who_saved_first_is_decided_by_versions_not_by_the_clock(
    organisation: Organisation, member: Member
) -> None:
    made = actions.create(organisation, complete_record(), by=member, at=NOW)
    actions.save(made.pk, complete_record(name="Un"), by=member, at=NOW, expected_version=1)
    with pytest.raises(actions.EditConflictError):
        actions.save(
            made.pk, complete_record(name="Deux"), by=member, at=EARLIER, expected_version=1
        )


def test_a_used_link_stays_used_whatever_the_clock_says(administrator: Member) -> None:
    person = Person.objects.get(pk=administrator.person_id)
    token = accounts.issue_link(LinkPurpose.SIGN_IN, person, NOW)
    accounts.redeem(token, NOW)
    for moment in (EARLIER, NOW, NOW + timedelta(days=1)):
        with pytest.raises(LinkRefusedError):
            accounts.redeem(token, moment)


def test_a_code_seen_before_opens_nothing_after_the_clock_was_set_back(
    administrator: Member, set_clock: SetClock
) -> None:
    person = Person.objects.get(pk=administrator.person_id)
    seen = code(EARLIER)
    for moment in (EARLIER, NOW):
        set_clock(moment)
        assert totp.accept(person, secret=SECRET, code=code(moment))
    set_clock(EARLIER)
    assert not totp.accept(person, secret=SECRET, code=seen)


def test_whoever_signed_in_while_the_clock_was_ahead_is_let_in_again_by_the_operator(
    administrator: Member, set_clock: SetClock
) -> None:
    person = Person.objects.get(pk=administrator.person_id)
    set_clock(NOW + timedelta(days=1))
    assert totp.accept(person, secret=SECRET, code=code(NOW + timedelta(days=1)))
    set_clock(NOW)
    assert not totp.accept(person, secret=SECRET, code=code(NOW))
    accounts.forget_factors(person, by=OPERATOR, at=NOW)
    assert totp.accept(person, secret=SECRET, code=code(NOW))


def test_a_revoked_or_expired_token_opens_nothing_when_the_clock_is_set_back(
    administrator: Member,
) -> None:
    lifetime = timedelta(days=30)
    made, text = tokens.create(
        administrator, name="nuit", role=Role.READER, lifetime=lifetime, at=NOW
    )
    assert tokens.enter(text, at=EARLIER)
    assert tokens.enter(text, at=NOW + lifetime) is None
    tokens.revoke(administrator, made.pk, at=NOW)
    assert tokens.enter(text, at=EARLIER) is None


def test_pages_open_with_a_session_older_and_younger_than_now(
    organisation: Organisation, member: Member, client_of: Browser, set_clock: SetClock
) -> None:
    client = client_of(member)
    for moment in (NOW, NOW - timedelta(hours=6), NOW + timedelta(hours=6)):
        set_clock(moment)
        assert client.get(f"/o/{organisation.pk}/").status_code == 200


CHANGES = [date(2026, 3, 29), date(2026, 10, 25)]
HOURS = [datetime(d.year, d.month, d.day, h, 30, tzinfo=UTC) for d in CHANGES for h in range(4)]


@pytest.mark.parametrize("moment", HOURS, ids=str)
def test_the_nights_of_summer_time_show_every_page(
    organisation: Organisation,
    member: Member,
    client_of: Browser,
    set_clock: SetClock,
    moment: datetime,
) -> None:
    record = complete_record(review_on=moment.date() + timedelta(days=1))
    actions.create(organisation, record, by=member, at=moment)
    set_clock(moment)
    client = client_of(member)
    for page in ("", "register/", "journal/", "obligations/register.reviewed/", "members/"):
        assert client.get(f"/o/{organisation.pk}/{page}").status_code == 200


@pytest.mark.parametrize("day", [*CHANGES, date(2026, 12, 31)], ids=str)
def test_a_review_is_overdue_from_the_local_midnight_after_its_day(
    organisation: Organisation, member: Member, day: date
) -> None:
    record = replace(complete_record(), review_on=day)
    actions.create(organisation, record, by=member, at=NOW)
    last = datetime(day.year, day.month, day.day, 23, 59, tzinfo=PARIS)
    assert reviewed(organisation, last) is not VerdictState.EXPIRED
    assert reviewed(organisation, last + timedelta(minutes=2)) is VerdictState.EXPIRED


def reviewed(organisation: Organisation, at: datetime) -> VerdictState:
    found = standing.verdicts(organisation, now=at.astimezone(UTC))
    return next(item.state for item in found if item.obligation_id == "register.reviewed")
