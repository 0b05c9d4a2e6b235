"""The officer's office against PostgreSQL: independence, advice, calendar, report, obligations."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import docx
import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pypdf import PdfReader

from probant.accountability import events
from probant.common.verdicts import VerdictState
from probant.dpo_office import actions, papers, queries
from probant.dpo_office.domain.independence import Independence, assessed
from probant.dpo_office.due import due
from probant.dpo_office.figures import figures
from probant.dpo_office.models import Advice, YearReport
from probant.dpo_office.obligations import verdicts
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.reference.dpo_office import office
from probant.training.actions import listing
from tests.conftest import NOW, new_member
from tests.unit.reference.typography import faults, texts_of

TODAY = NOW.date()
YES = {question.id: "yes" for question in office().questions}
MONTHS = timedelta(days=100)


@pytest.fixture
def designated(organisation: Organisation) -> Organisation:
    """With an officer, and since long before."""
    organisation.dpo_name = "Camille Inventée"
    organisation.save()
    Organisation.objects.filter(pk=organisation.pk).update(
        created_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    organisation.refresh_from_db()
    return organisation


def states(organisation: Organisation, now: datetime = NOW) -> dict[str, VerdictState]:
    return {
        one.obligation_id.partition(".")[2]: one.state for one in verdicts(organisation, now=now)
    }


def asked(by: Member, on: date = TODAY) -> Advice:
    return actions.ask(
        "Peut-on filmer l’accueil ?", asked_by="Direction", asked_on=on, key=uuid4(), by=by, at=NOW
    )


def test_the_questionnaire_is_well_written() -> None:
    assert {path: faults(text) for path, text in texts_of(office()) if faults(text)} == {}


@pytest.mark.parametrize(
    ("functions", "answers", "state"),
    [
        (["head_of_it"], YES, Independence.CONFLICT),
        (["management", "ciso"], {}, Independence.CONFLICT),
        (["ciso"], YES, Independence.UNKNOWN),
        (["legal"], YES, Independence.SOUND),
        ([], YES, Independence.SOUND),
        ([], YES | {"resources": "no"}, Independence.LACKING),
        ([], YES | {"resources": ""}, Independence.UNKNOWN),
        ([], {}, Independence.UNKNOWN),
    ],
)
def test_independence_is_read_from_functions_and_guarantees(
    functions: list[str], answers: dict[str, str], state: Independence
) -> None:
    assert assessed(functions, answers, office()).state is state


def test_nothing_applies_without_an_officer(organisation: Organisation) -> None:
    assert set(states(organisation).values()) == {VerdictState.NOT_APPLICABLE}


def test_a_function_that_decides_of_processing_contradicts_independence(
    designated: Organisation, member: Member
) -> None:
    assert states(designated)["independence"] is VerdictState.MISSING

    actions.assess(["head_of_it"], YES, seen=0, by=member, at=NOW)

    assert states(designated)["independence"] is VerdictState.CONTRADICTED


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (YES, VerdictState.DECLARED),
        (YES | {"involved": ""}, VerdictState.UNDETERMINED),
        (YES | {"involved": "no"}, VerdictState.MISSING),
    ],
)
def test_answers_alone_are_never_proof(
    designated: Organisation, member: Member, answers: dict[str, str], state: VerdictState
) -> None:
    actions.assess([], answers, seen=0, by=member, at=NOW)

    assert states(designated)["independence"] is state


def test_answers_of_a_year_ago_are_too_old(designated: Organisation, member: Member) -> None:
    actions.assess([], YES, seen=0, by=member, at=NOW)

    later = states(designated, NOW + timedelta(days=366))
    assert later["independence"] is VerdictState.EXPIRED


def test_answers_made_up_are_refused_and_nobody_overwrites_another(member: Member) -> None:
    with pytest.raises(actions.UnknownAnswerError):
        actions.assess(["king"], YES, seen=0, by=member, at=NOW)
    with pytest.raises(actions.UnknownAnswerError):
        actions.assess([], {"involved": "perhaps"}, seen=0, by=member, at=NOW)
    actions.assess([], YES, seen=0, by=member, at=NOW)

    with pytest.raises(actions.OfficeMovedError):
        actions.describe({"mission": "Autre"}, seen=0, by=member, at=NOW)

    actions.describe({"mission": "Conseil"}, seen=1, by=member, at=NOW)
    said = queries.content(member.organisation_id)
    assert (said["mission"], said["answers"]) == ("Conseil", YES)


def test_advice_goes_from_question_to_outcome(designated: Organisation, member: Member) -> None:
    made = asked(member)
    assert made.reference == "A-2026-001"
    assert [one.kind for one in due(designated, now=NOW)] == ["dpo_office.answer"]
    assert states(designated)["advice_followed"] is VerdictState.DECLARED

    actions.advise(made.pk, "Non, sauf panneau.", on=TODAY, seen=1, by=member, at=NOW)
    assert [one.kind for one in due(designated, now=NOW)] == ["dpo_office.decide"]
    actions.decide(
        made.pk, "not_followed", reason="Vols répétés", on=TODAY, seen=2, by=member, at=NOW
    )

    assert due(designated, now=NOW) == ()
    assert states(designated)["advice_followed"] is VerdictState.PROVEN


def test_advice_left_without_outcome_too_long_is_not_green(
    designated: Organisation, member: Member
) -> None:
    made = asked(member, TODAY - MONTHS)
    assert states(designated)["advice_followed"] is VerdictState.EXPIRED

    actions.advise(made.pk, "Non", on=TODAY, seen=1, by=member, at=NOW)

    assert states(designated)["advice_followed"] is VerdictState.DECLARED


def test_an_outcome_needs_its_advice_its_reason_and_its_dates(member: Member) -> None:
    made = asked(member)
    with pytest.raises(actions.AdviceStateError):
        actions.decide(made.pk, "followed", reason="", on=TODAY, seen=1, by=member, at=NOW)
    with pytest.raises(actions.ImplausibleYearError):
        actions.advise(made.pk, "x", on=TODAY + MONTHS, seen=1, by=member, at=NOW)
    with pytest.raises(actions.AdviceStateError):
        actions.advise(made.pk, "x", on=TODAY - MONTHS, seen=1, by=member, at=NOW)
    actions.advise(made.pk, "Non", on=TODAY, seen=1, by=member, at=NOW)
    with pytest.raises(actions.ReasonMissingError):
        actions.decide(made.pk, "partly", reason=" ", on=TODAY, seen=2, by=member, at=NOW)
    with pytest.raises(actions.OfficeMovedError):
        actions.decide(made.pk, "followed", reason="", on=TODAY, seen=1, by=member, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Advice.objects.filter(pk=made.pk).update(outcome="partly", decided_on=TODAY)


def test_a_report_counts_and_says_what_it_cannot_count(
    designated: Organisation, member: Member
) -> None:
    asked(member)

    found = {one.id: one for one in figures(designated, 2026, now=NOW)}

    assert found["advice"].value == 1
    assert found["requests"].value == 0
    assert found["dpia"].value is None
    assert found["coverage"].value is None
    assert all(one.url for one in found.values())
    listing.add(listing.Stated(name="Ana"), by=member, at=NOW)
    again = {one.id: one for one in figures(designated, 2026, now=NOW)}
    assert again["coverage"].value == 0


def test_a_report_is_kept_as_it_was_made_and_leaves_in_three_forms(
    designated: Organisation, member: Member
) -> None:
    made = actions.report(
        designated, 2026, summary="Année calme", recommendations="Former", by=member, at=NOW
    )
    asked(member)

    pdf = PdfReader(io.BytesIO(papers.report(made, designated, "pdf", language="fr")))
    text = "".join(page.extract_text() for page in pdf.pages)
    word = docx.Document(io.BytesIO(papers.report(made, designated, "docx", language="fr")))
    paragraphs = "\n".join(one.text for one in word.paragraphs)
    kept = json.loads(papers.report(made, designated, "json", language="fr"))
    for said in (text, paragraphs):
        assert "Année calme" in said
        assert "ne se calcule pas" in said
        assert "Questions posées au délégué" in said
    assert {one["id"]: one["value"] for one in kept["figures"]}["advice"] == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        YearReport.objects.update(summary="Autre")


def test_last_years_report_is_asked_for_once_its_time_is_over(
    designated: Organisation, member: Member
) -> None:
    assert states(designated)["report"] is VerdictState.MISSING
    actions.report(designated, 2025, summary="", recommendations="", by=member, at=NOW)

    assert states(designated)["report"] is VerdictState.PROVEN
    in_march = NOW.replace(year=2027, month=3, day=1)
    assert states(designated, in_march)["report"] is VerdictState.PROVEN
    assert states(designated, in_march.replace(month=4))["report"] is VerdictState.MISSING
    with pytest.raises(actions.ImplausibleYearError):
        actions.report(designated, 2027, summary="", recommendations="", by=member, at=NOW)


def test_a_report_of_another_year_or_made_before_its_year_ended_proves_nothing(
    designated: Organisation, member: Member
) -> None:
    in_january = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
    actions.report(designated, 2026, summary="", recommendations="", by=member, at=in_january)

    assert states(designated)["report"] is VerdictState.MISSING
    assert states(designated, NOW.replace(year=2027))["report"] is VerdictState.MISSING


def test_the_letter_of_designation_names_the_officer_and_the_guarantees(
    designated: Organisation, member: Member
) -> None:
    actions.describe(
        {"kind": "external", "reports_to": "Direction générale"}, seen=0, by=member, at=NOW
    )
    said = queries.content(designated.pk)

    pdf = PdfReader(io.BytesIO(papers.letter(designated, said, "pdf", language="fr", at=NOW)))
    text = " ".join("".join(page.extract_text() for page in pdf.pages).split())

    assert "Camille Inventée" in text
    assert "Direction générale" in text
    assert papers.letter(designated, said, "docx", language="en", at=NOW).startswith(b"PK")


def test_what_is_planned_is_due_until_it_is_held(designated: Organisation, member: Member) -> None:
    made = actions.schedule("awareness", "Affiche", on=TODAY, by=member, at=NOW)
    assert [one.reference for one in due(designated, now=NOW)] == ["Affiche"]

    actions.finish(made.pk, on=TODAY, by=member, at=NOW)

    assert due(designated, now=NOW) == ()
    found = {one.id: one.value for one in figures(designated, 2026, now=NOW)}
    assert found["awareness"] == 1


def test_a_security_officer_reads_the_office_and_keeps_nothing(organisation: Organisation) -> None:
    ciso = new_member(organisation, Role.CISO)

    with pytest.raises(PermissionDeniedError):
        asked(ciso)


def test_every_act_of_the_office_has_words() -> None:
    assert sum(code.startswith("dpo_office.") for code in events.events()) >= 10
