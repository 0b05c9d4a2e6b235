"""The pages of the officer's office, and its interface."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from probant.dpo_office.models import Advice, OfficeVersion, PlannedEvent, YearReport
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from tests.conftest import new_member, signed_in
from tests.web.test_api import program, said


@pytest.fixture
def officer(member: Member) -> Client:
    return signed_in(member.person_id)


def url(organisation: Organisation, name: str, **parts: object) -> str:
    return reverse(f"dpo_office:{name}", kwargs={"organisation": organisation.pk, **parts})


def text(answer: Any) -> str:  # noqa: ANN401  a response, of the client or of Django
    return re.sub(r"\s+", " ", answer.content.decode())


def question(organisation: Organisation, officer: Client) -> Advice:
    sent = {"question": "Peut-on filmer ?", "asked_on": "2026-11-02", "key": str(uuid4())}
    for _time in range(2):
        officer.post(url(organisation, "ask"), sent)
    return Advice.objects.get()


def test_advice_is_asked_given_and_decided(organisation: Organisation, officer: Client) -> None:
    made = question(organisation, officer)
    address = url(organisation, "one-advice", advice_id=made.pk)

    officer.post(address, {"step": "Given", "advice": "Non <b>", "on": "2026-11-03"})
    no_reason = officer.post(
        address, {"step": "Decision", "outcome": "not_followed", "on": "2026-11-04"}
    )
    sent = {"step": "Decision", "outcome": "partly", "reason": "Vols", "on": "2026-11-04"}
    done = officer.post(address, sent, follow=True)

    assert no_reason.status_code == 422
    assert "Écrivez la raison" in text(no_reason)
    assert "Suivi en partie" in text(done)
    assert "<b>" not in text(done).split("<main")[1]


def test_a_step_written_meanwhile_is_told_and_what_was_typed_is_shown(
    organisation: Organisation, officer: Client
) -> None:
    made = question(organisation, officer)
    address = url(organisation, "one-advice", advice_id=made.pk)
    officer.post(address, {"step": "Given", "advice": "Non", "on": "2026-11-03"})

    late = officer.post(address, {"step": "Given", "advice": "Mon avis", "on": "2026-11-03"})

    assert late.status_code == 409
    assert "Mon avis" in text(late)
    assert Advice.objects.get().advice == "Non"


def test_a_conflict_of_interests_is_shown_at_the_desk(
    organisation: Organisation, officer: Client
) -> None:
    sent = {"functions": ["head_of_it"], "a_involved": "yes", "seen": 0}
    officer.post(url(organisation, "independence"), sent)
    made_up = officer.post(url(organisation, "independence"), {"functions": ["king"], "seen": 1})

    assert "Conflit d’intérêts" in text(officer.get(url(organisation, "home")))
    assert made_up.status_code == 422


def test_two_people_who_describe_the_office_lose_nothing(
    organisation: Organisation, officer: Client
) -> None:
    address = url(organisation, "designation")
    officer.post(address, {"mission": "La leur", "seen": 0})

    mine = officer.post(address, {"mission": "La mienne", "seen": 0})
    kept = officer.post(address, {"mission": "La mienne", "seen": 1})

    assert mine.status_code == 409
    assert "La leur" in text(mine)
    assert "La mienne" in text(mine)
    assert kept.status_code == 302
    assert OfficeVersion.objects.count() == 2


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_letter_is_downloaded(organisation: Organisation, officer: Client, form: str) -> None:
    answer = officer.get(url(organisation, "letter", form=form))

    assert answer.status_code == 200
    assert answer.content[:2] in {b"%P", b"PK"}
    assert officer.get(url(organisation, "letter", form="exe")).status_code == 404


def test_the_calendar_keeps_what_is_planned(organisation: Organisation, officer: Client) -> None:
    address = url(organisation, "calendar")
    there = url(organisation, "plan")
    officer.post(there, {"kind": "awareness", "title": "Affiche", "on": "2026-12-01"})
    refused = officer.post(there, {"kind": "awareness", "title": "X", "on": "0001-01-01"})
    made = PlannedEvent.objects.get()

    officer.post(url(organisation, "done", event_id=made.pk))

    assert refused.status_code == 422
    page = text(officer.get(address, {"year": "2026"}))
    assert "Affiche" in page
    assert officer.get(address, {"year": "99999999"}).status_code == 200


def test_a_report_is_made_and_leaves_in_every_form(
    organisation: Organisation, officer: Client
) -> None:
    address = url(organisation, "make-report")
    officer.post(address, {"year": 2026, "summary": "Calme"})
    later = officer.post(address, {"year": 2099})
    made = YearReport.objects.get()

    page = text(officer.get(url(organisation, "report", report_id=made.pk)))

    assert later.status_code == 422
    assert "Calme" in page
    assert "ne se calcule pas" in page
    for form in ("pdf", "docx", "json"):
        there = url(organisation, "report-file", report_id=made.pk, form=form)
        assert officer.get(there).status_code == 200
    for form in ("csv", "xlsx", "ods", "pdf", "json"):
        assert officer.get(url(organisation, "export"), {"format": form}).status_code == 200


def test_a_security_officer_reads_and_writes_nothing(organisation: Organisation) -> None:
    reader = signed_in(new_member(organisation, Role.CISO).person_id)
    for name in ("home", "advice", "calendar", "reports"):
        assert reader.get(url(organisation, name)).status_code == 200
    assert reader.post(url(organisation, "make-report"), {"year": 2026}).status_code == 403
    assert reader.get(url(organisation, "ask")).status_code == 403


def test_the_interface_runs_the_office(organisation: Organisation) -> None:
    caller = program(organisation, Role.DPO)
    made = said(caller("POST", "dpo/advice", {"question": "?", "asked_on": "2026-11-02"}))
    place = f"dpo/advice/{made['id']}"

    early = caller("PUT", f"{place}/outcome",
                   {"outcome": "followed", "on": "2026-11-03", "version": 1})  # fmt: skip
    given = said(
        caller("PUT", f"{place}/advice", {"advice": "Non", "on": "2026-11-03", "version": 1})
    )
    no_reason = caller("PUT", f"{place}/outcome",
                       {"outcome": "partly", "on": "2026-11-03", "version": 2})  # fmt: skip
    stale = caller("PUT", f"{place}/outcome",
                   {"outcome": "followed", "on": "2026-11-03", "version": 1})  # fmt: skip

    assert said(early)["fields"] == {"on": "order"}
    assert given["version"] == 2
    assert said(no_reason)["fields"] == {"reason": "required"}
    assert stale.status_code == 409
    office = said(caller("PUT", "dpo/independence", {"functions": ["head_of_it"], "seen": 0}))
    assert office["independence"] == "conflict"
    report = said(caller("POST", "dpo/reports", {"year": 2026}))
    paper = caller("GET", f"dpo/reports/{report['id']}/file?format=docx")
    assert paper.content.startswith(b"PK")
    assert {one["id"] for one in said(caller("GET", "dpo/figures/2026"))} >= {"advice", "coverage"}
