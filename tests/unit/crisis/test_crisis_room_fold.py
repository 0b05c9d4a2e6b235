"""The state of a room is what its entries say, in their order."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.crisis.domain.entries import KINDS, Entry, EntryRefusedError, Said, checked
from probant.crisis.domain.room import Room, ensure_possible, fold

START = datetime(2026, 11, 22, 6, 10, tzinfo=UTC)
ANNE, BRUNO = str(UUID(int=1)), str(UUID(int=2))


def entry(sequence: int, kind: str, by: str = ANNE, **more: Any) -> Entry:  # noqa: ANN401  Entry's fields
    fields = {name: more.pop(name) for name in ("about", "team", "said_at") if name in more}
    at = START + timedelta(minutes=sequence)
    return Entry(sequence, kind, at, by, "Nom inventé", str(uuid4()), more, **fields)


def said(kind: str, about: int | None = None, **body: Any) -> Said:  # noqa: ANN401  any JSON
    return Said(kind, uuid4(), body, about=about)


def refusal(room: Room, wanted: Said, by: str = ANNE) -> dict[str, str]:
    with pytest.raises(EntryRefusedError) as caught:
        ensure_possible(room, wanted, by=by)
    return dict(caught.value.fields)


OPENED = entry(1, "opened")


def test_an_empty_room_is_not_open() -> None:
    assert not fold([]).is_open


def test_an_action_is_to_do_then_someones_then_done() -> None:
    entries = [OPENED, entry(2, "action", text="Couper")]
    assert fold(entries).actions[0].state == "todo"
    entries.append(entry(3, "action_moved", about=2, state="doing", owner="Karim"))
    assert fold(entries).actions[0].owner == "Karim"
    entries.append(entry(4, "action_moved", about=2, state="done"))
    assert fold(entries).open_actions == ()
    assert fold(entries).actions[0].owner == "Karim"


def test_the_most_urgent_action_comes_first_and_what_is_over_last() -> None:
    late = (START + timedelta(hours=5)).isoformat()
    soon = (START + timedelta(hours=1)).isoformat()
    room = fold(
        [
            OPENED,
            entry(2, "action", text="sans heure"),
            entry(3, "action", text="plus tard", due_at=late),
            entry(4, "action", text="faite", due_at=soon),
            entry(5, "action", text="bientôt", due_at=soon),
            entry(6, "action_moved", about=4, state="done"),
        ]
    )
    assert [one.text for one in room.actions] == ["bientôt", "plus tard", "sans heure", "faite"]


def test_a_correction_is_read_instead_and_both_are_kept() -> None:
    room = fold(
        [
            OPENED,
            entry(2, "fact", text="Dix postes", status="established"),
            entry(3, "correction", about=2, text="Douze postes", reason="Recompté"),
        ]
    )
    assert room.facts[0].text == "Douze postes"
    assert room.facts[0].entry.text == "Dix postes"


def test_two_answers_to_one_question_stand_until_one_is_settled() -> None:
    entries = [
        OPENED,
        entry(2, "decision", text="Oui", question="Couper ?", reason="a"),
        entry(3, "decision", by=BRUNO, text="Non", question="couper ?", reason="b"),
    ]
    assert len(fold(entries).conflicts) == 1
    entries.append(entry(4, "decision_settled", about=3, reason="La direction"))
    room = fold(entries)
    assert room.conflicts == ()
    assert [one.state for one in room.decisions] == ["set_aside", "stands"]


def test_the_same_answer_twice_is_no_conflict() -> None:
    decisions = [
        entry(number, "decision", text="Oui", question="Couper ?", reason="a") for number in (2, 3)
    ]
    assert fold([OPENED, *decisions]).conflicts == ()


def test_evidence_is_held_by_whom_it_was_last_handed_to() -> None:
    room = fold(
        [
            OPENED,
            entry(2, "evidence", text="Journal", collector="Anne"),
            entry(3, "handed_over", about=2, to="Huissier"),
            entry(4, "handed_over", about=2, to="Gendarmerie"),
        ]
    )
    assert room.evidence[0].owner == "Gendarmerie"
    assert [step.body["to"] for step in room.evidence[0].followed] == ["Huissier", "Gendarmerie"]


def test_a_message_goes_from_draft_to_sent_by_two_people() -> None:
    entries = [OPENED, entry(2, "message", text="a", subject="b")]
    room = fold(entries)
    assert refusal(room, said("message_sent", 2)) == {"about": "not_approved"}
    assert refusal(room, said("message_approved", 2)) == {"about": "own_message"}
    ensure_possible(room, said("message_approved", 2), by=BRUNO)
    entries.append(entry(3, "message_approved", by=BRUNO, about=2))
    ensure_possible(fold(entries), said("message_sent", 2), by=ANNE)
    entries.append(entry(4, "message_sent", about=2, by_what="mail"))
    assert refusal(fold(entries), said("message_sent", 2)) == {"about": "not_approved"}
    assert refusal(fold(entries), said("message_approved", 2), BRUNO) == {"about": "not_a_draft"}


def test_an_entry_is_about_something_of_the_right_kind() -> None:
    room = fold([OPENED, entry(2, "note", text="a")])
    assert refusal(room, said("action_moved", 2)) == {"about": "unknown"}
    assert refusal(room, said("action_moved", 99)) == {"about": "unknown"}


def test_a_closed_room_takes_only_what_was_typed_before_it_closed() -> None:
    room = fold([OPENED, entry(2, "closed", worked="a", failed="b", measures="c")])
    assert refusal(room, said("note")) == {"kind": "closed"}
    early = Said("note", uuid4(), {}, said_at=START)
    ensure_possible(room, early, by=ANNE)
    ensure_possible(room, said("reopened"), by=ANNE)
    assert fold([OPENED, *_closed_and_reopened()]).is_open


def _closed_and_reopened() -> list[Entry]:
    return [entry(2, "closed", worked="a"), entry(3, "reopened", reason="b")]


@pytest.mark.parametrize(
    ("wanted", "fault"),
    [
        (said("note"), {"text": "required"}),
        (said("note", text="  "), {"text": "required"}),
        (said("note", text="a" * 5_001), {"text": "too_long"}),
        (said("note", text="a", colour="b"), {"colour": "unknown"}),
        (said("note", text=["a"]), {"text": "no_text"}),
        (said("action", text="a", due_at="demain"), {"due_at": "no_instant"}),
        (said("action", text="a", due_at="2026-11-22T07:00"), {"due_at": "no_instant"}),
        (said("fact", text="a", status="sûr"), {"status": "unknown"}),
        (said("message", text="a", subject="b"), {"audience": "required"}),
        (said("handed_over", to="a"), {"about": "required"}),
        (said("danse"), {"kind": "unknown"}),
        (Said("note", uuid4(), {"text": "a"}, team="cantine"), {"team": "unknown"}),
    ],
    ids=lambda value: value.kind if isinstance(value, Said) else str(value),
)
def test_what_cannot_be_said_is_refused_by_field(wanted: Said, fault: dict[str, str]) -> None:
    with pytest.raises(EntryRefusedError) as caught:
        checked(wanted)
    assert caught.value.fields == fault


def test_a_clock_two_minutes_off_is_told() -> None:
    at = START + timedelta(minutes=2)
    assert not entry(2, "note", said_at=at - timedelta(minutes=2)).has_other_clock
    assert entry(2, "note", said_at=at - timedelta(minutes=3)).has_other_clock
    assert entry(2, "note", said_at=at + timedelta(minutes=3)).has_other_clock


def test_a_digest_changes_with_any_word() -> None:
    first = entry(2, "note", text="a")
    other = Entry(**{**vars(first), "body": {"text": "b"}})
    assert first.digest != other.digest
    assert first.digest == Entry(**vars(first)).digest


KINDS_OF_ENTRY = st.sampled_from(sorted(KINDS))
ABOUT = st.one_of(st.none(), st.integers(1, 12))


@given(st.lists(st.tuples(KINDS_OF_ENTRY, ABOUT), max_size=25))
def test_any_entries_fold_and_none_is_lost(found: list[tuple[str, int | None]]) -> None:
    body = {"state": "done", "status": "refuted", "to": "a", "name": "b", "question": "c"}
    entries = [
        entry(number, kind, about=about if about and about < number else None, **body)
        for number, (kind, about) in enumerate(found, 1)
    ]
    room = fold(entries)
    assert room.last_sequence == len(entries)
    assert set(room.items) <= {one.sequence for one in entries}
    followed = [step for item in room.items.values() for step in item.followed]
    assert len(followed) == len(set(followed_keys(followed)))


def followed_keys(entries: list[Entry]) -> list[str]:
    return [one.client_key for one in entries]
