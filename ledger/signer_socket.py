"""The signer behind a Unix socket: one JSON line for each request, for as many clients as come."""

import json
import os
import socket
import socketserver
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

MAX_LINE = 1 << 16
"""Bytes of a request; one to sign a log of 2^48 entries has less than a tenth of it."""
STALLED_SECONDS = 10

Answer = Callable[[bytes], dict[str, Any]]


def serve(path: Path, answer: Answer) -> None:
    """Answer requests at the socket `path` until the process ends.

    Owner and group may ask (mode 0660). Every client has a thread; `answer` takes care that they take turns.

    Raises:
        SystemExit: the socket cannot be made, or another process serves it.
    """
    try:
        _clear(path)
        server = _Server(path, answer)
    except OSError as error:
        sys.exit(f"{path}: {error.strerror or error}")
    with server:
        server.serve_forever()


def _clear(path: Path) -> None:
    """Take away the socket of a server that was killed. One that is served stays, and is in the way."""
    with socket.socket(socket.AF_UNIX) as probe, suppress(FileNotFoundError):
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True

    def __init__(self, path: Path, answer: Answer) -> None:
        self.answer = answer
        known = os.umask(0o117)  # from its first moment the socket is open to nobody else
        try:
            super().__init__(str(path), _Client)
        finally:
            os.umask(known)


class _Client(socketserver.StreamRequestHandler):
    timeout = STALLED_SECONDS

    def handle(self) -> None:
        answer = cast("_Server", self.server).answer
        with suppress(OSError):  # who stalls or leaves is left
            while line := self.rfile.readline(MAX_LINE + 1):
                is_whole = line.endswith(b"\n")
                self.wfile.write(json.dumps(answer(line if is_whole else b"")).encode() + b"\n")
                if not is_whole:
                    return
