"""Deciding, giving evidence, following, approving: each act whole, journalled, isolated."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from probant.controls import actions, obligations, queries
from probant.controls.domain.evidence import EvidenceShapeError, Kind, Said
from probant.controls.domain.framework import Ref
from probant.controls.domain.standing import Applicability, Decision, State, UnjustifiedError
from probant.controls.models import ControlDecided, Evidence, Service
from probant.controls.statement import UndecidedError
from probant.journal.models import Entry
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.reference import frameworks as reference
from tests.conftest import NOW, new_member, new_organisation
from tests.factories.controls import BACKUP, decided, decided_all, given, link

FICHE = ("cnil_guide", "fiche_17")
TODAY = date(2026, 11, 21)


def state(organisation: Organisation, ref: Ref) -> State:
    framework = queries.framework(organisation, ref[0], "fr")
    return queries.board(organisation.pk, framework, today=TODAY).standings[ref[1]].state


def events(organisation: Organisation) -> list[str]:
    found = Entry.objects.filter(organisation_id=organisation.pk).order_by("index")
    return [one.event for one in found]


def test_one_evidence_proves_the_same_subject_of_another_framework_once_it_applies(
    organisation: Organisation, member: Member
) -> None:
    given(organisation, member)
    assert state(organisation, BACKUP) is State.PROVEN
    assert state(organisation, FICHE) is State.MISSING
    decided(organisation, member, FICHE, implementation="unsaid")
    assert state(organisation, FICHE) is State.PROVEN


def test_a_proposal_of_the_mapping_can_be_set_aside_and_taken_up_again(
    organisation: Organisation, member: Member
) -> None:
    evidence = given(organisation, member)
    decided(organisation, member, FICHE)
    actions.set_aside(evidence, FICHE, by=member, at=NOW)
    assert state(organisation, FICHE) is State.DECLARED
    assert next(one for one in queries.served_by(evidence) if one.ref == FICHE).is_set_aside
    actions.take_back(evidence, FICHE, by=member, at=NOW)
    assert state(organisation, FICHE) is State.PROVEN


def test_a_withdrawn_evidence_proves_nothing_and_changes_no_more(
    organisation: Organisation, member: Member
) -> None:
    evidence = given(organisation, member)
    actions.withdraw(evidence, by=member, at=NOW)
    assert state(organisation, BACKUP) is State.MISSING
    with pytest.raises(actions.WithdrawnError):
        actions.give(evidence, [FICHE], by=member, at=NOW)


def test_somebody_who_saved_first_is_not_overwritten(
    organisation: Organisation, member: Member
) -> None:
    decided(organisation, member, FICHE)
    mine = Decision(applicability=Applicability.YES, note="la mienne")
    with pytest.raises(actions.DecisionConflictError) as conflict:
        actions.decide(organisation, FICHE, mine, by=member, at=NOW, expected=0)
    assert conflict.value.mine == mine
    assert ControlDecided.objects.filter(organisation=organisation).count() == 1


def test_a_change_for_several_keeps_what_it_does_not_name_and_is_all_or_nothing(
    organisation: Organisation, member: Member
) -> None:
    decided(organisation, member, FICHE, note="Chaque nuit", owner="Accueil")
    others = [("cnil_guide", "fiche_11"), FICHE]
    aside = {"applicability": Applicability.NO}
    with pytest.raises(UnjustifiedError):
        actions.decide_many(organisation, others, aside, by=member, at=NOW)
    assert state(organisation, FICHE) is State.DECLARED
    why = {**aside, "justification": "Pas de développement"}
    assert actions.decide_many(organisation, others, why, by=member, at=NOW) == 2
    row = queries.decision_row(organisation.pk, FICHE)
    assert row is not None
    assert (row.note, row.owner) == ("Chaque nuit", "Accueil")
    assert actions.decide_many(organisation, others, why, by=member, at=NOW) == 0


@pytest.mark.parametrize(
    "ref", [("iso27001", "a_9_9"), ("no-such", "a_5_1"), ("i-00000000", "c1"), ("", "")]
)
def test_an_unknown_control_is_refused(
    organisation: Organisation, member: Member, ref: Ref
) -> None:
    with pytest.raises((queries.UnknownControlError, queries.UnknownFrameworkError)):
        decided(organisation, member, ref)


def test_the_journal_tells_acts_without_words(organisation: Organisation, member: Member) -> None:
    given(organisation, member, title="Rapport du docteur Secret")
    decided(organisation, member, FICHE, note="Chez Madame Secret", owner="Secret")
    told = [one for one in events(organisation) if one.startswith("controls.")]
    assert told == ["controls.evidence_added", "controls.evidence_given", "controls.decided"]
    found = Entry.objects.filter(organisation_id=organisation.pk)
    assert not any(b"Secret" in bytes(one.body) for one in found)


def test_a_link_leads_to_a_page_of_this_organisation_alone(
    organisation: Organisation, member: Member
) -> None:
    made = given(organisation, member)
    assert (made.source, made.path) == ("register", f"/o/{organisation.pk}/register/")
    elsewhere = new_organisation("Ailleurs (inventé)").pk
    for path in [f"/o/{elsewhere}/register/", "https://example.org/", "/nowhere/", "//evil"]:
        said = Said(title="t", kind=Kind.LINK, dated_on=TODAY, path=path)
        with pytest.raises(EvidenceShapeError):
            actions.add_evidence(organisation, said, by=member, at=NOW)


def test_a_document_goes_to_the_vault_by_its_fingerprint(
    organisation: Organisation, member: Member
) -> None:
    said = Said(title="Sauvegarde", kind=Kind.FILE, dated_on=TODAY, valid_for="P3M")
    sent = SimpleUploadedFile("rapport.txt", b"restaur\xc3\xa9 le 20 novembre\n", "text/plain")
    made = actions.add_evidence(organisation, said, by=member, at=NOW, file=sent, serves=[BACKUP])
    assert made.file is not None
    assert (made.media_type, made.size, len(made.sha256)) == ("text/plain", 25, 64)
    assert made.expires_on == date(2027, 2, 21)


def test_numbers_follow_each_other(organisation: Organisation, member: Member) -> None:
    assert [given(organisation, member).reference for _time in range(3)] == [
        "P-001",
        "P-002",
        "P-003",
    ]


def test_a_reader_decides_nothing_and_another_organisation_sees_nothing(
    organisation: Organisation, member: Member
) -> None:
    evidence = given(organisation, member)
    reader = new_member(organisation, Role.READER)
    with pytest.raises(PermissionDeniedError):
        decided(organisation, reader, FICHE)
    with pytest.raises(PermissionDeniedError):
        actions.withdraw(evidence, by=reader, at=NOW)
    elsewhere = new_organisation("Ailleurs (inventé)")
    stranger = new_member(elsewhere, Role.DPO)
    with pytest.raises(actions.WrongOrganisationError):
        decided(organisation, stranger, FICHE)
    with pytest.raises(Evidence.DoesNotExist):
        actions.withdraw(evidence, by=stranger, at=NOW)


def test_the_baseline_is_the_sectors_until_somebody_chooses(
    organisation: Organisation, member: Member
) -> None:
    assert queries.followed(organisation).ids == ("cnil_guide",)
    actions.choose_baseline(organisation, "anssi_hygiene", by=member, at=NOW)
    followed = queries.followed(organisation)
    assert (followed.baseline, set(followed.ids)) == (
        "anssi_hygiene",
        {"anssi_hygiene", "cnil_guide"},
    )
    actions.unfollow(organisation, "cnil_guide", by=member, at=NOW)
    assert queries.followed(organisation).ids == ("anssi_hygiene",)


def verdicts(organisation: Organisation) -> dict[str, str]:
    found = obligations.verdicts(organisation, now=NOW)
    return {one.obligation_id: one.state.value for one in found}


def test_the_baseline_goes_from_missing_to_proven(
    organisation: Organisation, member: Member
) -> None:
    controls = reference.frameworks()["cnil_guide"].controls
    assert verdicts(organisation)["controls.baseline"] == "missing"
    decided(organisation, member, FICHE)
    assert verdicts(organisation)["controls.baseline"] == "declared"
    decided_all(organisation, member, "cnil_guide", controls)
    serves = [("cnil_guide", name) for name in controls]
    evidence = given(organisation, member, serves=serves)
    assert verdicts(organisation)["controls.baseline"] == "proven"
    assert verdicts(organisation)["controls.evidence_fresh"] == "proven"
    said = link(organisation, dated_on=date(2020, 1, 1))
    actions.change_evidence(evidence, said, by=member, at=NOW)
    assert verdicts(organisation)["controls.baseline"] == "expired"
    assert verdicts(organisation)["controls.evidence_fresh"] == "expired"


def test_the_statement_is_missing_then_approved_then_overtaken(
    organisation: Organisation, member: Member
) -> None:
    assert verdicts(organisation)["controls.soa"] == "not_applicable"
    actions.follow(organisation, "iso27001", by=member, at=NOW)
    assert verdicts(organisation)["controls.soa"] == "missing"
    with pytest.raises(UndecidedError):
        actions.approve_statement(organisation, "iso27001", by=member, at=NOW)
    names = reference.frameworks()["iso27001"].controls
    decided_all(organisation, member, "iso27001", names)
    made = actions.approve_statement(organisation, "iso27001", by=member, at=NOW)
    assert (made.number, len(made.content["controls"])) == (1, 93)
    assert verdicts(organisation)["controls.soa"] == "proven"
    aside = {"applicability": Applicability.NO, "justification": "Pas de code ici"}
    decided(organisation, member, ("iso27001", "a_8_28"), **aside)
    assert verdicts(organisation)["controls.soa"] == "contradicted"


def test_giving_twice_is_giving_once(organisation: Organisation, member: Member) -> None:
    evidence = given(organisation, member)
    actions.give(evidence, [BACKUP, FICHE], by=member, at=NOW)
    actions.give(evidence, [BACKUP, FICHE], by=member, at=NOW)
    assert Service.objects.filter(evidence=evidence).count() == 2
