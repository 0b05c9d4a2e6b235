"""Ways in, identity, members and invitations, through the pages themselves."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from probant.accounts import actions as accounts
from probant.accounts.domain import LinkPurpose
from probant.accounts.models import Person, SignInLink
from probant.common import clock
from probant.database import isolation
from probant.journal import queries as journal
from probant.organisations import actions, queries
from probant.organisations.domain import Member, Role
from probant.organisations.models import Invitation, Organisation
from tests.conftest import new_member, new_organisation
from tests.conftest import signed_in as browser_of

PASSWORD = "quatre tilleuls dans la cour"
FIRST_RUN = {
    "name": "Cabinet inventé",
    "sector": "practice",
    "siren": "356 000 000",
    "finess": "",
    "contact_email": "contact@cabinet.invalid",
    "telephone": "",
    "full_name": "Camille Inventée",
    "email": "camille@cabinet.invalid",
    "language": "fr",
    "password": PASSWORD,
    "password_again": PASSWORD,
}
NEW_PERSON = {
    "full_name": "Dominique Inventé",
    "language": "fr",
    "password": PASSWORD,
    "password_again": PASSWORD,
}


def link(purpose: LinkPurpose, person: Person | None = None) -> str:
    route = "first-run" if purpose is LinkPurpose.FIRST_RUN else "link"
    token = accounts.issue_link(purpose, person, clock.now())
    return reverse(f"organisations:{route}", args=[token])


def at(name: str, organisation: Organisation, **kwargs: object) -> str:
    return reverse(f"organisations:{name}", kwargs={"organisation": organisation.pk, **kwargs})


def secret_link(answer: Any) -> str:  # noqa: ANN401  the test client’s own response
    found = re.search(r'id="secret-link">http://testserver([^<]+)<', answer.content.decode())
    assert found
    return found.group(1)


def events(organisation: Organisation) -> list[str]:
    with isolation.tenant(organisation.pk):
        return [entry.event for entry in journal.entries(organisation.pk)]


# The first run


def test_the_first_run_makes_the_administrator_and_leads_to_the_second_factor(db: None) -> None:
    client, path = Client(), link(LinkPurpose.FIRST_RUN)
    assert client.get(path).status_code == 200
    assert client.post(path, FIRST_RUN).headers["Location"] == reverse("home")
    assert client.get(reverse("home")).headers["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200, "no password asked again"
    person = Person.objects.get()
    assert list(queries.organisations_with_role(person.pk).values()) == [Role.ADMINISTRATOR]
    isolation.enter(None, person=person.pk)
    assert Organisation.objects.get().siren == "356000000"


def test_after_the_first_account_every_first_run_link_is_dead(db: None) -> None:
    one, other = link(LinkPurpose.FIRST_RUN), link(LinkPurpose.FIRST_RUN)
    Client().post(one, FIRST_RUN)
    for path in (one, other):
        assert Client().get(path).status_code == 410
        assert Client().post(path, {**FIRST_RUN, "email": "x@y.invalid"}).status_code == 410
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "court"),
        ("password", "password1234"),
        ("email", "no"),
        ("siren", "12"),
        ("name", ""),
    ],
)
def test_a_faulty_first_run_keeps_the_link_and_says_what_is_wrong(
    db: None, field: str, value: str
) -> None:
    wrong = FIRST_RUN | {field: value} | ({"password_again": value} if field == "password" else {})
    path = link(LinkPurpose.FIRST_RUN)
    answer = Client().post(path, wrong)
    assert answer.status_code == 200
    assert b"aria-invalid" in answer.content
    assert Person.objects.count() == 0
    assert Client().post(path, FIRST_RUN).status_code == 302


def test_a_siren_that_fails_its_own_check_warns_and_does_not_stop(db: None) -> None:
    client = Client()
    client.post(link(LinkPurpose.FIRST_RUN), FIRST_RUN | {"siren": "356000001"})
    assert "Le SIREN ne passe pas" in client.get(reverse("mfa_index")).content.decode()


# One-time links


def test_looking_at_a_link_does_not_use_it_up(organisation: Organisation) -> None:
    member = new_member(organisation, Role.READER)
    path = link(LinkPurpose.SIGN_IN, Person.objects.get(pk=member.person_id))
    for _ in range(3):
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert SignInLink.objects.get().used_at is None


def test_a_sign_in_link_sets_the_password_and_the_second_factor_is_still_asked(
    organisation: Organisation,
) -> None:
    member = new_member(organisation, Role.READER)
    before, client = browser_of(member.person_id), Client()
    person = Person.objects.get(pk=member.person_id)
    path, new = (
        link(LinkPurpose.SIGN_IN, person),
        {"password": PASSWORD, "password_again": PASSWORD},
    )
    assert client.post(path, new).headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("account_profile")).status_code == 302
    assert before.get(reverse("account_profile")).status_code == 302, "older sessions ended"
    assert Person.objects.get(pk=member.person_id).check_password(PASSWORD)
    assert Client().post(path, new).status_code == 410


def test_a_weak_password_does_not_use_the_link_up(organisation: Organisation) -> None:
    member = new_member(organisation, Role.READER)
    path = link(LinkPurpose.SIGN_IN, Person.objects.get(pk=member.person_id))
    weak = {"password": "court", "password_again": "court"}
    assert Client().post(path, weak).status_code == 200
    assert Client().get(path).status_code == 200


def demonstration_person(organisation: Organisation) -> Person:
    person = accounts.create_person(
        email="dpo@demonstration.invalid",
        full_name="Déléguée inventée",
        password=None,
        at=clock.now(),
        is_demonstration=organisation.is_demonstration,
    )
    with isolation.tenant(organisation.pk):
        actions.add(organisation, person, Role.DPO, by=actions.named(person), at=clock.now())
    return person


def demonstration(*, is_real: bool = False) -> Organisation:
    organisation = new_organisation()
    organisation.is_demonstration = not is_real
    organisation.save()
    return organisation


def test_the_demonstration_opens_by_a_button_without_second_factor(db: None) -> None:
    client = Client()
    path = link(LinkPurpose.DEMONSTRATION, demonstration_person(demonstration()))
    assert client.get(path).status_code == 200
    assert client.get(reverse("account_profile")).status_code == 302, "looking enters nowhere"
    client.post(path)
    assert client.get(reverse("account_profile")).status_code == 200
    assert Client().post(path).status_code == 410


def test_no_demonstration_link_opens_a_real_organisation(db: None) -> None:
    client, person = Client(), demonstration_person(demonstration(is_real=True))
    path = link(LinkPurpose.DEMONSTRATION, person)
    assert client.get(path).status_code == 410
    assert client.post(path).status_code == 410
    assert client.get(reverse("account_profile")).status_code == 302


def test_whoever_left_every_organisation_has_no_demonstration_either(db: None) -> None:
    person = accounts.create_person(
        email="x@y.invalid", full_name="X", password=None, at=clock.now(), is_demonstration=True
    )
    assert Client().post(link(LinkPurpose.DEMONSTRATION, person)).status_code == 410


# Invitations


def invited(
    organisation: Organisation, administrator: Member, email: str = "dominique@cabinet.invalid"
) -> str:
    page = browser_of(administrator.person_id).post(
        at("invite", organisation), {"email": email, "role": "contributor"}
    )
    return secret_link(page)


def test_an_invited_person_makes_their_account_and_joins(
    organisation: Organisation, administrator: Member
) -> None:
    path, client = invited(organisation, administrator), Client()
    assert organisation.name in client.get(path).content.decode()
    assert client.post(path, NEW_PERSON).status_code == 302
    person = Person.objects.get(email="dominique@cabinet.invalid")
    assert queries.organisations_with_role(person.pk) == {organisation.pk: Role.CONTRIBUTOR}
    assert client.get(reverse("home")).headers["Location"] == reverse("mfa_index")
    assert Client().get(path).status_code == 410
    assert events(organisation)[:2] == ["member.joined", "invitation.sent"]


def test_a_person_with_an_account_signs_in_then_joins(
    organisation: Organisation, administrator: Member
) -> None:
    other = new_member(new_organisation("Autre (inventé)"), Role.DPO, "dominique@cabinet.invalid")
    isolation.enter(organisation.pk, person=None)
    path = invited(organisation, administrator)
    page = Client().get(path).content.decode()
    assert f"{reverse('account_login')}?next={path}" in page
    assert 'name="password"' not in page
    client = browser_of(other.person_id)
    assert client.get(path).status_code == 200
    client.post(path)
    assert queries.organisations_with_role(other.person_id)[organisation.pk] is Role.CONTRIBUTOR


def test_somebody_elses_invitation_cannot_be_taken(
    organisation: Organisation, administrator: Member
) -> None:
    thief = new_member(new_organisation("Autre (inventé)"), Role.DPO)
    isolation.enter(organisation.pk, person=None)
    path = invited(organisation, administrator)
    assert browser_of(thief.person_id).post(path).status_code == 410
    assert organisation.pk not in queries.organisations_with_role(thief.person_id)


def test_an_invitation_cannot_be_taken_without_a_second_factor(
    organisation: Organisation, administrator: Member
) -> None:
    other = new_member(new_organisation("Autre (inventé)"), Role.DPO, "dominique@cabinet.invalid")
    Authenticator.objects.filter(user=other.person_id).delete()
    isolation.enter(organisation.pk, person=None)
    path = invited(organisation, administrator)
    answer = browser_of(other.person_id).post(path)
    assert answer.headers["Location"] == reverse("mfa_index")
    assert organisation.pk not in queries.organisations_with_role(other.person_id)


def test_an_invitation_ends_after_seven_days_and_can_be_withdrawn(
    organisation: Organisation, administrator: Member
) -> None:
    path = invited(organisation, administrator)
    with isolation.tenant(organisation.pk):
        offered = Invitation.objects.get()
        assert offered.expires_at - offered.created_at >= timedelta(days=6, hours=23)
        Invitation.objects.update(expires_at=clock.now())
    assert Client().get(path).status_code == 410
    other = invited(organisation, administrator, "autre@cabinet.invalid")
    with isolation.tenant(organisation.pk):
        found = Invitation.objects.get(email="autre@cabinet.invalid")
    page = at("revoke-invitation", organisation, invitation=found.pk)
    browser_of(administrator.person_id).post(page)
    assert Client().get(other).status_code == 410
    assert "invitation.revoked" in events(organisation)


def test_an_invitation_link_of_one_organisation_opens_no_other(
    organisation: Organisation, administrator: Member
) -> None:
    path = invited(organisation, administrator)
    other = new_organisation("Autre (inventé)")
    assert Client().get(path.replace(str(organisation.pk), str(other.pk))).status_code == 410


def test_the_token_of_an_invitation_is_shown_once_and_kept_nowhere(
    organisation: Organisation, administrator: Member
) -> None:
    token = invited(organisation, administrator).rstrip("/").rpartition("/")[2]
    page = browser_of(administrator.person_id).get(at("members", organisation)).content.decode()
    assert "dominique@cabinet.invalid" in page
    assert token not in page


def test_an_invitation_is_mailed_where_a_mail_server_is_named(
    organisation: Organisation, administrator: Member, settings: Settings
) -> None:
    invited(organisation, administrator)
    assert mail.outbox == []
    settings.MAIL_IS_CONFIGURED = True
    path = invited(organisation, administrator, "autre@cabinet.invalid")
    (message,) = mail.outbox
    assert message.to == ["autre@cabinet.invalid"]
    assert path in message.body


def test_a_demonstration_person_cannot_join_a_real_organisation(
    organisation: Organisation, administrator: Member
) -> None:
    person = demonstration_person(demonstration())
    isolation.enter(organisation.pk, person=None)
    path = invited(organisation, administrator, person.email)
    client = Client()
    client.post(link(LinkPurpose.DEMONSTRATION, person))
    assert client.post(path).status_code == 410
    assert organisation.pk not in queries.organisations_with_role(person.pk)


# Members


@pytest.mark.parametrize("role", [Role.DPO, Role.CISO, Role.CONTRIBUTOR, Role.READER])
def test_no_other_role_makes_an_administrator(organisation: Organisation, role: Role) -> None:
    member = new_member(organisation, role)
    client = browser_of(member.person_id)
    page = at("change-role", organisation, person=member.person_id)
    assert client.post(page, {"role": "administrator"}).status_code == 403
    invitation = {"email": "x@y.invalid", "role": "administrator"}
    assert client.post(at("invite", organisation), invitation).status_code == 403
    assert queries.organisations_with_role(member.person_id) == {organisation.pk: role}


def test_the_last_administrator_neither_leaves_nor_changes(
    organisation: Organisation, administrator: Member
) -> None:
    client = browser_of(administrator.person_id)
    change = at("change-role", organisation, person=administrator.person_id)
    assert "Nommez d’abord" in client.post(change, {"role": "reader"}).content.decode()
    client.post(at("remove", organisation, person=administrator.person_id))
    assert queries.organisations_with_role(administrator.person_id) == {
        organisation.pk: Role.ADMINISTRATOR
    }


def test_a_changed_role_holds_at_the_next_request(
    organisation: Organisation, administrator: Member
) -> None:
    member = new_member(organisation, Role.DPO)
    client = browser_of(member.person_id)
    assert client.get(at("members", organisation)).status_code == 200
    change = at("change-role", organisation, person=member.person_id)
    browser_of(administrator.person_id).post(change, {"role": "reader"})
    assert client.get(at("members", organisation)).status_code == 403
    browser_of(administrator.person_id).post(at("remove", organisation, person=member.person_id))
    assert client.get(at("identity", organisation)).status_code == 404
    assert events(organisation)[:2] == ["member.removed", "member.role_changed"]


def test_removing_asks_before_it_removes(organisation: Organisation, administrator: Member) -> None:
    member = new_member(organisation, Role.DPO)
    page = at("remove", organisation, person=member.person_id)
    assert browser_of(administrator.person_id).get(page).status_code == 200
    assert organisation.pk in queries.organisations_with_role(member.person_id)


def test_the_members_page_shows_roles_factors_and_last_sign_ins(
    organisation: Organisation, administrator: Member
) -> None:
    without = new_member(organisation, Role.READER)
    Authenticator.objects.filter(user=without.person_id).delete()
    page = browser_of(administrator.person_id).get(at("members", organisation)).content.decode()
    assert page.count("tone-good") == 1
    assert page.count("tone-warn") == 1
    assert "Administrateur" in page
    assert "jamais" in page


def test_the_members_page_asks_the_database_as_much_for_many_as_for_few(
    organisation: Organisation, administrator: Member
) -> None:
    client = browser_of(administrator.person_id)
    client.get(at("members", organisation))
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(at("members", organisation))
        counts.append(len(asked))
        isolation.enter(organisation.pk, person=None)
        for role in (Role.READER, Role.CISO):
            new_member(organisation, role, f"{role}{number}@cabinet.invalid")
    assert counts[0] == counts[1] <= 15


def test_one_click_notes_the_review_of_accesses(organisation: Organisation, member: Member) -> None:
    client = browser_of(member.person_id)
    assert client.get(at("review-access", organisation)).status_code == 405
    client.post(at("review-access", organisation))
    assert events(organisation) == ["access.reviewed"]
    assert "Dernière revue" in client.get(at("members", organisation)).content.decode()


def test_an_administrator_gives_a_link_that_works(
    organisation: Organisation, administrator: Member
) -> None:
    member = new_member(organisation, Role.READER)
    page = at("sign-in-link", organisation, person=member.person_id)
    client = browser_of(administrator.person_id)
    assert client.get(page).status_code == 200
    path = secret_link(client.post(page))
    new = {"password": PASSWORD, "password_again": PASSWORD}
    assert Client().post(path, new).headers["Location"] == reverse("mfa_authenticate")


def test_no_administrator_takes_over_a_member_of_another_organisation(
    organisation: Organisation, administrator: Member
) -> None:
    member = new_member(organisation, Role.READER)
    elsewhere = new_organisation("Autre (inventé)")
    person = Person.objects.get(pk=member.person_id)
    actions.add(elsewhere, person, Role.ADMINISTRATOR, by=actions.named(person), at=clock.now())
    isolation.enter(organisation.pk, person=None)
    page = at("sign-in-link", organisation, person=member.person_id)
    assert browser_of(administrator.person_id).post(page).status_code == 409
    assert SignInLink.objects.count() == 0


def test_a_member_of_another_organisation_is_not_found_here(
    organisation: Organisation, administrator: Member
) -> None:
    stranger = new_member(new_organisation("Autre (inventé)"), Role.READER)
    client = browser_of(administrator.person_id)
    for name in ("change-role", "remove", "sign-in-link"):
        page = at(name, organisation, person=stranger.person_id)
        assert client.get(page).status_code == 404
        assert client.post(page, {"role": "reader"}).status_code == 404


# Identity


def identity(organisation: Organisation, client: Client, **changes: str) -> dict[str, str]:
    """The edit page's form as a browser would send it, with `changes`."""
    form = client.get(at("edit-identity", organisation)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()} | changes


