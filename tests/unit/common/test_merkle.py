from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probant.common.merkle import (
    EMPTY_ROOT,
    Frontier,
    FrontierFormatError,
    HashLengthError,
    Tree,
    TreeRangeError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 70
sizes = st.integers(min_value=1, max_value=LARGEST)


def leaves_of(size: int) -> list[bytes]:
    return leaf_hashes(str(number).encode() for number in range(size))


def with_flipped_bit(data: bytes, bit: int) -> bytes:
    place, mask = divmod(bit % (8 * len(data)), 8)
    return data[:place] + bytes([data[place] ^ (1 << mask)]) + data[place + 1 :]


def test_an_entry_cannot_pass_for_a_node() -> None:
    left, right = leaf_hash(b"left"), leaf_hash(b"right")
    assert leaf_hash(left + right) != node_hash(left, right)


@given(st.lists(st.binary(max_size=40), max_size=LARGEST))
def test_appending_one_by_one_gives_the_root_of_the_whole(entries: list[bytes]) -> None:
    hashes = leaf_hashes(entries)
    frontier, tree = Frontier(), Tree()
    frontier.extend(hashes)
    for leaf in hashes:
        tree.append(leaf)
    assert frontier.root() == tree.root() == Tree(hashes).root() == root_of(hashes)
    assert frontier.size == tree.size == len(entries)


@given(sizes, st.data())
def test_a_tree_remembers_its_earlier_roots(size: int, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(0, size))
    assert Tree(leaves_of(size)).root(earlier) == root_of(leaves_of(earlier))


@given(st.integers(0, 300))
def test_a_frontier_survives_being_written_and_read(size: int) -> None:
    frontier = Frontier()
    frontier.extend(leaves_of(size))
    again = Frontier.from_bytes(frontier.to_bytes())
    assert again == frontier
    again.append(leaf_hash(b"next"))
    assert again.root() == root_of([*leaves_of(size), leaf_hash(b"next")])


def test_a_copied_frontier_grows_apart() -> None:
    first = Frontier()
    second = first.copy()
    second.append(leaf_hash(b"x"))
    assert (first.size, second.size) == (0, 1)
    assert first != second
    assert first != "a frontier"


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"\x00"])
@pytest.mark.parametrize("size", [0, 1, 6, 255])
def test_a_frontier_cut_or_lengthened_is_refused(
    size: int, change: Callable[[bytes], bytes]
) -> None:
    frontier = Frontier()
    frontier.extend(leaves_of(size))
    with pytest.raises(FrontierFormatError):
        Frontier.from_bytes(change(frontier.to_bytes()))


def test_a_frontier_needs_one_peak_for_each_bit_of_its_size() -> None:
    with pytest.raises(TreeRangeError):
        Frontier(3, [EMPTY_ROOT])


@given(sizes, st.data())
def test_every_leaf_is_proven_under_every_root(size: int, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, earlier - 1))
    tree = Tree(leaves_of(size))
    proof = tree.inclusion_proof(index, earlier)
    root = tree.root(earlier)
    assert verify_inclusion(tree.leaf(index), proof, index=index, size=earlier, root=root)
    assert len(proof) <= (earlier - 1).bit_length()


@given(sizes, st.data())
def test_every_root_continues_every_earlier_one(size: int, data: st.DataObject) -> None:
    later = data.draw(st.integers(0, size))
    earlier = data.draw(st.integers(0, later))
    tree = Tree(leaves_of(size))
    assert verify_consistency(
        tree.consistency_proof(earlier, later),
        old_size=earlier,
        old_root=tree.root(earlier),
        size=later,
        root=tree.root(later),
    )


@given(sizes, st.data())
def test_one_changed_bit_breaks_an_inclusion_proof(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(leaves_of(size))
    parts = [tree.leaf(index), tree.root(), *tree.inclusion_proof(index)]
    changed = data.draw(st.integers(0, len(parts) - 1))
    parts[changed] = with_flipped_bit(parts[changed], data.draw(st.integers(0, 255)))
    leaf, root, *proof = parts
    assert not verify_inclusion(leaf, proof, index=index, size=size, root=root)


@given(sizes, st.data())
def test_an_inclusion_proof_holds_for_its_index_only(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, 2 * size).filter(lambda number: number != index))
    tree = Tree(leaves_of(size))
    assert not verify_inclusion(
        tree.leaf(index), tree.inclusion_proof(index), index=other, size=size, root=tree.root()
    )


@given(sizes, st.data())
def test_an_inclusion_proof_is_too_short_or_long_for_a_size_of_another_depth(
    size: int, data: st.DataObject
) -> None:
    """RFC 9162 binds the size through the signed tree head: equal depths may share a path."""
    index = data.draw(st.integers(0, size - 1))
    tree = Tree(leaves_of(size))
    proof = tree.inclusion_proof(index)
    for other in (4 * size, 16 * size + 1):
        assert not verify_inclusion(
            tree.leaf(index), proof, index=index, size=other, root=tree.root()
        )


