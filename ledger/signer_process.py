"""Asking the signer, wherever it runs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ledger.checkpoint import Checkpoint
from ledger.errors import SignerRefused
from ledger.note import VerifierKey, parse_key
from ledger.signer_channel import Channel, Child, Socket


@dataclass(frozen=True, slots=True)
class Memory:
    """What the signer signed last: the log's size then, and the signed note, word for word."""

    size: int
    note: str


class SignerProcess:
    """The signer of one log: a child process over a folder, or the one that serves a socket.

    Threads may share it; a fork must make its own.

    Args:
        home: the signer's folder; left alone where there is a socket.
        origin: the log's name.
        socket: where a signer that runs by itself is to be asked.
    """

    def __init__(self, home: Path, origin: str, socket: Path | None = None) -> None:
        self.origin = origin
        self.channel: Channel = Socket(socket) if socket else Child(home)

    def make_key(self) -> VerifierKey:
        """The key of this log, made if it never signed anything.

        Raises:
            SignerRefused: the key is lost or another log's.
            Unavailable: the signer does not answer.
        """
        return parse_key(self._ask("key")["vkey"])

    def key(self) -> VerifierKey:
        """The key that is there; raises as `make_key` does."""
        return parse_key(self._ask("state")["vkey"])

    def memory(self) -> Memory:
        """What it signed last; raises as `make_key` does."""
        state = self._ask("state")
        return Memory(state["size"], state["note"])

    def sign(self, head: Checkpoint, old_size: int, proof: Sequence[bytes]) -> str:
        """The signed note of `head`; `proof` shows that it grew from the tree of `old_size` entries.

        Raises:
            SignerRefused: it takes back what was signed, or the proof starts elsewhere.
            Unavailable: the signer does not answer.
        """
        grown = {"size": head.size, "root": head.root.hex(), "old_size": old_size}
        note: str = self._ask("sign", **grown, proof=[item.hex() for item in proof])["note"]
        return note

    def close(self) -> None:
        """End the child process, if one runs."""
        self.channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, op: str, **members: object) -> dict[str, Any]:
        request = {"op": op, "origin": self.origin, **members}
        answer: dict[str, Any] = json.loads(self.channel.exchange(json.dumps(request)))
        if "error" in answer:
            raise SignerRefused(answer["error"], answer["size"])
        return answer
