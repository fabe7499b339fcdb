"""The tree against RFC 6962: its own words as a program, its published vectors, and pymerkle."""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree
from pymerkle import verify_consistency as pymerkle_verify

from ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    NodeLookup,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    node_key,
    node_leaves,
    read_frontier,
    root_hash,
    verify_consistency,
    verify_inclusion,
)

LARGEST = 70  # past 64, so that a level is crossed and odd right edges of every shape occur
DATA = [b"entry %d" % number for number in range(LARGEST)]
LEAVES = tuple(leaf_hash(data) for data in DATA)
SIZES = range(LARGEST + 1)

CT_INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT_INCLUSION = {  # (leaf, size): the first four bytes of each hash
    (0, 1): [],
    (0, 8): ["96a296d2", "5f083f0a", "6b47aaf2"],
    (5, 8): ["bc1a0643", "ca854ea1", "d37ee418"],
    (2, 3): ["fac54203"],
    (1, 5): ["6e340b9c", "5f083f0a", "bc1a0643"],
}
CT_CONSISTENCY = {
    (1, 1): [],
    (1, 8): ["96a296d2", "5f083f0a", "6b47aaf2"],
    (6, 8): ["0ebc5d34", "ca854ea1", "d37ee418"],
    (2, 5): ["5f083f0a", "bc1a0643"],
}


def split(size: int) -> int:
    """The largest power of two smaller than `size`, found the slow way."""
    power = 1
    while power * 2 < size:
        power *= 2
    return power


@cache
def mth(leaves: tuple[bytes, ...]) -> bytes:
    """RFC 6962 §2.1, word for word, over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: tuple[bytes, ...]) -> list[bytes]:
    """RFC 6962 §2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: tuple[bytes, ...], *, b: bool = True) -> list[bytes]:
    """RFC 6962 §2.1.2, word for word."""
    if m == len(leaves):
        return [] if b else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], b=b), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], b=False), mth(leaves[:k])]


def stored(leaves: tuple[bytes, ...]) -> NodeLookup:
    """A store that knows just what growing leaf by leaf says is complete."""
    nodes: dict[int, bytes] = {}
    frontier = Frontier()
    for number, leaf in enumerate(leaves):
        nodes[node_key(0, number)] = leaf
        nodes.update(frontier.append(leaf))
    return lambda level, index: nodes[node_key(level, index)]


NODE = stored(LEAVES)


def changed(proof: list[bytes]) -> Iterator[list[bytes]]:
    """The proof with each hash changed, dropped, doubled, cut short, and one more at either end."""
    for place, item in enumerate(proof):
        flipped = bytes([item[0] ^ 1]) + item[1:]
        for other in ([flipped], [], [item, item], [item[:31]], [item + b"\x00"]):
            yield proof[:place] + other + proof[place + 1 :]
    yield [bytes(32), *proof]
    yield [*proof, bytes(32)]
    if len(proof) > 1 and proof[0] != proof[1]:
        yield [proof[1], proof[0], *proof[2:]]


def test_hashes_are_those_of_the_rfc() -> None:
    assert sha256(b"").digest() == EMPTY_ROOT
    assert leaf_hash(b"d") == sha256(b"\x00d").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    leaves = [leaf_hash(bytes.fromhex(data)) for data in CT_INPUTS[:size]]
    assert root_hash(leaves).hex() == CT_ROOTS[size]


def test_proofs_are_those_of_certificate_transparency() -> None:
    node = stored(tuple(leaf_hash(bytes.fromhex(data)) for data in CT_INPUTS))
    for (index, size), known in CT_INCLUSION.items():
        assert [item.hex()[:8] for item in inclusion_proof(index, size, node)] == known
    for (old_size, size), known in CT_CONSISTENCY.items():
        assert [item.hex()[:8] for item in consistency_proof(old_size, size, node)] == known


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_what_the_rfc_defines(size: int) -> None:
    assert root_hash(LEAVES[:size]) == mth(LEAVES[:size])


@pytest.mark.parametrize("size", SIZES[1:])
def test_inclusion_proofs_are_what_the_rfc_defines(size: int) -> None:
    for index in range(size):
        assert inclusion_proof(index, size, NODE) == path(index, LEAVES[:size])


