"""§2: an expert's salted commitment, and the names that the expert has in one draw only."""

from collections.abc import Iterable

from kernel.canonical import canonical_json
from panel.draw.codes import mac, tagged
from panel.draw.documents import Leaf


def leaf_digest(leaf: Leaf) -> bytes:
    """The salted commitment to one version of an expert's record, 32 raw bytes."""
    return tagged("leaf", canonical_json(leaf))


def register_digest(leaves: Iterable[bytes]) -> str:
    """The digest of all current leaves (raw, in any order), 64 hex digits."""
    return tagged("register", b"".join(sorted(leaves))).hex()


def draw_key_hash(draw_key: bytes) -> str:
    """The plan's commitment to the 32 secret bytes behind tags and units, 64 hex digits."""
    return tagged("draw-key", draw_key).hex()


def blind(draw_key: bytes, leaf: bytes) -> bytes:
    """What an expert needs beside the own leaf (raw digest) to find the own line, 32 raw bytes."""
    return mac(draw_key, leaf)


def tag(blinding: bytes, leaf: bytes) -> str:
    """The candidate's name in this draw, 32 hex digits; `blinding` and `leaf` are raw."""
    return tagged("tag", blinding + leaf)[:16].hex()


def unit(draw_key: bytes, employer: str) -> str:
    """The employer's name 单位代号 in this draw, 16 hex digits; `employer` is the leaf's hex digest."""
    return mac(draw_key, b"unit\x00" + bytes.fromhex(employer))[:8].hex()
