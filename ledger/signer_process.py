"""Asking the signer: it runs as a child process, is started when first needed, and outlives many requests."""

import json
import select
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO, cast

from kernel.errors import Unavailable
from ledger.checkpoint import Checkpoint
from ledger.errors import SignerRefused
from ledger.note import VerifierKey, parse_key

ANSWER_SECONDS = 10


class SignerProcess:
    """The signer over one folder, for one log. Threads may share it; a fork must make its own.

    Args:
        home: the signer's folder.
        origin: the log's name.
    """

    def __init__(self, home: Path, origin: str) -> None:
        self.origin = origin
        self._command = [sys.executable, "-I", "-m", f"{__package__}.signer", "--home", str(home)]
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def make_key(self) -> VerifierKey:
        """The key of this log, made if the folder never signed anything.

        Raises:
            SignerRefused: the key is lost or another log's.
            Unavailable: the signer does not answer.
        """
        return parse_key(self._ask({"op": "key", "origin": self.origin})["vkey"])

    def key(self) -> VerifierKey:
        """The key that is there; raises as `make_key` does."""
        return parse_key(self._ask({"op": "state"})["vkey"])

    def sign(self, head: Checkpoint, old_size: int, proof: Sequence[bytes]) -> str:
        """The signed note of `head`; `proof` shows that it grew from the tree of `old_size` entries.

        Raises:
            SignerRefused: it takes back what was signed, or the proof starts elsewhere.
            Unavailable: the signer does not answer.
        """
        request = {
            "op": "sign",
            "origin": head.origin,
            "size": head.size,
            "root": head.root.hex(),
            "old_size": old_size,
            "proof": [item.hex() for item in proof],
        }
        note: str = self._ask(request)["note"]
        return note

    def close(self) -> None:
        """End the process, if it runs."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            line = self._exchange(json.dumps(request))
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise SignerRefused(answer["error"], answer["size"])
        return answer

    def _exchange(self, request: str) -> str:
        process = self._running()
        requests, answers = cast("TextIO", process.stdin), cast("TextIO", process.stdout)
        with suppress(BrokenPipeError):
            requests.write(request + "\n")
            requests.flush()
        ready, _, _ = select.select([answers], [], [], ANSWER_SECONDS)
        line = answers.readline() if ready else ""
        if not line:
            self._end()
            raise Unavailable("ledger.signer_silent")
        return line

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603  our own module, with the interpreter that runs this
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="ascii"
            )
        return self._process

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        with suppress(BrokenPipeError):
            self._process.communicate()
        self._process = None
