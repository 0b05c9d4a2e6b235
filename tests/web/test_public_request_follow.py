"""The private link: exchanged for a visit, silent to strangers; what a person may read and do."""

import html as entities
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.common import clock
from probant.config.logs import Formatter
from probant.database import isolation
from probant.journal import queries as journal
from probant.organisations.domain import Member
from probant.organisations.models import Organisation
from probant.subject_requests import actions, handover, queries
from probant.subject_requests.actions import Sending
from probant.subject_requests.domain import follow, links
from probant.subject_requests.models import HandOver, SubjectRequest
from probant.subject_requests.personal import KIND
from probant.vault import actions as vault
from probant.vault import queries as vaults
from probant.vault.reception.scanning import EICAR
from tests.conftest import new_organisation
from tests.web.public_request import link_of, opened, send

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
WITHIN = reverse("requests:following")


@pytest.fixture
def here(organisation: Organisation) -> Organisation:
    return opened(organisation)


@pytest.fixture
def anyone() -> Client:
    return Client(headers={"accept-language": "fr"})


@pytest.fixture
def link(here: Organisation, anyone: Client) -> str:
    return link_of(send(anyone, here).content.decode())


@pytest.fixture
def visitor(link: str, anyone: Client) -> Client:
    assert anyone.post(link).status_code == 302
    return anyone


@pytest.fixture
def request_(here: Organisation, link: str) -> SubjectRequest:
    return back(here)


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    yield
    cache.clear()


def back(organisation: Organisation) -> SubjectRequest:
    """The organisation's only request, as it stands now."""
    isolation.enter(organisation.pk, person=None)
    (found,) = queries.requests(organisation.pk)
    return found


def words(answer: Any) -> str:  # noqa: ANN401  the test client's answer
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(entities.unescape(text).split())


def events(organisation: Organisation) -> list[str]:
    isolation.enter(organisation.pk, person=None)
    return [entry.event for entry in journal.entries(organisation.pk)]


def ask_identity(here: Organisation, member: Member) -> SubjectRequest:
    found = back(here)
    return actions.ask_identity(
        found.pk,
        "Deux patientes portent ce nom.",
        "Votre date de naissance.",
        Sending("link"),
        by=member,
        at=clock.now(),
        expected_version=found.version,
    )


def prepared(here: Organisation, member: Member, **changes: Any) -> handover.Prepared:  # noqa: ANN401  fields
    found = back(here)
    dossier = vault.open_dossier(here.pk, kind=KIND, subject=found.pk)
    file = vault.store(
        dossier,
        iter([b"contenu invente"]),
        name="dossier.txt",
        media_type="text/plain",
        by=member.actor,
        at=clock.now(),
        purpose="handover",
    )
    asked = {"files": [file.id], "at": clock.now(), **changes}
    return handover.prepare(member, found.pk, found.version, **asked)


def answer_url(made: handover.Prepared) -> str:
    return reverse("requests:answer", args=[made.hand_over.pk])


def unzipped(answer: Any) -> dict[str, bytes]:  # noqa: ANN401  the test client's answer
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_looking_at_a_link_opens_nothing(link: str, anyone: Client) -> None:
    answer = anyone.get(link)
    assert answer.status_code == 200
    assert "Ouvrir ma demande" in words(answer)
    assert answer["Referrer-Policy"] == "strict-origin"
    assert anyone.get(WITHIN).status_code == 404


def test_the_link_is_exchanged_and_its_secret_stays_in_no_address(
    link: str, anyone: Client
) -> None:
    answer = anyone.post(link)
    assert answer.status_code == 302
    assert answer["Location"] == WITHIN
    assert answer["Referrer-Policy"] == "strict-origin"
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in str(dict(anyone.session))
    assert token not in anyone.get(WITHIN).content.decode()


