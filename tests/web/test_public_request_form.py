"""The public form, rule by rule: plain, kept whatever happens, shut to floods, telling nothing."""

import html as entities
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from probant.common import clock
from probant.correspondence.models import OutgoingMail
from probant.database import isolation
from probant.notices import actions as notices
from probant.notices.domain.facts import Audience
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.register import actions as register
from probant.subject_requests import private_links, queries, throttle
from probant.subject_requests.domain import abuse
from probant.subject_requests.domain.abuse import ALLOWANCES, Counter
from probant.subject_requests.models import Allowance, SubjectRequest
from tests.conftest import NOW, new_organisation
from tests.web.public_request import (
    WHAT,
    WHO,
    WHOLE,
    address,
    hidden,
    link_of,
    opened,
    send,
    sending,
    stamp,
)

BURST = int(ALLOWANCES[Counter.ADDRESS].capacity)


@pytest.fixture
def here(organisation: Organisation) -> Organisation:
    return opened(organisation)


@pytest.fixture
def anyone() -> Client:
    return Client(headers={"accept-language": "fr"}, raise_request_exception=True)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    cache.clear()


def words(answer: Any) -> str:  # noqa: ANN401  the test client's answer
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(entities.unescape(text).split())


def requests(organisation: Organisation) -> list[SubjectRequest]:
    isolation.enter(organisation.pk, person=None)
    return list(queries.requests(organisation.pk))


def test_the_form_opens_to_anyone_in_plain_french_and_sets_no_cookie(
    here: Organisation, anyone: Client
) -> None:
    answer = anyone.get(address(here))
    assert answer.status_code == 200
    assert "Recevoir mon dossier médical" in words(answer)
    assert here.name in words(answer)
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]


def test_english_is_a_click_away_and_loses_nothing(here: Organisation, anyone: Client) -> None:
    answer = anyone.post(
        address(here), {**WHOLE, "at": "who", "stamp": stamp(here), "language": "en"}
    )
    assert answer.status_code == 200
    assert "Who asks?" in words(answer)
    assert WHO["text"] in entities.unescape(answer.content.decode())
    assert hidden(answer.content.decode())["wishes"] == ["access"]
    assert anyone.cookies["probant_language"].value == "en"


def test_a_link_may_choose_the_language(here: Organisation, anyone: Client) -> None:
    assert "What do you want?" in words(anyone.get(address(here) + "?language=en"))


@pytest.mark.parametrize("state", ["closed", "never opened", "unknown"])
def test_a_closed_form_and_an_unknown_organisation_answer_alike(
    organisation: Organisation, anyone: Client, state: str
) -> None:
    if state == "closed":
        opened(organisation, is_open=False)
    where = address(organisation)
    if state == "unknown":
        where = where.replace(str(organisation.pk), str(uuid.UUID(int=7)))
    answers = [anyone.get(where), anyone.post(where, sending(organisation))]
    for answer in answers:
        assert answer.status_code == 404
        assert organisation.name not in words(answer)
        assert "Pas de formulaire à cette adresse" in words(answer)
    assert requests(organisation) == []


def test_nothing_is_asked_that_is_not_needed(here: Organisation, anyone: Client) -> None:
    page = anyone.post(address(here), {**WHAT, "at": "what", "go": "who", "stamp": stamp(here)})
    text = words(page)
    assert page.status_code == 200
    assert "N’envoyez pas de copie de votre carte d’identité" in text
    assert 'type="file"' not in page.content.decode()
    assert "Pourquoi demandez-vous" not in text
    assert "Qui êtes-vous pour cette personne" not in text


@pytest.mark.parametrize(
    ("wishes", "on_behalf", "asked", "unasked"),
    [
        (["record"], "deceased", ["grounds", "concerned_name", "relation", "old"], []),
        (["access"], "deceased", ["concerned_name", "relation"], ["grounds", "old"]),
        (["access"], "minor", ["concerned_name", "relation"], ["grounds", "old"]),
        (["record"], "protected_adult", ["concerned_name", "old"], ["grounds"]),
        (["access"], "mandatary", ["concerned_name", "relation"], ["grounds"]),
        (["record"], "self", ["old"], ["concerned_name", "relation", "grounds"]),
    ],
)
def test_only_the_questions_of_the_case_are_asked(
    here: Organisation,
    anyone: Client,
    wishes: list[str],
    on_behalf: str,
    asked: list[str],
    unasked: list[str],
) -> None:
    data = {"wishes": wishes, "on_behalf": on_behalf, "at": "what", "go": "who"}
    page = anyone.post(address(here), data).content.decode()
    assert [name for name in asked if f'name="{name}"' not in page] == []
    assert [name for name in unasked if f'name="{name}"' in page] == []


