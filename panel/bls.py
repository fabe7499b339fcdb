"""BLS signatures on BLS12-381, by the pairings of py_ecc, which is the optional extra `drand`."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from py_ecc.bls.g2_primitives import pubkey_to_G1, signature_to_G2, subgroup_check
from py_ecc.bls.hash_to_curve import hash_to_G1, hash_to_G2
from py_ecc.fields import optimized_bls12_381_FQ12 as FQ12
from py_ecc.optimized_bls12_381.optimized_curve import G1, G2, is_inf, neg
from py_ecc.optimized_bls12_381.optimized_pairing import final_exponentiate, pairing

G1_BYTES, G2_BYTES = 48, 96
SHA256: Any = sha256  # py_ecc's own types ask for a digest where it calls for the function


def is_signed_on_g1(signature: bytes, message: bytes, key: bytes, tag: bytes) -> bool:
    """Whether `signature` (48 bytes, on G1) is that of `message` under `key` (96 bytes, on G2).

    Args:
        tag: the domain separation tag that the message is hashed to the curve with.
    """
    try:
        signed, public = _point(signature, G1_BYTES, pubkey_to_G1), _point(key, G2_BYTES, signature_to_G2)
    except ValueError:
        return False
    return _cancels((public, hash_to_G1(message, tag, SHA256)), (G2, neg(signed)))


def is_signed_on_g2(signature: bytes, message: bytes, key: bytes, tag: bytes) -> bool:
    """The same with the signature (96 bytes) on G2 and the key (48 bytes) on G1."""
    try:
        signed, public = _point(signature, G2_BYTES, signature_to_G2), _point(key, G1_BYTES, pubkey_to_G1)
    except ValueError:
        return False
    return _cancels((hash_to_G2(message, tag, SHA256), public), (signed, neg(G1)))


def _point(data: bytes, size: int, decompress: Callable[[Any], Any]) -> Any:
    """The point that `data` encodes, in the right subgroup and not at infinity, where everything is signed.

    Raises:
        ValueError: there is none.
    """
    if len(data) != size:
        raise ValueError("another length")
    point = decompress(data)
    if is_inf(point) or not subgroup_check(point):
        raise ValueError("infinity, or outside the subgroup")
    return point


def _cancels(*pairs: tuple[Any, Any]) -> bool:
    """Whether the pairings of these points of G2 and G1 multiply to one."""
    product = FQ12.one()
    for on_g2, on_g1 in pairs:
        product *= pairing(on_g2, on_g1, final_exponentiate=False)
    return bool(final_exponentiate(product) == FQ12.one())
