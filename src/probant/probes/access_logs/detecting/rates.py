"""How this hospital works: what share of legitimate accesses looks like what each rule looks for.

Every weight compares a share measured here, among explained accesses, with the share expected among
misuse (`weights`). A hospital where half of the patients are staff makes "colleague" say nothing by
itself; one where staff never are patients makes it say much.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from probant.probes.access_logs.detecting import weights
from probant.probes.access_logs.engine.protocol import Engine
from probant.probes.access_logs.explaining.statements import statements

PACKAGE = "probant.probes.access_logs.detecting"


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Shares among legitimate accesses (`shares`), outcomes, and each account's own record."""

    shares: Mapping[str, float]
    outcomes: Mapping[int, float]  # `how` (0: none) → share of all accesses
    unexplained: float  # share of all accesses without an explanation on file
    accounts: Mapping[str, tuple[int, int]]  # accesses, of which without one

    def of_account(self, account: str) -> float:
        """Share of an account's accesses without an explanation on file, drawn to the mean."""
        seen, bare = self.accounts.get(account, (0, 0))
        steady = weights.ACCOUNT_STEADINESS
        return (bare + steady * self.unexplained) / (seen + steady)


def measure(engine: Engine, values: Mapping[str, Any]) -> Rates:
    """Of the tables that `explaining.frame` and `features.sql` made."""
    asked = {name: list(engine.rows(text, values)) for name, text in _questions().items()}
    total = max(asked["total"][0][0], 1)
    accounts = {row[0]: (int(row[1]), int(row[2])) for row in asked["accounts"]}
    seen = sum(pair[0] for pair in accounts.values())
    bare = sum(pair[1] for pair in accounts.values())
    return Rates(
        shares=_shares(asked),
        outcomes={how: count / total for how, count in asked["outcomes"]},
        unexplained=(bare + 1) / (seen + 20),
        accounts=accounts,
    )


def _questions() -> Mapping[str, str]:
    return statements(PACKAGE, "rates.sql")


def _shares(asked: Mapping[str, list[tuple[Any, ...]]]) -> dict[str, float]:
    names = ("colleague", "kin", "household", "address", "surname", "vip", "opened")
    people, deeds = asked["people"][0], asked["deeds"][0]
    shares = {name: _share(name, people[index + 1], people[0]) for index, name in enumerate(names)}
    for index, name in enumerate(("sensitive", "written", "copied")):
        shares[name] = _share(name, deeds[index + 1], deeds[0])
    shares["off_hours"] = _share("off_hours", asked["hours"][0][1], asked["hours"][0][0])
    shares["accompanied"] = _share("accompanied", asked["peers"][0][1], asked["peers"][0][0])
    return shares


def _share(name: str, count: int, total: int) -> float:
    """Measured, drawn to what was published where little is seen."""
    steady = weights.STEADINESS
    return float((count + steady * weights.USUAL[name]) / (total + steady))