def test_a_refused_page_keeps_what_was_typed_and_links_its_errors(
    here: Organisation, anyone: Client
) -> None:
    answer = anyone.post(address(here), {"on_behalf": "self", "at": "what", "go": "who"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Cochez au moins une réponse." in words(answer)
    assert 'href="#id_wishes' in page
    assert re.search(r'value="self"[^>]*checked', page)
    assert "<title>Erreur :" in entities.unescape(page).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": ""}, "Donnez un moyen de vous répondre"),
        ({"name": ""}, "obligatoire"),
        ({"email": "pas une adresse"}, "adresse"),
        ({"answer_by": "post"}, "il nous faut votre adresse postale"),
        ({"born_on": "2999-01-01"}, "Vérifiez l’année."),
        ({"born_on": "1700-01-01"}, "Vérifiez l’année."),
        ({"text": "x" * 5001}, "5"),
        ({"name": "\x00"}, "nul"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_lost(
    here: Organisation, anyone: Client, changes: dict[str, str], told: str
) -> None:
    answer = send(anyone, here, **changes)
    assert answer.status_code == 422
    assert told in words(answer)
    if "text" not in changes:
        assert WHO["text"] in entities.unescape(answer.content.decode())
    assert requests(here) == []


@pytest.mark.parametrize("way", ["email", "telephone", "address"])
def test_one_way_to_answer_is_enough(here: Organisation, anyone: Client, way: str) -> None:
    ways = {"email": "", "telephone": "", "address": ""} | {way: "a@b.invalid"}
    assert send(anyone, here, **ways).status_code == 200
    assert len(requests(here)) == 1


def test_the_last_page_shows_what_will_be_sent_and_by_when_it_is_answered(
    here: Organisation, anyone: Client
) -> None:
    answer = anyone.post(address(here), {**WHOLE, "at": "who", "go": "check"})
    text = words(answer)
    assert answer.status_code == 200
    assert "Camille Inventée" in text
    assert "Recevoir une copie de mes autres données" in text
    assert "vous avez la réponse au plus tard le" in text
    assert requests(here) == []


def test_what_was_sent_is_received_with_its_number_and_its_link(
    here: Organisation, anyone: Client
) -> None:
    answer = send(anyone, here, wishes=["record", "rectification"], old="yes")
    (request,) = requests(here)
    assert answer.status_code == 200
    assert request.number in words(answer)
    assert link_of(answer.content.decode())
    assert request.channel == "web"
    assert request.rights == ["access", "rectification"]
    assert (request.is_record_request, request.is_record_old) == (True, True)
    held = queries.personal_of(request)
    assert (held.contact.name, held.text) == (WHO["name"], WHO["text"])
    assert "est remis après deux jours de réflexion, à partir du" in words(answer)
    assert answer["Referrer-Policy"] == "no-referrer"


def test_a_request_for_someone_else_says_who_and_why(here: Organisation, anyone: Client) -> None:
    send(
        anyone,
        here,
        wishes=["record"],
        on_behalf="deceased",
        concerned_name="Dominique Inventé",
        relation="fille",
        grounds=["cause_of_death", "own_rights"],
        born_on="1931-05-06",
    )
    (request,) = requests(here)
    held = queries.personal_of(request).concerned
    assert request.on_behalf == "deceased"
    assert (held.name, held.relation) == ("Dominique Inventé", "fille")
    assert held.grounds == ("cause_of_death", "own_rights")


def test_the_same_page_sent_five_times_is_one_request_and_one_link(
    here: Organisation, anyone: Client
) -> None:
    spelled = stamp(here)
    answers = [send(anyone, here, stamp=spelled) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert len(requests(here)) == 1
    assert len({link_of(answer.content.decode()) for answer in answers}) == 1


def test_the_same_page_sent_with_other_words_is_another_request(
    here: Organisation, anyone: Client
) -> None:
    spelled = stamp(here)
    for text in ("Une copie", "Une copie, et mes radios de 2019"):
        assert send(anyone, here, stamp=spelled, text=text).status_code == 200
    assert len(requests(here)) == 2


def test_the_work_for_one_stamp_is_worth_ten_sendings(here: Organisation, anyone: Client) -> None:
    spelled, addresses = stamp(here), [f"192.0.2.{number}" for number in range(11)]
    answers = [send(anyone, here, by=by, stamp=spelled, text=f"Texte {by}") for by in addresses]
    assert len(requests(here)) == 10
    assert "Relisez, puis envoyez de nouveau." in words(answers[-1])
    assert spelled not in answers[-1].content.decode()


def test_the_same_words_sent_again_are_noted_and_open_nothing_new(
    here: Organisation, anyone: Client
) -> None:
    send(anyone, here)
    again = send(anyone, here, stamp=stamp(here, nonce=b"o" * abuse.NONCE_BYTES))
    (request,) = requests(here)
    assert request.repetitions == 1
    assert "Nous avons déjà cette demande" in words(again)
    assert "/d/suivi/" not in again.content.decode()


def test_a_repetition_sends_no_link_that_staff_stopped(
    here: Organisation, anyone: Client, member: Member
) -> None:
    send(anyone, here)
    (request,) = requests(here)
    private_links.revoke(member, request.pk, request.version, at=clock.now())
    again = send(anyone, here, stamp=stamp(here, nonce=b"o" * abuse.NONCE_BYTES))
    assert again.status_code == 200
    isolation.enter(here.pk, person=None)
    assert OutgoingMail.objects.filter(organisation=here).count() == 1


def test_the_receipt_goes_by_mail_and_repeats_nothing_that_was_typed(
    here: Organisation, anyone: Client
) -> None:
    answer = send(anyone, here)
    assert "Nous l’envoyons aussi à votre adresse e-mail." in words(answer)
    (request,) = requests(here)
    (mail,) = OutgoingMail.objects.filter(organisation=here)
    assert mail.about == f"subject_requests:{request.pk}"
    assert mail.subject == f"Votre demande {request.number}"


def test_nobody_is_written_to_again_and_again(here: Organisation, anyone: Client) -> None:
    for number in range(8):
        send(anyone, here, text=f"Demande {number}", stamp=stamp(here, nonce=bytes([number]) * 12))
    assert len(requests(here)) == 8
    capacity = int(ALLOWANCES[Counter.MAILED].capacity)
    assert OutgoingMail.objects.filter(organisation=here).count() == capacity


def test_without_the_browsers_work_a_person_copies_a_word(
    here: Organisation, anyone: Client
) -> None:
    spelled = stamp(here)
    asked = send(anyone, here, stamp=spelled, proof="")
    assert asked.status_code == 200
    assert requests(here) == []
    word = abuse.word_for(b"n" * 12, "fr")
    assert f"Écrivez le mot « {word} »" in words(asked).replace("\xa0", " ")
    held = dict(hidden(asked.content.decode()))
    assert entities.unescape(held["text"][0]) == WHO["text"]
    wrong = anyone.post(
        address(here), {**sending(here), "stamp": spelled, "proof": "", "word": "x"}
    )
    assert wrong.status_code == 422
    right = anyone.post(
        address(here), {**held, "stamp": spelled, "word": word.upper(), "go": "send"}
    )
    assert right.status_code == 200
    assert len(requests(here)) == 1


def test_whatever_fills_every_field_is_asked_for_the_word(
    here: Organisation, anyone: Client
) -> None:
    answer = send(anyone, here, website="https://spam.invalid")
    assert "Une dernière chose" in words(answer)
    assert requests(here) == []


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(seconds=0), "C’était très rapide"),
        (timedelta(hours=25), "Cette page est restée ouverte longtemps"),
    ],
)
def test_a_page_sent_too_soon_or_too_late_is_read_over_and_kept(
    here: Organisation, anyone: Client, ago: timedelta, told: str
) -> None:
    answer = send(anyone, here, stamp=stamp(here, ago=ago))
    page = entities.unescape(answer.content.decode())
    assert told in words(answer)
    assert WHO["text"] in page
    assert requests(here) == []


def test_a_stamp_of_another_organisation_is_worth_nothing(
    here: Organisation, anyone: Client
) -> None:
    elsewhere = opened(new_organisation("Autre (inventé)"))
    isolation.enter(here.pk, person=None)
    answer = send(anyone, here, stamp=stamp(elsewhere))
    assert "Cette page est restée ouverte longtemps" in words(answer)
    assert requests(here) == []


def test_a_flood_from_one_address_is_refused_and_others_pass(
    here: Organisation, anyone: Client
) -> None:
    def attempt(number: int, by: str) -> Any:  # noqa: ANN401  the test client's answer
        spelled = stamp(here, nonce=number.to_bytes(12))
        return send(
            anyone, here, by=by, stamp=spelled, text=f"Texte {number}", email="", telephone="0102"
        )

    flood = [attempt(number, "192.0.2.66") for number in range(BURST + 5)]
    assert [answer.status_code for answer in flood] == [200] * BURST + [429] * 5
    assert attempt(99, "192.0.2.7").status_code == 200
    assert len(requests(here)) == BURST + 1
    refused = flood[-1]
    assert int(refused["Retry-After"]) > 0
    assert f"Texte {BURST + 4}" in entities.unescape(refused.content.decode())
    assert "Votre demande n’est pas encore partie" in words(refused)


def test_a_flood_does_not_fill_the_operators_log(
    here: Organisation, anyone: Client, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [
        send(anyone, here, stamp=stamp(here, nonce=bytes([number]) * 12), text=f"{number}")
        for number in range(BURST + 3)
    ]
    assert answers[-1].status_code == 429
    assert caplog.records == []


def test_what_a_429_kept_is_accepted_later_as_it_stands(here: Organisation, anyone: Client) -> None:
    for number in range(BURST):
        send(anyone, here, stamp=stamp(here, nonce=number.to_bytes(12)), text=f"{number}")
    refused = send(anyone, here, stamp=stamp(here, nonce=b"z" * 12), text="La dernière")
    assert refused.status_code == 429
    Allowance.objects.all().delete()
    page = refused.content.decode()
    held: dict[str, Any] = {
        name: [entities.unescape(value) for value in values]
        for name, values in hidden(page).items()
    }
    spelled = re.search(r'name="stamp" value="([^"]+)"', page)
    assert spelled is not None
    again = anyone.post(address(here), {**held, "stamp": spelled[1], "go": "send"})
    assert again.status_code == 200
    assert "La dernière" in {queries.personal_of(request).text for request in requests(here)}


def test_addresses_are_kept_nowhere(here: Organisation, anyone: Client) -> None:
    send(anyone, here, by="192.0.2.123")
    kept = [bytes(row.key) for row in Allowance.objects.all()]
    assert len(kept) == 4
    assert all(b"192.0.2" not in key for key in kept)


def test_the_form_needs_no_cookie_at_all(here: Organisation) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, here).status_code == 200


def test_how_data_are_used_leads_to_the_published_notice(
    here: Organisation, member: Member, anyone: Client
) -> None:
    register.create_from_template(here, "practice_patient_record", by=member, at=NOW)
    notices.publish(here, Audience.PATIENTS, by=member, at=NOW)
    page = anyone.get(address(here)).content.decode()
    assert f"/n/{here.pk}/patients/" in page
    notice = anyone.get(f"/n/{here.pk}/patients/").content.decode()
    assert address(here) in notice
    opened(here, is_open=False)
    assert address(here) not in anyone.get(f"/n/{here.pk}/patients/").content.decode()


def test_the_introduction_of_the_organisation_is_text_and_never_markup(
    organisation: Organisation, anyone: Client
) -> None:
    opened(organisation, introduction_fr="<b>Bonjour</b>", introduction_en="Hello")
    assert "&lt;b&gt;Bonjour" in anyone.get(address(organisation)).content.decode()


def test_more_work_is_asked_while_a_flood_lasts(here: Organisation, anyone: Client) -> None:
    def bits() -> int:
        found = re.search(
            r'name="stamp" value="([^"]+)"', anyone.get(address(here)).content.decode()
        )
        assert found is not None
        read = abuse.read_stamp(found[1], throttle.key())
        assert read is not None
        return read.bits

    calm = bits()
    counted = throttle.Counted(Counter.WORKED, str(here.pk))
    throttle.take(counted, at=clock.now(), cost=ALLOWANCES[Counter.WORKED].capacity - 1)
    assert bits() > calm
