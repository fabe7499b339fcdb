"""The Merkle tree of RFC 6962 §2.1 and RFC 9162 §2.1 (默克尔树): hashes, growth, both proofs and their checks.

A tree of `size` leaves is the row of its *perfect* subtrees, largest first, one for every bit that is set in
`size`. Only perfect subtrees are ever stored: `(level, index)` covers the leaves from `index << level` up to
`(index + 1) << level`, and never changes once it is full. All hashes are 32 raw bytes, all indexes count from 0.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

NodeLookup = Callable[[int, int], bytes]
"""Gives the hash of the perfect subtree at (level, index); level 0 is the leaves' hashes."""

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """`SHA-256(0x00 ‖ data)`: what an entry is in the tree."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """`SHA-256(0x01 ‖ left ‖ right)`: two subtrees under one node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def node_key(level: int, index: int) -> int:
    """`level << 48 | index`: one integer for a perfect subtree. A leaf's key is its index."""
    return level << 48 | index


def node_leaves(key: int) -> tuple[int, int]:
    """The indexes of the first and last leaf under the perfect subtree with this key."""
    level, index = key >> 48, key & (1 << 48) - 1
    return index << level, (index + 1 << level) - 1


class Frontier:
    """The right edge of a growing tree: the hashes of its perfect subtrees, largest first."""

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Without arguments, the edge of the empty tree; `read_frontier` reads any other."""
        self.size = size
        self._hashes = list(hashes)

    def append(self, leaf: bytes) -> list[tuple[int, bytes]]:
        """Add one leaf hash; return key and hash of every node above it that is now complete."""
        level, index, grown = 0, self.size, leaf
        complete = []
        while index & 1:
            grown = node_hash(self._hashes.pop(), grown)
            level, index = level + 1, index >> 1
            complete.append((node_key(level, index), grown))
        self._hashes.append(grown)
        self.size += 1
        return complete

    def root(self) -> bytes:
        """The root hash at the present size; of an empty tree `SHA-256("")`."""
        return _joined(self._hashes) if self._hashes else EMPTY_ROOT


def read_frontier(size: int, node: NodeLookup) -> Frontier:
    """The edge of the tree of `size` leaves; asks `node` once for every bit set in `size`."""
    return Frontier(size, [node(level, index) for level, index in _perfect_subtrees(0, size)])


def root_hash(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes, computed from nothing else."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(index: int, size: int, node: NodeLookup) -> list[bytes]:
    """The audit path of leaf `index` in the tree of `size` leaves, the leaf's sibling first (RFC 6962 §2.1.1).

    Raises:
        ValueError: there is no such leaf in a tree of this size.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return [_subtree_root(side.begin, side.end, node) for side in _way_to_leaf(index, size)]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows that `leaf` (a leaf hash) stands at `index` in the tree of `size` leaves under `root`."""
    if not 0 <= index < size:
        return False
    way = _way_to_leaf(index, size)
    if not _has_hashes(proof, len(way)):
        return False
    reached = leaf
    for side, sibling in zip(way, proof, strict=True):
        reached = node_hash(sibling, reached) if side.on_left else node_hash(reached, sibling)
    return reached == root


def consistency_proof(old_size: int, size: int, node: NodeLookup) -> list[bytes]:
    """The proof that the tree of `size` leaves begins with the tree of `old_size` leaves (RFC 6962 §2.1.2).

    It is empty when nothing needs proof: from the empty tree, and from a tree to itself.

    Raises:
        ValueError: `old_size` is negative or larger than `size`.
    """
    if not 0 <= old_size <= size:
        raise ValueError(f"no tree of {old_size} leaves within a tree of {size}")
    if old_size == 0:
        return []
    begin, way = _way_to_old_edge(old_size, size)
    seed = [_subtree_root(begin, old_size, node)] if begin else []
    return seed + [_subtree_root(side.begin, side.end, node) for side in way]


def verify_consistency(
    old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> bool:
    """Whether `proof` shows that the tree of `size` leaves under `root` begins with that under `old_root`."""
    if not 0 <= old_size <= size:
        return False
    if old_size == 0:
        return old_root == EMPTY_ROOT and not proof and (size > 0 or root == EMPTY_ROOT)
    begin, way = _way_to_old_edge(old_size, size)
    # Where the old tree is one perfect subtree of the new one, its root is known and not in the proof.
    hashes = [*proof] if begin else [old_root, *proof]
    if not _has_hashes(hashes, 1 + len(way)):
        return False
    old = new = hashes[0]
    for side, sibling in zip(way, hashes[1:], strict=True):
        if side.on_left:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
        else:
            new = node_hash(new, sibling)
    return old == old_root and new == root


@dataclass(frozen=True, slots=True)
class _Subtree:
    """The leaves from `begin` up to `end`, hanging to the left or right of the way down the tree."""

    begin: int
    end: int
    on_left: bool


def _halves(begin: int, end: int) -> tuple[_Subtree, _Subtree]:
    """Split at the largest power of two below the number of leaves."""
    middle = begin + (1 << (end - begin - 1).bit_length() - 1)
    return _Subtree(begin, middle, on_left=True), _Subtree(middle, end, on_left=False)


def _way_to_leaf(index: int, size: int) -> list[_Subtree]:
    """The siblings passed between leaf `index` and the root, lowest first."""
    begin, end = 0, size
    passed = []
    while end - begin > 1:
        left, right = _halves(begin, end)
        into, aside = (left, right) if index < left.end else (right, left)
        begin, end = into.begin, into.end
        passed.append(aside)
    return passed[::-1]


def _way_to_old_edge(old_size: int, size: int) -> tuple[int, list[_Subtree]]:
    """Where the subtree begins that ends with the old tree, and the siblings between it and the root, lowest first."""
    begin, end = 0, size
    passed = []
    while end > old_size:
        left, right = _halves(begin, end)
        into, aside = (left, right) if old_size <= left.end else (right, left)
        begin, end = into.begin, into.end
        passed.append(aside)
    return begin, passed[::-1]


def _perfect_subtrees(begin: int, end: int) -> list[tuple[int, int]]:
    """(level, index) of the perfect subtrees that fill a subtree's leaves, largest first."""
    count = end - begin
    levels = range(count.bit_length() - 1, -1, -1)
    return [(level, (end >> level) - 1) for level in levels if count >> level & 1]


def _subtree_root(begin: int, end: int, node: NodeLookup) -> bytes:
    return _joined([node(level, index) for level, index in _perfect_subtrees(begin, end)])


def _joined(hashes: Sequence[bytes]) -> bytes:
    """One hash over neighbouring perfect subtrees, largest first: the smallest two join first."""
    joined = hashes[-1]
    for larger in hashes[-2::-1]:
        joined = node_hash(larger, joined)
    return joined


def _has_hashes(proof: Sequence[bytes], count: int) -> bool:
    return len(proof) == count and all(len(item) == HASH_BYTES for item in proof)
