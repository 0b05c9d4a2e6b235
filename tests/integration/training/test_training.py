"""Training against PostgreSQL: attempts, staff, sessions, lists brought, obligations."""

import io
import threading
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connections, transaction
from pypdf import PdfReader

from probant.accountability import events
from probant.common.verdicts import VerdictState
from probant.database import isolation
from probant.database.embedded import Addresses
from probant.journal import queries as journal
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.reference.training import modules
from probant.register.exchange.errors import ExchangeError
from probant.training import certificates, queries, tables
from probant.training.actions import holding, importing, listing, taking
from probant.training.actions.importing import FaultyLinesError, Wishes
from probant.training.actions.listing import Stated
from probant.training.due import due
from probant.training.models import Attempt, Session, StaffMember, Upload
from probant.training.obligations import verdicts
from tests.conftest import NOW, new_member, new_organisation

TODAY = NOW.date()
RIGHT = {question.id: question.right for question in modules()["phishing"].questions}
WRONG = {
    question.id: next(one.id for one in question.choices if one.id != question.right)
    for question in modules()["phishing"].questions
}


def passed(by: Member, *, at: object = NOW) -> Attempt:
    return taking.take("phishing", RIGHT, key=uuid4(), by=by, at=at)  # type: ignore[arg-type]


def listed(by: Member, name: str, **facts: object) -> StaffMember:
    return listing.add(Stated(name=name, **facts), by=by, at=NOW)  # type: ignore[arg-type]


def planned(by: Member, held_on: date = TODAY) -> Session:
    said = holding.Plan(title="Secret (inventé)", held_on=held_on, subjects=("secrecy",))
    return holding.plan(said, key=uuid4(), by=by, at=NOW)


def states(organisation: Organisation) -> dict[str, VerdictState]:
    return {one.obligation_id: one.state for one in verdicts(organisation, now=NOW)}


def facts_of(organisation: Organisation, id_: str) -> dict[str, object]:
    (found,) = [one for one in verdicts(organisation, now=NOW) if one.obligation_id == id_]
    return {fact.label_id: fact.value for fact in found.facts}


def received(by: Member, kind: str, text: str, session: UUID | None = None) -> Upload:
    data, name = text.encode(), "liste.csv"
    return importing.receive(kind, filename=name, data=data, by=by, at=NOW, session=session)


def test_a_pass_gives_a_certificate_that_the_journal_holds(member: Member) -> None:
    made = passed(member)

    entry = journal.entry(member.organisation_id, made.entry)
    body = journal.body_of(entry)
    assert body["event"] == "training.module_passed"
    assert body["facts"]["certificate"] == made.certificate
    assert member.name not in str(body)
    typed = str(made.certificate).replace("-", " ").lower()
    assert queries.by_certificate(member.organisation_id, typed) == made
    assert queries.by_certificate(member.organisation_id, "AF-2026-AAAA-AAAA") is None


def test_the_certificate_is_an_accessible_sheet_with_its_number(
    organisation: Organisation, member: Member
) -> None:
    made = passed(member)

    pdf = PdfReader(io.BytesIO(certificates.pdf(made, organisation, language="fr")))

    text = pdf.pages[0].extract_text()
    assert len(pdf.pages) == 1
    assert str(made.certificate) in text
    assert made.person_name in text
    assert "Attestation de formation" in text


def test_a_fail_gives_none_and_may_be_retaken(member: Member) -> None:
    failed = taking.take("phishing", RIGHT | dict(list(WRONG.items())[:2]), key=uuid4(), by=member,
                         at=NOW)  # fmt: skip

    assert (failed.right, failed.is_passed, failed.certificate) == (3, False, None)
    assert passed(member).is_passed
    assert queries.of_modules(member.organisation_id, member.person_id)["phishing"].tries == 2


