"""A kept contract read by Probant: its passages beside each clause; a person decides."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from probant.accounts.models import Person
from probant.common import clock
from probant.observations.contract_reading import read_contract
from probant.observations.models import Observation
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.processors import actions, proposals
from probant.processors.domain.contract import Terms
from probant.processors.domain.record import Hosting, ProcessorRecord
from probant.processors.models import Contract
from tests.conftest import new_member
from tests.contracts.corpus import contracts
from tests.contracts.printing import printed
from tests.web.test_api import program, said
from tests.web.test_processors_api import send

Browser = Callable[[Member], Client]


def paper(id_: str) -> SimpleUploadedFile:
    one = next(contract for contract in contracts("tuning") if contract.id == id_)
    return SimpleUploadedFile(f"contract.{one.format}", printed(one))


@pytest.fixture
def client(member: Member, client_of: Browser) -> Client:
    return client_of(member)


@pytest.fixture
def contract(organisation: Organisation, member: Member) -> Contract:
    record = ProcessorRecord(name="Factupro (inventé)", services="Télétransmission")
    processor = actions.add(record, by=member, at=clock.now())
    return actions.state_terms(processor.pk, Terms(), by=member, at=clock.now())


def url(contract: Contract, name: str) -> str:
    return reverse(f"processors:{name}", args=[contract.organisation_id, contract.pk])


def file_and_read(contract: Contract, id_: str, member: Member) -> Contract:
    filed = actions.file_contract(contract.pk, paper(id_), by=member, at=clock.now())
    actions.read_contract(contract.pk, by=member, at=clock.now())
    return filed


def test_a_contract_sent_by_the_page_is_read_and_cited_at_once(
    client: Client, contract: Contract
) -> None:
    answer = client.post(
        url(contract, "contract-edit"),
        {"file": paper("t05"), "seen": contract.version},
        follow=True,
    )
    told = answer.content.decode()
    assert "Probant propose : Présente" in told.replace("\u00a0", " ")
    assert "Factupro ne fait des données que ce que le cabinet" in told
    assert "une phrase retire ce qu’elle dit" in told.replace("\u00a0", " ")
    kept = Observation.objects.get()
    assert (kept.probe, kept.subject_id) == ("contracts", contract.pk)
    contract.refresh_from_db()
    assert kept.source == contract.file_sha256
    assert contract.clauses == {}


def test_proposals_fill_the_form_only_when_asked_and_are_kept_only_when_saved(
    client: Client, contract: Contract, member: Member
) -> None:
    file_and_read(contract, "t05", member)
    plain = client.get(url(contract, "clauses")).content.decode()
    asked = client.get(url(contract, "clauses") + "?proposed=1").content.decode()
    assert 'value="missing" selected' not in plain
    assert 'value="missing" selected' in asked
    assert 'value="found" selected' in asked
    contract.refresh_from_db()
    assert contract.clauses == {}


def test_another_file_makes_the_former_reading_void(
    client: Client, contract: Contract, member: Member
) -> None:
    file_and_read(contract, "t05", member)
    again = actions.file_contract(contract.pk, paper("t04"), by=member, at=clock.now())
    assert proposals.reading_of(again) is None
    assert "pas encore été lu" in client.get(url(contract, "contract")).content.decode()
    client.post(url(contract, "contract-read"))
    read = proposals.reading_of(again)
    assert read
    assert read.clauses["audits"].state == "found"
    assert read.clauses["breach_notice_delay"].hours == 24


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "endommagé"), ("en", "The file is damaged: it was not read")]
)
def test_a_file_that_cannot_be_read_is_said_and_nothing_is_guessed(
    client: Client, contract: Contract, member: Member, language: str, words: str
) -> None:
    Person.objects.filter(pk=member.person_id).update(language=language)
    broken = SimpleUploadedFile("contract.pdf", b"%PDF-1.7 cut short")
    actions.file_contract(contract.pk, broken, by=member, at=clock.now())
    told = client.post(url(contract, "contract-read"), follow=True).content.decode()
    assert words in told
    assert "proposal" not in told


def test_a_host_is_also_held_against_the_public_health_code(member: Member) -> None:
    record = ProcessorRecord(name="Hôte (inventé)", hosting=Hosting(hosts_health_data=True))
    processor = actions.add(record, by=member, at=clock.now())
    made = actions.state_terms(processor.pk, Terms(), by=member, at=clock.now())
    read = proposals.reading_of(file_and_read(made, "t10", member))
    assert read
    assert read.clauses["hds_certificate"].state == "found"


def test_without_a_file_there_is_nothing_to_read_and_a_reader_may_not_ask(
    client: Client, contract: Contract, organisation: Organisation
) -> None:
    told = client.post(url(contract, "contract-read"), follow=True).content.decode()
    assert "rien à lire" in told
    with pytest.raises(PermissionDeniedError):
        actions.read_contract(contract.pk, by=new_member(organisation, Role.READER), at=clock.now())


def test_a_reading_that_kills_its_process_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "probant.observations.contract_reading"
    monkeypatch.setattr(f"{name}.COMMAND", ("false",))
    assert read_contract(b"%PDF-", host=False) == {"refused": "bomb"}
    monkeypatch.setattr(f"{name}.COMMAND", ("sleep", "5"))
    monkeypatch.setattr(f"{name}.PATIENCE", 0.1)
    assert read_contract(b"%PDF-", host=False) == {"refused": "too_long"}


def test_a_program_reads_a_contract_sent_and_one_kept(
    organisation: Organisation, contract: Contract
) -> None:
    dpo = program(organisation, Role.DPO)
    status, told = send(dpo, "contract-readings?host=true", "contract.docx", paper("t21").read())
    assert status == 200
    states = {one["clause"]: one["state"] for one in told["clauses"]}  # type: ignore[attr-defined]
    assert states["hds_certificate"] == states["audits"] == "found"
    assert not Observation.objects.exists()
    status, told = send(dpo, "contract-readings", "contract.pdf", b"%PDF-1.7 cut")
    assert told == {"refused": "corrupt"}
    where = f"processor-contracts/{contract.pk}"
    assert dpo("GET", f"{where}/reading").status_code == 404
    assert dpo("POST", f"{where}/reading").status_code in {404, 410}
    send(dpo, f"{where}/file", "contract.pdf", paper("t05").read())
    assert dpo("POST", f"{where}/reading").status_code == 201
    kept = said(dpo("GET", f"{where}/reading"))
    assert kept["is_current"] is True
    assert kept["result"]["is_readable"] is True
    send(dpo, f"{where}/file", "contract.docx", paper("t04").read())
    assert said(dpo("GET", f"{where}/reading"))["is_current"] is False
