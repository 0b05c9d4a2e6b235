"""The log-odds that seven days of one account on one record are misuse, rule by rule."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from probant.probes.access_logs.detecting import weights
from probant.probes.access_logs.detecting.rates import Rates
from probant.probes.access_logs.detecting.rows import Episode
from probant.probes.access_logs.result import Rule

REPEATED = 3  # days of seven


@dataclass(frozen=True, slots=True)
class Score:
    """`rules` are those that fired with their weights; `total` has the prior and the rest too."""

    total: float
    rules: Mapping[Rule, float]

    @property
    def main(self) -> Rule:
        """The rule that says most; the order of D.3 breaks ties."""
        order = list(Rule)
        return max(self.rules, key=lambda rule: (self.rules[rule], -order.index(rule)))


def score(episode: Episode, rates: Rates, patients: int) -> Score:
    """`patients` is how many records have a surname on file."""
    rules = dict(_rules(episode, rates, patients))
    total = weights.PRIOR + _outcome(episode, rates) + _manner(episode, rates)
    return Score(total + sum(rules.values()), rules)


def weight(name: str, share: float) -> float:
    """ln(share among misuse / share among legitimate accesses), within the ceiling."""
    expected = weights.MISUSE[name]
    return min(weights.CEILING, math.log(expected / max(share, weights.LEAST_SHARE)))


def _outcome(episode: Episode, rates: Rates) -> float:
    """That no better explanation was found, given how much of this account's work has none."""
    how = min(one.how or 0 for one in episode.accesses if one.day == episode.last.day)
    expected = weights.OUTCOMES[how]
    relative = rates.of_account(episode.last.account) / rates.unexplained
    share = max(rates.outcomes.get(how, 0.0), 1e-4) * relative
    return math.log(expected / min(share, 1.0))


def _manner(episode: Episode, rates: Rates) -> float:
    """Alone of one's unit on the record, and only reading."""
    alone, company = weights.MISUSE["alone"], rates.shares["accompanied"]
    is_alone = episode.most("peers") == 0
    says = math.log(alone / (1 - company)) if is_alone else math.log((1 - alone) / company)
    reading, written = weights.MISUSE["reading"], rates.shares["written"]
    if episode.most("written"):
        return says + math.log((1 - reading) / max(written, 1 - reading))
    return says + max(0.0, math.log(reading / (1 - written)))


def _rules(episode: Episode, rates: Rates, patients: int) -> Iterator[tuple[Rule, float]]:
    yield from _about(episode, rates, patients)
    if episode.most("is_off"):
        yield Rule.OFF_HOURS, max(0.0, weight("off_hours", rates.shares["off_hours"]))
    if episode.most("opened"):
        yield Rule.BREAK_GLASS, max(0.0, weight("opened", rates.shares["opened"]))
    if episode.most("copied"):
        yield Rule.EXPORT_BURST, max(0.0, weight("copied", rates.shares["copied"]))
    yield from _no_relationship(episode, rates)


def _about(episode: Episode, rates: Rates, patients: int) -> Iterator[tuple[Rule, float]]:
    """Whom the record is about."""
    if episode.most("is_colleague"):
        near = weights.SAME_UNIT if episode.most("is_same_unit") else 0.0
        yield Rule.COLLEAGUE, weight("colleague", rates.shares["colleague"]) + near
    if episode.most("is_vip"):
        yield Rule.VIP, weight("vip", rates.shares["vip"])
    yield from _near(episode, rates, patients)


def _near(episode: Episode, rates: Rates, patients: int) -> Iterator[tuple[Rule, float]]:
    """A relation by declaration, home or rare surname; the strongest alone counts."""
    bearers = episode.most("bearers")
    if episode.most("is_kin"):
        yield Rule.FAMILY, weight("kin", rates.shares["kin"])
    elif episode.most("is_same_address") and bearers:
        yield Rule.FAMILY, weight("household", rates.shares["household"])
    elif episode.most("is_same_address") or episode.most("is_neighbour"):
        yield Rule.NEIGHBOUR, weight("address", rates.shares["address"])
    elif bearers:
        rarity = max(bearers / max(patients, 1), rates.shares["surname"] / 10)
        yield Rule.FAMILY, max(0.0, min(4.0, weight("surname", rarity)))


def _no_relationship(episode: Episode, rates: Rates) -> Iterator[tuple[Rule, float]]:
    """R10: sensitive data, or three days of seven with nobody else of the unit."""
    says = 0.0
    if episode.most("sensitive"):
        says += max(0.0, weight("sensitive", rates.shares["sensitive"]))
    if episode.days >= REPEATED and episode.most("peers") == 0:
        says += weight("repeated", weights.ALONE_AND_REPEATED)
    if says:
        yield Rule.NO_RELATIONSHIP, says