def test_the_page_says_where_the_request_stands(visitor: Client, here: Organisation) -> None:
    answer = visitor.get(WITHIN)
    assert back(here).number in words(answer)
    assert "Nous l’avons reçue. Personne n’a encore commencé." in words(answer)
    assert "Vous avez la réponse au plus tard le" in words(answer)
    assert "no-store" in answer["Cache-Control"]


def strangers_links(here: Organisation, link: str) -> dict[str, str]:
    elsewhere = new_organisation("Autre (inventé)")
    isolation.enter(here.pk, person=None)
    token = link.rstrip("/").rpartition("/")[2]
    return {
        "nonsense": "no-such-token",
        "never given": follow.new_token(here.pk),
        "another organisation's": follow.new_token(elsewhere.pk),
        "one letter changed": token[:-1] + ("A" if token[-1] != "A" else "B"),
    }


@pytest.mark.parametrize(
    "which", ["nonsense", "never given", "another organisation's", "one letter changed"]
)
def test_every_link_that_opens_nothing_gets_one_same_answer(
    here: Organisation, link: str, which: str
) -> None:
    stranger = Client(headers={"accept-language": "fr"})
    token = strangers_links(here, link)[which]
    answer = stranger.post(reverse("requests:follow", args=[token]))
    assert answer.status_code == 404
    assert "Ce lien n’ouvre rien" in words(answer)
    assert stranger.get(WITHIN).status_code == 404


def test_a_revoked_link_shuts_the_visits_that_it_began(visitor: Client, here: Organisation) -> None:
    found = back(here)
    SubjectRequest.objects.filter(pk=found.pk).update(follow_digest=None)
    assert visitor.get(WITHIN).status_code == 404


def test_an_old_link_follows_nothing(link: str, anyone: Client, here: Organisation) -> None:
    found = back(here)
    long_ago = clock.now() - links.FOLLOWING_LASTS - timedelta(days=1)
    SubjectRequest.objects.filter(pk=found.pk).update(received_at=long_ago)
    assert anyone.post(link).status_code == 404


def test_a_visit_ends_by_itself_and_by_a_button(visitor: Client, here: Organisation) -> None:
    session = visitor.session
    held = session["request_visit"]
    session["request_visit"] = {**held, "until": clock.now().isoformat()}
    session.save()
    assert visitor.get(WITHIN).status_code == 404
    session["request_visit"] = held
    session.save()
    assert visitor.get(WITHIN).status_code == 200
    assert "Vous avez quitté votre demande" in words(visitor.post(reverse("requests:leave")))
    assert visitor.get(WITHIN).status_code == 404


@pytest.mark.parametrize("held", [None, "x", {}, {"organisation": "x"}, [1]])
def test_a_session_with_anything_else_opens_nothing(db: None, anyone: Client, held: Any) -> None:  # noqa: ANN401  anything
    session = anyone.session
    session["request_visit"] = held
    session.save()
    assert anyone.get(WITHIN).status_code == 404


def test_guessing_links_is_slowed(here: Organisation, anyone: Client) -> None:
    where = [reverse("requests:follow", args=[follow.new_token(here.pk)]) for _ in range(21)]
    statuses = [anyone.post(one, REMOTE_ADDR="192.0.2.9").status_code for one in where]
    assert statuses == [404] * 20 + [429]
    assert anyone.post(where[0], REMOTE_ADDR="192.0.2.10").status_code == 404


def test_no_log_holds_the_links_secret(link: str) -> None:
    record = logging.LogRecord("django", 30, "", 0, f"Not Found: {link}", (), None)
    assert link.rstrip("/").rpartition("/")[2] not in Formatter().format(record)


def test_the_person_adds_something_and_staff_read_it(visitor: Client, here: Organisation) -> None:
    answer = visitor.post(reverse("requests:add"), {"text": "Mon ancien nom : Martin"})
    assert answer.status_code == 302
    assert "Mon ancien nom : Martin" in words(visitor.get(WITHIN))
    happened = queries.timeline(back(here))
    assert happened[-1].detail["text"] == "Mon ancien nom : Martin"
    assert "subject_requests.message" in events(here)


