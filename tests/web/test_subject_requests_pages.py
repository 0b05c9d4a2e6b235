from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from probant.common import clock
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.register import actions as register
from probant.subject_requests import actions, queries
from probant.subject_requests.actions import Sending
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.views.acts import ACTS
from tests.conftest import new_member
from tests.integration.subject_requests.handling import NAME, received

Browser = Callable[[Member], Client]
DAY = timedelta(days=1)


def page(name: str, organisation: Organisation, **parts: object) -> str:
    kwargs = {"organisation": organisation.pk, **parts}
    return reverse(f"subject_requests:{name}", kwargs=kwargs)


def act_page(found: SubjectRequest, act: str) -> str:
    return page("act", found.organisation, request_id=found.pk, act=act)


@pytest.fixture
def asked(organisation: Organisation) -> SubjectRequest:
    return received(organisation, at=clock.now() - DAY)


@pytest.fixture
def browser(member: Member, client_of: Browser) -> Client:
    return client_of(member)


def typed(**changes: Any) -> dict[str, Any]:  # noqa: ANN401  any field of the form
    return {
        "channel": "post",
        "received_on": (clock.now() - 2 * DAY).date().isoformat(),
        "rights": ["access"],
        "name": NAME,
        "telephone": "01 00 00 00 00",
        "text": "Une copie de mon dossier.",
        "language": "fr",
        "on_behalf": "self",
    } | changes


def test_a_letter_that_came_by_post_is_entered_in_one_page(
    organisation: Organisation, browser: Client
) -> None:
    answer = browser.post(page("new", organisation), typed())

    found = SubjectRequest.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == page("detail", organisation, request_id=found.pk)
    assert NAME in browser.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"telephone": ""}, "Donnez un moyen de répondre"),
        ({"received_on": "2999-01-01"}, "dans le futur"),
        ({"rights": []}, "Ce champ est obligatoire"),
        ({"on_behalf": "minor"}, "Dites qui la demande concerne"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    organisation: Organisation, browser: Client, changes: dict[str, Any], said: str
) -> None:
    answer = browser.post(page("new", organisation), typed(**changes))

    body = answer.content.decode()
    assert answer.status_code == 422
    assert said in body
    assert "Une copie de mon dossier." in body


def test_the_list_shows_what_is_due_first_with_names(
    organisation: Organisation, browser: Client
) -> None:
    now = clock.now()
    later = received(organisation, at=now, text="a")
    sooner = received(organisation, at=now - 20 * DAY, text="b")
    body = browser.get(page("list", organisation)).content.decode()

    assert body.index(sooner.number) < body.index(later.number)
    assert NAME in body


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("number=2026-1", True),
        ("number=D-2026-001", True),
        ("number=777", False),
        ("number=%00", True),
        ("status=late", False),
        ("status=open&right=access&channel=web&handled_by=nobody", True),
        ("handled_by=not-a-person", True),
        ("right=record", False),
    ],
)
def test_the_list_is_filtered(
    organisation: Organisation, browser: Client, asked: SubjectRequest, query: str, is_found: bool
) -> None:
    body = browser.get(f"{page('list', organisation)}?{query}").content.decode()

    assert (f">{asked.number}</a>" in body) is is_found


def test_an_empty_list_leads_to_the_first_entry(
    organisation: Organisation, browser: Client
) -> None:
    assert (
        "Aucune demande pour l’instant" in browser.get(page("list", organisation)).content.decode()
    )


def test_a_list_of_fifty_costs_eight_queries(organisation: Organisation, browser: Client) -> None:
    for place in range(60):
        received(organisation, text=f"n{place}")
    with CaptureQueriesContext(
        connection,
    ) as counted:
        browser.get(page("list", organisation))
    of_list = [q for q in counted if "subject_requests" in q["sql"] or "vault" in q["sql"]]

    assert len(of_list) <= 8


