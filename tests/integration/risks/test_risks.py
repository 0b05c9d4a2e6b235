"""Analyses and risks kept: acts, verdicts, dues, versions, who may accept."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from probant.breaches import actions as breaches
from probant.breaches.statements import Declaration
from probant.common.verdicts import Verdict, VerdictState
from probant.journal.models import Entry
from probant.organisations.domain import Member, Role
from probant.organisations.models import Organisation
from probant.organisations.permissions import PermissionDeniedError
from probant.register import actions as register
from probant.risks import actions, due, obligations, queries
from probant.risks.domain import risk as rules
from probant.risks.domain import short
from probant.risks.domain.risk import Treated
from probant.risks.models import Analysis, Risk, RiskStatement
from tests.conftest import NOW, new_member
from tests.factories.register import complete_record
from tests.unit.risks.test_short import ASKED, BEST
from tests.unit.risks.test_workshops import TABLES

WORST = {question.id: short.UNKNOWN for question in ASKED.questions}


def quick(organisation: Organisation, by: Member, answers: dict[str, str]) -> Analysis:
    made = actions.start(organisation, "quick", title="Cabinet", by=by, at=NOW)
    for question in short.asked(ASKED, answers):
        actions.answer(made.pk, question.id, answers[question.id], by=by, at=NOW)
    actions.apply(made.pk, by=by, at=NOW)
    made.refresh_from_db()
    return made


def verdict(organisation: Organisation, name: str, *, days: int = 0) -> Verdict:
    at = NOW + timedelta(days=days)
    return next(
        v for v in obligations.verdicts(organisation, now=at) if v.obligation_id == f"risks.{name}"
    )


def test_answers_become_risks_with_their_rules(organisation: Organisation, member: Member) -> None:
    made = quick(organisation, member, {**BEST, "mfa": "none", "phishing": "never"})
    found = {one.source: queries.value_of(one) for one in queries.risks_of(made)}
    mailbox = found["quick:mailbox"]
    assert (mailbox.severity, mailbox.likelihood) == (2, 4)
    assert any("seconde" in one.text or "double" in one.text for one in mailbox.measures)
    assert mailbox.residual_level == "low"
    assert len(mailbox.why) == 4


def test_an_unread_question_stops_the_computation(
    organisation: Organisation, member: Member
) -> None:
    made = actions.start(organisation, "quick", title="x", by=member, at=NOW)
    actions.answer(made.pk, "size", "alone", by=member, at=NOW)
    with pytest.raises(short.UnfinishedError) as refused:
        actions.apply(made.pk, by=member, at=NOW)
    assert refused.value.question == "records"


def test_changed_answers_move_the_risks_that_nobody_wrote_by_hand(
    organisation: Organisation, member: Member
) -> None:
    made = quick(organisation, member, {**BEST, "mfa": "none", "checking": "no"})
    held = {one.source: one for one in queries.risks_of(made)}
    mine = held["quick:wrong_recipient"]
    value = replace(queries.value_of(mine), owner="Secrétariat")
    actions.edit(mine.pk, value, seen=mine.version, by=member, at=NOW)
    for question, answer in (("mfa", "everywhere"), ("checking", "yes"), ("providers", "none")):
        actions.answer(made.pk, question, answer, by=member, at=NOW)
    actions.apply(made.pk, by=member, at=NOW)
    after = {one.source: queries.value_of(one) for one in queries.risks_of(made)}
    assert after["quick:mailbox"].likelihood == 1
    assert after["quick:wrong_recipient"].likelihood == 3, "written by hand: it stays"
    assert "quick:provider_down" not in after, "no provider any more: withdrawn"


def test_whose_and_when_stay_with_a_measure_that_follows_new_answers(
    organisation: Organisation, member: Member
) -> None:
    made = quick(organisation, member, {**BEST, "mfa": "none", "backups": "none"})
    day = date(2026, 12, 24)
    assert actions.plan_measure(
        made.pk, "second_factor", owner="Dr Inventé", due_on=day, by=member, at=NOW
    )
    actions.answer(made.pk, "phishing", "never", by=member, at=NOW)
    actions.apply(made.pk, by=member, at=NOW)
    mailbox = next(one for one in queries.risks_of(made) if one.source == "quick:mailbox")
    (held,) = (one for one in queries.value_of(mailbox).measures if one.code == "second_factor")
    assert (held.owner, held.due_on) == ("Dr Inventé", day)


def test_the_verdict_on_the_analysis_goes_from_missing_to_proven_to_expired(
    organisation: Organisation, member: Member
) -> None:
    assert verdict(organisation, "analysed").state is VerdictState.MISSING
    made = quick(organisation, member, BEST)
    assert verdict(organisation, "analysed").state is VerdictState.DECLARED
    actions.validate(made.pk, seen=made.version, by=member, at=NOW)
    assert verdict(organisation, "analysed").state is VerdictState.PROVEN
    assert verdict(organisation, "analysed", days=366).state is VerdictState.EXPIRED


def test_an_activity_or_processor_added_since_takes_the_proof_away(
    organisation: Organisation, member: Member
) -> None:
    made = quick(organisation, member, BEST)
    actions.validate(made.pk, seen=made.version, by=member, at=NOW)
    register.create(organisation, complete_record(), by=member, at=NOW)
    found = verdict(organisation, "analysed")
    assert found.state is VerdictState.DECLARED
    facts = {fact.label_id: fact.value for fact in found.facts}
    assert facts["risks.activities_new"] == 1
    assert facts["risks.processors_new"]


def test_an_analysis_that_leaves_something_out_is_only_declared(
    organisation: Organisation, member: Member
) -> None:
    made = quick(organisation, member, BEST)
    actions.save_scope(
        made.pk, title="x", left_out="Les sous-traitants", seen=made.version, by=member, at=NOW
    )
    made.refresh_from_db()
    actions.validate(made.pk, seen=made.version, by=member, at=NOW)
    assert verdict(organisation, "analysed").state is VerdictState.DECLARED


def test_high_risks_are_untreated_then_treated_then_late_then_accepted(
    organisation: Organisation, member: Member
) -> None:
    made = actions.start(organisation, "scenarios", title="CH", by=member, at=NOW)
    assert verdict(organisation, "treated").state is VerdictState.NOT_APPLICABLE
    high = rules.Risk(title="Fuite", severity=4, likelihood=3)
    risk = actions.add(made.pk, high, by=member, at=NOW)
    assert verdict(organisation, "treated").state is VerdictState.MISSING
    assert verdict(organisation, "accepted").state is VerdictState.MISSING
    day = date(2026, 12, 24)
    planned = replace(
        high,
        treatment="reduce",
        measures=(Treated(text="Cloisonner", owner="DSI", due_on=day),),
        residual_likelihood=1,
    )
    risk = actions.edit(risk.pk, planned, seen=risk.version, by=member, at=NOW)
    assert verdict(organisation, "treated").state is VerdictState.DECLARED
    assert verdict(organisation, "treated", days=60).state is VerdictState.EXPIRED
    (owed,) = due.due(organisation, now=NOW)
    assert owed.kind == due.MEASURE
    actions.accept(risk.pk, "Le temps du chantier", seen=risk.version, by=member, at=NOW)
    assert verdict(organisation, "accepted").state is VerdictState.PROVEN
    assert verdict(organisation, "accepted", days=200).state is VerdictState.EXPIRED


def test_only_an_officer_accepts_and_validates(organisation: Organisation, member: Member) -> None:
    made = quick(organisation, member, WORST)
    clerk = new_member(organisation, Role.CONTRIBUTOR)
    risk = queries.risks_of(made)[0]
    with pytest.raises(PermissionDeniedError):
        actions.accept(risk.pk, "x", seen=risk.version, by=clerk, at=NOW)
    with pytest.raises(PermissionDeniedError):
        actions.validate(made.pk, seen=made.version, by=clerk, at=NOW)


def test_a_breach_that_touched_the_same_activity_is_proposed_and_leaves_its_trace(
    organisation: Organisation, member: Member
) -> None:
    made = quick(organisation, member, WORST)
    said = Declaration(incident="lost_device", told="Perdu", noticed_at=NOW)
    breach = breaches.declare(organisation, said, key=uuid4(), by=member, at=NOW)
    risk = next(one for one in queries.risks_of(made) if one.source == "quick:lost_device")
    (proposed,) = queries.breaches_touching(organisation.pk, (), now=NOW)
    assert proposed.reference == breach.reference
    moved = actions.move(
        risk.pk,
        4,
        because="breach",
        named=proposed.reference,
        reason="C’est arrivé",
        seen=risk.version,
        by=member,
        at=NOW,
    )
    value = queries.value_of(moved)
    assert value.likelihood == 4
    trace = value.moves[0]
    assert (trace.reference, trace.before, trace.by_name) == (breach.reference, 3, member.name)
    entry = Entry.objects.filter(organisation_id=organisation.pk).latest("index")
    assert entry.event == "risks.likelihood_moved"
    assert "C’est arrivé" not in str(vars(entry))
    assert queries.breaches_touching(organisation.pk, ("another-activity",), now=NOW) == []


def test_who_saves_second_is_told_who_saved_first(
    organisation: Organisation, member: Member, administrator: Member
) -> None:
    made = actions.start(organisation, "scenarios", title="CH", by=member, at=NOW)
    value = rules.Risk(title="Fuite", severity=2, likelihood=2)
    risk = actions.add(made.pk, value, by=member, at=NOW)
    seen = risk.version
    actions.edit(risk.pk, replace(value, owner="A"), seen=seen, by=administrator, at=NOW)
    with pytest.raises(actions.MovedOnError) as refused:
        actions.edit(risk.pk, replace(value, owner="B"), seen=seen, by=member, at=NOW)
    assert refused.value.by_name == administrator.name


def test_every_state_is_kept_and_cannot_be_changed(
    organisation: Organisation, member: Member
) -> None:
    made = actions.start(organisation, "scenarios", title="CH", by=member, at=NOW)
    value = rules.Risk(title="Fuite", severity=2, likelihood=2)
    risk = actions.add(made.pk, value, by=member, at=NOW)
    actions.withdraw(risk.pk, "Activité cessée", seen=risk.version, by=member, at=NOW)
    states = list(queries.statements(organisation.pk, risk.pk))
    assert [one.event for one in states] == ["withdrawn", "risk_added"]
    assert states[0].note == "Activité cessée"
    assert not queries.risks(organisation.pk).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        RiskStatement.objects.filter(pk=states[0].pk).update(note="")


def test_the_workshops_feed_the_same_risks(organisation: Organisation, member: Member) -> None:
    made = actions.start(organisation, "ebios", title="EBIOS", by=member, at=NOW)
    for name, rows in TABLES.items():
        made.refresh_from_db()
        actions.save_table(made.pk, name, rows, seen=made.version, by=member, at=NOW)
    (risk,) = actions.feed(made.pk, by=member, at=NOW)
    assert (risk.level, risk.source) == ("very_high", "ebios:OP1")
    assert actions.feed(made.pk, by=member, at=NOW)[0].pk == risk.pk
    with pytest.raises(actions.UnknownMethodError):
        actions.answer(made.pk, "size", "alone", by=member, at=NOW)


def test_an_archived_analysis_weighs_no_more(organisation: Organisation, member: Member) -> None:
    made = quick(organisation, member, WORST)
    assert verdict(organisation, "treated").state is VerdictState.MISSING
    actions.archive(made.pk, seen=made.version, by=member, at=NOW)
    assert verdict(organisation, "treated").state is VerdictState.NOT_APPLICABLE
    assert Risk.objects.filter(analysis=made).exists()
