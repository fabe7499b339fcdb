"""The signature of a drand round: that nobody but the chain's threshold of members made its randomness."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from sys import getrecursionlimit, setrecursionlimit

from panel.draw.documents import BeaconResult, PlanBeacon


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a drand chain signs.

    on_g1: signatures on G1 and keys on G2, or the other way round.
    chained: the signature before is signed too.
    tag: the domain separation tag.
    """

    on_g1: bool
    chained: bool
    tag: bytes


_TAG_G1 = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
_TAG_G2 = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"

SCHEMES = {
    "pedersen-bls-chained": Scheme(on_g1=False, chained=True, tag=_TAG_G2),
    "pedersen-bls-unchained": Scheme(on_g1=False, chained=False, tag=_TAG_G2),
    "bls-unchained-on-g1": Scheme(on_g1=True, chained=False, tag=_TAG_G2),  # the tag of G2: its known slip
    "bls-unchained-g1-rfc9380": Scheme(on_g1=True, chained=False, tag=_TAG_G1),
}
"""Every scheme that drand has had."""


def check_signature(planned: PlanBeacon, result: BeaconResult) -> bool | None:
    """Whether a drand result is the planned chain's signature of the planned round (draw-protocol §6).

    Args:
        planned, result: in the forms of plan.json and reveals.json, both of kind `drand`.

    Returns:
        None where it cannot be told: the extra `drand` is not installed, or the scheme is unknown.
    """
    scheme = SCHEMES.get(planned["scheme"])
    if scheme is None or (verify := _verifier(scheme)) is None:
        return None
    signed_before = bytes.fromhex(result["previous_signature"] or "") if scheme.chained else b""
    message = sha256(signed_before + planned["round"].to_bytes(8, "big")).digest()
    return verify(bytes.fromhex(result["signature"]), message, bytes.fromhex(planned["public_key"]))


def _verifier(scheme: Scheme) -> Callable[[bytes, bytes, bytes], bool] | None:
    """What verifies (signature, message, key) under the scheme, or None without the extra."""
    limit = getrecursionlimit()
    try:
        from panel.bls import is_signed_on_g1, is_signed_on_g2  # noqa: PLC0415  an extra, and slow to load
    except ModuleNotFoundError:
        return None
    finally:
        setrecursionlimit(limit)  # py_ecc raises it so far that deeply nested JSON would end the interpreter
    return partial(is_signed_on_g1 if scheme.on_g1 else is_signed_on_g2, tag=scheme.tag)