@given(sizes, st.data())
def test_one_changed_bit_breaks_a_consistency_proof(size: int, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, size))
    tree = Tree(leaves_of(size))
    parts = [tree.root(earlier), tree.root(), *tree.consistency_proof(earlier)]
    changed = data.draw(st.integers(0, len(parts) - 1))
    parts[changed] = with_flipped_bit(parts[changed], data.draw(st.integers(0, 255)))
    old_root, root, *proof = parts
    assert not verify_consistency(proof, old_size=earlier, old_root=old_root, size=size, root=root)


@given(sizes, st.data())
def test_a_proof_one_hash_shorter_or_longer_fails(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    earlier = data.draw(st.integers(1, size))
    tree = Tree(leaves_of(size))
    inclusion, consistency = tree.inclusion_proof(index), tree.consistency_proof(earlier)
    for proof in ([*inclusion, EMPTY_ROOT], inclusion[:-1]):
        is_true = verify_inclusion(
            tree.leaf(index), proof, index=index, size=size, root=tree.root()
        )
        assert is_true is (tuple(proof) == inclusion)
    for proof in ([*consistency, EMPTY_ROOT], consistency[:-1]):
        is_true = verify_consistency(
            proof, old_size=earlier, old_root=tree.root(earlier), size=size, root=tree.root()
        )
        assert is_true is (tuple(proof) == consistency)


@given(sizes, st.data())
def test_a_consistency_proof_holds_for_no_other_old_size(size: int, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, size))
    other = data.draw(st.integers(0, size + 1).filter(lambda number: number != earlier))
    tree = Tree(leaves_of(size))
    assert not verify_consistency(
        tree.consistency_proof(earlier),
        old_size=other,
        old_root=tree.root(earlier),
        size=size,
        root=tree.root(),
    )


@given(sizes, st.data())
def test_a_log_rewritten_in_its_past_is_not_consistent(size: int, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, size))
    rewritten = data.draw(st.integers(0, earlier - 1))
    leaves = leaves_of(size)
    old_root = root_of(leaves[:earlier])
    leaves[rewritten] = leaf_hash(b"something else")
    forged = Tree(leaves)
    assert not verify_consistency(
        forged.consistency_proof(earlier),
        old_size=earlier,
        old_root=old_root,
        size=size,
        root=forged.root(),
    )


def test_an_empty_log_precedes_every_log_but_only_with_its_own_root() -> None:
    leaves = leaves_of(3)
    root = root_of(leaves)
    assert verify_consistency((), old_size=0, old_root=EMPTY_ROOT, size=3, root=root)
    assert not verify_consistency((), old_size=0, old_root=root, size=3, root=root)
    assert verify_consistency((), old_size=0, old_root=EMPTY_ROOT, size=0, root=EMPTY_ROOT)
    assert not verify_consistency((), old_size=0, old_root=root, size=0, root=root)


def test_hashes_of_another_length_prove_nothing() -> None:
    leaf = leaf_hash(b"only")
    assert verify_inclusion(leaf, (), index=0, size=1, root=leaf)
    assert not verify_inclusion(b"short", (), index=0, size=1, root=b"short")
    assert not verify_consistency((b"x",), old_size=1, old_root=leaf, size=2, root=leaf)


@pytest.mark.parametrize("grown", [Frontier, Tree])
def test_only_hashes_are_appended(grown: type[Frontier] | type[Tree]) -> None:
    with pytest.raises(HashLengthError) as refused:
        grown().append(b"an entry, not its hash")
    assert refused.value.length == 22


def test_proofs_outside_the_tree_are_refused() -> None:
    tree = Tree(leaves_of(4))
    for ask in (
        lambda: tree.inclusion_proof(4),
        lambda: tree.inclusion_proof(-1),
        lambda: tree.inclusion_proof(2, 2),
        lambda: tree.consistency_proof(5),
        lambda: tree.consistency_proof(1, 5),
        lambda: tree.root(5),
        lambda: tree.leaf(4),
    ):
        with pytest.raises(TreeRangeError):
            ask()


def test_the_one_shot_functions_agree_with_the_tree() -> None:
    leaves = leaves_of(11)
    tree = Tree(leaves)
    assert inclusion_proof(leaves, 6) == tree.inclusion_proof(6)
    assert consistency_proof(leaves, 6) == tree.consistency_proof(6)


def test_each_append_changes_the_root() -> None:
    frontier = Frontier()
    roots = [frontier.root()]
    for leaf in leaves_of(40):
        frontier.append(leaf)
        roots.append(frontier.root())
    assert all(before != after for before, after in pairwise(roots))
    assert "size=40" in repr(frontier)
