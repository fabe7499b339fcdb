"""Randomness is an argument: everything that needs random bytes takes an `Entropy`."""

import base64
import hmac
import secrets
from typing import Protocol


class Entropy(Protocol):
    def bytes(self, length: int) -> bytes:
        """`length` bytes nobody can foresee."""


class SystemEntropy:
    """The operating system's generator."""

    def bytes(self, length: int) -> bytes:
        return secrets.token_bytes(length)


class RepeatableEntropy:
    """The same bytes in the same order for the same seed: for the demonstration and the tests only.

    Whoever knows the seed knows every secret made from it.
    """

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._calls = 0

    def bytes(self, length: int) -> bytes:
        blocks = []
        for block in range(-(-length // 32)):
            label = self._calls.to_bytes(8, "big") + block.to_bytes(4, "big")
            blocks.append(hmac.digest(self._seed, label, "sha256"))
        self._calls += 1
        return b"".join(blocks)[:length]


def public_id(entropy: Entropy) -> str:
    """An opaque 128-bit id for URLs and exports: 26 lowercase base-32 characters."""
    return base64.b32encode(entropy.bytes(16)).decode("ascii").rstrip("=").lower()
