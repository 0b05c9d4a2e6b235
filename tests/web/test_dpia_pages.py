"""The pages of impact assessments, as people use them, without JavaScript."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.dpia import actions, queries
from probant.dpia.domain.content import Content
from probant.dpia.models import Assessment, NeedReasoning
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.register import actions as register
from probant.register.models import Activity
from tests.conftest import NOW, new_member
from tests.factories import pia
from tests.factories.register import complete_record

NEED = {"number": "0", "conclusion": "required", "reason": "Santé", "criterion_large_scale": "yes"}


@pytest.fixture
def client(member: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(member)


@pytest.fixture
def activity(organisation: Organisation, member: Member) -> Activity:
    return register.create(organisation, complete_record(), by=member, at=NOW)


@pytest.fixture
def assessment(organisation: Organisation, member: Member, activity: Activity) -> Assessment:
    content = pia.content(pia.server_file())
    return actions.import_document(organisation, content, activity.pk, by=member, at=NOW)


def url(organisation: Organisation, name: str, *args: object) -> str:
    return reverse(f"dpia:{name}", args=[organisation.pk, *args])


def page(client: Client, address: str, language: str = "fr", status: int = 200) -> str:
    answer = client.get(address, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == status
    return answer.content.decode()


def post(client: Client, address: str, status: int, **said: object) -> str:
    answer = client.post(address, said)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.content.decode()


def upload(client: Client, organisation: Organisation, content: bytes, name: str = "pia") -> object:
    file = SimpleUploadedFile(name, content)
    return client.post(url(organisation, "import"), {"file": file})


def test_an_empty_organisation_is_told_where_to_begin(
    client: Client, organisation: Organisation
) -> None:
    assert "Pas encore d’analyse" in page(client, url(organisation, "list"))
    assert "Le registre est vide" in page(client, url(organisation, "needs"))
    assert "Rien n’est à faire" in page(client, url(organisation, "plan"))


def test_a_secretary_reasons_on_an_activity_then_begins_its_assessment(
    client: Client, organisation: Organisation, activity: Activity
) -> None:
    listed = page(client, url(organisation, "needs") + "?state=none")
    assert "Pas encore de raisonnement" in listed
    need = url(organisation, "need", activity.pk)
    shown = page(client, need)
    assert "Données sensibles ou très personnelles" in shown
    assert "Peut-être dispensé, n° 6" in shown
    post(client, need, 302, **NEED)
    assert "Commencer l’analyse" in page(client, need)
    post(client, url(organisation, "start"), 302, activity=str(activity.pk))
    made = Assessment.objects.get()
    assert "Dossiers des patients" in page(client, url(organisation, "assessment", made.pk))
    assert "Comptes nominatifs" in page(client, url(organisation, "part", made.pk, "3.1"))


def test_a_reasoning_without_reason_keeps_what_was_ticked(
    client: Client, organisation: Organisation, activity: Activity
) -> None:
    said = {**NEED, "reason": "", "required_types": "health_warehouse"}
    shown = post(client, url(organisation, "need", activity.pk), 422, **said)
    assert 'value="health_warehouse"' in shown
    assert not NeedReasoning.objects.exists()


def test_somebody_who_reasoned_first_is_shown_and_nothing_is_lost(
    client: Client, organisation: Organisation, activity: Activity
) -> None:
    need = url(organisation, "need", activity.pk)
    post(client, need, 302, **NEED)
    shown = post(client, need, 409, **{**NEED, "reason": "Une autre raison"})
    assert "Quelqu’un a raisonné avant vous" in shown
    assert "Une autre raison" in shown


@pytest.mark.parametrize(
    ("content", "french", "english"),
    [
        (b"", "vide", "empty"),
        (b"PK\x03\x04", "ZIP", "ZIP"),
        (b'{"pia": {', "coupé", "cut"),
        (b'{"pia": 3}', "n’a pas de", "has no"),
        (b'{"pia": {"name": "\\u0000"}}', "caractère nul", "NUL"),
        (b'{"pia": {}, "answers": [{"data": 3}]}', "(answers.0.data)", "(answers.0.data)"),
        (b'{"pia": ' + b"[" * 100_000, "imbriqué", "nested"),
    ],
)
def test_a_file_that_is_refused_says_why_in_both_languages(
    client: Client, organisation: Organisation, content: bytes, french: str, english: str
) -> None:
    for language, words in (("fr", french), ("en", english)):
        client.post(reverse("set_language"), {"language": language})
        answer = upload(client, organisation, content)
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert words in answer.content.decode()  # type: ignore[attr-defined]
    assert not Assessment.objects.exists()


def test_scripts_of_a_file_are_shown_by_no_page_and_leave_with_it(
    client: Client, organisation: Organisation, assessment: Assessment
) -> None:
    shown = page(client, url(organisation, "part", assessment.pk, "1.1"))
    assert "Du texte <b>utile</b>" in shown
    assert "vol()" not in shown
    assert "onclick" not in shown
    sent = client.get(url(organisation, "paper", assessment.pk, "json"))
    assert json.loads(sent.content) == pia.server_file()


def test_every_part_shows_its_answers_and_what_points_nowhere(
    client: Client, organisation: Organisation, assessment: Assessment
) -> None:
    whole = page(client, url(organisation, "assessment", assessment.pk))
    assert "Mesure qui n’existe pas" in whole
    assert "<svg" in whole
    for part in ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "3.3", "3.4"):
        page(client, url(organisation, "part", assessment.pk, part))
    page(client, url(organisation, "part", assessment.pk, "9.9"), status=404)
    page(client, url(organisation, "history", assessment.pk))


def test_an_answer_is_written_and_leads_to_the_next(
    client: Client, organisation: Organisation, assessment: Assessment
) -> None:
    address = url(organisation, "answer", assessment.pk, 111)
    assert "Du texte **utile**" in page(client, address)
    answer = client.post(address, {"number": "0", "said": "Neuf\n\n- un", "next": "1"})
    assert answer.headers["Location"] == url(organisation, "answer", assessment.pk, 112)
    stored = queries.assessment(organisation.pk, assessment.pk)
    assert Content(stored.document).answers[111].text == "<p>Neuf</p><ul><li>un</li></ul>"


def test_an_answer_that_nobody_changed_keeps_its_own_html(
    client: Client, organisation: Organisation, assessment: Assessment
) -> None:
    said = "Du texte **utile**"
    post(client, url(organisation, "answer", assessment.pk, 111), 302, number="0", said=said)
    stored = queries.assessment(organisation.pk, assessment.pk)
    assert stored.document == pia.server_file()


def test_levels_and_lists_are_written_as_their_questions_ask(
    client: Client, organisation: Organisation, assessment: Assessment
) -> None:
    for number, said in ((325, "4"), (321, "Peur\n\nHonte"), (324, "Comptes nominatifs")):
        address = url(organisation, "answer", assessment.pk, number)
        page(client, address)
        post(client, address, 302, number="0", said=said)
    post(client, url(organisation, "answer", assessment.pk, 326), 422, number="0", said="9")
    content = Content(queries.assessment(organisation.pk, assessment.pk).document)
    assert content.answers[325].level == 4
    assert content.answers[321].items == ("Peur", "Honte")


def test_two_people_editing_one_answer_choose_and_both_stay(
    client: Client, organisation: Organisation, assessment: Assessment
) -> None:
    address = url(organisation, "answer", assessment.pk, 112)
    post(client, address, 302, number="0", said="Le premier")
    shown = post(client, address, 409, number="0", said="Le second")
    assert "Le premier" in shown
    assert "Le second" in shown
    again = client.post(address, {"number": "1", "said": "Le second", "conflict": "again"})
    assert "Le second" in again.content.decode()
    post(client, address, 302, number="1", said="Le second", conflict="mine")
    told = page(client, url(organisation, "history", assessment.pk))
    assert "premier" in told


def test_a_measure_is_added_changed_evaluated_and_taken_out(
    client: Client, organisation: Organisation, assessment: Assessment
) -> None:
    post(client, url(organisation, "measure", assessment.pk, 0), 422, number="0", title="")
    post(client, url(organisation, "measure", assessment.pk, 0), 302, number="0", title="Coffre")
    page(client, url(organisation, "measure", assessment.pk, 104))
    evaluate = url(organisation, "evaluate", assessment.pk, "3.1.104")
    page(client, evaluate)
    post(client, evaluate, 302, number="0", grade="2", plan="Acheter", person="Noé")
    remove = url(organisation, "remove-measure", assessment.pk, 104)
    page(client, remove)
    post(client, remove, 302, number="1")
    content = Content(queries.assessment(organisation.pk, assessment.pk).document)
    assert [one.id for one in content.measures] == [101, 102, 103]


def test_advice_views_validation_and_what_follows(
    client: Client,
    organisation: Organisation,
    assessment: Assessment,
    administrator: Member,
    client_of: Callable[[Member], Client],
) -> None:
    head = client_of(administrator)
    act = [url(organisation, "act", assessment.pk, name) for name in ("advise", "hear")]
    page(client, act[0])
    post(client, act[0], 422, number="0", is_favourable="1", opinion="")
    post(client, act[0], 302, number="0", is_favourable="1", opinion="Avis inventé")
    post(client, act[1], 422, number="0", is_sought="0", why_not="")
    post(client, act[1], 302, number="0", is_sought="0", why_not="Secret")
    validate = url(organisation, "act", assessment.pk, "validate")
    page(client, validate, status=403)
    shown = page(head, validate)
    assert "Jugé à corriger" in shown
    version = queries.assessment(organisation.pk, assessment.pk).version
    assert "Jugé à corriger" in post(head, validate, 422, number=version)
    post(head, url(organisation, "act", assessment.pk, "refuse"), 302, number=version, reason="Non")
    assert "Refusée" in page(client, url(organisation, "assessment", assessment.pk))


def test_a_validated_assessment_is_fixed_and_says_when_its_activity_moves(
    organisation: Organisation,
    administrator: Member,
    activity: Activity,
    client_of: Callable[[Member], Client],
) -> None:
    head = client_of(administrator)
    content = pia.content(pia.old_file())
    made = actions.import_document(organisation, content, activity.pk, by=administrator, at=NOW)
    post(
        head, url(organisation, "act", made.pk, "hear"), 302, number="0", is_sought="0", why_not="x"
    )
    post(
        head, url(organisation, "act", made.pk, "validate"), 302, number="2", review_on="2027-11-01"
    )
    post(head, url(organisation, "answer", made.pk, 111), 409, number="0", said="x")
    changed = replace(complete_record(), data_subjects=("patients", "relatives"))
    register.save(activity.pk, changed, expected_version=1, by=administrator, at=NOW)
    assert "L’activité a changé depuis cette analyse" in page(
        head, url(organisation, "assessment", made.pk)
    )
    for name, said in (
        ("confirm", {"note": "Rien"}),
        ("consult", {"consulted_on": "2026-11-20"}),
        ("reopen", {"reason": "Neuf"}),
        ("archive", {}),
    ):
        page(head, url(organisation, "act", made.pk, name))
        post(head, url(organisation, "act", made.pk, name), 302, **said)
    follow = url(organisation, "follow", made.pk, "3.2")
    page(head, follow)
    post(head, follow, 409, done_on="2026-11-20")
    post(head, url(organisation, "act", made.pk, "reopen"), 302, reason="Encore")
    post(head, follow, 302, done_on="2026-11-20", note="Fait")
    assert "Fait" in page(head, url(organisation, "plan"))


def test_the_identity_links_another_activity(
    client: Client, organisation: Organisation, assessment: Assessment
) -> None:
    address = url(organisation, "identity", assessment.pk)
    page(client, address)
    post(client, address, 422, number="0", name="")
    post(client, address, 302, number="0", name="Nom neuf", activity="")
    stored = queries.assessment(organisation.pk, assessment.pk)
    assert (stored.name, stored.activity_id) == ("Nom neuf", None)


@pytest.mark.parametrize("kind", ["assessments", "needs", "plan"])
def test_a_list_leaves_as_a_file_and_its_leaving_is_traced(
    client: Client, organisation: Organisation, assessment: Assessment, kind: str
) -> None:
    address = url(organisation, "export", kind)
    assert client.get(f"{address}?format=csv").status_code == 200
    assert client.get(f"{address}?format=exe").status_code == 404
    for kind_ in ("pdf", "docx"):
        assert client.get(url(organisation, "paper", assessment.pk, kind_)).status_code == 200


def test_a_reader_sees_and_writes_nothing(
    organisation: Organisation, assessment: Assessment, client_of: Callable[[Member], Client]
) -> None:
    reader = client_of(new_member(organisation, Role.READER))
    assert "Modifier" not in page(reader, url(organisation, "part", assessment.pk, "1.1"))
    page(reader, url(organisation, "answer", assessment.pk, 111), status=403)
    assert "Votre rôle ne décide rien ici" in page(
        reader, url(organisation, "assessment", assessment.pk)
    )


def test_a_list_page_asks_few_questions(
    client: Client,
    organisation: Organisation,
    assessment: Assessment,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for name in ("list", "needs", "plan"):
        with django_assert_max_num_queries(18):  # type: ignore[attr-defined]  # six of the list
            page(client, url(organisation, name))
