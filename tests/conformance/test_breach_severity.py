"""ENISA's anchors and bands, as the law reference §3.3 gives them."""

from decimal import Decimal

import pytest

from probant.breaches.domain.facts import (
    Access,
    AffectedData,
    Alteration,
    Answer,
    BreachFacts,
    Circumstances,
    DataItem,
    Ease,
    Event,
    Insight,
    Loss,
    Recipients,
    Restoration,
    Scope,
)
from probant.breaches.domain.severity import band_of, severity
from probant.reference import breach

pytestmark = pytest.mark.conformance

NOTHING = Circumstances(is_malicious=Answer.NO)
UNHARMED = Loss(confidentiality=Answer.NO, integrity=Answer.NO, availability=Answer.NO)


def facts(
    *items: DataItem,
    ease: Ease = Ease.MAXIMUM,
    loss: Loss = UNHARMED,
    circumstances: Circumstances = NOTHING,
) -> BreachFacts:
    return BreachFacts(
        event=Event(loss=loss),
        data=AffectedData(items=items, scope=Scope.ESTABLISHED, identification=ease),
        circumstances=circumstances,
    )


ANCHORS = (
    # what was seen, kind, insight, DPC
    ("had general blood tests", "health", Insight.NONE, 1),
    ("emergency blood test", "health", Insight.GENERAL, 2),
    ("test for a specific disease", "health", Insight.LITTLE, 3),
    ("its results", "health", Insight.ORDINARY, 4),
    ("pharmacy purchases", "health", Insight.ORDINARY, 4),
    ("one year of calls", "connection_logs", Insight.PROFILE, 3),
)
CLASSES = (
    # kind, base, then each adjustment and the score it leads to
    ("identity", 1, {"profile": 2, "sensitive": 3, "safety": 4}),
    ("location", 2, {"none": 1, "profile": 3, "sensitive": 4}),
    ("financial", 3, {"none": 1, "little": 2, "profile": 4}),
    ("health", 4, {"none": 1, "general": 2, "little": 3}),
)


@pytest.mark.parametrize(("what", "kind", "insight", "dpc"), ANCHORS)
def test_health_anchors_score_as_enisa_does(
    what: str, kind: str, insight: Insight, dpc: int
) -> None:
    score = severity(facts(DataItem(kind=kind, insight=insight)))
    assert score.dpc.low == score.dpc.high == dpc, what
    assert score.low == score.high == dpc


@pytest.mark.parametrize(("kind", "base", "adjusted"), CLASSES)
def test_each_class_has_its_base_and_adjustments(
    kind: str, base: int, adjusted: dict[str, int]
) -> None:
    for insight, dpc in {"ordinary": base, **adjusted}.items():
        assert severity(facts(DataItem(kind=kind, insight=Insight(insight)))).low == dpc


def test_a_hospital_outage_of_thirty_hours_is_very_high() -> None:
    score = severity(
        facts(
            DataItem(kind="health", insight=Insight.ORDINARY),
            loss=Loss(confidentiality=Answer.NO, integrity=Answer.NO, availability=Answer.YES),
            circumstances=Circumstances(is_malicious=Answer.NO, restoration=Restoration.DELAYED),
        )
    )
    assert score.low == score.high == Decimal("4.25")
    assert score.bands == ("very_high",)


@pytest.mark.parametrize(
    ("ease", "factor"),
    [
        (Ease.NEGLIGIBLE, "0.25"),
        (Ease.LIMITED, "0.5"),
        (Ease.SIGNIFICANT, "0.75"),
        (Ease.MAXIMUM, "1"),
    ],
)
def test_identification_multiplies(ease: Ease, factor: str) -> None:
    score = severity(facts(DataItem(kind="health", insight=Insight.ORDINARY), ease=ease))
    assert score.low == 4 * Decimal(factor)


def test_several_kinds_take_the_highest_score() -> None:
    simple = DataItem(kind="identity", insight=Insight.ORDINARY)
    grave = DataItem(kind="financial", insight=Insight.PROFILE)
    assert severity(facts(simple, grave)).low == 4


def test_credentials_inherit_what_they_open() -> None:
    assert severity(facts(DataItem(kind="credentials", opens=("financial",)))).low == 3
    assert severity(facts(DataItem(kind="credentials", opens=("personal_life",)))).low == 2
    unknown = severity(facts(DataItem(kind="credentials")))
    assert unknown.low == 1
    assert unknown.high == 4


WORST = Circumstances(
    is_malicious=Answer.YES,
    access=Access.ESTABLISHED,
    recipients=Recipients.UNIDENTIFIED,
    alteration=Alteration.NOT_RECOVERABLE,
    restoration=Restoration.NEVER,
)
ALL_LOST = Loss(confidentiality=Answer.YES, integrity=Answer.YES, availability=Answer.YES)


def test_the_score_ranges_from_a_quarter_to_six() -> None:
    plain = DataItem(kind="identity", insight=Insight.ORDINARY)
    health = DataItem(kind="health", insight=Insight.ORDINARY)
    assert severity(facts(plain, ease=Ease.NEGLIGIBLE)).low == Decimal("0.25")
    worst = severity(facts(health, loss=ALL_LOST, circumstances=WORST))
    assert worst.low == worst.high == 6


@pytest.mark.parametrize(
    ("points", "band"),
    [
        ("0.25", "low"),
        ("1.75", "low"),
        ("2", "medium"),
        ("2.75", "medium"),
        ("3", "high"),
        ("3.75", "high"),
        ("4", "very_high"),
        ("6", "very_high"),
    ],
)
def test_bands_begin_where_enisa_says(points: str, band: str) -> None:
    assert band_of(int(Decimal(points) * 4)) == band


def test_nothing_known_is_every_score_and_never_low_alone() -> None:
    score = severity(BreachFacts())
    assert score.low == Decimal("0.25")
    assert score.high == 6
    assert score.bands == tuple(breach.severity_scale().bands)
    assert score.has_many_persons is None
    assert score.is_unintelligible is None


def test_data_already_public_score_least_once_that_is_established() -> None:
    health = DataItem(kind="health", insight=Insight.ORDINARY)
    public = Circumstances(is_malicious=Answer.NO, was_public=Answer.YES)
    assert severity(facts(health, circumstances=public)).low == 1
    assert severity(facts(health)).low == 4