def test_the_page_of_a_request_says_what_to_do_and_by_when(
    organisation: Organisation, browser: Client, asked: SubjectRequest
) -> None:
    body = browser.get(page("detail", organisation, request_id=asked.pk)).content.decode()

    assert "À faire maintenant" in body
    assert "Accuser réception" in body
    assert "Comment ce délai est compté" in body


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"confirm"}))
def test_every_act_has_its_page(browser: Client, asked: SubjectRequest, act: str) -> None:
    answer = browser.get(act_page(asked, act))

    assert answer.status_code == 200
    assert str(ACTS[act].title) in answer.content.decode().replace("&#x27;", "'")


def test_an_unknown_act_is_no_page(browser: Client, asked: SubjectRequest) -> None:
    assert browser.get(act_page(asked, "dance")).status_code == 404


def test_the_letter_is_seen_before_it_leaves(browser: Client, asked: SubjectRequest) -> None:
    given = {"version": 1, "way": "email", "message": "", "preview": "pdf"}
    answer = browser.post(act_page(asked, "acknowledge"), given)

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert SubjectRequest.objects.get().version == 1


def test_an_act_by_page_is_done_and_told(
    organisation: Organisation, browser: Client, asked: SubjectRequest
) -> None:
    given = {"version": 1, "way": "email", "message": ""}
    answer = browser.post(act_page(asked, "acknowledge"), given, follow=True)

    assert "Accusé de réception noté" in answer.content.decode()
    file = queries.timeline(SubjectRequest.objects.get())[-1].facts["file"]
    letter = browser.get(page("file", organisation, request_id=asked.pk, file_id=file))
    assert b"".join(letter.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_two_people_deciding_opposite_things_keep_what_they_typed(
    organisation: Organisation, member: Member, browser: Client, asked: SubjectRequest
) -> None:
    now = clock.now()
    actions.answer(asked.pk, "granted", Sending("post"), by=member, at=now, expected_version=1)
    actions.reopen(asked.pk, "Erreur.", by=member, at=now, expected_version=2)
    given = {
        "version": 1, "outcome": "refused", "reasons": "Ma raison tapée.", "way": "post",
        "message": "", "detail": "", "handed_over": "",
    }  # fmt: skip
    answer = browser.post(act_page(asked, "answer"), given)

    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Ma raison tapée." in body
    assert 'name="version" value="3"' in body


def test_a_refusal_without_reasons_is_refused_by_the_form(
    browser: Client, asked: SubjectRequest
) -> None:
    given = {"version": 1, "outcome": "refused", "reasons": "", "way": "post", "message": ""}
    answer = browser.post(act_page(asked, "answer"), given)

    assert answer.status_code == 422
    assert "un refus sans raison" in answer.content.decode()


def test_a_health_record_given_too_early_says_from_when(
    organisation: Organisation, browser: Client
) -> None:
    asked = received(organisation, at=clock.now(), is_record_request=True)
    given = {"version": 1, "outcome": "granted", "reasons": "", "way": "post", "message": ""}
    answer = browser.post(act_page(asked, "answer"), given)

    assert "48 heures" in answer.content.decode()


def test_an_identity_paper_is_taken_by_the_page_and_destroyed_by_its_check(
    browser: Client, asked: SubjectRequest
) -> None:
    ask = {"version": 1, "doubt": "Deux homonymes.", "wanted": "Une pièce.", "way": "post"}
    browser.post(act_page(asked, "ask-identity"), ask)
    paper = SimpleUploadedFile("carte.pdf", b"%PDF-1.4\n%inventee\n1 0 obj\n<<>>\nendobj\n%%EOF")
    sent = browser.post(
        act_page(asked, "identity-received"), {"version": 2, "file": paper, "text": ""}
    )
    assert sent.status_code == 302, sent.content.decode()[-3000:]
    check = {"version": 3, "paper": "card", "result": "confirmed", "text": ""}
    browser.post(act_page(asked, "check-identity"), check)

    assert SubjectRequest.objects.get().identity_papers == 0


def test_an_executable_is_no_identity_paper(browser: Client, asked: SubjectRequest) -> None:
    ask = {"version": 1, "doubt": "Deux homonymes.", "wanted": "Une pièce.", "way": "post"}
    browser.post(act_page(asked, "ask-identity"), ask)
    wrong = SimpleUploadedFile("carte.pdf", b"MZ\x90\x00" + b"\0" * 500)
    answer = browser.post(
        act_page(asked, "identity-received"), {"version": 2, "file": wrong, "text": ""}
    )

    assert answer.status_code == 422
    assert SubjectRequest.objects.get().status == "waiting"


def test_the_analysis_proposes_and_records_the_decision(
    organisation: Organisation, member: Member, browser: Client, asked: SubjectRequest
) -> None:
    activity = register.create_from_template(
        organisation, "practice_patient_record", by=member, at=clock.now()
    )
    there = page("analysis", organisation, request_id=asked.pk)
    seen = browser.post(there, {"activities": [str(activity.pk)], "look": "1"})
    assert "manifestement infondée" in seen.content.decode()
    answers = {
        f"q-{name}": "no"
        for name in ("unidentifiable", "unfounded", "excessive", "access.rights_of_others")
    }
    given = {"activities": [str(activity.pk)], "version": "1", "d-access": "granted", **answers}
    assert browser.post(there, given).status_code == 302

    body = browser.get(page("detail", organisation, request_id=asked.pk)).content.decode()
    assert "Accès et copie" in body
    assert "Où chercher" in body


def test_deciding_otherwise_without_a_reason_keeps_the_answers(
    organisation: Organisation, browser: Client, asked: SubjectRequest
) -> None:
    there = page("analysis", organisation, request_id=asked.pk)
    answer = browser.post(there, {"version": "1", "q-unfounded": "yes", "d-access": "granted"})

    body = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="yes" id="q-unfounded-yes" checked' in body


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "pdf", "json"])
def test_the_register_is_exported_without_names_unless_asked(
    organisation: Organisation, browser: Client, asked: SubjectRequest, kind: str
) -> None:
    there = page("export", organisation)
    plain = browser.get(f"{there}?format={kind}")
    named = browser.get(f"{there}?format={kind}&names=1")

    assert plain.status_code == named.status_code == 200
    assert asked.number.encode() in plain.content or kind in {"xlsx", "ods", "pdf"}
    if kind in {"csv", "json"}:
        assert NAME.encode() not in plain.content
        assert NAME.encode() in named.content


