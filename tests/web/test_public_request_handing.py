"""The staff's page « Remettre la réponse »: files, link and code shown once, paper, formats."""

import html as entities
import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.common import clock
from probant.database import isolation
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.subject_requests import actions, queries
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.personal import KIND
from probant.vault import queries as vaults
from tests.conftest import new_member
from tests.integration.subject_requests.handling import PUBLIC, intake, received

Browser = Callable[[Member], Client]
CSV = b"Jour;Motif\r\n2026-01-02;Toux\r\n"


@pytest.fixture
def request_(organisation: Organisation) -> SubjectRequest:
    return received(organisation, at=clock.now() - timedelta(hours=50), is_record_request=True)


@pytest.fixture
def staff(member: Member, client_of: Browser) -> Client:
    return client_of(member)


def url(request: SubjectRequest, name: str = "hand-over", **parts: Any) -> str:  # noqa: ANN401  URL values
    kwargs = {"organisation": request.organisation_id, "request_id": request.pk, **parts}
    return reverse(f"subject_requests:{name}", kwargs=kwargs)


def words(answer: Any) -> str:  # noqa: ANN401  the test client's answer
    text = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(entities.unescape(text).split())


def back(request: SubjectRequest) -> SubjectRequest:
    isolation.enter(request.organisation_id, person=None)
    return queries.request(request.organisation_id, request.pk)


def files(request: SubjectRequest) -> list[str]:
    found = back(request)
    return [
        str(file.id) for file in vaults.files(vaults.dossier(found.organisation_id, KIND, found.pk))
    ]


def add(
    staff: Client, request: SubjectRequest, name: str = "rdv.csv", content: bytes = CSV
) -> None:
    upload = SimpleUploadedFile(name, content)
    answer = staff.post(url(request, "hand-over-file"), {"file": upload})
    assert answer.status_code == 302, words(answer)


def prepare(staff: Client, request: SubjectRequest, **changes: Any) -> Any:  # noqa: ANN401  fields
    asked = {"included": files(request), "days": 14, "most_downloads": 5}
    return staff.post(url(request), {**asked, "version": back(request).version, **changes})


def test_from_the_file_to_the_persons_download(staff: Client, request_: SubjectRequest) -> None:
    assert staff.get(url(request_)).status_code == 200
    add(staff, request_)
    made = prepare(staff, request_)
    assert made.status_code == 200
    link = re.search(r'id="answer-link">https?://[^/]+([^<]+)<', made.content.decode())
    code = re.search(r'id="answer-code">([^<]+)<', made.content.decode())
    assert link is not None
    assert code is not None
    assert link[1] not in staff.get(url(request_)).content.decode()
    person = Client()
    assert person.post(link[1]).status_code == 302
    there = person.get(reverse("requests:following"))["Location"]
    answer = person.post(there, {"code": code[1]})
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert archive.read(f"{request_.number}/rdv.csv") == CSV
    assert "téléchargé 1 fois sur 5" in words(staff.get(url(request_)))


def test_a_record_is_never_offered_without_a_code(staff: Client, request_: SubjectRequest) -> None:
    add(staff, request_)
    assert 'name="has_code"' not in staff.get(url(request_)).content.decode()


def test_before_two_days_the_page_says_when(staff: Client, organisation: Organisation) -> None:
    early = received(organisation, at=clock.now(), is_record_request=True)
    add(staff, early)
    assert "Pas encore" in words(staff.get(url(early)))
    refused = prepare(staff, early)
    assert refused.status_code == 422
    assert "48" in words(refused)


def test_whoever_read_an_older_version_is_told(staff: Client, request_: SubjectRequest) -> None:
    add(staff, request_)
    assert prepare(staff, request_, version=0).status_code == 409
    assert not queries.hand_overs(back(request_)).exists()


@pytest.mark.parametrize(
    "changes", [{"included": []}, {"days": 0}, {"days": 400}, {"most_downloads": 0}]
)
def test_a_link_badly_asked_for_is_refused(
    staff: Client, request_: SubjectRequest, changes: dict[str, Any]
) -> None:
    add(staff, request_)
    assert prepare(staff, request_, **changes).status_code == 422


def test_a_link_is_withdrawn_and_a_code_renewed(staff: Client, request_: SubjectRequest) -> None:
    add(staff, request_)
    prepare(staff, request_)
    hand_over = queries.hand_overs(back(request_))[0].pk
    renewed = staff.post(url(request_, "hand-over-code", hand_over=hand_over))
    assert re.search(r'id="answer-code">[A-Z2-9]{4}-[A-Z2-9]{4}<', renewed.content.decode())
    assert staff.post(url(request_, "hand-over-revoke", hand_over=hand_over)).status_code == 302
    assert "Retiré" in words(staff.get(url(request_)))


def test_another_private_link_kills_the_one_before_it(
    staff: Client, organisation: Organisation, member: Member
) -> None:
    made = actions.receive(organisation, intake(received_at=clock.now()), by=PUBLIC, at=clock.now())
    old = reverse("requests:follow", args=[made.follow_token])
    person = Client()
    assert person.post(old).status_code == 302
    renewed = staff.post(url(made.request, "private-link"), {"do": "renew"})
    link = re.search(r'id="answer-link">https?://[^/]+([^<]+)<', renewed.content.decode())
    assert link is not None
    assert person.get(reverse("requests:following")).status_code == 404
    assert Client().post(old).status_code == 404
    assert Client().post(link[1]).status_code == 302
    assert staff.post(url(made.request, "private-link"), {"do": "revoke"}).status_code == 302
    assert Client().post(link[1]).status_code == 404


def test_paper_is_recorded(staff: Client, request_: SubjectRequest) -> None:
    given = {"given_on": clock.now().date().isoformat(), "to": "Camille Inventée", "version": 1}
    assert staff.post(url(request_, "hand-over-paper"), given).status_code == 302
    assert back(request_).hand_overs.get().means == "paper"


def test_the_reusable_formats_are_made_from_the_files(
    staff: Client, request_: SubjectRequest
) -> None:
    add(staff, request_)
    add(staff, request_, "note.txt", b"Note inventee")
    assert staff.post(url(request_, "hand-over-portable")).status_code == 302
    found = back(request_)
    dossier = vaults.dossier(found.organisation_id, KIND, found.pk)
    made = next(file for file in vaults.files(dossier) if file.name.endswith(".zip"))
    with ZipFile(BytesIO(b"".join(vaults.content(made)))) as archive:
        folder = f"{found.number}/"
        data = json.loads(archive.read(f"{folder}json/data.json"))
        assert data["tables"][0]["rows"] == [{"jour": "2026-01-02", "motif": "Toux"}]
        assert archive.read(f"{folder}documents/2 note.txt") == b"Note inventee"
        assert f"{folder}fhir/bundle.json" in archive.namelist()


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.CISO])
def test_only_who_handles_requests_reaches_it(
    organisation: Organisation, request_: SubjectRequest, client_of: Browser, role: Role
) -> None:
    answer = client_of(new_member(organisation, role)).get(url(request_))
    assert answer.status_code == 403
