"""§6: commitments, and everything that is derived from what was revealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.canonical import canonical_json
from panel.draw.codes import PROTOCOL, be32, mac, tagged


def commitment(draw: str, party: str, value: str) -> str:
    """A contributor's commitment 承诺值 to `value` (32 bytes as hex) in the draw with the id `draw`."""
    return tagged("commit", canonical_json({"draw": draw, "party": party, "value": value})).hex()


@dataclass(frozen=True, slots=True)
class Seed:
    """`prk`, from which ticket key, order of types and coins follow.

    Attributes:
        prk: 32 raw bytes.
    """

    prk: bytes

    @classmethod
    def extract(cls, plan_digest: str, beacon: str | None, contributions: Sequence[Sequence[str]]) -> "Seed":
        """The seed of a draw.

        Args:
            plan_digest: 64 hex digits.
            beacon: None, the randomness as hex, or the announced text.
            contributions: (party, hex value or "withheld") in plan order.
        """
        return cls(mac(bytes.fromhex(plan_digest), input_key(beacon, contributions)))

    @classmethod
    def trial(cls, pool_digest: str, number: int) -> "Seed":
        """The seed of a trial draw (§5), of no consequence and the same for everybody."""
        return cls(tagged("trial", bytes.fromhex(pool_digest) + be32(number)))

    @property
    def ticket_key(self) -> bytes:
        """32 raw bytes that make a ticket out of a tag."""
        return mac(self.prk, f"{PROTOCOL}/ticket".encode() + b"\x01")

    def order(self, attempt: int, type_: str) -> bytes:
        """Where `type_` stands among the types in one try of the rounding."""
        return mac(self.prk, f"{PROTOCOL}/order".encode() + b"\x00" + be32(attempt) + type_.encode())

    def coin(self, attempt: int, move: int) -> int:
        """The coin of one move of one try, from 0 to 2^64 - 1."""
        message = f"{PROTOCOL}/coin".encode() + b"\x00" + be32(attempt) + be32(move)
        return int.from_bytes(mac(self.prk, message)[:8], "big")


def input_key(beacon: str | None, contributions: Sequence[Sequence[str]]) -> bytes:
    """`ikm`: what was revealed, as canonical JSON."""
    return canonical_json({"beacon": beacon, "contributions": [list(pair) for pair in contributions]})