def test_names_leave_only_with_who_handles_requests(
    organisation: Organisation, client_of: Browser, asked: SubjectRequest
) -> None:
    contributor = client_of(new_member(organisation, Role.CONTRIBUTOR))
    answer = contributor.get(f"{page('export', organisation)}?format=csv&names=1")

    assert NAME.encode() not in answer.content


def test_the_statistics_count_the_year(
    organisation: Organisation, member: Member, browser: Client, asked: SubjectRequest
) -> None:
    actions.answer(
        asked.pk, "granted", Sending("post"), by=member, at=clock.now(), expected_version=1
    )
    body = browser.get(page("statistics", organisation)).content.decode()

    assert "Accès et copie" in body
    assert "La moitié des réponses a pris" in body


def test_nothing_is_erased_before_its_time(
    organisation: Organisation, browser: Client, asked: SubjectRequest
) -> None:
    answer = browser.post(page("purge", organisation), follow=True)

    assert SubjectRequest.objects.get().purged_at is None
    assert answer.status_code == 200


def test_what_was_written_is_shown_as_text(organisation: Organisation, browser: Client) -> None:
    asked = received(organisation, at=clock.now(), text="<script>alert(1)</script>")
    body = browser.get(page("detail", organisation, request_id=asked.pk)).content.decode()

    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;" in body


def test_extending_a_health_record_says_that_its_own_deadline_stays(
    organisation: Organisation, browser: Client
) -> None:
    asked = received(organisation, at=clock.now(), is_record_request=True)

    assert "garde son propre délai" in browser.get(act_page(asked, "extend")).content.decode()
