"""What the law asks of processors, from the papers kept; what is due; what is journalled."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from probant.common.verdicts import Verdict
from probant.journal.models import Entry
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.processors import actions, queries
from probant.processors.domain.contract import ClauseState, Decision, Terms
from probant.processors.domain.record import (
    Authorisation,
    Certificate,
    Contact,
    Hosting,
    ProcessorRecord,
    SubProcessor,
    Use,
)
from probant.processors.domain.reviewing import Result, ReviewFacts, ReviewKind
from probant.processors.due import due
from probant.processors.models import Contract, Processor, ProcessorVersion
from probant.processors.obligations import verdicts
from probant.reference import processors as reference
from probant.register import actions as register
from probant.register.domain.record import ProcessorLine
from probant.vault import queries as vault
from tests.conftest import new_member
from tests.factories.register import complete_record

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FULL = ProcessorRecord(
    name="Agenda Doc (inventé)",
    services="Rendez-vous",
    contact=Contact(email="contact@agenda.invalid"),
    incidents=Contact(telephone="01 00 00 00 00"),
    uses=(Use(activity="0f7b0a52-3c51-4b0e-9f7c-000000000001"),),
    storage=("FR",),
    hosting=Hosting(hosts_health_data=False),
    chain_told_on=date(2026, 10, 1),
)


def paper(name: str = "contrat.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def states(organisation: Organisation) -> dict[str, str]:
    return {one.obligation_id: one.state.value for one in verdicts(organisation, now=NOW)}


def one(organisation: Organisation, id_: str) -> Verdict:
    return next(v for v in verdicts(organisation, now=NOW) if v.obligation_id == id_)


def named_in_register(organisation: Organisation, member: Member, *lines: ProcessorLine) -> None:
    register.create(organisation, complete_record(processors=lines), by=member, at=NOW)


@pytest.fixture
def processor(organisation: Organisation, member: Member) -> Processor:
    return actions.add(FULL, by=member, at=NOW)


@pytest.fixture
def contract(processor: Processor, member: Member) -> Contract:
    terms = Terms(signed_on=date(2025, 1, 15), objection_days=30)
    made = actions.state_terms(processor.pk, terms, by=member, at=NOW)
    return actions.file_contract(made.pk, paper(), by=member, at=NOW)


def decide(contract: Contract, member: Member, **but: ClauseState) -> Contract:
    decisions = {
        clause.id: Decision(but.get(clause.id, ClauseState.FOUND))
        for clause in reference.clauses_for(hosts_health_data=False)
    }
    return actions.decide_clauses(contract.pk, decisions, by=member, at=NOW)


def test_nothing_is_asked_where_nobody_works_for_the_organisation(
    organisation: Organisation,
) -> None:
    assert set(states(organisation).values()) == {"not_applicable"}


def test_a_name_in_the_register_alone_is_missing_from_the_list(
    organisation: Organisation, member: Member
) -> None:
    named_in_register(organisation, member, ProcessorLine(name="Paie Exemple"))
    found = states(organisation)
    assert found.pop("processors.listed") == "missing"
    assert set(found.values()) == {"undetermined"}


def test_taking_the_registers_names_keeps_what_it_said(
    organisation: Organisation, member: Member
) -> None:
    named_in_register(
        organisation,
        member,
        ProcessorLine(name="Hôte Exemple", service="Serveurs", contract_on=date(2024, 5, 2)),
        ProcessorLine(name="hote exemple SAS", service="Sauvegarde", is_hds=True),
    )
    made = actions.take_from_register(by=member, at=NOW)
    assert len(made) == 1
    record = queries.record_of(made[0])
    assert record.services == "Serveurs\nSauvegarde"
    assert record.hosting.hosts_health_data is True
    assert Contract.objects.get().signed_on == date(2024, 5, 2)
    assert states(organisation)["processors.contract_clauses"] == "declared"
    assert states(organisation)["processors.hds"] == "contradicted"
    assert actions.take_from_register(by=member, at=NOW) == []


def test_a_contract_goes_from_declared_to_proven_and_back_to_expired(
    organisation: Organisation, processor: Processor, contract: Contract, member: Member
) -> None:
    assert states(organisation)["processors.contract_clauses"] == "declared"
    decide(contract, member, audits=ClauseState.MISSING)
    verdict = one(organisation, "processors.contract_clauses")
    assert verdict.state.value == "contradicted"
    assert {f.label_id: f.value for f in verdict.facts}["processors.missing_clauses"] == 1
    assert str(processor.pk) in (verdict.remedy.url if verdict.remedy else "")
    decide(contract, member)
    verdict = one(organisation, "processors.contract_clauses")
    assert verdict.state.value == "proven"
    assert verdict.evidence[0].id == f"contract:{contract.pk}"
    ended = Terms(signed_on=date(2025, 1, 15), ends_on=date(2026, 6, 30), objection_days=30)
    actions.state_terms(processor.pk, ended, contract_id=contract.pk, by=member, at=NOW)
    assert states(organisation)["processors.contract_clauses"] == "expired"


def test_another_paper_is_decided_again_and_the_former_stays_in_the_vault(
    organisation: Organisation, processor: Processor, contract: Contract, member: Member
) -> None:
    decide(contract, member)
    again = actions.file_contract(contract.pk, paper(content=PDF + b"%"), by=member, at=NOW)
    assert again.clauses == {}
    assert states(organisation)["processors.contract_clauses"] == "declared"
    assert b"".join(vault.content(queries.contract_file(again))) == PDF + b"%"
    former = queries.stored(organisation.pk, processor.pk, contract.file or processor.pk)
    assert b"".join(vault.content(former)) == PDF


def test_the_same_paper_again_keeps_what_was_decided(contract: Contract, member: Member) -> None:
    decide(contract, member)
    again = actions.file_contract(contract.pk, paper(), by=member, at=NOW)
    assert again.clauses["audits"]["state"] == "found"


def test_a_full_description_and_an_audit_with_its_report_are_proof(
    organisation: Organisation, processor: Processor, contract: Contract, member: Member
) -> None:
    decide(contract, member)
    facts = ReviewFacts(kind=ReviewKind.AUDIT, held_on=date(2026, 9, 1), result=Result.SATISFACTORY)
    made = actions.review(processor.pk, facts, upload=paper("rapport.pdf"), by=member, at=NOW)
    assert made.next_on == date(2028, 9, 1)
    assert states(organisation) == {
        "processors.listed": "proven",
        "processors.contract_clauses": "proven",
        "processors.hds": "not_applicable",
        "processors.chain": "proven",
        "processors.audited": "proven",
    }
    actions.set_status(processor.pk, "ended", by=member, at=NOW)
    assert set(states(organisation).values()) == {"not_applicable"}


def test_what_is_due_is_told_three_months_ahead_and_until_it_is_done(
    organisation: Organisation, processor: Processor, contract: Contract, member: Member
) -> None:
    assert due(organisation, now=NOW) == ()
    terms = Terms(
        signed_on=date(2025, 1, 15),
        ends_on=date(2027, 1, 31),
        notice_days=45,
        objection_days=30,
        review_on=date(2026, 10, 1),
    )
    actions.state_terms(processor.pk, terms, contract_id=contract.pk, by=member, at=NOW)
    sub = SubProcessor(
        id="1",
        name="Nuage",
        authorisation=Authorisation.GENERAL,
        announced_on=date(2026, 11, 20),
    )
    record = ProcessorRecord(**{**vars(FULL), "sub_processors": (sub,)})
    actions.describe(processor.pk, record, seen=1, by=member, at=NOW)
    found = {one.kind: one.deadline.target_at.date() for one in due(organisation, now=NOW)}
    assert found == {
        "processors.contract_notice": date(2026, 12, 17),
        "processors.contract_end": date(2027, 1, 31),
        "processors.contract_review": date(2026, 10, 1),
        "processors.objection": date(2026, 12, 20),
    }


def test_the_last_review_done_says_when_the_next_one_is_due(
    organisation: Organisation, processor: Processor, member: Member
) -> None:
    result = Result.SATISFACTORY
    reviews = ((date(2023, 1, 1), date(2027, 2, 1)), (date(2025, 12, 1), date(2026, 12, 15)))
    for held_on, next_on in reviews:
        facts = ReviewFacts(kind=ReviewKind.AUDIT, held_on=held_on, next_on=next_on, result=result)
        actions.review(processor.pk, facts, by=member, at=NOW)

    found = [one.deadline.target_at.date() for one in due(organisation, now=NOW)]

    assert found == [date(2026, 12, 15)]


def test_a_renewed_certificate_leaves_nothing_late(
    organisation: Organisation, processor: Processor, member: Member
) -> None:
    held = tuple(
        Certificate(referential="2024", activities=(1,), expires_on=day)
        for day in (date(2026, 1, 1), date(2029, 1, 1))
    )
    of_host = Hosting(hosts_health_data=True, needed=(1,), certificates=held)
    record = ProcessorRecord(**{**vars(FULL), "hosting": of_host})
    actions.describe(processor.pk, record, seen=1, by=member, at=NOW)

    assert due(organisation, now=NOW) == ()


def test_every_version_stays_and_none_can_be_changed(
    organisation: Organisation, processor: Processor, member: Member
) -> None:
    record = ProcessorRecord(name="Agenda Doc (inventé)", services="Autre chose")
    actions.describe(processor.pk, record, seen=1, by=member, at=NOW)
    found = queries.versions(organisation.pk, processor.pk)
    assert [(one.number, one.event) for one in found] == [(2, "described"), (1, "added")]
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        ProcessorVersion.objects.update(by_name="x")


def test_the_same_record_again_is_no_version(processor: Processor, member: Member) -> None:
    again = actions.describe(processor.pk, FULL, seen=1, by=member, at=NOW)
    assert again.version == 1


def test_the_journal_names_no_company_and_repeats_no_note(
    organisation: Organisation, processor: Processor, contract: Contract, member: Member
) -> None:
    noted = {"audits": Decision(ClauseState.ACCEPTED, "Vu avec Mme Inventée")}
    actions.decide_clauses(contract.pk, noted, by=member, at=NOW)
    entries = Entry.objects.filter(organisation_id=organisation.pk)
    kept = [bytes(entry.body).decode() for entry in entries]
    assert any("clauses" in text or "audits" in text for text in kept)
    assert not any("Inventée" in text or "Agenda" in text for text in kept)


def test_a_contributor_describes_and_does_not_decide(
    organisation: Organisation, contract: Contract
) -> None:
    writer = new_member(organisation, Role.CONTRIBUTOR)
    actions.add(ProcessorRecord(name="Autre"), by=writer, at=NOW)
    with pytest.raises(PermissionDeniedError):
        actions.decide_clauses(contract.pk, {}, by=writer, at=NOW)
