"""Each sanction of the field, loaded as facts: the verdicts that would have raised it.

`PROBANT_WRITE_TABLE=1` writes the table of docs/reference/sanctions-replay.md again.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from probant.accountability import queries
from probant.accounts.models import Person
from probant.common.verdicts import VerdictState
from probant.database import isolation
from probant.demonstration import replaying
from probant.demonstration.stories.playing import Scene
from probant.reference import law
from probant.reference.replays import Failing, Replay, replays

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TABLE = Path(__file__).resolve().parents[3] / "docs/reference/sanctions-replay.md"
HEAD = """# Sanctions replayed

Each decision of [law.decisions](../../src/probant/reference/data/sanctions.yaml) is loaded as facts
(`src/probant/reference/data/replays/`) in an invented organisation. *Before* is the verdict on that
organisation while it is empty, *after* once its facts are there. Written by
`tests/integration/demonstration/test_sanctions_replay.py`, which fails when a verdict moves.

| decision | failing | article | obligation | before | after, or not seen because |
|---|---|---|---|---|---|
"""
States = Mapping[str, VerdictState]


def played(replay: Replay) -> tuple[States, States]:
    """The verdicts before and after the facts."""
    person = Person.objects.create(email=f"{replay.decision}@probant.invalid", full_name="Inventé")
    with translation.override("fr"):
        organisation, by = replaying.organisation_of(replay, person, at=NOW)
        with isolation.tenant(organisation.pk, person=person.pk):
            scene = Scene(organisation, by, by, NOW)
            before = {it.obligation_id: it.state for it in queries.verdicts(organisation, now=NOW)}
            replaying.load(replay, scene)
            after = {it.obligation_id: it.state for it in queries.verdicts(organisation, now=NOW)}
    return before, after


def line(replay: Replay, failing: Failing, before: States, after: States) -> str:
    label = law.decisions()[replay.decision].label.en
    if failing.seen_by is None:
        assert failing.not_seen is not None
        why = f"not seen yet (issue {failing.not_seen.later}): {failing.not_seen.en}"
        return f"| {label} | {failing.label.en} | {failing.article} | — | — | {why} |"
    id_ = failing.seen_by.obligation
    row = (label, failing.label.en, failing.article, f"`{id_}`", before[id_], after[id_])
    return f"| {' | '.join(row)} |"


@pytest.fixture
def told(db: None) -> dict[str, tuple[States, States]]:
    return {id_: played(replay) for id_, replay in replays().items()}


def test_every_decision_is_replayed() -> None:
    assert set(replays()) == set(law.decisions())
    assert all(id_ == replay.decision for id_, replay in replays().items())


def test_each_failing_that_probant_can_see_is_raised_by_its_facts(
    told: dict[str, tuple[States, States]],
) -> None:
    unseen = [
        (id_, failing.id, before[failing.seen_by.obligation], after[failing.seen_by.obligation])
        for id_, (before, after) in told.items()
        for failing in replays()[id_].failings
        if failing.seen_by
        if after[failing.seen_by.obligation] not in failing.seen_by.states
        or before[failing.seen_by.obligation] is after[failing.seen_by.obligation]
    ]
    assert unseen == [], unseen


def test_the_table_of_the_documentation_is_this_one(
    told: dict[str, tuple[States, States]],
) -> None:
    lines = [
        line(replays()[id_], failing, *states)
        for id_, states in told.items()
        for failing in replays()[id_].failings
    ]
    table = HEAD + "\n".join(lines) + "\n"
    if os.environ.get("PROBANT_WRITE_TABLE"):
        TABLE.write_text(table, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table
