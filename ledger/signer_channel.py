"""The two ways in which a request reaches the signer: a child process, or the socket it serves."""

import select
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TextIO, cast

from kernel.errors import Unavailable

ANSWER_SECONDS = 10


class Channel(Protocol):
    """Brings one line to the signer and one line back."""

    def exchange(self, request: str) -> str:
        """The answer to one request.

        Raises:
            Unavailable: none came in `ANSWER_SECONDS`.
        """

    def close(self) -> None:
        """Let go of what was opened."""


class Child:
    """The signer as a child process: started when first needed, and again when it died. Threads may share it.

    Args:
        home: the signer's folder.
    """

    def __init__(self, home: Path) -> None:
        self._command = [sys.executable, "-I", "-m", f"{__package__}.signer", "--home", str(home)]
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def exchange(self, request: str) -> str:
        with self._lock:
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

    def close(self) -> None:
        with self._lock:
            self._end()

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


class Socket:
    """The signer behind a Unix socket: a connection for each request, so that nobody keeps others waiting.

    Args:
        path: the socket's.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def exchange(self, request: str) -> str:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(ANSWER_SECONDS)
                connection.connect(str(self._path))
                connection.sendall(request.encode("ascii") + b"\n")
                with connection.makefile(encoding="ascii") as answers:
                    line = answers.readline()
        except OSError:
            line = ""
        if not line.endswith("\n"):
            raise Unavailable("ledger.signer_silent")
        return line

    def close(self) -> None:
        """Nothing stays open."""
