"""A practice's appointment provider through every page, as its secretary and its officer go."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.accounts.models import Person
from probant.common import clock
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.processors import actions, queries
from probant.processors.domain.contract import ClauseState, Decision, Terms
from probant.processors.domain.record import ProcessorRecord
from probant.processors.models import Contract, Processor
from probant.reference import processors as reference
from probant.register import actions as register
from probant.register.domain.record import ProcessorLine
from tests.conftest import new_member
from tests.factories.register import complete_record

Browser = Callable[[Member], Client]
Page = Callable[..., str]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def client(member: Member, client_of: Browser) -> Client:
    return client_of(member)


@pytest.fixture
def page(organisation: Organisation) -> Page:
    def address(view: str, /, **parts: object) -> str:
        return reverse(f"processors:{view}", kwargs={"organisation": organisation.pk, **parts})

    return address


@pytest.fixture
def processor(organisation: Organisation, member: Member) -> Processor:
    record = ProcessorRecord(name="Agenda Doc (inventé)", services="Rendez-vous en ligne")
    return actions.add(record, by=member, at=clock.now())


@pytest.fixture
def contract(processor: Processor, member: Member) -> Contract:
    made = actions.state_terms(
        processor.pk, Terms(signed_on=date(2025, 1, 15)), by=member, at=clock.now()
    )
    sent = SimpleUploadedFile("contrat.pdf", PDF, content_type="application/pdf")
    return actions.file_contract(made.pk, sent, by=member, at=clock.now())


def name_in_register(organisation: Organisation, member: Member, *names: str) -> None:
    lines = tuple(ProcessorLine(name=name, service="Agenda") for name in names)
    record = complete_record(processors=lines)
    register.create(organisation, record, by=member, at=clock.now())


def test_an_empty_list_says_who_is_a_processor(client: Client, page: Page) -> None:
    answer = client.get(page("list"))
    assert "Aucun sous-traitant" in answer.content.decode()


def test_the_names_of_the_register_become_the_list_in_one_action(
    client: Client, page: Page, organisation: Organisation, member: Member
) -> None:
    name_in_register(organisation, member, "Agenda Doc SAS", "agenda doc", "Paie Exemple")
    told = client.get(page("list")).content.decode()
    assert "Agenda Doc SAS" in told
    assert "Paie Exemple" in told
    client.post(page("take"))
    assert [one.name for one in queries.processors(organisation.pk)] == [
        "Agenda Doc SAS",
        "Paie Exemple",
    ]
    assert queries.unmatched(organisation.pk) == {}


def test_a_name_is_enough_and_the_same_one_is_not_added_twice(
    client: Client, page: Page, organisation: Organisation
) -> None:
    answer = client.post(page("new"), {"name": "Hébergeur Exemple"})
    found = queries.processors(organisation.pk).get()
    assert answer["Location"] == page("processor", processor_id=found.pk)
    again = client.post(page("new"), {"name": "HEBERGEUR exemple", "services": "Serveurs"})
    assert again.status_code == 422
    told = again.content.decode()
    assert "déjà dans la liste" in told
    assert "Serveurs" in told


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_wrong_siren_is_told_and_nothing_typed_is_lost(
    client: Client, page: Page, processor: Processor, member: Member, language: str
) -> None:
    typed = {"name": "Agenda Doc", "siren": "123 456 789", "country": "FR", "note": "À garder"}
    address = page("edit", processor_id=processor.pk, section="identity")
    Person.objects.filter(pk=member.person_id).update(language=language)
    answer = client.post(address, typed)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert {"fr": "vérifiez le numéro", "en": "check the number"}[language] in told
    assert "À garder" in told
    assert "123 456 789" in told


def rows(prefix: str, *found: dict[str, Any]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(found)), f"{prefix}-INITIAL_FORMS": "0"}
    for index, row in enumerate(found):
        data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return data


def test_each_part_is_edited_and_shown(
    client: Client, page: Page, processor: Processor, organisation: Organisation, member: Member
) -> None:
    name_in_register(organisation, member, "Agenda Doc (inventé)")
    activity = str(queries.named(organisation.pk)["agenda doc invente"][0].activity)
    parts: dict[str, dict[str, str]] = {
        "activities": rows("uses", {"activity": activity, "service": "Prise de rendez-vous"}),
        "places": rows("storage", {"country": "FR"}, {"country": "DE"})
        | rows("accesses", {"country": "TN", "purpose": "Assistance"}),
        "hosting": {"hosts": "yes", "kind": "software"}
        | rows(
            "certificates",
            {"number": "HDS-1", "referential": "2018", "expires_on": "2027-01-01"},
        ),
        "chain": {"chain_told_on": "2026-10-01"}
        | rows(
            "sub_processors",
            {"name": "Nuage Exemple", "country": "FR", "chosen_by": "controller"},
        ),
    }
    for section, typed in parts.items():
        address = page("edit", processor_id=processor.pk, section=section)
        version = queries.processor(organisation.pk, processor.pk).version
        assert client.get(address).status_code == 200
        answer = client.post(address, {"seen": str(version), **typed})
        assert answer.status_code == 302, (section, answer.content.decode()[:3000])
    record = queries.record_of(queries.processor(organisation.pk, processor.pk))
    assert record.storage == ("FR", "DE")
    assert record.hosting.needed == (1, 2, 3, 4, 5, 6)
    told = client.get(page("processor", processor_id=processor.pk)).content.decode()
    for words in (
        "Nuage Exemple",
        "Prise de rendez-vous",
        "Référentiel de 2018",
        "Tunisie",
        "<svg",
    ):
        assert words in told


def test_who_saves_second_sees_both_and_loses_nothing(
    client: Client, page: Page, processor: Processor, member: Member, organisation: Organisation
) -> None:
    other = ProcessorRecord(name="Agenda Doc (inventé)", services="Changé par une autre")
    actions.describe(processor.pk, other, seen=1, by=member, at=clock.now())
    typed = {"seen": "1", "name": "Agenda Doc", "services": "Ce que j’ai écrit", "country": "FR"}
    address = page("edit", processor_id=processor.pk, section="identity")
    answer = client.post(address, typed)
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "Changé par une autre" in told
    assert "Ce que j’ai écrit" in told
    assert client.post(address, {**typed, "seen": "2"}).status_code == 302
    found = queries.processor(organisation.pk, processor.pk)
    assert queries.record_of(found).services == "Ce que j’ai écrit"


def test_a_contract_is_kept_decided_and_completed_by_an_amendment(
    client: Client, page: Page, processor: Processor
) -> None:
    sent = SimpleUploadedFile("contrat.pdf", PDF, content_type="application/pdf")
    typed = {"signed_on": "2025-03-01", "objection_days": "30", "file": sent}
    answer = client.post(page("contract-new", processor_id=processor.pk), typed)
    held = Contract.objects.get()
    assert answer["Location"] == page("contract", contract_id=held.pk)
    missing = {"audits", "sub_processors", "end_of_contract"}
    states = {
        one.id: "missing" if one.id in missing else "found"
        for one in reference.clauses_for(hosts_health_data=False)
    }
    decided = client.post(page("clauses", contract_id=held.pk), {"seen": held.version, **states})
    assert decided.status_code == 302
    told = client.get(page("processor", processor_id=processor.pk)).content.decode()
    assert "Contredit" in told
    assert "Preuves et audits" in told
    paper = client.get(page("amendment", contract_id=held.pk), {"language": "fr"})
    text = "\n".join(one.text for one in docx.Document(BytesIO(paper.content)).paragraphs)
    assert "Preuves et audits" in text
    assert "Agenda Doc (inventé)" in text
    assert "Instructions documentées" not in text
    english = client.get(page("amendment", contract_id=held.pk), {"language": "en"})
    assert "Evidence and audits" in "\n".join(
        one.text for one in docx.Document(BytesIO(english.content)).paragraphs
    )
    back = client.get(page("contract-file", contract_id=held.pk))
    assert b"".join(back.streaming_content) == PDF  # type: ignore[attr-defined]


def test_a_refused_file_leaves_no_contract_behind(
    client: Client, page: Page, processor: Processor
) -> None:
    sent = SimpleUploadedFile("contrat.exe", b"MZ\x90\x00" * 40)
    answer = client.post(
        page("contract-new", processor_id=processor.pk), {"owner": "Mme Exemple", "file": sent}
    )
    assert answer.status_code == 422
    assert "Mme Exemple" in answer.content.decode()
    assert not Contract.objects.exists()


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"starts_on": "2025-02-01", "ends_on": "2025-01-01"}, "La fin est avant le début"),
        ({"ends_on": "9999-12-31"}, "Vérifiez l’année"),
        ({"notice_days": "-3"}, "id_notice_days"),
    ],
)
def test_dates_that_contradict_each_other_are_told(
    client: Client, page: Page, processor: Processor, typed: dict[str, str], fault: str
) -> None:
    answer = client.post(page("contract-new", processor_id=processor.pk), typed)
    assert answer.status_code == 422
    assert fault in answer.content.decode()


def test_an_accepted_wording_needs_its_reason(
    client: Client, page: Page, contract: Contract
) -> None:
    answer = client.post(page("clauses", contract_id=contract.pk), {"audits": "accepted"})
    assert answer.status_code == 422
    assert "Dites pourquoi vous l’acceptez" in answer.content.decode()


def test_two_people_deciding_at_once_do_not_overwrite_each_other(
    client: Client, page: Page, contract: Contract, member: Member
) -> None:
    decided = {"audits": Decision(ClauseState.FOUND)}
    actions.decide_clauses(contract.pk, decided, by=member, at=clock.now())
    typed = {"seen": str(contract.version), "audits": "missing"}
    assert client.post(page("clauses", contract_id=contract.pk), typed).status_code == 409
    contract.refresh_from_db()
    assert contract.clauses["audits"]["state"] == "found"


def test_a_questionnaire_is_made_recorded_and_due_again(
    client: Client, page: Page, processor: Processor
) -> None:
    made = client.get(page("questionnaire", processor_id=processor.pk), {"language": "en"})
    text = "\n".join(one.text for one in docx.Document(BytesIO(made.content)).paragraphs)
    assert "two factors" in text
    typed = {
        "kind": "questionnaire",
        "held_on": "2026-11-01",
        "result": "reservations",
        "answer_multi_factor": "no",
        "file": SimpleUploadedFile("reponses.pdf", PDF),
    }
    assert client.post(page("review-new", processor_id=processor.pk), typed).status_code == 302
    told = client.get(page("processor", processor_id=processor.pk)).content.decode()
    assert "1 novembre 2028" in told
    assert "Avec réserves" in told
    review = processor.reviews.get()
    held = client.get(page("review", review_id=review.pk)).content.decode()
    assert 'value="no" selected' in held
    late = client.post(
        page("review", review_id=review.pk),
        {"kind": "audit", "held_on": "2026-11-02", "next_on": "2026-01-01"},
    )
    assert "doit venir après" in late.content.decode()


def test_a_paper_of_another_processor_is_not_handed_over(
    client: Client, page: Page, processor: Processor, contract: Contract, member: Member
) -> None:
    other = actions.add(ProcessorRecord(name="Autre"), by=member, at=clock.now())
    address = page("file", processor_id=other.pk, file_id=contract.file)
    assert client.get(address).status_code == 404
    mine = page("file", processor_id=processor.pk, file_id=contract.file)
    assert client.get(mine).status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods", "pdf", "json"])
def test_the_list_leaves_in_every_format(
    client: Client, page: Page, contract: Contract, form: str
) -> None:
    answer = client.get(page("export"), {"format": form})
    assert answer.status_code == 200
    assert len(answer.content) > 100
    assert client.get(page("export"), {"format": "exe"}).status_code == 404


def test_a_reader_reads_and_changes_nothing(
    organisation: Organisation, page: Page, contract: Contract, client_of: Browser
) -> None:
    reader = client_of(new_member(organisation, Role.READER))
    told = reader.get(page("processor", processor_id=contract.processor_id)).content.decode()
    assert "Ajouter un contrat" not in told
    assert reader.get(page("contract", contract_id=contract.pk)).status_code == 200
    assert reader.post(page("new"), {"name": "X"}).status_code == 403


def test_the_list_stays_within_ten_queries_whatever_it_holds(
    client: Client,
    page: Page,
    member: Member,
    django_assert_max_num_queries: Any,  # noqa: ANN401
) -> None:
    for number in range(60):
        record = ProcessorRecord(name=f"Prestataire {number}")
        made = actions.add(record, by=member, at=clock.now() - timedelta(days=1))
        if number % 3 == 0:
            actions.state_terms(made.pk, Terms(owner="Elle"), by=member, at=clock.now())
    with django_assert_max_num_queries(24):  # ten of the list, the rest of the gate and the menu
        assert client.get(page("list")).status_code == 200