def test_the_same_form_sent_twice_counts_once(member: Member, organisation: Organisation) -> None:
    key = uuid4()
    first = taking.take("phishing", WRONG, key=key, by=member, at=NOW)
    again = taking.take("phishing", RIGHT, key=key, by=member, at=NOW)

    assert again == first
    other = new_member(organisation, Role.READER)
    with pytest.raises(taking.OtherPersonsFormError):
        taking.take("phishing", RIGHT, key=key, by=other, at=NOW)


def test_two_sendings_at_once_make_one_attempt(own_database: Addresses) -> None:
    with transaction.atomic():
        member = new_member(new_organisation(), Role.READER)
    key, found, faults = uuid4(), [], []

    def send() -> None:
        try:
            with transaction.atomic(), isolation.tenant(member.organisation_id):
                found.append(taking.take("phishing", RIGHT, key=key, by=member, at=NOW).pk)
        except DatabaseError as error:
            faults.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert len(set(found)) == 1


def test_an_attempt_is_never_rewritten(member: Member) -> None:
    made = passed(member)

    with pytest.raises(DatabaseError), transaction.atomic():
        Attempt.objects.filter(pk=made.pk).update(right=0)


def test_nothing_listed_is_missing_and_a_small_practice_needs_no_exercise(
    organisation: Organisation,
) -> None:
    assert states(organisation) == {
        "training.staff_trained": VerdictState.MISSING,
        "training.newcomers": VerdictState.NOT_APPLICABLE,
        "training.phishing": VerdictState.NOT_APPLICABLE,
    }


def test_partial_coverage_is_declared_and_its_share_is_a_fact(
    organisation: Organisation, member: Member
) -> None:
    ana = listed(member, "Ana Inventée", arrived_on=TODAY - timedelta(days=900))
    listed(member, "Bob Inventé", arrived_on=TODAY - timedelta(days=900))
    session = planned(member)
    holding.attend(session.pk, {ana.pk: True}, by=member, at=NOW)

    assert states(organisation)["training.staff_trained"] is VerdictState.DECLARED
    assert facts_of(organisation, "training.staff_trained")["training.percent"] == 50


def test_everybody_trained_is_proven_and_a_year_later_expired(
    organisation: Organisation, member: Member
) -> None:
    listing.add_members(by=member, at=NOW)
    StaffMember.objects.update(arrived_on=TODAY)  # the account is of the real clock
    passed(member)

    assert states(organisation)["training.staff_trained"] is VerdictState.PROVEN
    later = {
        one.obligation_id: one.state for one in verdicts(organisation, now=NOW.replace(year=2027))
    }
    assert later["training.staff_trained"] is VerdictState.EXPIRED


def test_a_list_that_lacks_accounts_proves_nothing_and_counts_them(
    organisation: Organisation, member: Member
) -> None:
    listing.add_members(by=member, at=NOW)
    StaffMember.objects.update(arrived_on=TODAY)  # the account is of the real clock
    passed(member)
    new_member(organisation, Role.CONTRIBUTOR)

    assert states(organisation)["training.staff_trained"] is VerdictState.DECLARED
    assert facts_of(organisation, "training.staff_trained")["training.unlisted"] == 1


def test_a_newcomer_left_untrained_is_missing_and_an_unknown_arrival_cannot_be_told(
    organisation: Organisation, member: Member
) -> None:
    unknown = listed(member, "Ana Inventée")
    assert states(organisation)["training.newcomers"] is VerdictState.UNDETERMINED
    said = Stated(name="Ana Inventée", arrived_on=TODAY - timedelta(days=120))

    listing.change(unknown.pk, said, seen=1, by=member, at=NOW)

    assert states(organisation)["training.newcomers"] is VerdictState.MISSING
    (found,) = due(organisation, now=NOW)
    assert (found.kind, found.reference) == ("training.newcomers", "1")
    assert found.deadline.ends_at < NOW


