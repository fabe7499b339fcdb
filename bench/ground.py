"""The ground that the site is measured on: a real PostgreSQL, a signer of its own, gunicorn as `panel serve` starts it."""

import http.client
import importlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from service.demo_clock import ShiftedClock

TESTS = Path(__file__).parents[1] / "tests"
STARTING_SECONDS = 60


@contextmanager
def postgresql() -> Iterator[str]:
    """The tests' own server, but with the settings of a real one: no act is done before it is on disk.

    Yields the folder of its socket.
    """
    postgres = of_tests("postgres")
    with mock.patch.object(postgres, "SETTINGS", ("listen_addresses=",)), postgres.server() as folder:
        yield folder


def of_tests(module: str) -> Any:
    """A module of the tests, which know how to play a meeting and how to visit the site."""
    if str(TESTS) not in sys.path:
        sys.path.insert(0, str(TESTS))
    return importlib.import_module(module)


@dataclass(frozen=True, slots=True)
class Ground:
    """folder: of everything on disk; plays: the steps of the tests' thread, on PostgreSQL."""

    folder: Path
    plays: Any


@contextmanager
def ground() -> Iterator[Ground]:
    """A server without any data, and a signer that has its key."""
    from ledger.signer_process import SignerProcess

    thread = of_tests("thread")
    with tempfile.TemporaryDirectory() as name, postgresql() as server:
        folder = Path(name)
        with SignerProcess(folder / "signer", thread.ORIGIN) as signer:
            signer.make_key()
        yield Ground(folder, thread.Plays(thread.PostgresCopies(server), folder, folder / "signer"))


@contextmanager
def served(thread: Any) -> Iterator[int]:
    """The site over a thread's database, at the thread's time; yields its port."""
    home: Path = thread.home
    clock, pipe, port = home / "clock", home / "signer.socket", _free_port()
    ShiftedClock(clock).set(thread.clock.now())
    config = thread.desk.config
    settings = {
        "PANEL_HOME": str(home),
        "PANEL_DATABASE_URL": config.database_url,
        "PANEL_LOG_ORIGIN": config.log_origin,
        "PANEL_SIGNER_SOCKET": str(pipe),
        "BENCH_CLOCK": str(clock),
    }
    signer = [*("-m", "ledger.signer", "--home"), config.signer, "--socket", pipe]
    site = [
        *("-m", "gunicorn", "bench.served:app", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
        *("--workers", "2", "--threads", "4", "--no-control-socket", "--log-level", "warning"),
    ]
    with _running(signer, {}), _running(site, settings):
        _await(port)
        yield port


@contextmanager
def _running(words: list[Any], settings: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, *words], env={**os.environ, **settings})
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(port: int) -> None:
    until = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=STARTING_SECONDS)
            connection.request("GET", "/sign-in/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the site did not start")
