"""An entry as a file, `<n>.json` beside `<n>.tlog-proof` and `log.vkey`, and its check without any database."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from kernel.canonical import canonical_json
from kernel.errors import InputError
from ledger import ed25519
from ledger.checkpoint import Checkpoint
from ledger.entry import SALT_BYTES, Entry, parse_leaf, payload_hash
from ledger.errors import NotProven
from ledger.note import parse_key
from ledger.proof import parse_proof, verify_proof


@dataclass(frozen=True, slots=True)
class CheckedEntry:
    """An entry that its files prove.

    entry: the leaf, whose `n` is the entry's number.
    payload: what was entered, or None where it is withheld or erased.
    checkpoint: origin, size and root under which it stands.
    """

    entry: Entry
    payload: dict[str, object] | None
    checkpoint: Checkpoint


def write_entry_file(entry: Entry, payload: Mapping[str, object] | None, salt: bytes | None) -> bytes:
    """`{"entry", "payload", "salt"}` in canonical JSON; payload and salt are both null where withheld."""
    content = {"entry": entry.leaf(), "payload": payload, "salt": salt.hex() if salt else None}
    return canonical_json(content) + b"\n"


def check_entry_file(content: bytes, proof_text: str, key_line: str) -> CheckedEntry:
    """Check an entry's two files against the log's verifier key; nothing in them is believed.

    Args:
        content: the bytes of `<n>.json`.
        proof_text: the text of `<n>.tlog-proof`.
        key_line: the line of `log.vkey`.

    Raises:
        InputError: one of the three is not what it should be.
        NotProven: payload, place in the log or signature does not hold.
    """
    entry, payload = read_entry_file(content)
    proof = parse_proof(proof_text)
    if proof.index != entry.n:
        raise NotProven("ledger.other_index", n=entry.n, index=proof.index)
    checkpoint = verify_proof(proof, entry.hash(), parse_key(key_line), ed25519.verify)
    return CheckedEntry(entry, payload, checkpoint)


def read_entry_file(content: bytes) -> tuple[Entry, dict[str, object] | None]:
    """An entry and its payload, which agree; that the entry stands in a log is not looked at.

    Raises:
        InputError: it is no entry's file.
        NotProven: the payload is not what the entry has the digest of.
    """
    entry, payload, salt = _parse(content)
    if payload is not None and payload_hash(salt, canonical_json(payload)) != entry.payload_hash:
        raise NotProven("ledger.payload_differs", n=entry.n)
    return entry, payload


def _parse(content: bytes) -> tuple[Entry, dict[str, object] | None, bytes]:
    """The entry, its payload or None, and the salt, which is empty where there is no payload."""
    try:
        file = json.loads(content.decode("utf-8"), object_pairs_hook=_once_each)
        canonical_json(file)
    except (ValueError, RecursionError):
        raise InputError("ledger.bad_entry_file") from None
    if not isinstance(file, dict) or file.keys() != {"entry", "payload", "salt"}:
        raise InputError("ledger.bad_entry_file")
    payload, salt = file["payload"], file["salt"]
    if payload is None and salt is None:
        return parse_leaf(file["entry"]), None, b""
    if not isinstance(payload, dict) or not isinstance(salt, str):
        raise InputError("ledger.bad_entry_file")
    return parse_leaf(file["entry"]), payload, _salt(salt)


def _once_each(members: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names differ: of a name that stands twice, two readers may each see another value."""
    read = dict(members)
    if len(read) != len(members):
        raise ValueError("a name stands twice")
    return read


def _salt(text: str) -> bytes:
    try:
        salt = bytes.fromhex(text)
    except ValueError:
        salt = b""
    if len(salt) != SALT_BYTES or salt.hex() != text:
        raise InputError("ledger.bad_entry_file")
    return salt
