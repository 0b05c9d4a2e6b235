"""An entry's leaf is canonical, names nobody, and a commitment opens to its own value only."""

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest

from probant.common import merkle
from probant.journal.domain import Act, Actor, Check, Disclosure, Inclusion, origin

ORGANISATION = UUID("6f1c2f0e-0000-4000-8000-000000000001")
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
NAME = Disclosure("actor.name", b"s" * 32, "Dr Inventé")


def act(at: datetime = AT) -> Act:
    return Act(ORGANISATION, "test.done", at, Actor("person", "p1", NAME.value), "s1", {"b": 1})


def test_a_leaf_is_canonical_json_and_holds_no_name() -> None:
    leaf = act().leaf(7, (NAME,))
    said = json.loads(leaf)
    assert leaf == json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    assert (said["index"], said["actor"]) == (7, {"id": "p1", "kind": "person"})
    assert "Inventé" not in leaf.decode()


def test_the_same_instant_gives_the_same_leaf_in_every_time_zone() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=4)))
    assert act(elsewhere).leaf(0, ()) == act().leaf(0, ())


def test_a_commitment_is_the_hash_of_salt_and_value() -> None:
    assert NAME.commitment == sha256(b"s" * 32 + "Dr Inventé".encode()).hexdigest()
    assert NAME.opens(json.loads(act().leaf(0, (NAME,)))["commitments"]["actor.name"])


@pytest.mark.parametrize(
    "other",
    [Disclosure("actor.name", b"t" * 32, "Dr Inventé"), Disclosure("actor.name", b"s" * 32, "x")],
)
def test_another_salt_or_value_opens_nothing(other: Disclosure) -> None:
    assert not other.opens(NAME.commitment)


def test_a_downloaded_proof_verifies_by_the_rfc_alone() -> None:
    leaves = [merkle.leaf_hash(act().leaf(index, ())) for index in range(11)]
    proof = Inclusion(4, leaves[4], merkle.inclusion_proof(leaves, 4), "note")
    said = json.loads(json.dumps(proof.to_json()))
    assert merkle.verify_inclusion(
        bytes.fromhex(said["leaf_hash"]),
        [bytes.fromhex(node) for node in said["path"]],
        index=said["index"],
        size=11,
        root=merkle.root_of(leaves),
    )


def test_a_check_is_whole_only_when_bytes_and_columns_both_agree() -> None:
    root = b"r" * 32
    assert Check(9, 9, root, root, ()).is_whole
    assert not Check(9, 9, root, b"x" * 32, ()).is_whole
    assert not Check(9, 9, root, root, (3,)).is_whole


def test_a_log_is_named_after_its_organisation() -> None:
    assert origin(ORGANISATION).endswith(f"/{ORGANISATION}")