def test_a_planned_session_is_due_until_its_attendance_is_entered(
    organisation: Organisation, member: Member
) -> None:
    ana = listed(member, "Ana Inventée", arrived_on=TODAY)
    session = planned(member)
    assert session.reference in {one.reference for one in due(organisation, now=NOW)}

    holding.attend(session.pk, {ana.pk: False}, by=member, at=NOW)

    assert session.reference not in {one.reference for one in due(organisation, now=NOW)}
    assert states(organisation)["training.staff_trained"] is VerdictState.DECLARED


def test_attendance_of_a_day_to_come_of_a_cancelled_session_or_of_strangers_is_refused(
    member: Member,
) -> None:
    later, gone = planned(member, TODAY + timedelta(days=3)), planned(member)
    holding.cancel(gone.pk, by=member, at=NOW)

    with pytest.raises(holding.SessionDateError):
        holding.attend(later.pk, {}, by=member, at=NOW)
    with pytest.raises(holding.SessionStateError):
        holding.attend(gone.pk, {}, by=member, at=NOW)
    with pytest.raises(holding.UnknownStaffError):
        holding.attend(planned(member).pk, {uuid4(): True}, by=member, at=NOW)


def test_two_people_who_correct_one_line_do_not_lose_each_others_words(member: Member) -> None:
    ana = listed(member, "Ana Inventée")
    listing.change(ana.pk, Stated(name="Ana", function="DSI"), seen=1, by=member, at=NOW)

    with pytest.raises(listing.StaffMovedError) as refused:
        listing.change(ana.pk, Stated(name="Anna"), seen=1, by=member, at=NOW)

    assert refused.value.version == 2


def test_a_reader_learns_and_keeps_nothing(organisation: Organisation) -> None:
    reader = new_member(organisation, Role.READER)

    assert passed(reader).is_passed
    with pytest.raises(PermissionDeniedError):
        listed(reader, "Ana Inventée")
    with pytest.raises(PermissionDeniedError):
        received(reader, "staff", "Nom\nAna\n")


def test_a_staff_list_is_taken_whole_then_brought_up_to_date(member: Member) -> None:
    first = "Nom;Prénom;Fonction;Date d'arrivée\nInventée;Ana;Secrétaire;01/02/2026\n"
    importing.confirm(received(member, "staff", first), Wishes(), by=member, at=NOW)
    second = "Nom;Fonction;Date de départ\nAna INVENTÉE;Cadre;01/11/2026\nBob;Aide;\n"

    importing.confirm(received(member, "staff", second), Wishes(), by=member, at=NOW)

    kept = {one.name: one for one in queries.staff(member.organisation_id)}
    assert kept["Ana Inventée"].function == "Cadre"
    assert kept["Ana Inventée"].arrived_on == date(2026, 2, 1)
    assert kept["Ana Inventée"].left_on == date(2026, 11, 1)
    assert "Bob" in kept
    assert not Upload.objects.exists()


def test_faulty_lines_are_told_and_nothing_is_taken(member: Member) -> None:
    listed(member, "Ana Inventée")
    listed(member, "Inventée Ana")
    session = planned(member)
    text = "Nom;Présent\nAna Inventée;oui\nInconnu;oui\nBob;oui\nBOB;non\n;oui\n"
    upload = received(member, "attendance", text, session.pk)

    with pytest.raises(FaultyLinesError) as refused:
        importing.confirm(upload, Wishes(adds_unknown=False), by=member, at=NOW)

    assert [(one.line, one.code) for one in refused.value.faults] == [
        (2, "several"),
        (3, "nobody"),
        (4, "twice"),
        (5, "twice"),
        (6, "required"),
    ]
    assert not queries.attendance(session).exists()