@pytest.mark.parametrize("size", SIZES[1:])
def test_consistency_proofs_are_what_the_rfc_defines(size: int) -> None:
    for old_size in range(1, size + 1):
        assert consistency_proof(old_size, size, NODE) == subproof(old_size, LEAVES[:size])


def test_pymerkle_has_the_same_roots_and_paths_and_accepts_our_roots() -> None:
    theirs = InmemoryTree()
    for data in DATA:
        theirs.append_entry(data)
    for size in SIZES[1:]:
        assert theirs.get_root(size) == root_hash(LEAVES[:size])
        for index in range(size):
            assert theirs.prove_inclusion(index + 1, size).path[1:] == inclusion_proof(index, size, NODE)
        for old_size in range(1, size + 1):
            proof = theirs.prove_consistency(old_size, size)
            pymerkle_verify(root_hash(LEAVES[:old_size]), root_hash(LEAVES[:size]), proof)


@pytest.mark.parametrize("size", SIZES[1:])
def test_every_leaf_is_proven_included(size: int) -> None:
    root = mth(LEAVES[:size])
    for index in range(size):
        assert verify_inclusion(LEAVES[index], index, size, path(index, LEAVES[:size]), root)


@pytest.mark.parametrize("size", SIZES[1:20])
def test_an_inclusion_proof_holds_for_nothing_else(size: int) -> None:
    root = mth(LEAVES[:size])
    for index in range(size):
        proof = path(index, LEAVES[:size])
        assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, root)
        assert not verify_inclusion(LEAVES[index], index, size, proof, leaf_hash(b"other"))
        for other in changed(proof):
            assert not verify_inclusion(LEAVES[index], index, size, other, root)
        for place in set(range(-1, size + 2)) - {index}:
            assert not verify_inclusion(LEAVES[index], place, size, proof, root)


@pytest.mark.parametrize("size", SIZES[1:20])
def test_an_inclusion_proof_fits_no_tree_of_another_shape(size: int) -> None:
    root = mth(LEAVES[:size])
    for index in range(size):
        proof = path(index, LEAVES[:size])
        for other_size in range(-1, 20):
            fits = verify_inclusion(LEAVES[index], index, other_size, proof, root)
            sides = other_size > index and _sides(index, other_size) == _sides(index, size)
            assert fits == sides  # the path alone does not tell sizes apart; the signed checkpoint does


def _sides(index: int, size: int) -> list[bool]:
    """On which side of each node on its way the leaf lies, from the root down."""
    sides = []
    while size > 1:
        k = split(size)
        sides.append(index < k)
        index, size = (index, k) if index < k else (index - k, size - k)
    return sides


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (6, 5), (0, 0), (0, -1)])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size, NODE)
    assert not verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


def test_the_only_leaf_needs_no_path() -> None:
    assert inclusion_proof(0, 1, NODE) == []
    assert verify_inclusion(LEAVES[0], 0, 1, [], LEAVES[0])


@pytest.mark.parametrize("size", SIZES)
def test_every_earlier_tree_is_proven_to_be_the_beginning(size: int) -> None:
    root = mth(LEAVES[:size])
    for old_size in range(size + 1):
        proof = consistency_proof(old_size, size, NODE)
        assert verify_consistency(old_size, size, proof, mth(LEAVES[:old_size]), root)


@pytest.mark.parametrize("size", SIZES[1:20])
def test_a_consistency_proof_holds_for_nothing_else(size: int) -> None:
    root, other = mth(LEAVES[:size]), leaf_hash(b"other")
    for old_size in range(1, size + 1):
        proof, old_root = subproof(old_size, LEAVES[:size]), mth(LEAVES[:old_size])
        assert not verify_consistency(old_size, size, proof, other, root)
        assert not verify_consistency(old_size, size, proof, old_root, other)
        for wrong in changed(proof):
            assert not verify_consistency(old_size, size, wrong, old_root, root)
        for other_old in set(range(-1, size + 2)) - {old_size}:
            assert not verify_consistency(other_old, size, proof, old_root, root)


@pytest.mark.parametrize("size", SIZES[2:20])
def test_a_tree_whose_past_was_changed_is_no_continuation(size: int) -> None:
    for old_size in range(1, size):
        for place in range(old_size):
            forged = (*LEAVES[:place], leaf_hash(b"forged"), *LEAVES[place + 1 : size])
            proof = subproof(old_size, forged)
            assert not verify_consistency(old_size, size, proof, mth(LEAVES[:old_size]), mth(forged))


