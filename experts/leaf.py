"""The salted commitment to one version of an expert's record (draw-protocol §2)."""

import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from kernel.canonical import canonical_json, tagged_hash

SALT_BYTES = 32

Opening = dict[str, Any]
"""What a leaf commits to: the object of draw-protocol §2, with exactly its six names."""


def identity_digest(register_key: bytes, document: str) -> str:
    """64 hex digits that stand for a person; without the key nobody can tell whom.

    Args:
        document: the identity number, as `personal.parse_document` gives it.
    """
    return _keyed(register_key, "identity", document)


def employer_digest(register_key: bytes, uscc: str | None, public_id: str) -> str:
    """64 hex digits that stand for the employer with the code `uscc`.

    Whoever has no employer, or one without a code, counts as an employer of one's own.
    """
    return _keyed(register_key, "employer", uscc or f"none:{public_id}")


def opening(
    *,
    public_id: str,
    identity: str,
    employer: str,
    fields: Sequence[str],
    attributes: Mapping[str, str],
    salt: bytes,
) -> Opening:
    """The object that the leaf commits to.

    Args:
        identity, employer: digests, 64 hex digits.
        fields: in any order.
        salt: 32 random bytes, fresh for each version.
    """
    return {
        "attributes": dict(attributes),
        "employer": employer,
        "expert": public_id,
        "fields": sorted(fields),
        "identity": identity,
        "salt": salt.hex(),
    }


def leaf_digest(opened: Opening) -> str:
    """`H("leaf", J(opening))`, 64 hex digits."""
    return digest_of(canonical_json(opened))


def digest_of(opened: bytes) -> str:
    """The same of an opening that is canonical JSON already."""
    return tagged_hash("panel-draw/1/leaf", opened).hex()


def _keyed(key: bytes, what: str, text: str) -> str:
    return hmac.digest(key, what.encode("ascii") + b"\x00" + text.encode(), "sha256").hex()
