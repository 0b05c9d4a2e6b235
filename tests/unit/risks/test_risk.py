"""A risk as a value: levels, what moves it, what an acceptance is worth."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from probant.reference import risks as reference
from probant.risks.domain import risk as rules
from probant.risks.domain.risk import Risk, Treated

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
HIGH = Risk(title="Rançongiciel", severity=3, likelihood=3)


def moved(risk: Risk, after: int, *, reason: str = "Un appareil perdu") -> Risk:
    return rules.moved(
        risk, after, because="breach", named="V-2026-003", reason=reason, by_name="A", at=AT
    )


def test_the_matrix_never_falls_when_a_step_rises() -> None:
    level = reference.scales().level
    for severity in reference.STEPS:
        for likelihood in reference.STEPS[:-1]:
            here, there = level(severity, likelihood), level(severity, likelihood + 1)
            assert rules.rank(here) <= rules.rank(there)
            here, there = level(likelihood, severity), level(likelihood + 1, severity)
            assert rules.rank(here) <= rules.rank(there)


def test_a_planned_measure_protects_nobody_yet() -> None:
    planned = replace(
        HIGH,
        measures=(Treated(text="Chiffrer", due_on=date(2026, 12, 1)),),
        residual_severity=1,
        residual_likelihood=1,
    )
    assert planned.standing_level == "high"
    done = replace(planned, measures=(Treated(text="Chiffrer", done_on=TODAY),))
    assert done.standing_level == "low"
    assert rules.state_of(planned, TODAY) == "treating"
    assert rules.state_of(planned, date(2026, 12, 2)) == "late"
    assert rules.state_of(done, TODAY) == "low"


def test_what_was_not_estimated_is_never_good() -> None:
    assert rules.state_of(Risk(title="x", severity=1), TODAY) == "to_estimate"
    assert rules.rank(None) < rules.rank("low")


def test_a_likelihood_moves_with_its_trace_and_ends_an_acceptance() -> None:
    accepted = rules.accepted(HIGH, reason="Peu probable", by_name="Dr Inventé", at=AT)
    found = moved(accepted, 4)
    assert (found.likelihood, found.acceptance) == (4, None)
    trace = found.moves[0]
    assert (trace.before, trace.after, trace.reference) == (3, 4, "V-2026-003")
    assert moved(accepted, 2).acceptance is not None


def test_a_lowered_likelihood_leaves_no_residual_above_it() -> None:
    found = moved(replace(HIGH, residual_likelihood=3), 2)
    assert (found.likelihood, found.residual_likelihood) == (2, 2)
    rules.ensure_bounded(found)


@pytest.mark.parametrize(("after", "reason"), [(3, "pareil"), (5, "trop"), (0, "trop"), (4, "  ")])
def test_a_move_without_a_reason_or_to_nowhere_is_refused(after: int, reason: str) -> None:
    with pytest.raises(rules.MoveRefusedError):
        moved(HIGH, after, reason=reason)


def test_an_acceptance_holds_as_long_as_its_level_allows() -> None:
    found = rules.accepted(HIGH, reason="x", by_name="A", at=AT).acceptance
    assert found is not None
    assert found.until == date(2027, 11, 21)
    worse = rules.accepted(replace(HIGH, severity=4), reason="x", by_name="A", at=AT).acceptance
    assert worse is not None
    assert worse.until == date(2027, 5, 21)
    signed = rules.accepted(HIGH, reason="x", by_name="A", at=AT)
    assert rules.state_of(signed, date(2027, 11, 21)) == "accepted"
    assert rules.state_of(signed, date(2027, 11, 22)) == "expired"


def test_after_validation_a_likelihood_is_not_rewritten_by_hand() -> None:
    with pytest.raises(rules.MoveRefusedError):
        rules.edited(HIGH, replace(HIGH, likelihood=1), is_settled=True)
    assert rules.edited(HIGH, replace(HIGH, likelihood=1), is_settled=False).likelihood == 1


def test_an_edit_that_makes_it_worse_ends_the_acceptance() -> None:
    signed = rules.accepted(HIGH, reason="x", by_name="A", at=AT)
    assert rules.edited(signed, replace(HIGH, severity=4), is_settled=True).acceptance is None
    assert rules.edited(signed, replace(HIGH, owner="B"), is_settled=True).acceptance is not None


@pytest.mark.parametrize(
    "wrong",
    [
        replace(HIGH, title=" "),
        replace(HIGH, title="x" * 201),
        replace(HIGH, threat="martians"),
        replace(HIGH, severity=5),
        replace(HIGH, residual_severity=4),
        replace(HIGH, measures=(Treated(text=""),)),
        replace(HIGH, measures=(Treated(text="x"),) * 61),
        replace(HIGH, criteria=("z",)),
    ],
)
def test_a_value_that_no_risk_can_hold_is_refused(wrong: Risk) -> None:
    with pytest.raises(rules.RiskShapeError):
        rules.ensure_bounded(wrong)


def test_a_risk_comes_back_from_json_as_it_left() -> None:
    whole = moved(replace(HIGH, measures=(Treated(text="a", due_on=TODAY),), criteria=("c",)), 4)
    assert rules.from_json(rules.to_json(whole)) == whole
    assert rules.to_json(rules.from_json({"title": "x"})) == rules.to_json(Risk(title="x"))
    with pytest.raises(rules.RiskShapeError):
        rules.from_json({"severity": "huge"})
