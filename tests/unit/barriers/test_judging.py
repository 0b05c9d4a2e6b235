"""What a way shows: the faults that the CNIL sanctioned, and nothing green that nobody knows."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from probant.barriers.domain.judging import Finding, judged, together
from probant.barriers.domain.ways import (
    Barrier,
    Kind,
    Outside,
    Reach,
    Standing,
    Way,
    WayShapeError,
    ensure_past,
    from_json,
    to_json,
)
from probant.common.verdicts import VerdictState
from probant.reference import access_paths

NOW = datetime(2026, 11, 29, 9, 0, tzinfo=UTC)
CHECKED = date(2026, 9, 1)


def barrier(kind: Kind, component: str, on: date | None = CHECKED) -> Barrier:
    return Barrier(kind=kind, standing=Standing.IN_PLACE, component=component, checked_on=on)


SOUND = Way(
    name="Accès à distance",
    outside=Outside.YES,
    reach=Reach.SCOPED,
    barriers=(
        barrier(Kind.IDENTIFICATION, "Annuaire"),
        barrier(Kind.SECOND_FACTOR, "Application de codes"),
        barrier(Kind.NETWORK, "VPN"),
        barrier(Kind.AUTHORISATION, "Dossier patient"),
    ),
)


def test_a_sound_way_is_proven_by_recent_checks() -> None:
    found = judged(SOUND, now=NOW)
    assert found.state is VerdictState.PROVEN
    assert found.findings == ()


def test_a_year_later_the_same_checks_prove_nothing_any_more() -> None:
    found = judged(SOUND, now=NOW.replace(year=2027))
    assert found.state is VerdictState.EXPIRED
    assert Finding.CHECK_TOO_OLD in found.findings


def test_what_was_only_said_is_declared() -> None:
    said = replace(SOUND, barriers=tuple(replace(one, checked_on=None) for one in SOUND.barriers))
    assert judged(said, now=NOW).state is VerdictState.DECLARED


def test_the_private_hospital_of_the_loire() -> None:
    """SAN-2026-009: a password, no second factor, no VPN, the whole base by one account."""
    way = Way(
        name="Accès à distance des médecins",
        outside=Outside.YES,
        reach=Reach.WHOLE,
        reach_reason="Nous soignons tous les patients",
        barriers=(barrier(Kind.IDENTIFICATION, "Annuaire"),),
    )
    found = judged(way, now=NOW)
    assert set(found.findings) >= {
        Finding.ONE_BARRIER,
        Finding.NO_SECOND_FACTOR,
        Finding.WHOLE_BASE,
    }
    assert found.state is VerdictState.MISSING
    assert found.scope is VerdictState.MISSING


def test_two_doctors_with_a_public_image_server() -> None:
    """SAN-2020-014 and -015: ports opened, no password, images unencrypted."""
    absent = Barrier(kind=Kind.ENCRYPTION, standing=Standing.ABSENT)
    way = Way(name="Serveur d’images", outside=Outside.YES, barriers=(absent,))
    assert Finding.NO_BARRIER in judged(way, now=NOW).findings


def test_in_a_small_practice_a_written_reason_stands_for_the_scope() -> None:
    way = replace(SOUND, reach=Reach.WHOLE, reach_reason="Deux médecins, une patientèle")
    assert judged(way, now=NOW, is_small=True).scope is VerdictState.DECLARED
    assert judged(way, now=NOW, is_small=False).scope is VerdictState.MISSING
    assert judged(replace(way, reach_reason=" "), now=NOW, is_small=True).scope is (
        VerdictState.MISSING
    )


@pytest.mark.parametrize("path", access_paths.access_paths().values(), ids=lambda path: path.id)
def test_no_usual_way_is_good_before_anybody_spoke(path: access_paths.AccessPath) -> None:
    way = Way(
        name=path.id,
        outside=Outside(path.outside),
        reach=Reach(path.reach),
        barriers=tuple(Barrier(kind=Kind(kind)) for kind in path.asks),
    )
    assert not judged(way, now=NOW).depth.is_good
    assert judged(way, now=NOW).state is not VerdictState.PROVEN


def test_not_knowing_whether_it_comes_from_outside_is_not_good() -> None:
    way = replace(SOUND, outside=Outside.UNKNOWN, barriers=(SOUND.barriers[0], SOUND.barriers[2]))
    assert judged(way, now=NOW).second_factor is VerdictState.UNDETERMINED


def test_from_inside_no_second_factor_is_asked() -> None:
    assert judged(replace(SOUND, outside=Outside.NO), now=NOW).second_factor is (
        VerdictState.NOT_APPLICABLE
    )


def test_together_is_the_gravest_of_those_it_concerns() -> None:
    states = [VerdictState.NOT_APPLICABLE, VerdictState.PROVEN, VerdictState.DECLARED]
    assert together(states) is VerdictState.DECLARED
    assert together(states[:1]) is VerdictState.NOT_APPLICABLE


def test_a_check_to_come_is_refused() -> None:
    way = replace(SOUND, barriers=(barrier(Kind.NETWORK, "VPN", date(2027, 1, 1)),))
    with pytest.raises(WayShapeError) as raised:
        ensure_past(way, today=NOW.date())
    assert raised.value.field == "barriers.0.checked_on"


def test_a_way_survives_its_json() -> None:
    assert from_json(to_json(SOUND)) == SOUND


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ([], "way"),
        ({"name": ""}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"name": "a", "kind": 3}, "kind"),
        ({"name": "a", "surprise": 1}, "surprise"),
        ({"name": "a", "barriers": [{"kind": "magic"}]}, "barriers[0].kind"),
        ({"name": "a", "barriers": [{"surprise": 1}]}, "barriers.0.surprise"),
        ({"name": "a", "barriers": [{}] * 31}, "barriers"),
        ({"name": "a\0"}, "way"),
    ],
)
def test_what_is_no_way_is_refused_by_name(content: object, field: str) -> None:
    with pytest.raises(WayShapeError) as raised:
        from_json(content)
    assert raised.value.field == field
