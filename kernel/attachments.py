"""Files kept outside the database under the SHA-256 of their content."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import InputError, Unavailable


@dataclass(frozen=True, slots=True)
class Attachments:
    """A folder of files named by their digest: what is referred to cannot change unnoticed."""

    folder: Path

    def keep(self, content: bytes) -> str:
        """Store `content`; return its digest, 64 hex digits. Whole or not at all, also on a full disk."""
        digest = hashlib.sha256(content).hexdigest()
        place = self.place(digest)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=".new-")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(place)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
        return digest

    def read(self, digest: str) -> bytes:
        """The file with that digest.

        Raises:
            Unavailable: it is gone or no longer what was stored.
        """
        try:
            content = self.place(digest).read_bytes()
        except FileNotFoundError:
            raise Unavailable("kernel.file_changed", digest=digest) from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise Unavailable("kernel.file_changed", digest=digest)
        return content

    def place(self, digest: str) -> Path:
        """Where the file with that digest is, if it is there."""
        return self.folder / digest[:2] / digest


def read_upload(path: Path) -> bytes:
    """The bytes of a file that somebody hands in.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError:
        raise InputError("kernel.file_unreadable", path=path) from None
