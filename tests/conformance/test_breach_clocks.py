"""The 72 hours of art. 33(1): every vector of the law reference §2, change of clocks included."""

from datetime import UTC, datetime

import pytest

from probant.breaches.domain.chronology import TimelineError, ensure_possible
from probant.breaches.domain.clocks import Situation, active_packs, authority_clock, clocks
from probant.breaches.domain.facts import (
    Answer,
    AwarenessSource,
    BreachFacts,
    Involvement,
    OwnRole,
    Timeline,
)
from probant.common.time_limits import PARIS, Rule
from probant.reference import breach

pytestmark = pytest.mark.conformance


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def aware(at: datetime | None, **involved: object) -> BreachFacts:
    return BreachFacts(
        timeline=Timeline(aware_at=at),
        involvement=Involvement(**involved),  # type: ignore[arg-type]
    )


VECTORS = (
    # awareness, exact target, formal end
    ("2020-12-22T12:17", "2020-12-25T12:17", "2020-12-25T13:00"),  # a holiday, irrelevant
    ("2020-12-22T12:59", "2020-12-25T12:59", "2020-12-25T13:00"),
    ("2026-11-20T10:25", "2026-11-23T10:25", "2026-11-23T11:00"),  # over a weekend
    ("2026-03-28T19:10", "2026-03-31T20:10", "2026-03-31T21:00"),  # clocks go forward
    ("2026-10-24T19:10", "2026-10-27T18:10", "2026-10-27T19:00"),  # clocks go back
)


@pytest.mark.parametrize(("at", "target", "end"), VECTORS)
def test_seventy_two_hours_end_as_the_law_reference_says(at: str, target: str, end: str) -> None:
    clock = authority_clock(aware(paris(at)))
    assert clock is not None
    assert clock.deadline is not None
    assert clock.deadline.target_at == paris(target)
    assert clock.deadline.ends_at == paris(end)
    assert clock.is_legal
    assert not clock.is_provisional


def test_the_repeated_hour_is_counted_from_the_instant_that_it_names() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=0)
    second = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1)
    ends = [authority_clock(aware(at)) for at in (first, second)]
    found = [clock.deadline.target_at.astimezone(UTC) for clock in ends if clock and clock.deadline]
    assert (found[1] - found[0]).total_seconds() == 3600


def test_a_weekend_never_extends_and_the_contested_rule_is_only_an_argument() -> None:
    clock = authority_clock(aware(paris("2026-11-20T18:00")))
    assert clock is not None
    assert clock.deadline is not None
    argued = [step for step in clock.deadline.steps if step.rule is Rule.TWO_WORKING_DAYS]
    assert all(not step.is_applied for step in argued)
    assert clock.deadline.ends_at == paris("2026-11-23T19:00")


def test_a_breach_that_needs_no_notification_runs_no_clock() -> None:
    facts = aware(paris("2026-11-20T10:25"))
    assert authority_clock(facts, Situation(notify=False)) is None
    undecided = authority_clock(facts)
    assert undecided is not None
    assert undecided.applies is None


def test_before_awareness_the_clock_is_provisional_or_stands_still() -> None:
    still = authority_clock(aware(None))
    assert still is not None
    assert still.deadline is None
    noticed = paris("2026-11-20T19:00")
    running = authority_clock(aware(None), Situation(provisional_at=noticed))
    assert running is not None
    assert running.is_provisional
    assert running.deadline is not None
    assert running.deadline.starting == noticed


def test_a_processor_owes_its_controllers_by_its_contract() -> None:
    facts = aware(paris("2026-11-20T10:25"), role=OwnRole.PROCESSOR)
    duties = {clock.duty: clock for clock in clocks(facts)}
    assert "authority" not in duties
    assert "persons" not in duties
    told = duties["controllers"]
    assert told.deadline is not None
    assert not told.is_legal
    assert told.deadline.target_at == paris("2026-11-21T10:25")
    agreed = clocks(facts, Situation(targets={"controllers": "PT48H"}))
    assert agreed[0].duty == "health_security"
    by_contract = {clock.duty: clock.deadline for clock in agreed}["controllers"]
    assert by_contract is not None
    assert by_contract.target_at == paris("2026-11-22T10:25")


