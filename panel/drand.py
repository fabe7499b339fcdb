"""drand: a public chain of signed rounds, of which quicknet is the one used here."""

import json
import re
from dataclasses import dataclass
from hashlib import sha256

from kernel.errors import InputError
from panel.draw.codes import HEX_BYTES
from panel.draw.documents import BeaconResult, PlanBeacon

QUICKNET: PlanBeacon = {
    "chain_hash": "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    "genesis_time": 1_692_803_367,
    "kind": "drand",
    "period": 3,
    "public_key": (
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
        "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
    "scheme": "bls-unchained-g1-rfc9380",
}
"""The chain's parameters as its members publish them; a plan's beacon but for the round."""

ROUND = re.compile(r"[1-9][0-9]{0,9}")
"""A round's number; ten digits last for nine hundred years."""


def is_quicknet(beacon: PlanBeacon) -> bool:
    """Whether a planned drand beacon is quicknet's under the key that is known, and not under one of somebody's own."""
    return beacon == {**QUICKNET, "round": beacon["round"]}


def first_round_after(moment: int) -> int:
    """The first quicknet round due later than `moment`, in seconds since 1970."""
    return max(1, (moment - QUICKNET["genesis_time"]) // QUICKNET["period"] + 2)


@dataclass(frozen=True, slots=True)
class Round:
    """A round as somebody handed it in: its number, and what it gave. Nothing of it is verified."""

    number: int
    result: BeaconResult


def read_round(content: bytes) -> Round:
    """Read the JSON of a quicknet round: `round` and `signature`, and mostly `randomness`.

    Raises:
        InputError: it is none, or its randomness is not the SHA-256 of its signature.
    """
    try:
        spoken = json.loads(content)
        number, signature = spoken["round"], spoken["signature"]
        if type(number) is not int or not HEX_BYTES.fullmatch(signature):
            raise ValueError  # noqa: TRY301  one refusal for all that is no round
        randomness = sha256(bytes.fromhex(signature)).hexdigest()
        if spoken.get("randomness", randomness) != randomness:
            raise InputError("draw.bad_randomness")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError("draw.bad_round_file") from None
    return Round(
        number,
        {"kind": "drand", "previous_signature": None, "randomness": randomness, "signature": signature},
    )
