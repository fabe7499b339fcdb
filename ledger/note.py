"""The C2SP signed note (c2sp.org/signed-note) with Ed25519 keys: a text and the lines that sign it."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kernel.errors import InputError
from ledger.errors import NotProven

LOG, WITNESS = b"\x01", b"\x04"  # the types of Ed25519 keys: of a log, and of a witness (tlog-cosignature)
_NO_KEY = {LOG: "ledger.bad_key", WITNESS: "ledger.bad_witness_key"}
KEY_ID_BYTES = 4
PUBLIC_KEY_BYTES = 32
MAX_SIGNATURES = 64

Verify = Callable[[bytes, bytes, bytes], bool]
"""Whether, under a public key, a signature is right for a message: `ledger.ed25519.verify`."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """Whose signature a note must carry: the key's name, the public key and its type.

    The name of a log's key is the log's origin.

    Raises:
        InputError: a name that is empty or holds a space, a plus or a control character, or no 32 bytes.
    """

    name: str
    public_key: bytes
    type: bytes = LOG

    def __post_init__(self) -> None:
        if not _is_name(self.name) or len(self.public_key) != PUBLIC_KEY_BYTES:
            raise InputError(_NO_KEY[self.type])

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each signature by this key."""
        named = self.name.encode() + b"\n" + self.type + self.public_key
        return hashlib.sha256(named).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(self.type + self.public_key)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line taken apart; `data` is what stands behind the key id."""

    name: str
    key_id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"— {self.name} {encode_base64(self.key_id + self.data)}\n"


def parse_key(line: str, type: bytes = LOG) -> VerifierKey:  # noqa: A002  the standard's own word
    """Read `name+key id+base64(type ‖ public key)`, with or without a final newline.

    Raises:
        InputError: it is anything else.
    """
    name, _, rest = line.removesuffix("\n").partition("+")
    shown_id, _, encoded = rest.partition("+")
    typed = _decoded(encoded, _NO_KEY[type])
    key = VerifierKey(name, typed[1:], type)
    if typed[:1] != type or shown_id != key.key_id.hex():
        raise InputError(_NO_KEY[type])
    return key


def sign_note(text: str, key: VerifierKey, sign: Callable[[bytes], bytes]) -> str:
    """The note of `text`, which ends in a newline, with one signature made by `sign` for `key`."""
    return f"{text}\n{Signature(key.name, key.key_id, sign(text.encode()))}"


def open_note(note: str, key: VerifierKey, verify: Verify) -> str:
    """The text of a note that `key` has signed; signatures by other keys are passed over.

    Raises:
        InputError: it is no signed note.
        NotProven: `key` did not sign it, or one signature under its name and id is wrong.
    """
    text, signatures = take_apart(note)
    ours = signatures_by(key, signatures)
    if not ours:
        raise NotProven("ledger.other_key", key=key.name)
    if not all(verify(key.public_key, signature, text.encode()) for signature in ours):
        raise NotProven("ledger.bad_signature", key=key.name)
    return text


def encode_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def decode_hash(text: str, refusal: str) -> bytes:
    """32 bytes from the one base64 form they have.

    Raises:
        InputError: with the code `refusal`, for anything else.
    """
    data = _decoded(text, refusal)
    if len(data) != hashlib.sha256().digest_size:
        raise InputError(refusal)
    return data


def _decoded(text: str, refusal: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise InputError(refusal) from None
    if encode_base64(data) != text:  # spare bits that are not zero: a second spelling of the same bytes
        raise InputError(refusal)
    return data


def take_apart(note: str) -> tuple[str, list[Signature]]:
    """The text of a note and its signatures, nothing of which is believed yet.

    Raises:
        InputError: it is no signed note.
    """
    body, _, signed = note.rpartition("\n\n")
    lines = signed.split("\n")
    is_clean = not any(character < " " and character != "\n" for character in note)
    if not (body and is_clean and lines.pop() == "" and 0 < len(lines) <= MAX_SIGNATURES):
        raise InputError("ledger.bad_note")
    return body + "\n", [parse_signature(line) for line in lines]


def signatures_by(key: VerifierKey, signatures: Iterable[Signature]) -> list[bytes]:
    """What stands under the name and id of `key`; signatures by others are passed over."""
    return [one.data for one in signatures if (one.name, one.key_id) == (key.name, key.key_id)]


def parse_signature(line: str) -> Signature:
    """Read a signature line, without its newline.

    Raises:
        InputError: it is none.
    """
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    data = _decoded(encoded, "ledger.bad_note")
    if dash != "—" or not _is_name(name) or len(data) <= KEY_ID_BYTES:
        raise InputError("ledger.bad_note")
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _is_name(name: str) -> bool:
    return bool(name) and not any(
        character.isspace() or character < " " or character == "+" for character in name
    )
