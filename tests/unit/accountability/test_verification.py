"""A dossier verifies offline, and no byte of it can change unseen."""

import json
import random
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest

from probant.accountability.domain import archive, dossier
from probant.accountability.domain.verification import Step, verify
from probant.common import canonical_json, checkpoint
from probant.common.checkpoint import Checkpoint, Signer
from probant.common.merkle import leaf_hashes, root_of
from probant.journal.domain import Act, Actor, Disclosure, origin

ORGANISATION = UUID("6f1c2f0e-0000-4000-8000-000000000001")
SIGNER = Signer.generate("probant-test")
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
DOCUMENTS = {"LISEZMOI.txt": b"Bonjour\n", "register.json": b'{"activities":[]}'}


def made(signer: Signer = SIGNER, documents: dict[str, bytes] | None = None) -> dict[str, bytes]:
    documents = DOCUMENTS if documents is None else documents
    about = dossier.Made(str(ORGANISATION), "Cabinet inventé", AT.isoformat(), "inspection")
    manifest = canonical_json.dumps(
        dossier.manifest(about, documents, verifier=str(signer.verifier))
    )
    opened = Disclosure("actor.name", b"s" * 32, "Dr Inventé")
    acts = [
        Act(ORGANISATION, f"register.activity.{verb}", AT, Actor("person", "p1"), "a1", {"n": n})
        for n, verb in enumerate(("created", "changed", "validated"))
    ]
    bound = {"manifest_sha256": sha256(manifest).hexdigest()}
    acts.append(Act(ORGANISATION, dossier.EVENT, AT, Actor("person", "p1"), "d1", bound))
    leaves = [act.leaf(index, (opened,)) for index, act in enumerate(acts)]
    head = Checkpoint(origin(ORGANISATION), len(leaves), root_of(leaf_hashes(leaves)))
    row = {"field": opened.field, "salt": opened.salt.hex(), "value": opened.value}
    rows = [json.dumps({"index": i, **row}) for i in range(len(leaves))]
    return {
        **documents,
        dossier.MANIFEST: manifest,
        dossier.ENTRIES: b"\n".join(leaves) + b"\n",
        dossier.DISCLOSURES: "\n".join(rows).encode(),
        dossier.CHECKPOINT: checkpoint.sign(head, signer),
    }


def file_of(members: dict[str, bytes]) -> BytesIO:
    return BytesIO(b"".join(archive.packed(members)))


def test_a_dossier_as_it_was_made_is_valid() -> None:
    report = verify(file_of(made()), known_key=str(SIGNER.verifier))
    assert report.is_valid
    assert report.held == tuple(Step)
    assert (report.entries, report.documents, report.is_key_known) == (4, 2, True)


def test_no_byte_of_a_dossier_can_change_unseen() -> None:
    whole = bytearray(b"".join(archive.packed(made())))
    accepted = []
    for position in range(len(whole)):
        whole[position] ^= 1 << (position % 8)
        if verify(BytesIO(bytes(whole))).is_valid:
            accepted.append(position)
        whole[position] ^= 1 << (position % 8)
    assert accepted == []


def test_a_dossier_cut_short_or_lengthened_is_refused() -> None:
    whole = b"".join(archive.packed(made()))
    cuts = random.Random(1).sample(range(len(whole)), 60)  # noqa: S311  positions, not secrets
    assert not any(verify(BytesIO(whole[:cut])).is_valid for cut in cuts)
    assert not verify(BytesIO(whole + b"\0")).is_valid
    assert not verify(BytesIO(b"x" + whole)).is_valid


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ({"register.json": b"{}"}, Step.DOCUMENTS),
        ({"extra.txt": b"unlisted"}, Step.DOCUMENTS),
        ({dossier.MANIFEST: b"not json"}, Step.MANIFEST),
        ({dossier.CHECKPOINT: b"not a note"}, Step.SIGNATURE),
        ({dossier.ENTRIES: b"{}\n"}, Step.TREE),
        (
            {dossier.DISCLOSURES: b'{"index":0,"field":"actor.name","salt":"00","value":"X"}'},
            Step.COMMITMENTS,
        ),
        ({dossier.DISCLOSURES: b'{"index":99}'}, Step.COMMITMENTS),
    ],
)
def test_each_part_is_held_by_its_own_check(change: dict[str, bytes], failing: Step) -> None:
    report = verify(file_of({**made(), **change}))
    assert report.failed is failing


def test_documents_swapped_with_a_rewritten_manifest_are_not_bound_to_the_journal() -> None:
    forged = made(documents={**DOCUMENTS, "register.json": b'{"activities":["forged"]}'})
    kept = made()
    members = {**forged, **{name: kept[name] for name in (dossier.ENTRIES, dossier.CHECKPOINT)}}
    assert verify(file_of(members)).failed is Step.BINDING


def test_a_dossier_made_whole_by_another_key_is_refused_by_whoever_knows_the_key() -> None:
    forged = file_of(made(Signer.generate("probant-test")))
    assert verify(forged).is_valid
    assert verify(forged, known_key=str(SIGNER.verifier)).failed is Step.SIGNATURE


def test_any_unzip_program_reads_the_container() -> None:
    with zipfile.ZipFile(file_of(made())) as container:
        assert container.testzip() is None
        assert container.read("register.json") == DOCUMENTS["register.json"]


@pytest.mark.parametrize("content", [b"", b"PK", b"\x00" * 4096, b"%PDF-1.7"])
def test_what_is_no_dossier_is_said_to_be_none(content: bytes) -> None:
    report = verify(BytesIO(content))
    assert (report.failed, report.detail) == (Step.CONTAINER, "NotADossierError")
