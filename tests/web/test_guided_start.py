import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from probant.accounts.models import Person
from probant.guided_start import actions, queries
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.register.models import Activity
from tests.conftest import NOW, new_member
from tests.unit.guided_start.answers import ONLINE

Browser = Callable[[Member], Client]


def page(name: str, organisation: Organisation, *parts: str) -> str:
    return reverse(f"guided_start:{name}", args=[organisation.pk, *parts])


@pytest.fixture
def browser(member: Member, client_of: Browser) -> Client:
    """The officer's browser."""
    return client_of(member)


def answer_everything(member: Member) -> None:
    for question in queries.questionnaire().questions:
        actions.answer(question.id, ONLINE, by=member, at=NOW)


def form_of(organisation: Organisation, question_id: str) -> dict[str, object]:
    answers = queries.answers_of(queries.sheet(organisation.pk))
    fields = queries.questionnaire().fields
    prefixes = [
        provider.id
        for question in queries.questionnaire().questions
        if question.id == question_id
        for provider in question.providers
    ]
    return {
        id_: answers.get(id_, ONLINE.get(id_, ""))
        for id_ in fields
        if any(id_.startswith(f"{prefix}_") for prefix in prefixes)
    }


def test_a_practice_goes_from_the_first_page_to_a_complete_register_by_forms_alone(
    organisation: Organisation, browser: Client
) -> None:
    address = page("question", organisation, "records")
    for _step in range(40):
        if not address.startswith(page("question", organisation, "x")[:-2]):
            break
        question_id = address.rstrip("/").replace("/details", "").rpartition("/")[2]
        if address.endswith("/details/"):
            sent = form_of(organisation, question_id)
        else:
            sent = {"answer": ONLINE[question_id]}
        answer = browser.post(address, sent)
        assert answer.status_code == 302, answer.content.decode()
        address = answer["Location"]

    assert address == page("plan", organisation)
    assert "Dossiers des patients" in browser.get(address).content.decode()
    done = browser.post(address, follow=True)
    assert done.redirect_chain[-1][0] == page("result", organisation)
    assert "Votre registre est complet" in done.content.decode()
    assert "MédiLogic (inventé)" in str(
        Activity.objects.get(template="practice_patient_record").content
    )


def test_the_first_page_leads_to_the_first_question(
    organisation: Organisation, browser: Client
) -> None:
    body = browser.get(page("start", organisation)).content.decode()

    assert page("question", organisation, "records") in body
    assert "Commencer" in body


def test_an_organisation_without_officer_states_its_identity_first(
    organisation: Organisation, browser: Client
) -> None:
    organisation.dpo_reason_for_none = ""
    organisation.save()

    body = browser.get(page("start", organisation)).content.decode()
    answer = browser.post(
        page("identity", organisation),
        {"name": "Cabinet des Ormes (inventé)", "dpo_reason_for_none": "Praticien seul"},
    )

    assert page("identity", organisation) in body
    assert answer["Location"] == page("question", organisation, "records")
    organisation.refresh_from_db()
    assert organisation.name == "Cabinet des Ormes (inventé)"


def test_a_contributor_passes_the_organisation_s_page(
    organisation: Organisation, client_of: Browser
) -> None:
    contributor = client_of(new_member(organisation, Role.CONTRIBUTOR))

    answer = contributor.get(page("identity", organisation))

    assert answer["Location"] == page("question", organisation, "records")


def test_a_reader_is_refused(organisation: Organisation, client_of: Browser) -> None:
    reader = client_of(new_member(organisation, Role.READER))

    assert reader.get(page("start", organisation)).status_code == 403


def test_resuming_leads_to_the_first_question_not_yet_read(
    organisation: Organisation, member: Member, browser: Client
) -> None:
    actions.answer("records", {"records": ["paper"]}, by=member, at=NOW)
    actions.answer("appointments", {}, by=member, at=NOW)

    body = browser.get(page("start", organisation)).content.decode()

    assert "Continuer" in body
    assert "Je ne sais pas" in body
    assert f'btn-lg" href="{page("question", organisation, "outside_secretary")}"' in body


