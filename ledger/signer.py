"""The signer 签名程序: a process of its own that alone holds the log's key, and signs nothing that takes back
what it signed before.

`python -m ledger.signer --home DIR` reads one JSON request per line and answers each with one JSON line:

    {"op": "key", "origin"}      make the key, once; answer {"vkey", "size"}
    {"op": "state"}              answer {"vkey", "size"} of the key that is there
    {"op": "sign", "origin", "size", "root": hex, "old_size", "proof": [hex, …]}   answer {"note"}

or refuses with {"error": code, "size"}, where `size`, if not null, is what it signed last, and `code` is `ledger.` and

    signer_bad_request     it cannot be read
    signer_folder          DIR cannot be read or written
    signer_key_missing     there is no key; or the key is gone and what it signed is still there
    signer_key_damaged     the key's file is no key
    signer_state_missing   the last signed checkpoint is gone
    signer_state_damaged   it is not what this key signed
    signer_other_origin    the key was made for another log
    signer_shrank          the log is smaller than what was signed
    signer_stale           the proof does not start where the last signature ended
    signer_fork            the log does not begin with what was signed

DIR holds `key` (0600) and `checkpoint`, the last one signed: the signer's own memory, for which the key itself
vouches. It is on disk before the answer leaves, so that a crash in between costs nothing: the same request gets
the same answer.
"""

import argparse
import fcntl
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


class Signer:
    """The signer's folder, and the three things it does."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._key_file, self._checkpoint_file = home / "key", home / "checkpoint"

    def answer(self, line: str) -> dict[str, Any]:
        """Do what one request asks."""
        try:
            request = json.loads(line)
            with self._alone():
                match request["op"]:
                    case "key":
                        return self.key(request["origin"])
                    case "state":
                        return self.state()
                    case "sign":
                        return self.sign(*_parse(request))
        except SignerRefused as refusal:
            return {"error": refusal.code, "size": refusal.signed_size}
        except OSError:
            return {"error": "ledger.signer_folder", "size": None}
        except (ValueError, KeyError, TypeError, RecursionError, PanelError):
            pass
        return {"error": "ledger.signer_bad_request", "size": None}

    def key(self, origin: str) -> dict[str, Any]:
        """Make the key if this folder never signed anything; tell its public half."""
        if not self._key_file.exists():
            self._make_key(origin)
        if self._key().origin != origin:
            raise SignerRefused("ledger.signer_other_origin")
        return self.state()

    def state(self) -> dict[str, Any]:
        key = self._key()
        return {"vkey": str(key.public), "size": self._last(key).size}

    def sign(self, head: Checkpoint, old_size: int, proof: list[bytes]) -> dict[str, Any]:
        """Sign `head` if the last signed checkpoint has grown into it, or is it."""
        key = self._key()
        last = self._last(key)
        if head.origin != key.origin:
            raise SignerRefused("ledger.signer_other_origin")
        if head.size < last.size:
            raise SignerRefused("ledger.signer_shrank", last.size)
        if head == last:
            return {"note": key.sign(head)}
        if head.size > last.size and old_size != last.size:
            raise SignerRefused("ledger.signer_stale", last.size)
        if not verify_consistency(last.size, head.size, proof, last.root, head.root):
            raise SignerRefused("ledger.signer_fork")
        note = key.sign(head)
        _write(self._checkpoint_file, note)
        return {"note": note}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One request at a time, however many signers stand over this folder."""
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_key(self, origin: str) -> None:
        """The checkpoint comes first: a key without one has lost its memory and must not sign."""
        if self._has_signed():
            raise SignerRefused("ledger.signer_key_missing")
        key = SigningKey(origin, secrets.token_bytes(SEED_BYTES))
        _write(self._checkpoint_file, key.sign(Checkpoint(origin, 0, EMPTY_ROOT)))
        _write(self._key_file, json.dumps({"origin": origin, "seed": key.seed.hex()}), once=True)

    def _has_signed(self) -> bool:
        """Whether there is a checkpoint of more than the empty log that each new key starts with."""
        try:
            return self._checkpoint_file.read_text(encoding="utf-8").split("\n")[1:2] != ["0"]
        except FileNotFoundError:
            return False

    def _key(self) -> SigningKey:
        try:
            content = json.loads(self._key_file.read_bytes())
            return SigningKey(content["origin"], bytes.fromhex(content["seed"]))
        except FileNotFoundError:
            raise SignerRefused("ledger.signer_key_missing") from None
        except (ValueError, KeyError, TypeError):
            raise SignerRefused("ledger.signer_key_damaged") from None

    def _last(self, key: SigningKey) -> Checkpoint:
        try:
            note = self._checkpoint_file.read_text(encoding="utf-8")
            return parse_checkpoint(open_note(note, key.public, ed25519.verify))
        except FileNotFoundError:
            raise SignerRefused("ledger.signer_state_missing") from None
        except (ValueError, PanelError):
            raise SignerRefused("ledger.signer_state_damaged") from None


def _parse(request: dict[str, Any]) -> tuple[Checkpoint, int, list[bytes]]:
    """Head, size of the tree the proof starts from, and proof.

    Raises:
        ValueError, KeyError, TypeError: the request is none.
    """
    origin, size, old_size = request["origin"], request["size"], request["old_size"]
    root = bytes.fromhex(request["root"])
    if not isinstance(origin, str) or type(size) is not int or type(old_size) is not int:
        raise TypeError("no head")
    # Read back as any verifier will read it, so that nothing is signed that nobody can parse.
    head = parse_checkpoint(Checkpoint(origin, size, root).text())
    return head, old_size, [bytes.fromhex(item) for item in request["proof"]]


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
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description="The signer of the ledger.")
    parser.add_argument("--home", type=Path, required=True)
    signer = Signer(parser.parse_args().home)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(signer.answer(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
