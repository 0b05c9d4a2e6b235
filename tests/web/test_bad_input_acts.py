"""Acts on requests and breaches by people who play with them: out of order, forged, too late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from probant.breaches import actions as breaches
from probant.breaches.models import Breach
from probant.breaches.statements import Declaration
from probant.config.logs import SECRET_ADDRESS
from probant.correspondence.models import OutgoingMail
from probant.database import isolation
from probant.journal.models import Entry
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.subject_requests import actions, handover, queries
from probant.subject_requests.actions import Sending
from probant.subject_requests.domain.state import NotPossibleError
from probant.subject_requests.models import SubjectRequest
from probant.subject_requests.personal import KIND
from probant.subject_requests.uses import Place
from probant.vault import actions as vault
from tests.conftest import NOW, new_member
from tests.integration.subject_requests.handling import POST, PUBLIC, received
from tests.web.test_api import Program, program, said

pytestmark = pytest.mark.django_db
Browser = Callable[[Member], Client]
NAME = "Mme Durand Inventée"


@pytest.fixture
def dpo(organisation: Organisation) -> Program:
    return program(organisation, Role.DPO)


@pytest.fixture
def staff(member: Member, client_of: Browser) -> Client:
    return client_of(member)


@pytest.fixture
def found(organisation: Organisation) -> SubjectRequest:
    return received(organisation)


@pytest.fixture
def breach(organisation: Organisation, member: Member) -> Breach:
    told = Declaration(incident="other", noticed_at=NOW)
    return breaches.declare(organisation, told, key=uuid4(), by=member, at=NOW)


def journal_of(organisation: Organisation) -> str:
    isolation.enter(organisation.pk, person=None)
    return " ".join(bytes(entry.body).decode() for entry in Entry.objects.all())


def page(found: SubjectRequest, act: str) -> str:
    return f"/o/{found.organisation_id}/requests/{found.pk}/{act}/"


def purged(found: SubjectRequest, by: Member) -> SubjectRequest:
    actions.withdraw(found.organisation_id, found.pk, by=by, at=NOW)
    later = NOW + timedelta(days=3_000)
    return actions.purge(found.organisation_id, [found.pk], by=by, at=later)[0]


def answers(found: SubjectRequest, name: str) -> dict[str, Any]:
    return {"decisions": {"access": "granted"}, "justification": "x", "answers": {name: True}}


def test_the_journal_of_an_analysis_takes_no_words(
    organisation: Organisation, found: SubjectRequest, dpo: Program
) -> None:
    there = f"requests/{found.pk}/analysis"
    answer = dpo("POST", there, answers(found, NAME), HTTP_IF_MATCH=f'"{found.version}"')
    assert answer.status_code == 422, answer.content
    assert NAME not in journal_of(organisation)


def test_an_analysis_with_a_nul_is_refused_not_a_fault(found: SubjectRequest, dpo: Program) -> None:
    there = f"requests/{found.pk}/analysis"
    answer = dpo("POST", there, answers(found, "a\x00b"), HTTP_IF_MATCH=f'"{found.version}"')
    assert answer.status_code == 422, answer.content


def test_the_journal_of_a_sending_takes_no_words(
    organisation: Organisation, breach: Breach, dpo: Program
) -> None:
    sent = {"duty": NAME, "sent_at": NOW.isoformat()}
    assert dpo("POST", f"breaches/{breach.pk}/sendings", sent).status_code == 422
    assert NAME not in journal_of(organisation)


def test_a_dossier_of_an_erased_request_is_told_not_a_fault(
    found: SubjectRequest, member: Member, staff: Client
) -> None:
    gone = purged(found, member)
    address = f"/o/{gone.organisation_id}/dossiers/of/subject_request/{gone.pk}/"
    assert staff.post(address, {"language": "fr", "has_names": "on"}).status_code == 410


@pytest.mark.parametrize("act", ["transmit", "identity-received", "note", "tell-nobody"])
def test_an_act_on_an_erased_request_is_told_not_a_fault(
    found: SubjectRequest, member: Member, staff: Client, act: str
) -> None:
    gone = purged(found, member)
    paper = SimpleUploadedFile("carte.pdf", b"%PDF-1.7\n%%EOF\n")
    fields = {"version": str(gone.version), "text": "x", "right": "access", "file": paper}
    assert staff.post(page(gone, act), fields).status_code in {404, 422}


def test_an_opinion_on_a_closed_breach_is_told_not_a_fault(
    breach: Breach, member: Member, staff: Client
) -> None:
    breaches.dismiss(breach.pk, "Fausse alerte", by=member, at=NOW)
    address = f"/o/{breach.organisation_id}/breaches/{breach.pk}/opinion/notify/"
    answer = staff.post(address, {"notify-choice": "yes", "notify-justification": "x"})
    assert answer.status_code == 409


def test_a_confirmation_is_not_written_over(found: SubjectRequest, member: Member) -> None:
    place = Place("k", "Laboratoire inventé", "recipient", "x")
    told = actions.transmit(found.pk, place, "access", "x", by=member, at=NOW, expected_version=1)
    row = queries.transmissions(told).get().pk
    no = actions.confirm(found.pk, row, is_impossible=True, by=member, at=NOW, expected_version=2)
    with pytest.raises(NotPossibleError):
        actions.confirm(
            found.pk, row, is_impossible=False, expected_version=no.version, by=member, at=NOW
        )


@pytest.mark.parametrize("result", ["doubtful", "impostor"])
def test_nothing_is_handed_to_somebody_who_is_not_the_person(
    found: SubjectRequest, member: Member, result: str
) -> None:
    done = actions.check_identity(
        found.pk, "card", result, by=member, at=NOW, expected_version=found.version
    )
    file = stored(done)
    with pytest.raises(handover.HandOverError):
        handover.prepare(member, done.pk, done.version, files=[file], at=NOW)


def test_nothing_is_handed_over_while_identity_is_asked(
    found: SubjectRequest, member: Member
) -> None:
    done = actions.ask_identity(
        found.pk, "x", "y", POST, by=member, at=NOW, expected_version=found.version
    )
    with pytest.raises(handover.HandOverError):
        handover.prepare(member, done.pk, done.version, files=[stored(done)], at=NOW)


def stored(found: SubjectRequest) -> Any:  # noqa: ANN401  a file's id
    dossier = vault.open_dossier(found.organisation_id, kind=KIND, subject=found.pk)
    return vault.store(
        dossier,
        [b"x"],
        name="a.txt",
        media_type="text/plain",
        by=PUBLIC,
        at=NOW,
        purpose="handover",
    ).id


@pytest.mark.parametrize(
    "address",
    [
        "/calendar/d18289b2-33a1-435c-8b06-131f18d1c866/SECRET.ics",
        "/d/suivi/SECRET/",
        "/join/d18289b2-33a1-435c-8b06-131f18d1c866/SECRET/",
    ],
)
def test_no_address_that_opens_something_stays_in_the_log(address: str) -> None:
    assert "SECRET" not in SECRET_ADDRESS.sub(r"\1…", f"Internal Server Error: {address}")


@pytest.mark.parametrize(
    "asked",
    [{"data": [NAME]}, {"persons": [NAME]}, {"data": ["a\x00b"]}, {"told": "\ud800"}],
)
def test_a_declaration_of_unknown_codes_takes_no_page_down(
    organisation: Organisation, dpo: Program, staff: Client, asked: dict[str, Any]
) -> None:
    answer = dpo("POST", "breaches", {"incident": "other", **asked})
    assert answer.status_code in {201, 422}, answer.content
    if answer.status_code == 201:
        shown = f"/o/{organisation.pk}/breaches/{said(answer)['id']}/"
        assert staff.get(shown).status_code == 200
        assert staff.get(f"{shown}declared/").status_code == 200
    assert NAME not in journal_of(organisation)


def test_a_decision_with_an_unknown_exception_takes_no_page_down(
    breach: Breach, dpo: Program, staff: Client
) -> None:
    asked = {"choice": "no", "justification": "x", "exception": NAME}
    answer = dpo("POST", f"breaches/{breach.pk}/decisions/inform", asked)
    assert answer.status_code in {200, 422}
    shown = f"/o/{breach.organisation_id}/breaches/{breach.pk}/"
    for there in (shown, f"{shown}proposal/", f"{shown}history/"):
        assert staff.get(there).status_code == 200


@pytest.mark.parametrize("year", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_an_instant_beyond_any_calendar_is_refused_everywhere(
    breach: Breach, dpo: Program, year: str
) -> None:
    contact = {"name": "x", "telephone": "1"}
    request = {"rights": ["access"], "channel": "post", "received_at": year, "contact": contact}
    assert dpo("POST", "requests", request).status_code == 422
    assert dpo("POST", "breaches", {"incident": "other", "noticed_at": year}).status_code == 422
    sent = {"duty": "authority", "sent_at": year}
    assert dpo("POST", f"breaches/{breach.pk}/sendings", sent).status_code == 422
    held = said(dpo("GET", f"breaches/{breach.pk}"))
    facts = held["file"]["facts"]
    facts["measures"]["taken"] = []
    facts["timeline"] |= {"aware_at": year, "awareness_why": "x"}
    match = {"HTTP_IF_MATCH": f'"{held["facts_number"]}"'}
    changed = dpo("PUT", f"breaches/{breach.pk}/facts", {"facts": facts}, **match)
    assert changed.status_code == 422, changed.content


@pytest.mark.parametrize("year", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_mistyped_year_is_told_beside_its_field(staff: Client, breach: Breach, year: str) -> None:
    fields = {"incident": "other", "noticed_at": year, "key": str(uuid4())}
    here = f"/o/{breach.organisation_id}"
    assert staff.post(f"{here}/breaches/declare/", fields).status_code == 422
    section = f"{here}/breaches/{breach.pk}/edit/timeline/"
    names = ("began_at", "ended_at", "detected_at", "aware_at")
    assert staff.post(section, dict.fromkeys(names, year)).status_code == 422


def test_an_officer_without_requests_reads_no_message_about_them(
    organisation: Organisation, found: SubjectRequest, member: Member, client_of: Browser
) -> None:
    actions.acknowledge(
        found.pk, Sending("email"), by=member, at=NOW, expected_version=found.version
    )
    mail = OutgoingMail.objects.get()
    officer = client_of(new_member(organisation, Role.CISO))
    here, there = f"/o/{organisation.pk}/letters/", f"mails/{mail.pk}"
    assert client_of(member).get(f"{here}{there}/").status_code == 200
    for page_ in (f"{here}{there}/", f"{here}{there}/letter.pdf"):
        assert officer.get(page_).status_code == 403, page_
    assert program(organisation, Role.CISO)("GET", there).status_code == 403


def test_a_reading_by_a_program_says_what_was_read(
    organisation: Organisation, found: SubjectRequest, member: Member, dpo: Program
) -> None:
    actions.acknowledge(
        found.pk, Sending("email"), by=member, at=NOW, expected_version=found.version
    )
    mail = OutgoingMail.objects.get()
    assert dpo("GET", f"mails/{mail.pk}").status_code == 200
    isolation.enter(organisation.pk, person=None)
    assert Entry.objects.get(event="mail.read").subject == str(mail.pk)