def test_health_and_insurance_duties_are_shown_until_they_are_ruled_out() -> None:
    at = paris("2026-11-20T10:25")
    open_ = {clock.duty: clock.applies for clock in clocks(aware(at))}
    assert (open_["health_security"], open_["insurer"]) == (None, None)
    ruled_out = aware(at, is_health_incident=Answer.NO, is_insured=Answer.NO)
    assert not {clock.duty for clock in clocks(ruled_out)} & {"health_security", "insurer"}
    certain = {c.duty: c for c in clocks(aware(at, is_insured=Answer.YES))}["insurer"]
    assert certain.applies
    assert certain.confidence == "to_verify"
    assert certain.deadline is not None
    assert certain.deadline.target_at == paris("2026-11-23T10:25")


def test_nis_2_and_the_digital_omnibus_are_off_until_enabled() -> None:
    facts = aware(paris("2026-11-20T10:25"))
    packs = active_packs(paris("2026-11-22T00:00").date())
    assert not packs & {"nis2", "digital_omnibus"}
    assert not {c.duty for c in clocks(facts, Situation(rule_packs=packs)) if "nis2" in c.duty}
    notified = paris("2026-11-22T09:00")
    told = Situation(rule_packs=frozenset({"nis2"}), done={"nis2_notification": notified})
    found = {clock.duty: clock.deadline for clock in clocks(facts, told)}
    assert found["nis2_warning"].target_at == paris("2026-11-21T10:25")  # type: ignore[union-attr]
    assert found["nis2_report"].last_day == paris("2026-12-22T00:00").date()  # type: ignore[union-attr]
    omnibus = authority_clock(facts, Situation(rule_packs=frozenset({"digital_omnibus"})))
    assert omnibus is not None
    assert omnibus.deadline is not None
    assert omnibus.deadline.target_at == paris("2026-11-24T10:25")


def test_a_late_notification_is_late_even_once_made() -> None:
    facts = aware(paris("2026-11-20T10:25"))
    end = paris("2026-11-23T11:00")
    in_time = authority_clock(facts, Situation(done={"authority": end}))
    late = authority_clock(facts, Situation(done={"authority": paris("2026-11-23T11:01")}))
    assert in_time is not None
    assert late is not None
    now = paris("2026-11-30T00:00")
    assert not in_time.is_late(now)
    assert late.is_late(now)


def test_every_duty_says_where_it_comes_from() -> None:
    for duty in breach.duties().values():
        assert duty.source
        assert duty.article
    assert breach.duties()["insurer"].confidence == "to_verify"


NOW = paris("2026-11-20T12:00")
IMPOSSIBLE = (
    # what is wrong, timeline, fault
    ("in the future", {"aware_at": "2026-11-20T12:05"}, ("aware_at", "future")),
    (
        "before the breach",
        {"started_at": "2026-11-20T10:00", "aware_at": "2026-11-20T09:59"},
        ("aware_at", "before_start"),
    ),
    (
        "before the first signal",
        {"alerted_at": "2026-11-20T10:00", "aware_at": "2026-11-20T09:59"},
        ("aware_at", "before_alert"),
    ),
    (
        "over before it began",
        {"started_at": "2026-11-20T10:00", "ended_at": "2026-11-20T09:00"},
        ("ended_at", "before_start"),
    ),
    (
        "later than the processor's report",
        {
            "processor_reported_at": "2026-11-19T10:00",
            "aware_at": "2026-11-20T09:00",
            "awareness": AwarenessSource.PROCESSOR,
        },
        ("aware_at", "after_report"),
    ),
    (
        "by a report without an hour",
        {"aware_at": "2026-11-20T09:00", "awareness": AwarenessSource.PROCESSOR},
        ("processor_reported_at", "without_report"),
    ),
)


@pytest.mark.parametrize(("what", "given", "fault"), IMPOSSIBLE)
def test_instants_that_cannot_be_are_refused(
    what: str, given: dict[str, object], fault: tuple[str, str]
) -> None:
    told = {k: paris(v) if k.endswith("_at") else v for k, v in given.items()}  # type: ignore[arg-type]
    with pytest.raises(TimelineError) as refused:
        ensure_possible(Timeline(**told), now=NOW)  # type: ignore[arg-type]
    assert fault in refused.value.faults, what


def test_the_hour_that_clocks_repeat_is_compared_as_an_instant() -> None:
    start = datetime(2026, 10, 25, 2, 50, tzinfo=PARIS, fold=0)
    later = datetime(2026, 10, 25, 2, 10, tzinfo=PARIS, fold=1)
    ensure_possible(Timeline(started_at=start, aware_at=later), now=NOW)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TimelineError) as refused:
        ensure_possible(Timeline(aware_at=NOW.replace(tzinfo=None)), now=NOW)
    assert refused.value.faults == (("aware_at", "naive"),)


def test_nothing_known_is_possible() -> None:
    ensure_possible(Timeline(), now=NOW)
