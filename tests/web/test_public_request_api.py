"""The public form and hand-overs for programs: what the pages do, with a token."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from probant.common import clock
from probant.organisations import tokens
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.subject_requests.models import SubjectRequest
from tests.integration.subject_requests.handling import received
from tests.integration.test_public_request_handover import file_of

Ask = Callable[..., Any]


@pytest.fixture
def ask(administrator: Member) -> Ask:
    _, text = tokens.create(
        administrator, name="essai", role=Role.DPO, lifetime=timedelta(days=1), at=clock.now()
    )
    client = Client(headers={"authorization": f"Bearer {text}"})

    def asked(method: str, path: str, body: Any = None, **headers: str) -> Any:  # noqa: ANN401  JSON
        options: dict[str, Any] = {"content_type": "application/json", "headers": headers}
        if body is not None:
            options["data"] = body
        return getattr(client, method)(f"/api/v1/{path}", **options)

    return asked


@pytest.fixture
def request_(organisation: Organisation) -> SubjectRequest:
    return received(organisation, at=clock.now() - timedelta(hours=50), is_record_request=True)


def test_a_program_opens_the_form_and_shuts_it(ask: Ask, organisation: Organisation) -> None:
    assert ask("get", "requests/form").json()["is_open"] is False
    opened = ask("put", "requests/form", {"is_open": True, "introduction_fr": "Bonjour"}).json()
    assert opened["is_open"] is True
    assert opened["address"].endswith(reverse("requests:form", args=[organisation.pk]))
    assert Client().get(opened["address"]).status_code == 200
    assert ask("put", "requests/form", {"is_open": False}).json()["introduction_fr"] == ""
    assert Client().get(opened["address"]).status_code == 404


def test_what_is_no_setting_is_refused(ask: Ask) -> None:
    assert ask("put", "requests/form", {"is_open": "perhaps"}).status_code == 422
    assert ask("put", "requests/form", {"is_open": True, "more": 1}).status_code == 422


def test_a_program_prepares_an_answer_once(
    ask: Ask, request_: SubjectRequest, member: Member
) -> None:
    where = f"requests/{request_.pk}/hand-overs"
    body = {"files": [str(file_of(request_, member))]}
    assert ask("post", where, body).status_code == 428
    made = ask("post", where, body, **{"If-Match": f'"{request_.version}"'})
    assert made.status_code == 201, made.content
    assert "/d/suivi/" in made.json()["link"]
    assert len(made.json()["code"]) == 9
    again = ask("post", where, body, **{"If-Match": f'"{request_.version}"'})
    assert again.status_code == 409
    (listed,) = ask("get", where).json()
    assert (listed["means"], listed["refusal"]) == ("link", "")
    assert "code" not in listed


def test_a_record_without_a_code_is_refused(
    ask: Ask, request_: SubjectRequest, member: Member
) -> None:
    body = {"files": [str(file_of(request_, member))], "has_code": False}
    where = f"requests/{request_.pk}/hand-overs"
    answer = ask("post", where, body, **{"If-Match": f'"{request_.version}"'})
    assert answer.status_code == 422
    assert answer.json()["fields"] == {"request": "no_code"}