def test_the_officer_edits_the_identity(organisation: Organisation, member: Member) -> None:
    client = browser_of(member.person_id)
    sent = identity(organisation, client, siren="732 829 320", dpo_name="Anne Inventée")
    answer = client.post(at("edit-identity", organisation), sent)
    assert answer.headers["Location"] == at("identity", organisation)
    page = client.get(at("identity", organisation)).content.decode()
    assert "732829320" in page
    assert "Anne Inventée" in page
    assert events(organisation) == ["organisation.identity_changed"]


def test_the_second_of_two_editors_is_told_and_loses_nothing(
    organisation: Organisation, member: Member, administrator: Member
) -> None:
    first, second = browser_of(member.person_id), browser_of(administrator.person_id)
    late = identity(organisation, second, name="Le nom du second")
    first.post(at("edit-identity", organisation), identity(organisation, first, name="Le premier"))
    answer = second.post(at("edit-identity", organisation), late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Le nom du second" in page
    assert "entre-temps" in page
    again = late | {"seen": answer.context["form"]["seen"].value()}
    assert second.post(at("edit-identity", organisation), again).status_code == 302
    isolation.enter(organisation.pk, person=None)
    assert Organisation.objects.get(pk=organisation.pk).name == "Le nom du second"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7|add:7 }}"]
)
def test_hostile_text_in_the_identity_is_only_text(
    organisation: Organisation, member: Member, text: str
) -> None:
    client = browser_of(member.person_id)
    client.post(at("edit-identity", organisation), identity(organisation, client, name=text))
    page = client.get(at("identity", organisation)).content.decode()
    assert "<script>alert" not in page
    assert "{{ 7" in page or "7|add" not in text


def test_only_whoever_administers_a_real_organisation_makes_another(
    organisation: Organisation, administrator: Member, member: Member
) -> None:
    page, sent = reverse("organisations:create"), {"name": "Second cabinet", "sector": "practice"}
    assert browser_of(member.person_id).post(page, sent).status_code == 403
    assert browser_of(administrator.person_id).post(page, sent).status_code == 302
    assert len(queries.organisations_with_role(administrator.person_id)) == 2
