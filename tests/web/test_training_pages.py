"""The pages of training: a module taken, people and sessions kept, lists brought."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from probant.common import clock
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.reference.training import modules
from probant.training import queries
from probant.training.actions import holding, listing, taking
from probant.training.models import Attempt, Session, StaffMember, Upload
from tests.conftest import new_member, signed_in

MODULE = modules()["phishing"]
RIGHT = {f"q_{question.id}": question.right for question in MODULE.questions}


@pytest.fixture
def browser_of_dpo(member: Member) -> Client:
    return signed_in(member.person_id)


def url(organisation: Organisation, name: str, **parts: object) -> str:
    return reverse(f"training:{name}", kwargs={"organisation": organisation.pk, **parts})


def answered(client: Client, organisation: Organisation, **answers: object) -> HttpResponse:
    sent = {"key": str(uuid4()), "version": MODULE.version, **RIGHT, **answers}
    return client.post(  # type: ignore[return-value]
        url(organisation, "questions", module_id="phishing"), sent, follow=True
    )


def text(answer: Any) -> str:  # noqa: ANN401  a response, of the client or of Django
    return re.sub(r"\s+", " ", answer.content.decode())


def brought(client: Client, address: str, content: str, name: str = "liste.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content.encode())
    return client.post(address, {"file": file}, follow=True)  # type: ignore[return-value]


def test_a_reader_passes_and_takes_the_certificate_away(organisation: Organisation) -> None:
    client = signed_in(new_member(organisation, Role.READER).person_id)

    failed = answered(client, organisation, q_parcel="pay", q_bank="reply")
    passed = answered(client, organisation)

    assert "Pas encore" in text(failed)
    assert "Aller moi-même" in text(failed) or "Je vais moi-même" in text(failed)
    made = Attempt.objects.get(is_passed=True)
    assert str(made.certificate) in text(passed)
    sheet = client.get(url(organisation, "certificate", attempt_id=made.pk))
    assert sheet["Content-Type"] == "application/pdf"
    assert sheet.content.startswith(b"%PDF")
    failed_id = Attempt.objects.get(is_passed=False).pk
    assert client.get(url(organisation, "certificate", attempt_id=failed_id)).status_code == 404


def test_anothers_result_and_certificate_do_not_exist_but_for_who_keeps_the_training(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    owner = new_member(organisation, Role.READER, "a@probant.invalid")
    answers = {question.id: question.right for question in MODULE.questions}
    made = taking.take("phishing", answers, key=uuid4(), by=owner, at=clock.now())
    other = signed_in(new_member(organisation, Role.CONTRIBUTOR).person_id)

    for name in ("attempt", "certificate"):
        address = url(organisation, name, attempt_id=made.pk)
        assert other.get(address).status_code == 404
        assert browser_of_dpo.get(address).status_code == 200


def test_an_answer_left_out_is_told_and_the_others_stay_ticked(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    answer = answered(browser_of_dpo, organisation, q_code="")

    assert answer.status_code == 422
    assert "Choisissez une réponse." in text(answer)
    assert len(re.findall(r'type="radio"[^>]* checked', text(answer))) == 4
    assert not Attempt.objects.exists()


def test_answers_made_up_or_questions_of_yesterday_count_for_nothing(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    assert answered(browser_of_dpo, organisation, q_code="<b>").status_code == 422
    assert answered(browser_of_dpo, organisation, version=99).status_code == 409
    assert not Attempt.objects.exists()


def test_a_certificate_is_checked_by_its_number(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    answered(browser_of_dpo, organisation)
    made = Attempt.objects.get()

    known = browser_of_dpo.get(url(organisation, "check"), {"number": str(made.certificate)})
    unknown = browser_of_dpo.get(url(organisation, "check"), {"number": "<script>"})

    assert made.person_name in text(known)
    assert "Aucune attestation ne porte ce numéro" in text(unknown)
    assert "<script>" not in text(unknown).split("<main", 1)[1]


def test_coverage_is_shown_by_function_and_as_at_a_day(
    organisation: Organisation, member: Member, browser_of_dpo: Client
) -> None:
    listing.add(listing.Stated(name="Ana", function="Secrétaire"), by=member, at=clock.now())
    listing.add(listing.Stated(name="Bob", function="Médecin"), by=member, at=clock.now())

    page = text(browser_of_dpo.get(url(organisation, "coverage")))
    some = text(
        browser_of_dpo.get(url(organisation, "coverage"), {"function": "Médecin", "on": "x"})
    )

    assert "Par fonction" in page
    assert "Jamais formé" in page
    assert "Bob" in some
    assert "Ana" not in some.split("<tbody>")[-1]


def test_a_list_page_asks_ten_questions_at_most(
    organisation: Organisation,
    member: Member,
    browser_of_dpo: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(60):
        listing.add(listing.Stated(name=f"Agent {number}"), by=member, at=clock.now())
    for name in ("coverage", "staff", "sessions", "phishing", "home"):
        browser_of_dpo.get(url(organisation, name))
        with django_assert_max_num_queries(16):  # the gate's own included
            assert browser_of_dpo.get(url(organisation, name)).status_code == 200


def test_a_line_saved_by_another_meanwhile_is_shown_beside_what_was_typed(
    organisation: Organisation, member: Member, browser_of_dpo: Client
) -> None:
    ana = listing.add(listing.Stated(name="Ana"), by=member, at=clock.now())
    listing.change(ana.pk, listing.Stated(name="Anna"), seen=1, by=member, at=clock.now())

    address = url(organisation, "edit-staff", staff_id=ana.pk)
    conflict = browser_of_dpo.post(address, {"name": "Anne", "version": 1})
    kept = browser_of_dpo.post(address, {"name": "Anne", "version": 2})

    assert conflict.status_code == 409
    assert "Anna" in text(conflict)
    assert 'value="Anne"' in text(conflict)
    assert kept.status_code == 302
    assert StaffMember.objects.get().name == "Anne"


def test_leaving_before_arriving_and_impossible_years_are_told(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    sent = {"name": "Ana", "arrived_on": "2026-05-01", "left_on": "2026-04-01"}
    answer = browser_of_dpo.post(url(organisation, "new-staff"), sent)
    year = browser_of_dpo.post(url(organisation, "new-staff"), {**sent, "left_on": "0026-04-01"})

    assert answer.status_code == year.status_code == 422
    assert "Part avant d’arriver." in text(answer)
    assert 'value="2026-05-01"' in text(answer)


def test_a_session_is_planned_once_held_and_documented(
    organisation: Organisation, member: Member, browser_of_dpo: Client
) -> None:
    ana = listing.add(listing.Stated(name="Ana"), by=member, at=clock.now())
    sent = {"title": "Secret", "held_on": "2026-11-02", "subjects": ["secrecy"], "key": uuid4()}
    for _time in range(2):
        browser_of_dpo.post(url(organisation, "new-session"), sent)
    session = Session.objects.get()

    there = {"session_id": session.pk}
    browser_of_dpo.post(url(organisation, "attend", **there), {"present": [str(ana.pk)]})
    paper = SimpleUploadedFile("feuille.png", b"")
    refused = browser_of_dpo.post(
        url(organisation, "add-file", **there), {"file": paper}, follow=True
    )
    page = text(browser_of_dpo.get(url(organisation, "session", **there)))

    assert "F-2026-001" in page
    assert "1 personne était là." in page
    assert "vide" in text(refused)


def test_attendance_of_somebody_who_does_not_exist_is_refused(
    organisation: Organisation, member: Member, browser_of_dpo: Client
) -> None:
    listing.add(listing.Stated(name="Ana"), by=member, at=clock.now())
    said = holding.Plan(title="Secret", held_on=clock.now().date())
    session = holding.plan(said, key=uuid4(), by=member, at=clock.now())

    answer = browser_of_dpo.post(
        url(organisation, "attend", session_id=session.pk), {"present": [str(uuid4())]}
    )

    assert answer.status_code == 422
    assert not queries.attendance(session).exists()


def test_a_list_is_looked_at_before_it_is_taken(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    content = "Agent;Fonction;Arrivée\nAna;Secrétaire;01/02/2026\n"
    page = brought(browser_of_dpo, url(organisation, "import", kind="staff"), content)
    assert "à ajouter" in text(page)
    assert not StaffMember.objects.exists()

    upload = Upload.objects.get()
    browser_of_dpo.post(url(organisation, "take", upload_id=upload.pk))

    assert StaffMember.objects.get().function == "Secrétaire"
    assert not Upload.objects.exists()


def test_a_column_that_is_not_recognised_is_chosen_by_hand(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    content = "Qui;Quoi\nAna;Secrétaire\n"
    page = brought(browser_of_dpo, url(organisation, "import", kind="staff"), content)
    assert "Il manque une colonne" in text(page)

    upload = Upload.objects.get()
    address = url(organisation, "columns", upload_id=upload.pk)
    twice = browser_of_dpo.post(address, {"name": "0", "function": "0"})
    chosen = browser_of_dpo.post(address, {"name": "0", "function": "1"}, follow=True)

    assert twice.status_code == 422
    assert "à ajouter" in text(chosen)


def test_faulty_lines_are_named_and_nothing_is_taken(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    content = "Nom;Arrivée\nAna;hier\n<b>Bob</b>;01/02/2026\n"
    page = brought(browser_of_dpo, url(organisation, "import", kind="staff"), content)
    assert "Ligne 2, Arrivé le" in text(page)
    assert "n’est pas un jour" in text(page)
    assert "<b>Bob" not in text(page)

    upload = Upload.objects.get()
    answer = browser_of_dpo.post(url(organisation, "take", upload_id=upload.pk))

    assert answer.status_code == 422
    assert not StaffMember.objects.exists()


def test_a_file_that_is_no_table_is_told_in_words(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    address = url(organisation, "import", kind="phishing")
    answer = brought(browser_of_dpo, address, "%PDF-1.7", "resultats.pdf")

    assert answer.status_code == 422
    assert "PDF" in text(answer)


def test_results_of_an_exercise_show_services_and_nobody(
    organisation: Organisation, browser_of_dpo: Client
) -> None:
    lines = [f"agent{n}@h.invalid;Clicked Link;Urgences" for n in range(6)]
    content = "\n".join(["email;status;position", *lines])
    page = brought(browser_of_dpo, url(organisation, "import", kind="phishing"), content)
    assert "agent1@h.invalid" not in text(page).split("<tbody>")[-1]
    upload = Upload.objects.get()
    address = url(organisation, "take", upload_id=upload.pk)

    refused = browser_of_dpo.post(address, {"name": "Colis", "launched_on": "2099-01-01"})
    sent = {"name": "Colis", "launched_on": "2026-11-02"}
    kept = text(browser_of_dpo.post(address, sent, follow=True))

    assert refused.status_code == 422
    assert 'value="Colis"' in text(refused)
    assert "Urgences" in kept
    assert "agent" not in kept.split("<main")[1]
