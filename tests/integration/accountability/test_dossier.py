"""A dossier holds together, tells no more than asked, and survives an erasure."""

import json
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdf
import pytest
from django.db import connections, transaction

from probant.accountability import actions, contents, journal_obligations, queries
from probant.accountability.documents import Wanted
from probant.accountability.domain import archive
from probant.accountability.domain import dossier as format_
from probant.accountability.domain.verification import verify
from probant.accountability.models import Dossier
from probant.common.verdicts import VerdictState
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.journal import actions as journal
from probant.journal import key
from probant.journal import queries as journal_queries
from probant.journal.domain import JournalAlteredError
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.reference import law
from probant.register import actions as register
from tests.conftest import new_member, new_organisation
from tests.factories.register import complete_record

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
WANTED = Wanted("Contrôle (inventé)", "fr", has_names=True)


def made(organisation: Organisation, member: Member, wanted: Wanted = WANTED) -> Dossier:
    return actions.make_dossier(organisation, wanted, by=member, at=AT)


def bytes_of(found: Dossier) -> bytes:
    return b"".join(archive.packed(contents.members(found)))


@pytest.fixture
def filled(organisation: Organisation, member: Member) -> Organisation:
    register.create(organisation, complete_record(), by=member, at=AT)
    return organisation


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("has_names", [True, False])
def test_a_dossier_is_valid_in_both_languages_with_or_without_names(
    filled: Organisation, member: Member, language: str, has_names: bool
) -> None:
    found = made(filled, member, Wanted("Audit", language, has_names))
    content = bytes_of(found)
    report = verify(BytesIO(content), known_key=str(key.verifier()))
    assert (report.is_valid, report.entries) == (True, found.entry_index + 1)
    held = archive.unpacked(BytesIO(content))
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(BytesIO(held["dossier.pdf"])).pages
    )
    assert (member.name in text) is has_names
    assert (member.name.encode() in held[format_.DISCLOSURES]) is has_names


def test_its_documents_say_what_the_register_says(filled: Organisation, member: Member) -> None:
    held = archive.unpacked(BytesIO(bytes_of(made(filled, member))))
    register_said = json.loads(held["register.json"])
    verdicts = {item["obligation"]: item["state"] for item in json.loads(held["verdicts.json"])}
    summary = json.loads(held["dossier.json"])
    assert [item["record"]["name"] for item in register_said["activities"]] == [
        complete_record().name
    ]
    assert verdicts["journal.integrity"] == verdicts["journal.checkpoint"] == "proven"
    assert sum(summary["verdicts"].values()) == len(verdicts)
    assert pypdf.PdfReader(BytesIO(held["register.pdf"])).pages


def test_its_pdf_is_tagged_and_speaks_french(filled: Organisation, member: Member) -> None:
    held = archive.unpacked(BytesIO(bytes_of(made(filled, member))))
    catalogue = str(pypdf.PdfReader(BytesIO(held["dossier.pdf"])).root_object)
    assert "'/Marked': True" in catalogue
    assert "'/Lang': 'fr'" in catalogue


def test_a_name_erased_since_is_no_longer_disclosed_and_the_dossier_still_valid(
    filled: Organisation, member: Member
) -> None:
    found = made(filled, member)
    assert journal.erase_personal(filled.pk, value=member.name)
    content = bytes_of(found)
    assert verify(BytesIO(content), known_key=str(key.verifier())).is_valid
    held = archive.unpacked(BytesIO(content))
    assert member.name.encode() not in held[format_.DISCLOSURES] + held[format_.ENTRIES]


def test_acts_done_since_are_not_in_it(filled: Organisation, member: Member) -> None:
    found = made(filled, member)
    register.create(filled, complete_record(name="Après"), by=member, at=AT)
    made(filled, member)
    report = verify(BytesIO(bytes_of(found)))
    assert (report.is_valid, report.entries) == (True, found.entry_index + 1)


def test_a_refused_dossier_leaves_nothing(filled: Organisation) -> None:
    reader = new_member(filled, Role.READER)
    before = journal_queries.head(filled.pk)
    with pytest.raises(PermissionDeniedError):
        made(filled, reader)
    assert not Dossier.objects.exists()
    assert journal_queries.head(filled.pk) == before


def test_a_member_makes_no_dossier_of_another_organisation(
    organisation: Organisation, member: Member
) -> None:
    other = new_organisation("Autre (inventé)")
    with pytest.raises(actions.WrongOrganisationError):
        made(other, member)


def test_nothing_is_signed_over_a_journal_that_was_altered(own_database: Addresses) -> None:
    with transaction.atomic():
        organisation = new_organisation()
        member = new_member(organisation, Role.DPO)
        register.create(organisation, complete_record(), by=member, at=AT)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT set_config('probant.organisation', %s, true)", [str(organisation.pk)]
        )
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE journal_entry SET body = body || ' '")
    with transaction.atomic(), isolation.tenant(organisation.pk):
        with pytest.raises(JournalAlteredError):
            made(organisation, member)
        assert not actions.seal(member, at=AT).is_whole
        assert journal_queries.latest_checkpoint(organisation.pk) is None
        integrity, checkpoint = journal_obligations.verdicts(organisation, now=AT)
    assert integrity.state is VerdictState.CONTRADICTED
    assert checkpoint.state is VerdictState.MISSING


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, VerdictState.PROVEN), (6, VerdictState.PROVEN), (7, VerdictState.EXPIRED)],
)
def test_a_seal_and_a_recomputation_are_fresh_for_seven_days(
    filled: Organisation, member: Member, days: int, expected: VerdictState
) -> None:
    actions.seal(member, at=AT)
    found = journal_obligations.verdicts(filled, now=AT + timedelta(days=days))
    assert [verdict.state for verdict in found] == [expected, expected]


def test_a_journal_that_nobody_recomputed_is_only_declared_whole(filled: Organisation) -> None:
    integrity, checkpoint = journal_obligations.verdicts(filled, now=AT)
    assert (integrity.state, checkpoint.state) == (VerdictState.DECLARED, VerdictState.MISSING)


def test_every_obligation_of_the_law_has_its_verdict(filled: Organisation) -> None:

    found = {verdict.obligation_id for verdict in queries.verdicts(filled, now=AT)}
    assert found == set(law.obligations())


def test_an_act_changes_the_verdicts_at_once(organisation: Organisation, member: Member) -> None:
    def state() -> VerdictState:
        found = queries.verdicts(organisation, now=AT)
        return next(it.state for it in found if it.obligation_id == "register.exists")

    assert state() is VerdictState.MISSING
    register.create(organisation, complete_record(), by=member, at=AT)
    assert state() is not VerdictState.MISSING
