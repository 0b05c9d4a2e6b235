import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from probant.notices import actions
from probant.notices.domain.facts import Audience
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.register import actions as register
from tests.conftest import NOW, new_member, new_organisation

Browser = Callable[[Member], Client]
TEMPLATES = ["practice_patient_record", "practice_appointments_online", "practice_claims"]


@pytest.fixture
def practice(organisation: Organisation, member: Member) -> Organisation:
    """A practice with three activities."""
    for template in TEMPLATES:
        register.create_from_template(organisation, template, by=member, at=NOW)
    return organisation


@pytest.fixture
def published(practice: Organisation, member: Member) -> Organisation:
    """The same, with its patients' notice published."""
    actions.publish(practice, Audience.PATIENTS, by=member, at=NOW)
    return practice


def page(name: str, organisation: Organisation, **parts: str) -> str:
    return reverse(f"notices:{name}", kwargs={"organisation": organisation.pk, **parts})


def of_patients(name: str, organisation: Organisation) -> str:
    return page(name, organisation, audience="patients")


def text_of(pdf: bytes) -> str:
    return " ".join(
        re.sub(r"\s+", " ", sheet.extract_text()) for sheet in pypdf.PdfReader(BytesIO(pdf)).pages
    )


def test_the_list_gives_each_audience_its_state(
    published: Organisation, member: Member, client_of: Browser
) -> None:
    body = client_of(member).get(page("list", published)).content.decode()

    assert "Patients et proches" in body
    assert "À jour" in body
    assert "Jamais publiée" in body


def test_an_empty_register_leads_to_the_register(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    body = client_of(member).get(page("list", organisation)).content.decode()

    assert "Personne à informer pour l’instant" in body


def test_the_preview_cites_the_article_of_each_section(
    practice: Organisation, member: Member, client_of: Browser
) -> None:
    body = client_of(member).get(of_patients("detail", practice)).content.decode()

    assert "À quoi servent vos données" in body
    assert "art. 13(1)(c)" in body
    assert "à vérifier" in body


def test_publishing_asks_first_and_then_opens_the_public_page(
    practice: Organisation, member: Member, client_of: Browser
) -> None:
    browser, address = client_of(member), reverse("notice", args=[practice.pk, "patients"])

    asked = browser.get(of_patients("publish", practice)).content.decode()
    before = Client().get(address).status_code
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', asked)
    assert seen is not None
    done = browser.post(of_patients("publish", practice), {"seen": seen.group(1)}, follow=True)

    assert before == 404
    assert done.redirect_chain[-1][0] == of_patients("detail", practice)
    assert Client().get(address).status_code == 200


def test_a_register_that_moved_is_told_and_nothing_is_published(
    practice: Organisation, member: Member, client_of: Browser
) -> None:
    answer = client_of(member).post(of_patients("publish", practice), {"seen": "0" * 64})

    assert answer.status_code == 409
    assert "Rien n’a été publié" in answer.content.decode()


def test_a_contributor_reads_but_does_not_publish(
    practice: Organisation, client_of: Browser
) -> None:
    browser = client_of(new_member(practice, Role.CONTRIBUTOR))

    assert browser.get(of_patients("publish", practice)).status_code == 403
    assert of_patients("publish", practice) not in (
        browser.get(of_patients("detail", practice)).content.decode()
    )


@pytest.mark.parametrize(("language", "title"), [("fr", "Vos données et"), ("en", "Your data and")])
def test_anyone_reads_the_published_notice_in_both_languages_without_a_cookie(
    published: Organisation, language: str, title: str
) -> None:
    address = reverse("notice", args=[published.pk, "patients"])

    answer = Client().get(address, {"language": language})

    body = answer.content.decode()
    assert title in body
    assert f'<html lang="{language}"' in body
    assert not answer.cookies
    assert published.name in body


def test_an_earlier_version_stays_readable_and_says_that_it_is_old(
    published: Organisation, member: Member
) -> None:
    register.create_from_template(published, "practice_billing", by=member, at=NOW)
    actions.publish(published, Audience.PATIENTS, by=member, at=NOW)

    old = Client().get(reverse("notice-version", args=[published.pk, "patients", 1]))
    current = Client().get(reverse("notice", args=[published.pk, "patients"]))

    assert "Honoraires et règlements" not in old.content.decode()
    assert "plus celle en vigueur" in old.content.decode()
    assert "Honoraires et règlements" in current.content.decode()


@pytest.mark.parametrize("audience", ["staff", "nobody"])
def test_an_unpublished_or_unknown_audience_is_not_found(
    published: Organisation, audience: str
) -> None:
    assert Client().get(f"/n/{published.pk}/{audience}/").status_code == 404


def test_the_public_page_of_an_unknown_organisation_is_not_found(published: Organisation) -> None:
    other = new_organisation("Autre cabinet (inventé)")

    assert Client().get(reverse("notice", args=[other.pk, "patients"])).status_code == 404
    assert published.pk != other.pk


def test_a_stale_notice_shows_what_changed(
    published: Organisation, member: Member, client_of: Browser
) -> None:
    register.create_from_template(published, "practice_billing", by=member, at=NOW)

    body = client_of(member).get(of_patients("detail", published)).content.decode()

    assert "À republier" in body
    assert "Ce qui a changé depuis la publication" in body


def test_the_register_s_words_cannot_become_html(
    organisation: Organisation, member: Member
) -> None:
    activity = register.create_from_template(
        organisation, "practice_patient_record", by=member, at=NOW
    )
    register.duplicate(activity.pk, by=member, at=NOW, name="<script>alert(1)</script>")
    actions.publish(organisation, Audience.PATIENTS, by=member, at=NOW)

    body = Client().get(reverse("notice", args=[organisation.pk, "patients"])).content.decode()

    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)" in body


