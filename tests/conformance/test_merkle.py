"""The tree against the vectors of Certificate Transparency and against pymerkle.

Vectors: google/certificate-transparency, python/ct/crypto/merkle_test.py and
cpp/merkletree/merkle_tree_test.cc (RFC 6962; RFC 9162 keeps its hashing and proofs).
"""

import random

import pytest
from pymerkle import InmemoryTree

from probant.common.merkle import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    leaf_hashes,
    root_of,
    verify_consistency,
    verify_inclusion,
)

pytestmark = pytest.mark.conformance

ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
INCLUSION = (
    # index, size, path
    (0, 1, ()),
    (
        0,
        8,
        (
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ),
    ),
    (
        5,
        8,
        (
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
    ),
    (2, 3, ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",)),
)
CONSISTENCY = (
    # old size, size, path
    (1, 1, ()),
    (
        1,
        8,
        (
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ),
    ),
    (
        6,
        8,
        (
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ),
    ),
    (
        2,
        5,
        (
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ),
    ),
)


def from_hex(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(text) for text in texts)


@pytest.mark.parametrize(("size", "root"), list(enumerate(ROOTS)))
def test_the_published_roots_are_ours(size: int, root: str) -> None:
    leaves = leaf_hashes(ENTRIES[:size])
    frontier = Frontier()
    frontier.extend(leaves)
    assert root_of(leaves).hex() == frontier.root().hex() == Tree(leaves).root().hex() == root


@pytest.mark.parametrize(("size", "root"), list(enumerate(ROOTS))[1:])
def test_pymerkle_finds_the_published_roots_too(size: int, root: str) -> None:
    assert pymerkle_tree(ENTRIES[:size]).get_root().hex() == root


@pytest.mark.parametrize(("index", "size", "path"), INCLUSION)
def test_the_published_inclusion_proofs_are_ours(
    index: int, size: int, path: tuple[str, ...]
) -> None:
    tree = Tree(leaf_hashes(ENTRIES))
    proof = from_hex(path)
    root = bytes.fromhex(ROOTS[size])
    assert tree.inclusion_proof(index, size) == proof
    assert verify_inclusion(tree.leaf(index), proof, index=index, size=size, root=root)


@pytest.mark.parametrize(("old_size", "size", "path"), CONSISTENCY)
def test_the_published_consistency_proofs_are_ours(
    old_size: int, size: int, path: tuple[str, ...]
) -> None:
    proof = from_hex(path)
    assert Tree(leaf_hashes(ENTRIES)).consistency_proof(old_size, size) == proof
    old_root, root = from_hex((ROOTS[old_size], ROOTS[size]))
    assert verify_consistency(proof, old_size=old_size, old_root=old_root, size=size, root=root)


def pymerkle_tree(entries: list[bytes]) -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    return tree


def random_entries(seed: int) -> list[bytes]:
    dice = random.Random(seed)  # noqa: S311 - repeatable test data
    return [dice.randbytes(dice.randrange(60)) for _ in range(dice.randrange(1, 400))]


@pytest.mark.parametrize("seed", range(12))
def test_random_trees_have_the_roots_of_pymerkle(seed: int) -> None:
    entries = random_entries(seed)
    tree, theirs = Tree(leaf_hashes(entries)), pymerkle_tree(entries)
    sizes = {1, len(entries), *range(1, len(entries), 17)}
    assert {size: tree.root(size) for size in sizes} == {
        size: theirs.get_root(size) for size in sizes
    }
    assert tree.root(0) == EMPTY_ROOT


@pytest.mark.parametrize("seed", range(12))
def test_random_inclusion_proofs_are_those_of_pymerkle(seed: int) -> None:
    entries = random_entries(seed)
    tree, theirs = Tree(leaf_hashes(entries)), pymerkle_tree(entries)
    for index in range(0, len(entries), 7):
        leaf, *path = theirs.prove_inclusion(index + 1, len(entries)).path
        assert tree.leaf(index) == leaf
        assert tree.inclusion_proof(index) == tuple(path)
        root = theirs.get_root()
        assert verify_inclusion(leaf, path, index=index, size=len(entries), root=root)


@pytest.mark.parametrize("seed", range(12))
def test_random_consistency_proofs_join_the_roots_of_pymerkle(seed: int) -> None:
    entries = random_entries(seed)
    tree, theirs = Tree(leaf_hashes(entries)), pymerkle_tree(entries)
    root, other = theirs.get_root(), pymerkle_tree([*entries, b"one more"]).get_root()
    for old_size in range(1, len(entries), 11):
        proof, old_root = tree.consistency_proof(old_size), theirs.get_root(old_size)
        size = len(entries)
        assert verify_consistency(proof, old_size=old_size, old_root=old_root, size=size, root=root)
        assert not verify_consistency(
            proof, old_size=old_size, old_root=old_root, size=size, root=other
        )
