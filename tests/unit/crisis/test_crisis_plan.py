"""The plan's own rules: what it lacks, what changed, what is signed of it."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID

import pytest

from probant.common.signed_note import NoteError, Signer
from probant.crisis.domain import booklet, plan
from probant.crisis.domain.booklet import Statement, StatementError
from probant.crisis.domain.plan import (
    Change,
    Gap,
    Insurance,
    OutsideLine,
    Plan,
    PlanShapeError,
    Procedure,
    ProviderLine,
    Responder,
    Rule,
)

ORGANISATION = UUID("00000000-0000-4000-8000-000000000001")
AT = datetime(2026, 11, 22, 6, 10, tzinfo=UTC)
BOSS = Responder(team="management", name="Dr Inventé", telephone="00", other_way="01")
WHOLE = Plan(
    people=tuple(
        Responder(team=team, name=f"{team} inventé", telephone="00", other_way="01")
        for team in plan.TEAMS_ASKED["practice"]
    ),
    insurance=Insurance(insurer="Assureur inventé", policy="P-1", telephone="00"),
    procedures=(Procedure(system="Logiciel", without_it="Papier", paper="Tiroir"),),
    rules=(Rule(decision="Couper", who="Dr Inventé", condition="Toujours"),),
    other_channel="Téléphone",
    backups="Coffre",
)


def test_a_plan_that_says_everything_lacks_nothing() -> None:
    assert plan.gaps(WHOLE) == ()


@pytest.mark.parametrize(
    ("content", "gap"),
    [
        (Plan(), Gap("people", "team", "management")),
        (Plan(size="hospital", people=(BOSS,)), Gap("people", "deputy", "management")),
        (Plan(people=(Responder(team="it", name="A"),)), Gap("people", "telephone", "A")),
        (
            Plan(people=(Responder(team="it", name="A", telephone="0"),)),
            Gap("people", "second_way", "A"),
        ),
        (Plan(), Gap("insurance", "insurer")),
        (Plan(insurance=Insurance(insurer="A")), Gap("insurance", "policy", "A")),
        (Plan(providers=(ProviderLine(name="H"),)), Gap("providers", "hotline", "H")),
        (Plan(contacts=(OutsideLine(kind="ars"),)), Gap("contacts", "contact", "ars")),
        (Plan(procedures=(Procedure(system="S"),)), Gap("procedures", "paper", "S")),
        (Plan(rules=(Rule(decision="Couper"),)), Gap("rules", "rules")),
    ],
    ids=lambda value: value.item if isinstance(value, Gap) else "",
)
def test_each_gap_is_said(content: Plan, gap: Gap) -> None:
    assert gap in plan.gaps(content)


def test_a_practice_is_not_asked_for_deputies() -> None:
    assert "deputy" not in {gap.item for gap in plan.gaps(WHOLE)}


def test_a_plan_survives_its_json() -> None:
    assert plan.from_json(json.loads(json.dumps(plan.to_json(WHOLE)))) == WHOLE


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"people": "nobody"},
        {"people": [{"team": "choir", "name": "A"}]},
        {"size": "village"},
        {"backups": "a" * 2_001},
        {"backups": "a\0b"},
        {"backups": "a\ud800"},
        {"backup": "a"},
        {"people": [{"team": "it", "nickname": "A"}]},
        {"rules": [{"decision": "a"}] * 201},
    ],
    ids=str,
)
def test_what_is_no_plan_is_refused(content: object) -> None:
    with pytest.raises(PlanShapeError):
        plan.from_json(content)


def test_a_row_that_moves_is_no_change() -> None:
    one, two = ProviderLine(name="A", hotline="1"), ProviderLine(name="B", hotline="2")
    assert plan.changes(Plan(providers=(one, two)), Plan(providers=(two, one))) == ()


def test_a_changed_number_is_one_change() -> None:
    before, after = (Plan(providers=(ProviderLine(name="A", hotline=n),)) for n in ("1", "2"))
    assert plan.changes(before, after) == (Change("providers", "A", "hotline", "1", "2"),)


def test_a_plan_is_read_again_after_twelve_months() -> None:
    assert plan.next_review(date(2026, 11, 22)) == date(2027, 11, 22)


@pytest.fixture
def signer() -> Signer:
    return Signer.generate("probant.invalid/test")


def test_a_copy_is_checked_against_its_signed_statement(signer: Signer) -> None:
    content = b"a booklet"
    digest = sha256(content).hexdigest()
    statement = Statement(ORGANISATION, booklet.BOOKLET, 3, digest, AT)
    note = booklet.signed(statement, signer).encode()
    assert booklet.checked(note, content, [signer.verifier]) == statement
    with pytest.raises(StatementError):
        booklet.checked(note, b"another booklet", [signer.verifier])
    with pytest.raises(NoteError):
        booklet.checked(note.replace(b"booklet 3", b"booklet 4"), content, [signer.verifier])
    with pytest.raises(NoteError):
        booklet.checked(note, content, [Signer.generate("probant.invalid/other").verifier])


@pytest.mark.parametrize("text", ["", "a\nb\nc\nd\n", "probant.invalid/crisis-plan/x\n\n\n\n"])
def test_what_is_no_statement_is_refused(text: str) -> None:
    with pytest.raises(StatementError):
        booklet.read(text)


def test_a_short_code_can_be_read_aloud() -> None:
    assert booklet.short_code("3f2a91c0deadbeef" + "0" * 48) == "3F2A 91C0 DEAD BEEF"
