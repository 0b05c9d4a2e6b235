"""The page « Formulaire public »: who opens it, what it shows, what the journal keeps."""

import html as entities
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from probant.common import clock
from probant.database import isolation
from probant.journal import queries as journal
from probant.organisations import permissions
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.subject_requests import opening
from probant.subject_requests.opening import FormSettings
from tests.conftest import new_member
from tests.web.public_request import address

Browser = Callable[[Member], Client]


def settings_url(organisation: Organisation) -> str:
    return reverse("subject_requests:form", args=[organisation.pk])


def test_opening_the_form_is_journalled_and_its_words_stay_out_of_the_journal(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    client = client_of(member)
    data = {"is_open": "on", "introduction_fr": "Mme Inventée lit vos demandes."}
    assert client.post(settings_url(organisation), data).status_code == 302
    isolation.enter(organisation.pk, person=None)
    (entry,) = journal.entries(organisation.pk).filter(event=opening.CHANGED)
    body = journal.body_of(entry)
    assert body["facts"] == {"is_open": True, "is_reworded": True}
    assert "Inventée" not in str(body)
    assert Client().get(address(organisation)).status_code == 200


def test_saving_the_same_settings_changes_nothing(
    organisation: Organisation, member: Member
) -> None:
    wanted = FormSettings(is_open=True)
    assert opening.change(member, wanted, at=clock.now())
    assert not opening.change(member, wanted, at=clock.now())


def test_shutting_the_form_shuts_it_at_once(organisation: Organisation, member: Member) -> None:
    opening.change(member, FormSettings(is_open=True), at=clock.now())
    opening.change(member, FormSettings(), at=clock.now())
    assert Client().get(address(organisation)).status_code == 404


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.CISO])
def test_only_who_handles_requests_opens_it(organisation: Organisation, role: Role) -> None:
    with pytest.raises(permissions.PermissionDeniedError):
        opening.change(new_member(organisation, role), FormSettings(is_open=True), at=clock.now())


def test_the_page_gives_the_link_and_a_snippet(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    page = entities.unescape(client_of(member).get(settings_url(organisation)).content.decode())
    link = f"http://testserver{address(organisation)}"
    assert page.count(link) >= 2
    assert f'<a href="{link}">' in page
    assert "Le formulaire est fermé" in page


def test_the_poster_has_a_code_and_the_address_in_words(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    url = reverse("subject_requests:form-poster", args=[organisation.pk])
    page = client_of(member).get(url).content.decode()
    assert re.search(r"<svg[^>]*poster-code", page)
    assert address(organisation) in page
    assert "style=" not in page
    assert organisation.address in entities.unescape(page)


def test_a_text_too_long_is_told_and_kept(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    data = {"is_open": "on", "introduction_fr": "x" * 2001}
    answer = client_of(member).post(settings_url(organisation), data)
    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()
