"""An invented drand chain of quicknet's scheme, whose one member's key everybody may know."""

import json
from hashlib import sha256
from typing import Any

import pytest

from panel.beacon_signature import SCHEMES
from panel.drand import QUICKNET

SECRET_KEY = 20_261_201


def invented_chain() -> dict[str, Any]:
    """The chain's parameters, in quicknet's place."""
    from py_ecc.bls.point_compression import compress_G2
    from py_ecc.optimized_bls12_381 import G2, multiply

    halves = compress_G2(multiply(G2, SECRET_KEY))
    key = b"".join(half.to_bytes(48, "big") for half in halves)
    return {**QUICKNET, "chain_hash": sha256(key).hexdigest(), "public_key": key.hex()}


def sign_round(number: int) -> bytes:
    """The round's JSON, as a relay would give it."""
    from py_ecc.bls.hash_to_curve import hash_to_G1
    from py_ecc.bls.point_compression import compress_G1
    from py_ecc.optimized_bls12_381 import multiply

    message = sha256(number.to_bytes(8, "big")).digest()
    point = hash_to_G1(message, SCHEMES[QUICKNET["scheme"]].tag, sha256)
    signature = compress_G1(multiply(point, SECRET_KEY)).to_bytes(48, "big")
    spoken = {
        "round": number,
        "randomness": sha256(signature).hexdigest(),
        "signature": signature.hex(),
    }
    return json.dumps(spoken).encode()


def in_place_of_quicknet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the service know the invented chain as quicknet."""
    for name, value in invented_chain().items():
        monkeypatch.setitem(QUICKNET, name, value)  # type: ignore[misc]
