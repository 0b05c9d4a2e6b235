"""Assessments from their beginning to the verdicts, in the real database."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from probant.common.verdicts import Verdict, VerdictState
from probant.dpia import actions, due, exports, needs, obligations, papers, queries
from probant.dpia.domain.content import Content, Evaluation, Grade, Measure
from probant.dpia.domain.document import DocumentRefusedError
from probant.dpia.domain.editing import Said, ValueRefusedError
from probant.dpia.domain.need import Conclusion, Known, Reasoned
from probant.dpia.models import Assessment, AssessmentStatement, NeedReasoning
from probant.dpia.queries import Wanted
from probant.journal import queries as journal
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.register import actions as register
from probant.register.models import Activity
from tests.conftest import NOW, new_member, new_organisation
from tests.factories import pia
from tests.factories.register import complete_record

LATER = NOW + timedelta(hours=1)
REASON = Reasoned(
    criteria={"sensitive_data": Known.YES, "large_scale": Known.YES},
    conclusion=Conclusion.REQUIRED,
    reason="Données de santé à grande échelle.",
)
VIEWS = {"is_sought": False, "is_favourable": False, "opinion": "", "names": "", "why_not": "Non"}


@pytest.fixture
def activity(organisation: Organisation, member: Member) -> Activity:
    return register.create(organisation, complete_record(), by=member, at=NOW)


def imported(organisation: Organisation, by: Member, shape: str = pia.OLD) -> Assessment:
    content = pia.content(pia.FILES[shape]())
    return actions.import_document(organisation, content, by=by, at=NOW)


def verdict(organisation: Organisation, id_: str) -> Verdict:
    found = obligations.verdicts(organisation, now=LATER)
    return next(one for one in found if one.obligation_id == id_)


def finished(made: Assessment, officer: Member, head: Member) -> Assessment:
    actions.advise(
        made.pk, is_favourable=True, opinion="Oui", names="", expected=0, by=officer, at=NOW
    )
    after = actions.hear(made.pk, VIEWS, expected=0, by=officer, at=NOW)
    return actions.validate(
        made.pk, expected=after.version, review_on=date(2027, 11, 1), by=head, at=NOW
    )


@pytest.mark.parametrize("shape", pia.FILES)
def test_an_imported_file_leaves_the_database_as_it_entered(
    organisation: Organisation, member: Member, shape: str
) -> None:
    made = imported(organisation, member, shape)
    read = queries.assessment(organisation.pk, made.pk)
    assert json.loads(papers.write("json", read, language="fr", at=NOW)) == pia.FILES[shape]()
    said = queries.statements(organisation.pk, made.pk).get()
    assert (said.event, said.content) == ("imported", pia.FILES[shape]())


def test_a_file_that_is_refused_leaves_nothing(organisation: Organisation, member: Member) -> None:
    with pytest.raises(DocumentRefusedError):
        actions.import_document(organisation, b'{"pia": 3}', by=member, at=NOW)
    assert not Assessment.objects.exists()


def test_an_assessment_begins_with_what_the_register_says(
    organisation: Organisation, member: Member, activity: Activity
) -> None:
    made = actions.start(organisation, "", activity.pk, by=member, at=NOW)
    content = Content(made.document)
    assert made.name == "Dossiers des patients"
    assert [one.title for one in content.measures] == ["Comptes nominatifs"]
    assert "Tenir le dossier de chaque patient." in content.answers[111].text
    assert "Éditeur inventé" in content.answers[226].text
    assert "Équipe de soins" in content.answers[121].text
    assert content.answers[213].text == "<p>Seules les données utiles au soin.</p>"
    assert not content.answers[321].is_given
    assert verdict(organisation, "dpia.carried_out").state is VerdictState.DECLARED


def test_two_people_who_write_one_answer_are_told_and_lose_nothing(
    organisation: Organisation, member: Member
) -> None:
    made = imported(organisation, member)
    actions.answer(made.pk, 111, Said(text="<p>Un</p>"), expected=0, by=member, at=NOW)
    with pytest.raises(actions.ConflictError) as conflict, transaction.atomic():
        actions.answer(made.pk, 111, Said(text="<p>Deux</p>"), expected=0, by=member, at=NOW)
    assert conflict.value.theirs is not None
    assert conflict.value.theirs.content["text"] == "<p>Un</p>"
    assert conflict.value.mine["text"] == "<p>Deux</p>"
    actions.answer(made.pk, 112, Said(text="<p>Ailleurs</p>"), expected=0, by=member, at=NOW)
    actions.answer(made.pk, 111, Said(text="<p>Deux</p>"), expected=1, by=member, at=NOW)
    told = queries.statements(organisation.pk, made.pk).filter(part="answer:111")
    assert [one.content["text"] for one in told] == ["<p>Un</p>", "<p>Deux</p>"]


def test_from_import_to_validation_and_back_to_the_tool(
    organisation: Organisation, member: Member, administrator: Member
) -> None:
    made = imported(organisation, member)
    with pytest.raises(actions.NotReadyError) as unready, transaction.atomic():
        actions.validate(made.pk, expected=1, review_on=None, by=administrator, at=NOW)
    assert [gap.kind for gap in unready.value.gaps] == ["views"]
    done = finished(made, member, administrator)
    assert (done.status, done.is_high) == ("validated", False)
    assert done.document["pia"]["status"] == 2
    assert done.document["pia"]["dpo_opinion"] == "Oui"
    assert done.document["pia"]["concerned_people_searched_content"] == "Non"
    with pytest.raises(actions.StatusError), transaction.atomic():
        actions.answer(made.pk, 111, Said(text="x"), expected=0, by=member, at=NOW)
    opened = actions.reopen(made.pk, "Nouvelle donnée", by=member, at=NOW)
    assert (opened.status, opened.advised_at) == ("draft", None)
    events = [one.event for one in queries.statements(organisation.pk, made.pk)]
    assert events == ["imported", "advised", "heard", "validated", "reopened"]
    kept = queries.statements(organisation.pk, made.pk).get(event="validated")
    assert kept.content["document"]["pia"]["validator_name"] == administrator.name


def test_an_officer_does_not_validate_and_a_reader_writes_nothing(
    organisation: Organisation, member: Member
) -> None:
    made = imported(organisation, member)
    with pytest.raises(PermissionDeniedError):
        actions.validate(made.pk, expected=1, review_on=None, by=member, at=NOW)
    reader = new_member(organisation, Role.READER)
    with pytest.raises(PermissionDeniedError):
        actions.answer(made.pk, 111, Said(text="x"), expected=0, by=reader, at=NOW)
    contributor = new_member(organisation, Role.CONTRIBUTOR)
    with pytest.raises(PermissionDeniedError):
        actions.advise(
            made.pk, is_favourable=True, opinion="x", names="", expected=0, by=contributor, at=NOW
        )


def test_whoever_validates_has_read_what_stands(
    organisation: Organisation, member: Member, administrator: Member
) -> None:
    made = imported(organisation, member)
    actions.hear(made.pk, VIEWS, expected=0, by=member, at=NOW)
    with pytest.raises(actions.MovedError):
        actions.validate(made.pk, expected=1, review_on=None, by=administrator, at=NOW)


def test_another_organisations_assessment_does_not_exist(
    organisation: Organisation, member: Member
) -> None:
    made = imported(organisation, member)
    other = new_organisation("Autre (inventée)")
    stranger = new_member(other, Role.DPO)
    with pytest.raises(Assessment.DoesNotExist):
        actions.answer(made.pk, 111, Said(text="x"), expected=0, by=stranger, at=NOW)


def test_what_was_stated_cannot_be_changed(organisation: Organisation, member: Member) -> None:
    made = imported(organisation, member)
    with pytest.raises(DatabaseError), transaction.atomic():
        AssessmentStatement.objects.filter(assessment_id=made.pk).update(event="x")


def test_a_reasoning_is_dated_named_and_asked_again_when_the_activity_changes(
    organisation: Organisation, member: Member, activity: Activity
) -> None:
    assert verdict(organisation, "dpia.decided").state is VerdictState.MISSING
    made = actions.decide(organisation, activity.pk, REASON, expected=0, by=member, at=NOW)
    assert (made.by_name, made.conclusion, made.is_large_scale) == (member.name, "required", True)
    assert verdict(organisation, "dpia.decided").state is VerdictState.PROVEN
    assert verdict(organisation, "dpia.carried_out").state is VerdictState.MISSING
    noted = replace(complete_record(), notes="Une note")
    register.save(activity.pk, noted, expected_version=1, by=member, at=NOW)
    assert not queries.need_of(organisation.pk, activity.pk).is_stale
    changed = replace(complete_record(), data_subjects=("patients", "relatives"))
    register.save(activity.pk, changed, expected_version=2, by=member, at=NOW)
    assert queries.need_of(organisation.pk, activity.pk).is_stale
    assert verdict(organisation, "dpia.decided").state is VerdictState.EXPIRED
    with pytest.raises(actions.ReasoningConflictError):
        actions.decide(organisation, activity.pk, REASON, expected=0, by=member, at=NOW)
    assert NeedReasoning.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"conclusion": Conclusion.UNKNOWN}, "conclusion"),
        ({"required": ("volcano",)}, "required"),
        ({"criteria": {"volcano": Known.YES}}, "criteria"),
    ],
)
def test_a_reasoning_without_reason_or_with_unknown_codes_is_refused(
    organisation: Organisation,
    member: Member,
    activity: Activity,
    changes: dict[str, object],
    field: str,
) -> None:
    said = replace(REASON, **changes)  # type: ignore[arg-type]
    with pytest.raises(ValueRefusedError) as refused:
        actions.decide(organisation, activity.pk, said, expected=0, by=member, at=NOW)
    assert refused.value.field == field


def linked(organisation: Organisation, by: Member, activity: Activity) -> Assessment:
    content = pia.content(pia.old_file())
    return actions.import_document(organisation, content, activity.pk, by=by, at=NOW)


def test_a_validated_assessment_is_proof_until_its_activity_moves_and_again_once_confirmed(
    organisation: Organisation, member: Member, administrator: Member, activity: Activity
) -> None:
    made = finished(linked(organisation, member, activity), member, administrator)
    assert verdict(organisation, "dpia.carried_out").state is VerdictState.PROVEN
    changed = replace(complete_record(), data_subjects=("patients", "relatives"))
    register.save(activity.pk, changed, expected_version=1, by=member, at=NOW)
    assert verdict(organisation, "dpia.carried_out").state is VerdictState.EXPIRED
    actions.confirm(made.pk, "Rien de plus", review_on=None, by=administrator, at=NOW)
    assert verdict(organisation, "dpia.carried_out").state is VerdictState.PROVEN


def test_a_high_residual_risk_contradicts_until_the_authority_is_consulted(
    organisation: Organisation, member: Member, administrator: Member, activity: Activity
) -> None:
    made = linked(organisation, member, activity)
    said = Evaluation(
        reference="3.4", grade=Grade.IMPROVABLE, plan="x", severity=4, likelihood=3,
        due_on=date(2027, 1, 1),
    )  # fmt: skip
    actions.evaluate(made.pk, said, expected=0, by=member, at=NOW)
    finished(made, member, administrator)
    assert verdict(organisation, "dpia.carried_out").state is VerdictState.CONTRADICTED
    actions.consult(made.pk, date(2026, 11, 20), "Huit semaines", by=member, at=NOW)
    assert verdict(organisation, "dpia.carried_out").state is VerdictState.PROVEN


def test_the_action_plan_is_due_then_late_then_done(
    organisation: Organisation, member: Member
) -> None:
    assert verdict(organisation, "dpia.measures_followed").state is VerdictState.NOT_APPLICABLE
    made = imported(organisation, member)
    assert verdict(organisation, "dpia.measures_followed").state is VerdictState.PROVEN
    (line,) = due.due(organisation, now=NOW)
    assert line.deadline.last_day == date(2027, 3, 1)
    late = obligations.verdicts(organisation, now=NOW + timedelta(days=200))[2]
    assert late.state is VerdictState.EXPIRED
    actions.follow(made.pk, "3.2", date(2026, 11, 20), "Fait", by=member, at=NOW)
    assert due.due(organisation, now=NOW) == ()
    with pytest.raises(ValueRefusedError):
        actions.follow(made.pk, "1.1", date(2026, 11, 20), "", by=member, at=NOW)


def test_a_measure_is_written_renamed_and_taken_out_with_its_history(
    organisation: Organisation, member: Member
) -> None:
    made = imported(organisation, member)
    new = Measure(id=0, title="Coffre", content="<p>Fort</p>")
    actions.write_measure(made.pk, new, expected=0, by=member, at=NOW)
    actions.write_measure(
        made.pk, replace(new, id=104, title="Coffre-fort"), expected=1, by=member, at=NOW
    )
    after = actions.remove_measure(made.pk, 104, expected=2, by=member, at=NOW)
    assert [one.id for one in Content(after.document).measures] == [101, 102, 103]
    told = queries.statements(organisation.pk, made.pk).filter(part="measure:104")
    assert [one.content["title"] for one in told] == ["Coffre", "Coffre-fort", "Coffre-fort"]


def test_every_act_is_in_the_journal_without_words_of_people(
    organisation: Organisation, member: Member
) -> None:
    made = imported(organisation, member)
    said = Said(text="<p>Un secret inventé</p>")
    actions.answer(made.pk, 111, said, expected=0, by=member, at=NOW)
    entries = list(journal.entries(organisation.pk))
    assert {entry.event for entry in entries} >= {"dpia.imported", "dpia.answered"}
    assert not any("secret" in str(journal.body_of(entry)) for entry in entries)


@pytest.mark.parametrize("format_", exports.MEDIA_TYPES)
@pytest.mark.parametrize("kind", exports.KINDS)
def test_each_list_leaves_in_each_format(
    organisation: Organisation, member: Member, activity: Activity, kind: str, format_: str
) -> None:
    linked(organisation, member, activity)
    made = exports.sheet(organisation, kind, Wanted(), language="fr", at=NOW)
    assert made.rows
    assert exports.write(format_, made)


def test_the_papers_hold_every_answer_and_no_script(
    organisation: Organisation, member: Member, docx_text: Callable[[bytes], str]
) -> None:
    made = imported(organisation, member, pia.SERVER)
    pdf = papers.write("pdf", made, language="fr", at=NOW)
    assert pdf.startswith(b"%PDF")
    text = docx_text(papers.write("docx", made, language="fr", at=NOW))
    assert "Du texte utile" in text
    assert "vol()" not in text
    assert "Réponse inventée à 227." in text
    assert "Mesure qui n’existe pas" in text


def test_the_fingerprint_ignores_notes_only(activity: Activity) -> None:
    record = complete_record()
    assert needs.digest_of(record) == needs.digest_of(replace(record, notes="x"))
    assert needs.digest_of(record) != needs.digest_of(replace(record, summary="x"))


@pytest.fixture
def docx_text() -> Callable[[bytes], str]:
    from io import BytesIO  # noqa: PLC0415

    import docx  # noqa: PLC0415

    return lambda content: "\n".join(
        paragraph.text for paragraph in docx.Document(BytesIO(content)).paragraphs
    )
