"""How a control stands, and by which way evidence arrives at it."""

from datetime import date

import pytest

from probant.controls import catalogue
from probant.controls.domain.arrival import Way, ways_to
from probant.controls.domain.evidence import (
    EvidenceShapeError,
    FutureEvidenceError,
    Kind,
    Said,
    ensure_sound,
)
from probant.controls.domain.standing import (
    Applicability,
    Arrival,
    Decision,
    Implementation,
    MaturityError,
    State,
    UnjustifiedError,
    coverage,
    stand,
)
from probant.controls.domain.standing import ensure_sound as ensure_decided

TODAY = date(2026, 11, 29)
HERE = ("cnil_guide", "fiche_17")
ELSEWHERE = Way(("iso27001", "a_8_13"), (("iso27001", "a_8_13"),))
FRESH = Arrival(1, Kind.FILE, date(2026, 11, 30), Way(HERE))
STALE = Arrival(2, Kind.FILE, TODAY, Way(HERE))
WORD = Arrival(3, Kind.STATEMENT, None, Way(HERE))
MAPPED = Arrival(4, Kind.LINK, None, ELSEWHERE)
YES, NO, OPEN = Applicability.YES, Applicability.NO, Applicability.UNDECIDED
UNSAID, PLANNED = Implementation.UNSAID, Implementation.PLANNED
PARTIAL, DONE = Implementation.PARTIAL, Implementation.DONE


@pytest.mark.parametrize(
    ("applicability", "implementation", "arrivals", "expected"),
    [
        (OPEN, UNSAID, [], State.MISSING),
        (YES, UNSAID, [], State.MISSING),
        (YES, PLANNED, [FRESH], State.MISSING),
        (YES, PARTIAL, [], State.DECLARED),
        (YES, DONE, [], State.DECLARED),
        (YES, PARTIAL, [FRESH], State.DECLARED),
        (YES, DONE, [FRESH], State.PROVEN),
        (YES, UNSAID, [FRESH], State.PROVEN),
        (OPEN, UNSAID, [FRESH], State.PROVEN),
        (YES, DONE, [STALE], State.EXPIRED),
        (YES, DONE, [STALE, FRESH], State.PROVEN),
        (YES, DONE, [WORD], State.DECLARED),
        (YES, UNSAID, [WORD], State.DECLARED),
        (YES, DONE, [MAPPED], State.PROVEN),
        (OPEN, UNSAID, [MAPPED], State.MISSING),
        (NO, DONE, [FRESH], State.NOT_APPLICABLE),
    ],
)
def test_a_control_stands_as_its_decision_and_evidence_say(
    applicability: Applicability,
    implementation: Implementation,
    arrivals: list[Arrival],
    expected: State,
) -> None:
    decision = Decision(
        applicability=applicability, implementation=implementation, justification="raison"
    )
    assert stand(decision, arrivals, TODAY).state is expected


def test_a_proof_that_came_by_the_mapping_is_told_apart() -> None:
    decision = Decision(applicability=YES)
    assert stand(decision, [MAPPED], TODAY).is_proven_by_mapping
    assert not stand(decision, [MAPPED, FRESH], TODAY).is_proven_by_mapping


def test_a_control_set_aside_without_a_reason_is_refused() -> None:
    with pytest.raises(UnjustifiedError):
        ensure_decided(Decision(applicability=NO, justification="  "))


@pytest.mark.parametrize("maturity", [-1, 6])
def test_maturity_goes_from_zero_to_five(maturity: int) -> None:
    with pytest.raises(MaturityError):
        ensure_decided(Decision(maturity=maturity))


def test_a_share_never_flatters() -> None:
    proven = stand(Decision(applicability=YES), [FRESH], TODAY)
    missing = stand(Decision(applicability=YES), [], TODAY)
    aside = stand(Decision(applicability=NO, justification="non"), [], TODAY)
    found = coverage([proven, proven, missing, aside])
    assert (found.total, found.applicable, found.proven_percent) == (4, 3, 66)
    assert coverage([]).proven_percent == 0


def test_evidence_for_a_fiche_arrives_at_annex_a_and_through_it_at_the_anssi() -> None:
    ways = {way.source: way for way in catalogue.ways()(("anssi_hygiene", "measure_37"))}
    hub = ("iso27001", "a_8_13")
    assert ways["iso27001", "a_8_13"].via == (hub,)
    assert ways["cnil_guide", "fiche_17"].via == (("cnil_guide", "fiche_17"), hub)


def test_evidence_never_arrives_from_a_neighbour_of_the_same_framework() -> None:
    for target in [("anssi_hygiene", "measure_34"), ("iso27001", "a_5_17")]:
        sources = {way.source for way in catalogue.ways()(target)} - {target}
        assert target[0] not in {framework for framework, _control in sources}


def test_a_way_is_the_shortest_and_each_source_comes_once() -> None:
    hub, left, right = ("h", "1"), ("l", "1"), ("r", "1")
    links = {hub: (left, right), left: (hub, right), right: (hub, left)}
    found = ways_to(links, "h")(left)
    assert [way.source for way in found] == [left, hub, right]
    assert found[2].via == (right,)


def test_an_evidence_ends_when_its_period_does() -> None:
    said = Said(title="t", kind=Kind.STATEMENT, dated_on=date(2026, 1, 31), valid_for="P1M")
    assert said.expires_on == date(2026, 2, 28)


def test_an_evidence_of_tomorrow_or_without_what_it_needs_is_refused() -> None:
    with pytest.raises(FutureEvidenceError):
        ensure_sound(Said(title="t", kind=Kind.STATEMENT, dated_on=date(2026, 11, 30)), today=TODAY)
    with pytest.raises(EvidenceShapeError):
        ensure_sound(Said(title="t", kind=Kind.LINK, dated_on=TODAY), today=TODAY)
    with pytest.raises(EvidenceShapeError):
        ensure_sound(Said(title=" ", kind=Kind.STATEMENT, dated_on=TODAY), today=TODAY)
