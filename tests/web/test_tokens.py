"""Tokens: made by administrators, shown once, alive for a while, revoked for good."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from probant.database import isolation
from probant.journal import queries as journal
from probant.organisations import tokens
from probant.organisations.domain import Member, Role
from probant.organisations.models import ApiToken, Membership, Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.organisations.tokens import TokenLifetimeError, TokenRoleError, TokenState
from tests.conftest import NOW, new_member, new_organisation

DAYS_30 = timedelta(days=30)
Browsers = Callable[[Member], Client]


def new_token(by: Member, role: Role = Role.READER, name: str = "Export du soir") -> str:
    return tokens.create(by, name=name, role=role, lifetime=DAYS_30, at=NOW)[1]


def page(by: Member, name: str = "tokens", *args: object) -> str:
    return reverse(f"organisations:{name}", args=[by.organisation_id, *args])


def test_an_organisation_without_token_is_shown_the_next_step(
    administrator: Member, client_of: Browsers
) -> None:
    html = client_of(administrator).get(page(administrator)).content.decode()
    assert page(administrator, "create-token") in html
    assert "<table" not in html


def test_the_page_of_the_organisation_leads_administrators_there(
    administrator: Member, member: Member, client_of: Browsers
) -> None:
    identity = page(administrator, "identity")
    assert page(administrator) in client_of(administrator).get(identity).content.decode()
    assert page(administrator) not in client_of(member).get(identity).content.decode()


def test_a_token_is_shown_once_and_only_its_fingerprint_is_kept(
    administrator: Member, client_of: Browsers
) -> None:
    browser = client_of(administrator)
    asked = {"name": "Sauvegarde", "role": "contributor", "days": "30"}
    made = browser.post(page(administrator, "create-token"), asked)
    text = re.findall(r"probant_[0-9a-f]{32}_[A-Za-z0-9_-]{43}", made.content.decode())[0]
    assert text.split("_")[1] == administrator.organisation_id.hex
    assert "no-store" in made["Cache-Control"]
    kept = ApiToken.objects.get()
    assert bytes(kept.digest) == sha256(text.encode()).digest()
    assert (kept.role, kept.name) == ("contributor", "Sauvegarde")
    listed = browser.get(page(administrator)).content.decode()
    assert "Sauvegarde" in listed
    assert text not in listed


def test_no_token_has_the_role_of_administrator(administrator: Member, client_of: Browsers) -> None:
    with pytest.raises(TokenRoleError):
        new_token(administrator, Role.ADMINISTRATOR)
    asked = {"name": "Trop", "role": "administrator", "days": "30"}
    client_of(administrator).post(page(administrator, "create-token"), asked)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("maker", "allowed"),
    [
        (Role.ADMINISTRATOR, {Role.READER, Role.CONTRIBUTOR, Role.DPO, Role.CISO}),
        (Role.CONTRIBUTOR, {Role.READER, Role.CONTRIBUTOR}),
        (Role.CISO, {Role.READER, Role.CISO}),
        (Role.READER, {Role.READER}),
    ],
)
def test_a_token_never_exceeds_the_role_of_its_maker(maker: Role, allowed: set[Role]) -> None:
    assert set(tokens.roles_for(maker)) == allowed


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.DPO, Role.CISO])
def test_only_administrators_make_and_see_tokens(
    organisation: Organisation, client_of: Browsers, role: Role
) -> None:
    by = new_member(organisation, role)
    assert client_of(by).get(page(by)).status_code == 403
    with isolation.tenant(organisation.pk), pytest.raises(PermissionDeniedError):
        new_token(by)


@pytest.mark.parametrize("days", [0, 366])
def test_a_token_lives_from_one_day_to_a_year(administrator: Member, days: int) -> None:
    with pytest.raises(TokenLifetimeError):
        tokens.create(
            administrator, name="Loin", role=Role.READER, lifetime=timedelta(days=days), at=NOW
        )


def test_the_database_too_refuses_more_than_a_year(administrator: Member) -> None:
    new_token(administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiToken.objects.update(expires_at=NOW + timedelta(days=366))


def test_a_token_opens_its_organisation_until_its_last_moment(administrator: Member) -> None:
    text = new_token(administrator, Role.DPO)
    isolation.enter(None, person=None)
    entered = tokens.enter(text, at=NOW + DAYS_30 - timedelta(seconds=1))
    assert entered is not None
    member, token = entered
    assert (member.kind, member.role, member.person_id) == ("token", Role.DPO, token.pk)
    assert member.actor.kind == "token"
    assert isolation.current()[0] == str(administrator.organisation_id)
    assert tokens.enter(text, at=NOW + DAYS_30) is None


def test_a_token_whose_organisation_is_rewritten_opens_nothing(administrator: Member) -> None:
    text = new_token(administrator)
    other = new_organisation("Autre cabinet (inventé)")
    forged = text.replace(administrator.organisation_id.hex, other.pk.hex)
    assert tokens.enter(forged, at=NOW) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:0],
        lambda text: text[:-1],
        lambda text: f"{text}A",
        lambda text: f"{text}\n",
        lambda text: text.upper(),
        lambda text: f" {text}",
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: text.replace("probant", "prob\0ant"),
        lambda text: text[:-1] + "é",
    ],
)
def test_a_misspelt_token_opens_nothing(administrator: Member, spoil: Callable[[str], str]) -> None:
    assert tokens.enter(spoil(new_token(administrator)), at=NOW) is None


def test_the_day_of_use_is_noted_once_a_day(
    administrator: Member, django_assert_num_queries: Callable[[int], object]
) -> None:
    text = new_token(administrator)
    tokens.enter(text, at=NOW)
    assert ApiToken.objects.get().last_used_on == NOW.date()
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        tokens.enter(text, at=NOW + timedelta(hours=1))
    tokens.enter(text, at=NOW + timedelta(days=1))
    assert ApiToken.objects.get().last_used_on == NOW.date() + timedelta(days=1)


def test_a_revoked_token_opens_nothing_and_says_so(
    administrator: Member, client_of: Browsers
) -> None:
    text = new_token(administrator)
    browser, token = client_of(administrator), ApiToken.objects.get()
    address = page(administrator, "revoke-token", token.pk)
    assert "Export du soir" in browser.get(address).content.decode()
    assert ApiToken.objects.get().revoked_at is None
    answer = browser.post(address)
    assert answer.status_code == 302
    with isolation.tenant(administrator.organisation_id):
        assert tokens.enter(text, at=NOW) is None
        assert tokens.state_of(ApiToken.objects.get(), at=NOW) is TokenState.REVOKED
    assert browser.get(address).status_code == 404


def test_another_organisation_sees_and_revokes_none_of_it(
    administrator: Member, client_of: Browsers
) -> None:
    new_token(administrator)
    token = ApiToken.objects.get()
    stranger = new_member(new_organisation("Autre cabinet (inventé)"), Role.ADMINISTRATOR)
    browser = client_of(stranger)
    assert "Export du soir" not in browser.get(page(stranger)).content.decode()
    assert browser.post(page(stranger, "revoke-token", token.pk)).status_code == 404
    assert browser.post(page(administrator, "revoke-token", token.pk)).status_code == 404
    with isolation.tenant(administrator.organisation_id):
        assert ApiToken.objects.get().revoked_at is None


def test_making_and_revoking_are_journalled_with_the_name_as_a_commitment(
    administrator: Member,
) -> None:
    new_token(administrator, name="Portable de Camille")
    tokens.revoke(administrator, ApiToken.objects.get().pk, at=NOW)
    entries = list(journal.entries(administrator.organisation_id))
    assert [entry.event for entry in entries] == ["token.revoked", "token.created"]
    created = json.loads(bytes(entries[1].body))
    assert created["facts"] == {"role": "reader", "expires_at": (NOW + DAYS_30).isoformat()}
    assert "name" in created["commitments"]
    assert all(b"Camille" not in bytes(entry.body) for entry in entries)


def test_a_token_whose_maker_left_is_pointed_out(
    administrator: Member, organisation: Organisation
) -> None:
    new_token(administrator)
    [listed] = tokens.listed(organisation.pk, at=NOW)
    assert listed.made_by == administrator.name
    Membership.objects.filter(person=administrator.person_id).delete()
    [listed] = tokens.listed(organisation.pk, at=NOW)
    assert listed.made_by == ""


def test_the_page_tells_each_state_in_words(administrator: Member, client_of: Browsers) -> None:
    for name in ("active", "expired", "revoked"):
        new_token(administrator, name=name)
    year_ago = NOW - timedelta(days=340)
    ApiToken.objects.filter(name="expired").update(created_at=year_ago, expires_at=year_ago)
    ApiToken.objects.filter(name="revoked").update(revoked_at=NOW)
    browser = client_of(administrator)
    browser.cookies["probant_language"] = "fr"
    html = browser.get(page(administrator)).content.decode()
    for words in ("Actif", "Expiré", "Révoqué"):
        assert words in html
