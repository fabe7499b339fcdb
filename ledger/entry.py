"""An entry 台账条目: the leaf object that is hashed into the tree, and the digest of its payload."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from kernel.canonical import canonical_json, tagged_hash
from kernel.clock import rfc3339
from kernel.errors import InputError
from ledger.tree import leaf_hash

VERSION = 1
SALT_BYTES = 32
_FORMATS = {
    "by": r"[a-z][a-z_]{0,31}:[A-Za-z0-9_.-]{1,64}",
    "ph": r"[0-9a-f]{64}",
    # Eleven digits would be a phone number, eighteen an identity number: neither is ever in a leaf.
    "s": r"(?!\d{11}$|\d{17}[\dXx]$)[A-Za-z0-9_.:/-]{1,64}",
    "t": r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*",
    "vis": r"public|closed|sealed",
}
FORMATS = {name: re.compile(pattern, re.ASCII) for name, pattern in _FORMATS.items()}
MEMBERS = {*FORMATS, "at", "n", "v"}


class Visibility(StrEnum):
    """Who may see the payload: anyone; whom the case concerns; nobody until it is unsealed."""

    PUBLIC = "public"
    CLOSED = "closed"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry (ledger-and-votes §1).

    n: its number, from 0.
    at: RFC 3339, UTC, whole seconds; never before the entry before it; information, not proof.
    by: `role:public id` of who acted.
    type: what happened, such as `ballot.committed`.
    subject: the public id of what it happened to.
    visibility: who may see the payload.
    payload_hash: 64 hex digits, see `payload_hash()`.
    log: in which of the installation's logs it stands, from 1. The leaf has it not: of an entry in a file, the
        checkpoint names the log.
    """

    n: int
    at: str
    by: str
    type: str
    subject: str
    visibility: Visibility
    payload_hash: str
    log: int = 1

    def leaf(self) -> dict[str, object]:
        """The leaf object."""
        return {
            "at": self.at,
            "by": self.by,
            "n": self.n,
            "ph": self.payload_hash,
            "s": self.subject,
            "t": self.type,
            "v": VERSION,
            "vis": self.visibility.value,
        }

    def body(self) -> bytes:
        """The bytes that are logged: the leaf object in canonical JSON."""
        return canonical_json(self.leaf())

    def hash(self) -> bytes:
        """The entry's leaf hash in the tree."""
        return leaf_hash(self.body())


def payload_hash(salt: bytes, payload: bytes) -> str:
    """`H("panel/payload", salt ‖ J(payload))` in hex: binds the payload, and keeps it secret without its salt."""
    return tagged_hash("panel/payload", salt + payload).hex()


def parse_leaf(leaf: object, log: int = 1) -> Entry:
    """Read a leaf object of exactly the members and forms of version 1.

    Args:
        leaf: what was read from JSON.
        log: the number of the log it stands in.

    Raises:
        InputError: it is anything else; names the member.
    """
    if not isinstance(leaf, Mapping) or leaf.keys() != MEMBERS:
        raise InputError("ledger.bad_leaf", member="/".join(sorted(MEMBERS)))
    for name, pattern in FORMATS.items():
        if not (isinstance(leaf[name], str) and pattern.fullmatch(leaf[name])):
            raise InputError("ledger.bad_leaf", member=name)
    if not (isinstance(leaf["at"], str) and _is_moment(leaf["at"])):
        raise InputError("ledger.bad_leaf", member="at")
    if type(leaf["n"]) is not int or leaf["n"] < 0:
        raise InputError("ledger.bad_leaf", member="n")
    if type(leaf["v"]) is not int or leaf["v"] != VERSION:
        raise InputError("ledger.bad_leaf", member="v")
    return Entry(
        n=leaf["n"],
        at=leaf["at"],
        by=leaf["by"],
        type=leaf["t"],
        subject=leaf["s"],
        visibility=Visibility(leaf["vis"]),
        payload_hash=leaf["ph"],
        log=log,
    )


@lru_cache(maxsize=1024)
def _is_moment(text: str) -> bool:
    """Whether `text` is a moment in the one spelling that leaves use; neighbours share theirs."""
    try:
        return rfc3339(datetime.fromisoformat(text)) == text
    except ValueError:
        return False