def test_an_empty_message_is_refused(visitor: Client) -> None:
    answer = visitor.post(reverse("requests:add"), {"text": " "})
    assert answer.status_code == 422


def test_what_the_organisation_noted_for_itself_is_not_shown(
    visitor: Client, here: Organisation, member: Member
) -> None:
    found = back(here)
    actions.note(
        found.pk,
        "Demandeur connu du service",
        by=member,
        at=clock.now(),
        expected_version=found.version,
    )
    assert "Demandeur connu" not in words(visitor.get(WITHIN))


def test_a_question_is_shown_with_its_reason_and_its_letter(
    visitor: Client, here: Organisation, member: Member
) -> None:
    ask_identity(here, member)
    page = visitor.get(WITHIN)
    text = words(page)
    assert "Deux patientes portent ce nom." in text
    assert "Votre date de naissance." in text
    assert "Le délai s’arrête" in text
    letter = re.search(r'href="(/d/suivi/letter/[^"]+)"', page.content.decode())
    assert letter is not None
    answer = visitor.get(letter[1])
    assert answer.getvalue().startswith(b"%PDF")


def test_only_letters_sent_to_the_person_are_theirs_to_read(
    visitor: Client, here: Organisation, member: Member
) -> None:
    made = prepared(here, member)
    file = made.hand_over.files[0]
    assert visitor.get(reverse("requests:letter", args=[file])).status_code == 404
    assert visitor.get(reverse("requests:letter", args=[uuid4()])).status_code == 404