@pytest.mark.parametrize(
    ("paper", "language", "sheets"),
    [("poster", "fr", 1), ("poster", "en", 1), ("leaflet", "fr", 2), ("leaflet", "en", 2)],
)
def test_a_paper_is_an_accessible_pdf_of_its_size(
    published: Organisation, client_of: Browser, paper: str, language: str, sheets: int
) -> None:
    reader = new_member(published, Role.READER)

    answer = client_of(reader).get(of_patients(paper, published), {"language": language})

    read = pypdf.PdfReader(BytesIO(answer.content))
    assert answer["Content-Type"] == "application/pdf"
    assert len(read.pages) == sheets
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == language
    assert b"pdfuaid" in answer.content
    assert published.name in text_of(answer.content)


@pytest.mark.parametrize("paper", ["poster", "leaflet"])
def test_a_paper_leads_to_the_public_page(
    published: Organisation, member: Member, client_of: Browser, paper: str
) -> None:
    answer = client_of(member).get(of_patients(paper, published))

    assert f"/n/{published.pk}/patients/" in re.sub(r"\s", "", text_of(answer.content))


def test_a_poster_of_an_unpublished_notice_is_marked_a_draft(
    practice: Organisation, member: Member, client_of: Browser
) -> None:
    draft = client_of(member).get(of_patients("poster", practice)).content

    assert "Projet" in text_of(draft)


def test_a_hostile_name_does_not_break_the_poster(
    organisation: Organisation, member: Member, client_of: Browser
) -> None:
    organisation.name = '#import "x"; $a$ "]) *<b>é\\'
    organisation.save()
    register.create_from_template(organisation, "practice_patient_record", by=member, at=NOW)

    made = client_of(member).get(of_patients("poster", organisation)).content

    assert '#import "x"' in text_of(made)


def test_the_data_of_a_notice_are_json(
    published: Organisation, member: Member, client_of: Browser
) -> None:
    value = json.loads(client_of(member).get(of_patients("data", published)).content)

    assert value["number"] == 1
    assert value["facts"]["uses"][0]["activity"] == "Dossiers des patients"
    assert [section["item"] for section in value["notice"]["sections"]][:2] == [
        "controller",
        "purposes",
    ]


def test_the_page_to_download_is_a_whole_document(
    published: Organisation, member: Member, client_of: Browser
) -> None:
    answer = client_of(member).get(of_patients("page", published))

    assert "attachment" in answer["Content-Disposition"]
    assert "csrf" not in answer.content.decode()