def test_a_tree_is_consistent_with_itself_only_under_the_same_root() -> None:
    assert verify_consistency(3, 3, [], mth(LEAVES[:3]), mth(LEAVES[:3]))
    assert not verify_consistency(3, 3, [], mth(LEAVES[:3]), mth(LEAVES[:4]))
    assert not verify_consistency(3, 3, [mth(LEAVES[:3])], mth(LEAVES[:3]), mth(LEAVES[:3]))


def test_everything_continues_the_empty_tree_which_has_one_root_and_one_proof() -> None:
    assert verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert verify_consistency(0, 3, [], EMPTY_ROOT, mth(LEAVES[:3]))
    assert not verify_consistency(0, 0, [], EMPTY_ROOT, LEAVES[0])
    assert not verify_consistency(0, 3, [], LEAVES[0], mth(LEAVES[:3]))
    assert not verify_consistency(0, 3, [LEAVES[0]], EMPTY_ROOT, mth(LEAVES[:3]))


@pytest.mark.parametrize(("old_size", "size"), [(-1, 3), (4, 3), (1, 0)])
def test_a_tree_never_shrinks(old_size: int, size: int) -> None:
    with pytest.raises(ValueError, match="no tree"):
        consistency_proof(old_size, size, NODE)
    assert not verify_consistency(old_size, size, [], LEAVES[0], LEAVES[0])


@pytest.mark.parametrize("size", SIZES)
def test_a_frontier_read_back_goes_on_as_if_never_put_down(size: int) -> None:
    frontier = read_frontier(size, NODE)
    assert (frontier.size, frontier.root()) == (size, mth(LEAVES[:size]))
    for number in range(size, LARGEST):
        frontier.append(LEAVES[number])
        assert frontier.root() == mth(LEAVES[: number + 1])


@pytest.mark.parametrize("size", [0, 1, 2, 3, 63, 64, 2**20 - 1, 2**20, 2**40 + 5])
def test_a_frontier_is_read_with_one_look_per_set_bit(size: int) -> None:
    asked: list[tuple[int, int]] = []

    def node(level: int, index: int) -> bytes:
        asked.append((level, index))
        return bytes(32)

    read_frontier(size, node)
    covered = [(index << level, (index + 1) << level) for level, index in asked]
    edges = [0, *(end for _, end in covered)]
    assert len(asked) == size.bit_count()
    assert [begin for begin, _ in covered] == edges[:-1]
    assert edges[-1] == size


def test_each_node_is_reported_when_its_last_leaf_comes_and_never_again() -> None:
    frontier = Frontier()
    for number, leaf in enumerate(LEAVES):
        reported = dict(frontier.append(leaf))
        expected = {
            node_key(level, number >> level): mth(LEAVES[number + 1 - (1 << level) : number + 1])
            for level in range(1, 8)
            if (number + 1) % (1 << level) == 0
        }
        assert reported == expected


@given(st.integers(0, 40), st.integers(0, 2**40))
def test_a_key_names_one_node(level: int, index: int) -> None:
    key = node_key(level, index)
    assert divmod(key, 2**48) == (level, index)
    assert node_leaves(key) == (index * 2**level, (index + 1) * 2**level - 1)


def test_a_frontier_begins_empty() -> None:
    assert (Frontier().size, Frontier().root()) == (0, EMPTY_ROOT)


@given(st.integers(1, 2**45), st.data())
def test_proofs_in_trees_too_large_to_build_hold(size: int, data: st.DataObject) -> None:
    """Every node is taken to be the hash of its key, which fixes each root by the right edge alone."""
    index = data.draw(st.integers(0, size - 1))
    node, root = _imagined(size, index)
    proof = inclusion_proof(index, size, node)
    assert len(proof) <= size.bit_length()
    assert verify_inclusion(node(0, index), index, size, proof, root)


def _imagined(size: int, index: int) -> tuple[NodeLookup, bytes]:
    """A tree in which only the nodes above leaf `index` are computed; all others are made up."""

    def node(level: int, place: int) -> bytes:
        if level and place == index >> level:
            return node_hash(node(level - 1, 2 * place), node(level - 1, 2 * place + 1))
        return sha256(b"%d/%d" % (level, place)).digest()

    return node, read_frontier(size, node).root()
