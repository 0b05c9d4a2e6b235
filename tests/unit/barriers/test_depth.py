"""How many independent barriers hold: the largest set without a shared component or kind."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.barriers.domain.depth import HOLDING, Reason, checked_depth, component, depth
from probant.barriers.domain.ways import Barrier, Kind, Standing

PASSWORD = Barrier(
    kind=Kind.IDENTIFICATION, standing=Standing.IN_PLACE, component="Annuaire inventé"
)
CODE = Barrier(kind=Kind.SECOND_FACTOR, standing=Standing.IN_PLACE, component="annuaire  INVENTÉ")
VPN = Barrier(kind=Kind.NETWORK, standing=Standing.IN_PLACE, component="Pare-feu")
BARRIERS = st.builds(
    Barrier,
    kind=st.sampled_from(Kind),
    standing=st.sampled_from(Standing),
    component=st.sampled_from(["", "A", "a ", "B", "C"]),
)


def test_two_barriers_on_one_component_count_once() -> None:
    found = depth([PASSWORD, CODE])
    assert (found.sure, found.possible) == (1, 1)
    assert {one.reason for one in found.judged} == {Reason.COUNTED, Reason.SAME_COMPONENT}


def test_two_barriers_on_two_components_of_two_kinds_count_twice() -> None:
    assert depth([PASSWORD, CODE, VPN]).sure == 2


def test_two_firewalls_are_one_kind_of_barrier() -> None:
    other = Barrier(kind=Kind.NETWORK, standing=Standing.IN_PLACE, component="Second pare-feu")
    found = depth([VPN, other])
    assert found.sure == 1
    assert found.judged[1].reason is Reason.SAME_KIND
    assert found.judged[1].like == 0


def test_the_count_does_not_depend_on_which_comes_first() -> None:
    """A greedy count keeps (A, identification), and loses both others."""
    barriers = [
        Barrier(kind=Kind.IDENTIFICATION, standing=Standing.IN_PLACE, component="A"),
        Barrier(kind=Kind.NETWORK, standing=Standing.IN_PLACE, component="A"),
        Barrier(kind=Kind.IDENTIFICATION, standing=Standing.IN_PLACE, component="B"),
    ]
    assert depth(barriers).sure == 2
    assert depth(barriers[::-1]).sure == 2


@pytest.mark.parametrize("kind", [Kind.MONITORING, Kind.PROCEDURE])
def test_what_holds_nobody_back_is_shown_and_not_counted(kind: Kind) -> None:
    shown = Barrier(kind=kind, standing=Standing.IN_PLACE, component="Autre")
    found = depth([PASSWORD, shown])
    assert found.possible == 1
    assert found.judged[1].reason is Reason.HOLDS_NOBODY


def test_what_nobody_knows_is_possible_and_never_sure() -> None:
    unknown = Barrier(kind=Kind.ENCRYPTION)
    found = depth([PASSWORD, unknown])
    assert (found.sure, found.possible) == (1, 2)
    assert found.judged[1].reason is Reason.UNKNOWN


def test_barriers_on_components_that_nobody_named_may_all_be_one() -> None:
    nameless = [Barrier(kind=kind, standing=Standing.IN_PLACE) for kind in list(Kind)[:3]]
    found = depth(nameless)
    assert (found.sure, found.possible) == (1, 3)


def test_no_barrier_at_all() -> None:
    assert depth([]).possible == 0


def test_only_the_checked_ones_count_as_checked() -> None:
    assert checked_depth([PASSWORD, VPN]) == 0


@given(st.lists(BARRIERS, max_size=7))
def test_the_count_is_the_largest_set_that_shares_nothing(barriers: list[Barrier]) -> None:
    """The oracle tries every subset."""
    sure = [
        one
        for one in barriers
        if one.standing is Standing.IN_PLACE and one.kind in HOLDING and component(one)
    ]
    largest = max(
        (
            size
            for size in range(len(sure) + 1)
            for chosen in combinations(sure, size)
            if len({one.kind for one in chosen}) == size
            and len({component(one) for one in chosen}) == size
        ),
        default=0,
    )
    found = depth(barriers)
    assert found.sure == largest or (largest == 0 and found.sure <= 1)
    assert found.sure <= found.possible
    assert found.sure == sum(one.reason is Reason.COUNTED for one in found.judged)
