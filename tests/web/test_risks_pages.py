"""The pages of risks, as people use them without JavaScript, and what they do with bad input."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.risks import actions, queries
from probant.risks.domain import risk as rules
from probant.risks.domain.risk import Treated
from probant.risks.models import Analysis, Risk
from tests.conftest import NOW, new_member
from tests.integration.risks.test_risks import WORST, quick
from tests.unit.risks.test_workshops import TABLES

Browser = Any  # the stubs of Django's test client know no Accept-Language
FRENCH: dict[str, Any] = {"HTTP_ACCEPT_LANGUAGE": "fr"}


@pytest.fixture
def client(member: Member, client_of: Callable[[Member], Client]) -> Client:
    return client_of(member)


def url(organisation: Organisation, name: str, *args: object) -> str:
    return reverse(f"risks:{name}", args=[organisation.pk, *args])


def text(answer: Browser) -> str:
    return str(answer.content.decode())


@pytest.fixture
def scenarios(organisation: Organisation, member: Member) -> Analysis:
    return actions.start(organisation, "scenarios", title="Hôpital", by=member, at=NOW)


@pytest.fixture
def risk(scenarios: Analysis, member: Member) -> Risk:
    value = rules.Risk(title="=cmd|' /C calc'!A0", severity=4, likelihood=3)
    return actions.add(scenarios.pk, value, by=member, at=NOW)


def typed(**changes: object) -> dict[str, object]:
    return {
        "title": "Fuite chez l’éditeur",
        "feared": "Les dossiers circulent",
        "threat": "provider_breach",
        "origin": "external_accidental",
        "criteria": ["c"],
        "severity": "4",
        "likelihood": "2",
        "treatment": "reduce",
        "measures-TOTAL_FORMS": "1",
        "measures-INITIAL_FORMS": "0",
        "measures-0-text": "Auditer l’éditeur",
        "measures-0-owner": "RSSI",
        "measures-0-due_on": "2027-01-31",
        **changes,
    }


def test_an_empty_organisation_is_shown_three_ways(
    client: Browser, organisation: Organisation
) -> None:
    page = text(client.get(url(organisation, "list"), **FRENCH))
    for method in ("quick", "scenarios", "ebios"):
        assert f"?method={method}" in page


def test_a_practice_answers_and_sees_its_matrix(
    client: Browser, organisation: Organisation
) -> None:
    said = {"method": "quick", "title": "Cabinet 2026"}
    begun = client.post(url(organisation, "new"), said)
    where, count = begun["Location"], 0
    page = client.get(where)
    address = page.context["resume_url"]
    while "/questions/" in address and not address.endswith("/questions/"):
        answer = client.post(address, {"answer": "unknown"})
        address, count = answer["Location"], count + 1
    assert count == 19
    summary = text(client.get(address, **FRENCH))
    assert "compté comme" in summary
    found = Analysis.objects.get()
    result = client.post(url(organisation, "apply", found.pk), follow=True, **FRENCH)
    page = text(result)
    assert 'role="img"' in page
    assert "matrix-table" in page
    assert "Une sauvegarde quotidienne" in page
    assert Risk.objects.count() == 13


def test_an_answer_that_is_no_answer_is_told_and_nothing_is_kept(
    client: Browser, organisation: Organisation, member: Member
) -> None:
    found = actions.start(organisation, "quick", title="x", by=member, at=NOW)
    place = url(organisation, "question", found.pk, "mfa")
    refused = client.post(place, {"answer": ""}, **FRENCH)
    assert refused.status_code == 422
    assert "Choisissez une réponse" in text(refused)
    assert client.post(place, {"answer": "'; DROP TABLE"}).status_code == 422
    assert client.get(url(organisation, "question", found.pk, "no-such")).status_code == 404


def test_a_scenario_is_written_read_and_corrected(
    client: Browser, organisation: Organisation, scenarios: Analysis
) -> None:
    place = url(organisation, "risk-new", scenarios.pk)
    wrong = client.post(place, typed(residual_severity="4", severity="1"), **FRENCH)
    assert wrong.status_code == 422
    assert "ne peut pas être plus grave" in text(wrong)
    assert "Auditer l’éditeur" in text(wrong)
    made = client.post(place, typed(), follow=True, **FRENCH)
    page = text(made)
    assert "Fuite chez l’éditeur" in page
    assert "4 – Maximale" in page
    assert "Auditer l’éditeur" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "obligatoire"),
        ({"title": "x" * 201}, "200"),
        ({"severity": "9"}, "9"),
        ({"threat": "martians"}, "martians"),
        ({"measures-0-due_on": "demain"}, "date"),
        ({"feared": "x" * 4001}, "4000"),
        ({"measures-TOTAL_FORMS": "100000"}, "60"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_comes_back(
    client: Browser,
    organisation: Organisation,
    scenarios: Analysis,
    change: dict[str, object],
    said: str,
) -> None:
    refused = client.post(url(organisation, "risk-new", scenarios.pk), typed(**change), **FRENCH)
    assert refused.status_code == 422
    assert said in text(refused)
    assert "RSSI" in text(refused)
    assert not Risk.objects.exists()


def test_who_saves_second_sees_their_own_words_again(
    client: Browser, organisation: Organisation, risk: Risk, administrator: Member
) -> None:
    seen = risk.version
    value = rules.Risk(title="Autre nom", severity=4, likelihood=3)
    actions.edit(risk.pk, value, seen=seen, by=administrator, at=NOW)
    place = url(organisation, "edit", risk.pk)
    refused = client.post(place, typed(seen=seen, feared="Mes mots à moi"), **FRENCH)
    assert refused.status_code == 409
    assert "Mes mots à moi" in text(refused)
    assert administrator.name in text(refused)
    assert client.post(place, typed(seen="٣")).status_code == 409


def test_a_likelihood_moves_with_a_reason_on_its_page(
    client: Browser, organisation: Organisation, risk: Risk
) -> None:
    place = url(organisation, "move", risk.pk)
    said = {"after": "4", "because": "audit", "named": "Audit 2026", "seen": risk.version}
    refused = client.post(place, {**said, "reason": ""}, **FRENCH)
    assert refused.status_code == 422
    same = client.post(place, {**said, "after": "3", "reason": "x"}, **FRENCH)
    assert "autre degré" in text(same)
    moved = client.post(place, {**said, "reason": "Port ouvert"}, follow=True, **FRENCH)
    assert "Port ouvert" in text(moved)
    history = text(client.get(url(organisation, "history", risk.pk), **FRENCH))
    assert "<del>" in history.replace("<del ", "<del>") or "supprimé" in history


def test_acceptance_is_named_dated_and_refused_to_others(
    client: Browser,
    organisation: Organisation,
    risk: Risk,
    member: Member,
    client_of: Callable[[Member], Client],
) -> None:
    place = url(organisation, "accept", risk.pk)
    asked = text(client.get(place, **FRENCH))
    assert "6 mois" in asked
    said = {"reason": "En attente du nouveau logiciel", "seen": risk.version}
    done = text(client.post(place, said, follow=True, **FRENCH))
    assert f"Par {member.name}" in done
    clerk = client_of(new_member(organisation, Role.CONTRIBUTOR))
    assert clerk.post(place, said).status_code == 403
    assert clerk.get(url(organisation, "risk", risk.pk)).status_code == 200


def test_a_measure_is_planned_and_done_in_all_the_risks_it_lowers(
    client: Browser, organisation: Organisation, member: Member
) -> None:
    found = quick(organisation, member, WORST)
    place = url(organisation, "measure", found.pk, "second_factor")
    empty = client.post(place, {"owner": "", "due_on": ""}, follow=True, **FRENCH)
    assert "Rien n’est enregistré" in text(empty)
    client.post(place, {"owner": "Dr Inventé", "due_on": "2026-12-24"})
    planned = [
        m
        for one in queries.risks_of(found)
        for m in queries.value_of(one).measures
        if m.code == "second_factor"
    ]
    assert len(planned) > 1
    assert {m.owner for m in planned} == {"Dr Inventé"}
    client.post(place, {"done_on": "2026-12-01"})
    page = text(client.get(url(organisation, "analysis", found.pk), **FRENCH))
    assert "fait" in page


def test_validation_waits_for_estimates_and_bears_a_name(
    client: Browser, organisation: Organisation, scenarios: Analysis, member: Member
) -> None:
    place = url(organisation, "validate", scenarios.pk)
    actions.add(scenarios.pk, rules.Risk(title="À estimer"), by=member, at=NOW)
    refused = client.post(place, {"seen": scenarios.version}, **FRENCH)
    assert refused.status_code == 409
    assert "ses deux estimations" in text(refused)


def test_the_list_filters_and_leaves_in_five_formats_without_formulas(
    client: Browser, organisation: Organisation, risk: Risk, scenarios: Analysis
) -> None:
    page = text(client.get(url(organisation, "list"), {"state": "high", "level": "nothing"}))
    assert risk.reference in page
    assert risk.reference not in text(client.get(url(organisation, "list"), {"level": "low"}))
    for place in (url(organisation, "export"), url(organisation, "analysis-export", scenarios.pk)):
        made = {
            name: client.get(place, {"format": name}, **FRENCH).content
            for name in ("csv", "xlsx", "ods", "pdf", "json")
        }
        rows = list(csv.reader(io.StringIO(made["csv"].decode("utf-8-sig")), delimiter=";"))
        assert rows[1][2].startswith("'=cmd")
        sheet = CalamineWorkbook.from_object(io.BytesIO(made["xlsx"])).get_sheet_by_index(0)
        assert sheet.to_python()[1][2] == "=cmd|' /C calc'!A0"
        assert b"<f>" not in made["xlsx"]
        assert json.loads(made["json"])["risks"][0]["risk"]["severity"] == 4
        words = "".join(one.extract_text() for one in PdfReader(io.BytesIO(made["pdf"])).pages)
        assert "Matrice" in words
        assert risk.reference in words
    assert client.get(place, {"format": "exe"}).status_code == 404


def test_the_workshops_are_filled_and_feed_the_risks(
    client: Browser, organisation: Organisation, member: Member
) -> None:
    found = actions.start(organisation, "ebios", title="EBIOS", by=member, at=NOW)
    for name, rows in TABLES.items():
        page = client.get(url(organisation, "table", found.pk, name), **FRENCH)
        assert page.status_code == 200
        sent: dict[str, object] = {
            "seen": page.context["seen"],
            f"{name}-TOTAL_FORMS": len(rows),
            f"{name}-INITIAL_FORMS": 0,
        }
        for at, row in enumerate(rows):
            sent |= {f"{name}-{at}-{k}": v for k, v in row.items() if k != "activity" and v}
        kept = client.post(url(organisation, "table", found.pk, name), sent)
        assert kept.status_code == 302, kept.content
    for workshop in ("scope", "sources", "strategic", "operational", "treatment"):
        page = client.get(url(organisation, "workshop", found.pk, workshop), **FRENCH)
        assert page.status_code == 200
    strategic = text(client.get(url(organisation, "workshop", found.pk, "strategic"), **FRENCH))
    assert "Niveau de menace" in strategic
    assert "2,0" in strategic
    fed = client.post(url(organisation, "feed", found.pk), follow=True, **FRENCH)
    assert "Rebond" in text(fed)
    stale = client.post(
        url(organisation, "table", found.pk, "values"),
        {"seen": 1, "values-TOTAL_FORMS": 1, "values-INITIAL_FORMS": 0, "values-0-name": "Perdu ?"},
        **FRENCH,
    )
    assert stale.status_code == 409
    assert "Perdu ?" in text(stale)


def test_a_hostile_title_is_only_text(
    client: Browser, organisation: Organisation, scenarios: Analysis, member: Member
) -> None:
    hostile = "<script>alert(1)</script>\"'&"
    value = rules.Risk(title=hostile, severity=4, likelihood=4, measures=(Treated(text=hostile),))
    made = actions.add(scenarios.pk, value, by=member, at=NOW)
    for place in (
        url(organisation, "list"),
        url(organisation, "risk", made.pk),
        url(organisation, "analysis", scenarios.pk),
    ):
        assert "<script>alert" not in text(client.get(place))
    pdf = client.get(url(organisation, "export"), {"format": "pdf"})
    assert pdf.content.startswith(b"%PDF")


def test_a_list_of_a_hundred_risks_asks_few_questions(
    client: Browser,
    organisation: Organisation,
    scenarios: Analysis,
    member: Member,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    for number in range(60):
        value = rules.Risk(title=f"Risque {number}", severity=number % 4 + 1, likelihood=2)
        actions.add(scenarios.pk, value, by=member, at=NOW)
    client.get(url(organisation, "list"))
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        page = client.get(url(organisation, "list"))
    assert "page=2" in text(page)