def test_attendance_adds_unknown_people_when_asked(member: Member) -> None:
    session = planned(member)
    text = "Nom;Présence;Service\nAna Inventée;x;Accueil\nBob Inventé;;Bloc\n"

    importing.confirm(
        received(member, "attendance", text, session.pk),
        Wishes(adds_unknown=True),
        by=member,
        at=NOW,
    )

    assert {one.staff.name: one.is_present for one in queries.attendance(session)} == {
        "Ana Inventée": True,
        "Bob Inventé": False,
    }


def test_an_exercise_keeps_counts_and_no_name(organisation: Organisation, member: Member) -> None:
    lines = [f"agent{n}@h.invalid;Clicked Link;Urgences" for n in range(6)]
    text = "\n".join(["email;status;position", *lines, "seul@h.invalid;Email Sent;Morgue"])
    wishes = Wishes(name="Colis (inventé)", launched_on=TODAY)

    made = importing.confirm(received(member, "phishing", text), wishes, by=member, at=NOW)

    assert made is not None
    kept = queries.exercise(organisation.pk, made.pk)
    assert [(one["service"], one["sent"]) for one in kept.counts] == [("", 7)]
    assert kept.outcomes is None
    assert not Upload.objects.exists()
    assert states(organisation)["training.phishing"] is VerdictState.PROVEN
    everything = str(list(journal.bodies(organisation.pk))) + str(kept.__dict__)
    assert "agent1@h.invalid" not in everything
    with pytest.raises(importing.SameFileError):
        importing.confirm(received(member, "phishing", text), wishes, by=member, at=NOW)


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "liste.csv", "empty"),
        (b"PK\x03\x04 broken", "liste.xlsx", "corrupt"),
        (b"%PDF-1.7", "liste.csv", "unknown_format"),
        (b"Nom;Pr\xe9sent\x81\nAna;oui\n", "liste.csv", "encoding"),
        (b"Nom\n" + b"a" * 40_000, "liste.csv", "cell"),
        (b"Nom\n" + b"Ana\n" * 20_001, "liste.csv", "rows"),
        (b"Nom;" * 200, "liste.csv", "columns"),
        (b"n" * (5 * 1024 * 1024 + 1), "liste.csv", "too_large"),
        (b"<html><table><tr><td>Nom", "liste.csv", "unknown_format"),
    ],
)
def test_hostile_files_are_refused_with_a_reason_and_nothing_kept(
    member: Member, data: bytes, filename: str, code: str
) -> None:
    with pytest.raises(ExchangeError) as refused:
        importing.receive("staff", filename=filename, data=data, by=member, at=NOW)

    assert refused.value.code == code
    assert not Upload.objects.exists()


def test_an_old_encoding_is_read(member: Member) -> None:
    data = "Nom;Fonction\nÉric Inventé;Préparateur\n".encode("cp1252")
    upload = importing.receive("staff", filename="a.csv", data=data, by=member, at=NOW)

    importing.confirm(upload, Wishes(), by=member, at=NOW)

    assert queries.staff(member.organisation_id).get().name == "Éric Inventé"


def test_a_file_that_waited_too_long_is_forgotten_at_the_next(member: Member) -> None:
    old = received(member, "staff", "Nom\nAna\n")
    later = NOW + importing.KEPT_FOR + timedelta(minutes=1)

    importing.receive("staff", filename="b.csv", data=b"Nom\nBob\n", by=member, at=later)

    assert not Upload.objects.filter(pk=old.pk).exists()


@pytest.mark.parametrize("form", tables.MEDIA_TYPES)
@pytest.mark.parametrize("name", tables.LISTS)
def test_every_list_leaves_in_every_form(
    organisation: Organisation, member: Member, name: str, form: str
) -> None:
    listing.add_members(by=member, at=NOW)
    passed(member)
    planned(member)

    assert tables.write(form, tables.LISTS[name](organisation, at=NOW))


def test_every_act_of_training_has_words() -> None:
    known = {code for code in events.events() if code.startswith("training.")}

    assert {"training.module_passed", "training.phishing_kept", "training.exported"} <= known
