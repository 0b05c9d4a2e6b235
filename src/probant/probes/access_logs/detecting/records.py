"""The rules about records: whom the record is about, how it was opened, and crowds."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from probant.probes.access_logs.detecting import crowds, weights
from probant.probes.access_logs.detecting.candidates import Candidate
from probant.probes.access_logs.detecting.rates import PACKAGE, Rates
from probant.probes.access_logs.detecting.rows import SPAN, Access, Episode, episodes
from probant.probes.access_logs.detecting.scoring import Score, score
from probant.probes.access_logs.engine.protocol import Engine
from probant.probes.access_logs.explaining.statements import statements
from probant.probes.access_logs.result import Rule

LEAST_SCORE = -3.0  # under which a candidate is not even kept


def candidates(engine: Engine, rates: Rates) -> Iterator[Candidate]:
    """Of the table `marked`."""
    ask = statements(PACKAGE, "record_questions.sql")
    accesses = [Access(*row) for row in engine.rows(ask["marked"])]
    patients = int(next(engine.rows(ask["patients"]))[0])
    found = list(_crowds(engine, ask["cared"], accesses, rates))
    yield from (_lead(crowd) for crowd in found)
    members = {(one.account, one.kept, one.daynum) for one in _members(found, accesses)}
    for episode in episodes(accesses):
        yield from _of_episode(episode, rates, patients, members)


def _crowds(
    engine: Engine, cared: str, accesses: Sequence[Access], rates: Rates
) -> Iterator[crowds.Crowd]:
    chance = sum(rates.outcomes.get(how, 0.0) for how in (0, 5, 6, 7, 8))
    expected = {kept: (people + 1) * chance for kept, people in engine.rows(cared)}
    loose = (one for one in accesses if one.how == 0 or one.how >= 5)  # noqa: PLR2004
    return crowds.crowds(loose, expected)


def _members(found: Sequence[crowds.Crowd], accesses: Sequence[Access]) -> Iterator[Access]:
    """Everybody on a crowd's record, from when it became one, for seven days."""
    starts = [(crowd.accesses[-1], crowd.accesses[-1].kept) for crowd in found]
    for last, kept in starts:
        for one in accesses:
            if one.kept == kept and 0 <= one.daynum - last.daynum < SPAN:
                yield one


def _lead(crowd: crowds.Crowd) -> Candidate:
    last = crowd.accesses[-1]
    says = weights.OFFENCE + math.log1p(crowd.surprise)
    facts = {
        "accounts": list(crowd.accounts),
        "units": sorted({one.unit for one in crowd.accesses if one.unit}),
        "expected": round(crowd.expected, 2),
    }
    return Candidate(
        day=last.day,
        score=says,
        account=last.account,
        patient=last.patient,
        subject=("", last.kept, Rule.CROWD),
        covers=((last.account, last.kept),),
        rule=Rule.CROWD,
        rules={Rule.CROWD: says},
        keys=tuple((one.account, one.patient, one.day) for one in crowd.accesses),
        facts=facts,
    )


def _of_episode(
    episode: Episode, rates: Rates, patients: int, members: set[tuple[str, str, int]]
) -> Iterator[Candidate]:
    last = episode.last
    scored = score(episode, rates, patients)
    if (last.account, last.kept, last.daynum) in members:
        rules = {**scored.rules, Rule.CROWD: weights.CROWD}
        scored = Score(scored.total + weights.CROWD, rules)
    if scored.rules and scored.total >= LEAST_SCORE:
        yield _candidate(episode, scored)


def _candidate(episode: Episode, scored: Score) -> Candidate:
    last = episode.last
    made = Candidate(
        day=last.day,
        score=scored.total,
        account=last.account,
        patient=last.patient,
        subject=(last.account, last.kept),
        rule=scored.main,
        rules=scored.rules,
        keys=tuple((one.account, one.patient, one.day) for one in episode.accesses),
        how=last.how,
        facts={"days": episode.days, "unit": last.unit, "peers": episode.most("peers")},
    )
    return replace(made, facts={name: told for name, told in made.facts.items() if told})