def test_a_question_without_an_answer_says_what_to_do(
    organisation: Organisation, browser: Client
) -> None:
    answer = browser.post(page("question", organisation, "telemedicine"), {})

    body = answer.content.decode()
    assert answer.status_code == 200
    assert "Choisissez une réponse" in body
    assert 'role="alert"' in body


def test_not_knowing_goes_with_no_other_answer(organisation: Organisation, browser: Client) -> None:
    sent = {"answer": ["paper", "unknown"]}

    body = browser.post(page("question", organisation, "records"), sent).content.decode()

    assert "ne va avec aucune autre" in body


def test_an_answer_is_ticked_again_when_the_page_opens_again(
    organisation: Organisation, browser: Client
) -> None:
    address = page("question", organisation, "telemedicine")
    browser.post(address, {"answer": "no"})

    body = browser.get(address).content.decode()

    assert re.findall(r'value="(\w+)"[^>]*checked', body) == ["no"]


def test_details_are_asked_only_where_the_answer_reveals_a_provider(
    organisation: Organisation, browser: Client
) -> None:
    no = browser.post(page("question", organisation, "telemedicine"), {"answer": "no"})
    yes = browser.post(page("question", organisation, "telemedicine"), {"answer": "yes"})

    assert no["Location"] == page("question", organisation, "billing")
    assert yes["Location"] == page("details", organisation, "telemedicine")


def test_details_left_empty_are_accepted_and_become_tasks(
    organisation: Organisation, browser: Client
) -> None:
    browser.post(page("question", organisation, "telemedicine"), {"answer": "yes"})

    answer = browser.post(page("details", organisation, "telemedicine"), {})
    result = browser.get(page("result", organisation)).content.decode()

    assert answer["Location"] == page("question", organisation, "billing")
    assert "téléconsultation" in result


def test_a_question_that_is_not_asked_is_not_found(
    organisation: Organisation, browser: Client
) -> None:
    assert browser.get(page("question", organisation, "astrology")).status_code == 404


def test_reading_the_pages_writes_nothing(
    organisation: Organisation, member: Member, browser: Client
) -> None:
    answer_everything(member)
    for name in ("start", "identity", "plan", "result"):
        assert browser.get(page(name, organisation)).status_code == 200

    assert not Activity.objects.exists()


def test_the_result_leads_to_the_poster_and_the_publication(
    organisation: Organisation, member: Member, browser: Client
) -> None:
    answer_everything(member)
    actions.apply(by=member, at=NOW)

    body = browser.get(page("result", organisation)).content.decode()

    assert reverse("notices:publish", args=[organisation.pk, "patients"]) in body
    assert reverse("notices:poster", args=[organisation.pk, "patients"]) in body


def test_answers_that_changed_since_are_told_on_the_result_page(
    organisation: Organisation, member: Member, browser: Client
) -> None:
    answer_everything(member)
    actions.apply(by=member, at=NOW)
    actions.answer("telemedicine", {"telemedicine": "no"}, by=member, at=NOW)

    assert "Vos réponses ont changé" in browser.get(page("result", organisation)).content.decode()


def test_the_complete_drafts_are_validated_at_once(
    organisation: Organisation, member: Member, browser: Client
) -> None:
    answer_everything(member)
    actions.apply(by=member, at=NOW)

    answer = browser.post(page("validate", organisation), follow=True)

    assert "fiches sont validées" in answer.content.decode()


def test_an_english_reader_reads_english(
    organisation: Organisation, member: Member, browser: Client
) -> None:
    answer_everything(member)
    Person.objects.filter(pk=member.person_id).update(language="en")

    body = browser.get(page("question", organisation, "records")).content.decode()

    assert "Where are your patients" in body
    assert "I do not know" in body
