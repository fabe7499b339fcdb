"""The signer's folder for one log: `key` (0600), which never leaves it, and `checkpoint`, the last one signed.

The checkpoint is the signer's own memory, for which the key itself vouches. It is on disk before an answer leaves,
so that a crash in between costs nothing: the same request gets the same answer.
"""

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import PanelError
from ledger import ed25519
from ledger.checkpoint import Checkpoint, parse_checkpoint
from ledger.errors import SignerRefused
from ledger.note import VerifierKey, open_note, sign_note
from ledger.tree import EMPTY_ROOT, verify_consistency

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key and the log it was made for."""

    origin: str
    seed: bytes

    @property
    def public(self) -> VerifierKey:
        return VerifierKey(self.origin, ed25519.public_key(self.seed))

    def sign(self, checkpoint: Checkpoint) -> str:
        return sign_note(checkpoint.text(), self.public, lambda text: ed25519.sign(self.seed, text))


class SignerFolder:
    """A key, what it signed last, and the rule by which it signs again.

    Every method raises `SignerRefused`, with one of the codes in `ledger/signer.py`.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._key_file, self._checkpoint_file = home / "key", home / "checkpoint"

    def make_key(self, origin: str) -> None:
        """Make the key of the log `origin`, unless it is there.

        The checkpoint comes first: a key without one has lost its memory and must not sign.
        """
        if not self._key_file.exists():
            if self.has_signed():
                raise SignerRefused("ledger.signer_key_missing")
            key = SigningKey(origin, secrets.token_bytes(SEED_BYTES))
            memory = key.sign(Checkpoint(origin, 0, EMPTY_ROOT))
            self._home.mkdir(mode=0o700, exist_ok=True)
            _sync(self._home.parent)
            _write(self._checkpoint_file, memory)
            _write(self._key_file, json.dumps({"origin": origin, "seed": key.seed.hex()}), once=True)
        if self._key().origin != origin:
            raise SignerRefused("ledger.signer_other_origin")

    def has_signed(self) -> bool:
        """Whether there is a checkpoint of more than the empty log that each new key starts with."""
        try:
            return self._checkpoint_file.read_bytes().split(b"\n")[1:2] != [b"0"]
        except FileNotFoundError:
            return False

    def state(self) -> tuple[VerifierKey, Checkpoint, str]:
        """The key's public half, what it signed last, and that as a signed note."""
        key = self._key()
        last, note = self._last(key)
        return key.public, last, note

    def sign(self, head: Checkpoint, old_size: int, proof: list[bytes]) -> str:
        """The signed note of `head`, if the last signed checkpoint has grown into it, or is it."""
        key = self._key()
        last, _ = self._last(key)
        if head.origin != key.origin:
            raise SignerRefused("ledger.signer_other_origin")
        if head.size < last.size:
            raise SignerRefused("ledger.signer_shrank", last.size)
        if head == last:
            return key.sign(head)
        if head.size > last.size and old_size != last.size:
            raise SignerRefused("ledger.signer_stale", last.size)
        if not verify_consistency(last.size, head.size, proof, last.root, head.root):
            raise SignerRefused("ledger.signer_fork")
        note = key.sign(head)
        _write(self._checkpoint_file, note)
        return note

    def _key(self) -> SigningKey:
        try:
            content = json.loads(self._key_file.read_bytes())
            return SigningKey(content["origin"], bytes.fromhex(content["seed"]))
        except FileNotFoundError:
            raise SignerRefused("ledger.signer_key_missing") from None
        except (ValueError, KeyError, TypeError):
            raise SignerRefused("ledger.signer_key_damaged") from None

    def _last(self, key: SigningKey) -> tuple[Checkpoint, str]:
        try:
            note = self._checkpoint_file.read_text(encoding="utf-8")
            return parse_checkpoint(open_note(note, key.public, ed25519.verify)), note
        except FileNotFoundError:
            raise SignerRefused("ledger.signer_state_missing") from None
        except (ValueError, PanelError):
            raise SignerRefused("ledger.signer_state_damaged") from None


def _write(path: Path, text: str, *, once: bool = False) -> None:
    """Put a file in its place whole, readable by its owner alone, and on disk before this returns.

    With `once`, an existing file stays as it is and `FileExistsError` is raised.
    """
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    new = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if once:
            path.hardlink_to(new)
        else:
            new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """See that what was made in a folder is there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
