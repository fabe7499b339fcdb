"""The secrets kept outside the database: of the register, of personal fields, of personal links."""

import base64
import hmac
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.entropy import Entropy
from kernel.errors import Unavailable

KEY_BYTES = 32
NAMES = ("register.key", "field.key", "link.key")


@dataclass(frozen=True)
class Vault:
    """A folder of 32-byte keys, readable by the service alone.

    Losing `register.key` makes old identities unmatchable; losing `field.key` loses phone numbers,
    addresses and document numbers; losing `link.key` makes the personal links in sent mails void.
    """

    folder: Path

    @cached_property
    def register_key(self) -> bytes:
        """The secret behind identity and employer digests (draw-protocol §2)."""
        return self._read("register.key")

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._read("field.key"))

    def link_token(self, context: str) -> str:
        """The secret of a personal link: 32 base-32 characters made from the id it opens, never stored."""
        raw = hmac.digest(self._link_key, context.encode(), "sha256")[:20]
        return base64.b32encode(raw).decode("ascii").lower()

    @cached_property
    def _link_key(self) -> bytes:
        return self._read("link.key")

    def prepare(self, entropy: Entropy) -> None:
        """Make the keys of a new installation; one that is there is never replaced, nor a lost one made anew.

        Raises:
            Unavailable: some of the keys are there and others are lost.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any((self.folder / name).exists() for name in NAMES):
            self.check()
            return
        for name in NAMES:
            _write_once(self.folder / name, entropy.bytes(KEY_BYTES))

    def check(self) -> None:
        """See that every key is there.

        Raises:
            Unavailable: naming the first that is not.
        """
        for name in NAMES:
            self._read(name)

    def seal(self, entropy: Entropy, text: str, context: str) -> bytes:
        """`text` encrypted with AES-256-GCM; `context` names the record it belongs to and is bound in."""
        nonce = entropy.bytes(12)
        return nonce + self._cipher.encrypt(nonce, text.encode(), context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """What `seal` put away.

        Raises:
            Unavailable: sealed under another key, moved to another record, or damaged.
        """
        try:
            return self._cipher.decrypt(sealed[:12], sealed[12:], context.encode()).decode()
        except InvalidTag:
            raise Unavailable("kernel.keys_missing", name="field.key") from None

    def _read(self, name: str) -> bytes:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            raise Unavailable("kernel.keys_missing", name=name) from None


def _write_once(path: Path, key: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
