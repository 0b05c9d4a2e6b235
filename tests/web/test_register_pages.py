"""The register in the browser without JavaScript: reading, filtering, opening."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.reference import templates
from probant.register import actions
from probant.register.domain.record import System
from probant.register.models import Activity
from tests.conftest import new_member, new_organisation
from tests.factories.register import (
    care_purpose,
    complete_record,
    identity_line,
    processor_record,
)

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>'; DROP TABLE x; -- {{ 7*7 }} %s {% now %}"
INERT = "&lt;script&gt;alert(1)&lt;/script&gt;&#x27;; DROP TABLE x; -- {{ 7*7 }} %s {% now %}"

TRANSACTION = ("SAVEPOINT", "RELEASE", "SET TRANSACTION")
ClientOf = Callable[[Member], Client]


@pytest.fixture
def activity(organisation: Organisation, member: Member) -> Activity:
    return actions.create(organisation, complete_record(), by=member, at=AT)


@pytest.fixture
def base(organisation: Organisation) -> str:
    return f"/o/{organisation.pk}/register/"


@pytest.fixture
def browser(member: Member, client_of: ClientOf) -> Client:
    return client_of(member)


def names(html: str, wanted: list[str]) -> list[str]:
    return [name for name in wanted if name in html]


def test_an_empty_register_shows_where_to_begin(browser: Client, base: str) -> None:
    page = browser.get(base)
    assert f"{base}new/" in page.content.decode()


def test_the_list_is_searched_filtered_and_sorted(
    organisation: Organisation, member: Member, browser: Client, base: str
) -> None:
    records = [
        complete_record(name="Alpha vaccination"),
        complete_record(name="Bravo", data_lines=(identity_line(),), measures=()),
        complete_record(name="Charlie", review_on=date(2020, 1, 1)),
        processor_record(name="Delta"),
    ]
    actions.create_many(organisation, records, by=member, at=AT)
    every = ["Alpha vaccination", "Bravo", "Charlie", "Delta"]

    def shown(query: str) -> list[str]:
        return names(browser.get(f"{base}?{query}").content.decode(), every)

    assert shown("") == every
    assert shown("q=vaccinations") == ["Alpha vaccination"]  # French stems
    assert shown("q=brav") == ["Bravo"]  # part of a name
    assert shown("incomplete=on") == ["Bravo"]
    assert shown("sensitive=on") == ["Alpha vaccination", "Charlie"]
    assert shown("review=due") == ["Charlie"]
    assert shown("role=processor") == ["Delta"]
    assert shown("status=validated") == []
    assert shown("status=nonsense&sort=nonsense&page=nonsense&q=%00") == every
    html = browser.get(f"{base}?sort=missing").content.decode()
    assert html.index("Bravo") < html.index("Alpha vaccination")


def test_the_list_shows_what_an_obligation_leads_to(
    organisation: Organisation, member: Member, browser: Client, base: str
) -> None:
    records = [
        complete_record(name="Alpha", purposes=(care_purpose(legal_basis=""),)),
        complete_record(name="Bravo", processors=(), review_on=None),
        complete_record(name="Charlie", systems=(System(name="X", host="Y", is_hds=False),)),
    ]
    actions.create_many(organisation, records, by=member, at=AT)

    def shown(query: str) -> list[str]:
        return names(browser.get(f"{base}?{query}").content.decode(), ["Alpha", "Bravo", "Charlie"])

    assert shown("lacks=without_basis") == ["Alpha"]
    assert shown("has=with_processors") == ["Alpha", "Charlie"]
    assert shown("hosting=uncertified") == ["Charlie"]
    assert shown("review=none") == ["Bravo"]
    assert shown("lacks=nonsense&has=nonsense") == ["Alpha", "Bravo", "Charlie"]


def test_a_fragment_holds_the_rows_alone(activity: Activity, browser: Client, base: str) -> None:
    html = browser.get(base, headers={"HX-Request": "true"}).content.decode()
    assert activity.name in html
    assert "<html" not in html


def test_the_list_of_three_hundred_costs_ten_queries_at_most(
    organisation: Organisation,
    member: Member,
    browser: Client,
    base: str,
) -> None:
    records = [complete_record(name=f"Fiche {number}") for number in range(300)]
    actions.create_many(organisation, records, by=member, at=AT)
    browser.get(base)
    with CaptureQueriesContext(connection) as captured:
        html = browser.get(base).content.decode()
    asked = [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION)]
    assert len(asked) <= 10, asked
    assert html.count('scope="row"') == 50


def test_an_activity_shows_every_section_in_words(
    activity: Activity, browser: Client, base: str
) -> None:
    html = browser.get(f"{base}{activity.pk}/").content.decode()
    for section in ("identity", "purposes", "data", "recipients", "systems", "measures"):
        assert f'id="{section}"' in html
    for words in (
        "Soigner",
        "Diagnostics",
        "Équipe de soins",
        "Éditeur inventé",
        "15 ans en archive",
    ):
        assert words in html


def test_what_is_missing_is_shown_with_its_article_and_the_way_to_it(
    organisation: Organisation, member: Member, browser: Client, base: str
) -> None:
    record = complete_record(purposes=(care_purpose(legal_basis=""),))
    activity = actions.create(organisation, record, by=member, at=AT)
    html = browser.get(f"{base}{activity.pk}/").content.decode()
    assert "art. 6(1)" in html
    assert f"{base}{activity.pk}/edit/purposes/" in html


def test_hostile_texts_are_shown_and_never_run(
    organisation: Organisation, member: Member, browser: Client, base: str
) -> None:
    record = complete_record(
        name=HOSTILE,
        summary=HOSTILE,
        purposes=(care_purpose(text=HOSTILE, legal_basis=HOSTILE, exception=HOSTILE),),
        data_subjects=(HOSTILE,),
        data_lines=(identity_line(category=HOSTILE, detail=HOSTILE, source=HOSTILE),),
        minimisation=HOSTILE,
        notes=HOSTILE,
    )
    activity = actions.create(organisation, record, by=member, at=AT)
    pages = ["", f"{activity.pk}/", f"{activity.pk}/versions/", f"{activity.pk}/delete/"]
    pages += [f"{activity.pk}/edit/{section}/" for section in ("identity", "purposes", "data")]
    for page in pages:
        html = browser.get(base + page).content.decode()
        assert "<script>alert" not in html
        assert INERT in html or page.endswith("delete/")


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_and_only_writers_see_the_forms(
    role: Role, organisation: Organisation, activity: Activity, client_of: ClientOf, base: str
) -> None:
    browser = client_of(new_member(organisation, role, email="lecteur@probant.invalid"))
    assert browser.get(base).status_code == 200
    assert browser.get(f"{base}{activity.pk}/").status_code == 200
    writes = role in {Role.CONTRIBUTOR, Role.DPO, Role.ADMINISTRATOR}
    expected = 200 if writes else 403
    assert browser.get(f"{base}{activity.pk}/edit/purposes/").status_code == expected
    assert browser.get(f"{base}new/").status_code == expected


def test_another_organisation_s_activity_does_not_exist(
    activity: Activity, base: str, client_of: ClientOf
) -> None:
    other = new_organisation("Autre cabinet (inventé)")
    stranger = new_member(other, Role.ADMINISTRATOR)
    browser = client_of(stranger)
    mine = f"/o/{other.pk}/register/"
    for page in ("", "edit/purposes/", "versions/", "versions/1/restore/", "delete/", "validate/"):
        assert browser.get(f"{mine}{activity.pk}/{page}").status_code == 404
        assert browser.get(f"{base}{activity.pk}/{page}").status_code == 404
    assert browser.post(f"{mine}{activity.pk}/delete/", {"version": 1}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(activity: Activity, base: str) -> None:
    assert Client().get(f"{base}{activity.pk}/").status_code == 302


def test_templates_are_found_by_family_and_by_words(browser: Client, base: str) -> None:
    every = list(templates.activities().values())
    html = browser.get(f"{base}new/").content.decode()
    assert all(f'value="{template.id}"' in html for template in every)
    html = browser.get(f"{base}new/?q=recrutement").content.decode()
    assert html.count('name="template"') < len(every)
    assert "common_recruitment" in html


def test_an_activity_starts_from_a_template(
    browser: Client, base: str, organisation: Organisation
) -> None:
    answer = browser.post(f"{base}new/", {"template": "common_recruitment"})
    made = Activity.objects.get(organisation=organisation)
    assert answer["Location"] == f"{base}{made.pk}/"
    assert browser.post(f"{base}new/", {"template": "no_such"}).status_code == 404


def test_a_blank_activity_starts_with_a_name(
    browser: Client, base: str, organisation: Organisation
) -> None:
    assert browser.post(f"{base}new/blank/", {"name": " "}).status_code == 422
    answer = browser.post(f"{base}new/blank/?role=processor", {"name": "Hébergement"})
    made = Activity.objects.get(organisation=organisation)
    assert (made.name, made.role) == ("Hébergement", "processor")
    assert answer["Location"] == f"{base}{made.pk}/edit/identity/"