def test_the_paper_asked_for_is_sealed_and_the_time_runs_again(
    visitor: Client, here: Organisation, member: Member
) -> None:
    ask_identity(here, member)
    paper = SimpleUploadedFile("carte.pdf", PDF, content_type="application/pdf")
    answer = visitor.post(reverse("requests:paper"), {"paper": paper})
    assert answer.status_code == 302, words(answer)
    found = back(here)
    assert (found.status, found.identity_papers) == ("in_progress", 1)
    (held,) = [
        file for file in vaults.files(vaults.dossier(here.pk, KIND, found.pk))
        if file.purpose == "identity"
    ]  # fmt: skip
    assert b"".join(vaults.content(held)) == PDF


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("virus.pdf", b"%PDF-1.7\n" + EICAR, "menace"),
        ("virus.txt", EICAR, ""),
        ("page.html", b"<!doctype html><script>alert(1)</script>", ""),
        ("programme.exe", b"MZ\x90\x00" + bytes(500), ""),
        ("vide.pdf", b"", ""),
    ],
)
def test_a_dangerous_paper_is_refused_and_nothing_is_lost(
    visitor: Client, here: Organisation, member: Member, name: str, content: bytes, told: str
) -> None:
    ask_identity(here, member)
    answer = visitor.post(reverse("requests:paper"), {"paper": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert told in words(answer)
    assert 'href="#id_paper"' in answer.content.decode()
    assert back(here).status == "waiting"


def test_a_paper_too_large_is_refused(visitor: Client, here: Organisation, member: Member) -> None:
    ask_identity(here, member)
    paper = SimpleUploadedFile("grand.pdf", PDF + bytes(12_000_001))
    answer = visitor.post(reverse("requests:paper"), {"paper": paper})
    assert answer.status_code in {413, 422}
    assert back(here).identity_papers == 0


def test_no_paper_is_taken_that_nobody_asked_for(visitor: Client, here: Organisation) -> None:
    paper = SimpleUploadedFile("carte.pdf", PDF)
    assert visitor.post(reverse("requests:paper"), {"paper": paper}).status_code == 422
    assert back(here).identity_papers == 0


def test_withdrawing_asks_first(visitor: Client, here: Organisation) -> None:
    where = reverse("requests:withdraw")
    assert visitor.get(where).status_code == 200
    assert back(here).status == "received"
    assert visitor.post(where).status_code == 302
    assert back(here).status == "withdrawn"
    assert "Vous l’avez retirée." in words(visitor.get(WITHIN))
    assert visitor.post(where).status_code == 302


def test_the_answer_opens_with_its_code_and_is_journalled(
    visitor: Client, here: Organisation, member: Member
) -> None:
    made = prepared(here, member)
    assert "Récupérer la réponse" in words(visitor.get(WITHIN))
    assert visitor.get(answer_url(made)).status_code == 200
    answer = visitor.post(answer_url(made), {"code": made.code.lower().replace("-", " ")})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    number = back(here).number
    held = unzipped(answer)
    assert held[f"{number}/dossier.txt"] == b"contenu invente"
    assert b"dossier.txt" in held[f"{number}/SHA256SUMS.txt"]
    told = events(here)
    assert "subject_requests.hand_over_opened" in told
    assert "subject_requests.hand_over_downloaded" in told


def test_wrong_codes_are_counted_then_lock_until_another_code_is_given(
    visitor: Client, here: Organisation, member: Member
) -> None:
    made = prepared(here, member)
    answers = [visitor.post(answer_url(made), {"code": "AAAA-AAAA"}) for _ in range(5)]
    assert "Essais restants : 4." in words(answers[0]).replace("\xa0", " ")
    assert visitor.post(answer_url(made), {"code": made.code}).status_code == 410
    found = back(here)
    renewed = handover.renew_code(member, made.hand_over.pk, found.version, at=clock.now())
    assert visitor.post(answer_url(made), {"code": made.code}).status_code == 422
    assert visitor.post(answer_url(made), {"code": renewed.code}).status_code == 200


def test_an_answer_ends_and_the_end_is_journalled_once(
    visitor: Client, here: Organisation, member: Member
) -> None:
    made = prepared(here, member)
    past = clock.now() - timedelta(seconds=1)
    HandOver.objects.filter(pk=made.hand_over.pk).update(expires_at=past)
    for _ in range(2):
        assert visitor.post(answer_url(made), {"code": made.code}).status_code == 410
    assert events(here).count("subject_requests.hand_over_revoked") == 1
    assert "Récupérer la réponse" not in words(visitor.get(WITHIN))


def test_an_answer_is_downloaded_so_often_and_no_more(
    visitor: Client, here: Organisation, member: Member
) -> None:
    made = prepared(here, member, most_downloads=1)
    assert visitor.post(answer_url(made), {"code": made.code}).status_code == 200
    assert visitor.post(answer_url(made), {"code": made.code}).status_code == 410


def test_a_revoked_answer_opens_nothing(
    visitor: Client, here: Organisation, member: Member
) -> None:
    made = prepared(here, member)
    handover.revoke(member, made.hand_over.pk, back(here).version, at=clock.now())
    assert visitor.post(answer_url(made), {"code": made.code}).status_code == 410


def test_an_answers_own_link_opens_the_answer_alone(here: Organisation, member: Member) -> None:
    author, person = Client(), Client(headers={"accept-language": "fr"})
    send(author, here)
    made = prepared(here, member)
    opened_ = person.post(reverse("requests:follow", args=[made.token]))
    assert opened_.status_code == 302
    assert person.get(WITHIN)["Location"] == answer_url(made)
    assert person.post(reverse("requests:add"), {"text": "x"}).status_code == 404
    assert person.post(reverse("requests:withdraw")).status_code == 302
    assert back(here).status != "withdrawn"
    assert person.post(answer_url(made), {"code": made.code}).status_code == 200


def test_the_answer_to_another_request_is_not_there(
    visitor: Client, here: Organisation, member: Member
) -> None:
    made = prepared(here, member)
    other = Client()
    answer = send(
        other,
        here,
        by="192.0.2.2",
        name="Dominique Inventé",
        email="autre@patient.invalid",
        text="Moi",
    )
    assert other.post(link_of(answer.content.decode())).status_code == 302
    assert other.post(answer_url(made), {"code": made.code}).status_code == 404
