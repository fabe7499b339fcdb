"""The signer behind its socket, as it runs under another account: real processes, real connections."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from kernel.clock import SetClock
from kernel.config import Config
from kernel.database import Database
from kernel.errors import Unavailable
from ledger import signer_channel, signer_socket
from ledger.errors import SignerRefused
from ledger.jobs import sign_head
from ledger.note import parse_key
from ledger.signer_process import SignerProcess
from ledger_sample import ORIGIN, START, a_record, enter, holds

CLOCK = SetClock(START)
STATE = json.dumps({"op": "state", "origin": ORIGIN}).encode() + b"\n"

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "signer.socket"


@pytest.fixture
def start(tmp_path: Path, path: Path) -> Iterator[Start]:
    """Starts a server, and ends all of them."""
    running: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        known = path.stat().st_ino if path.exists() else None
        words = ["--home", str(tmp_path / "elsewhere"), "--socket", str(path)]
        server = subprocess.Popen([sys.executable, "-m", "ledger.signer", *words], stderr=subprocess.PIPE)
        running.append(server)
        while server.poll() is None and not (path.exists() and path.stat().st_ino != known and listens(path)):
            time.sleep(0.01)
        return server

    yield begin
    for server in running:
        server.kill()
        server.communicate()


def listens(path: Path) -> bool:
    """A socket stands in its folder a moment before anybody can connect to it."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


@pytest.fixture
def signer(tmp_path: Path, path: Path) -> SignerProcess:
    return SignerProcess(tmp_path / "unused", ORIGIN, path)


def asked(path: Path, request: bytes) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(20)
        connection.connect(str(path))
        connection.sendall(request)
        answer: dict[str, Any] = json.loads(connection.makefile().readline())
    return answer


def test_a_signer_elsewhere_signs_what_is_asked_at_its_socket(
    database: Database, start: Start, signer: SignerProcess, tmp_path: Path, path: Path
) -> None:
    start()
    for size in (3, 8):
        with database.transaction() as session:
            enter(session, *(a_record(number) for number in range(size)))
        with signer:
            assert sign_head(database, signer, CLOCK).size == size
    with database.reading() as session:
        assert holds(session).checkpoints == 2
    assert not (tmp_path / "unused").exists()
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    assert stat.S_IMODE((tmp_path / "elsewhere" / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o700


def test_the_setting_names_the_socket(path: Path) -> None:
    assert Config.from_env({"PANEL_SIGNER_SOCKET": str(path)}).signer_socket == path
    assert Config.from_env({}).signer_socket is None


def test_a_client_may_ask_more_than_once(start: Start, signer: SignerProcess, path: Path) -> None:
    start()
    key = signer.make_key()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        answers = connection.makefile()
        for _ in range(3):
            connection.sendall(STATE)
            assert parse_key(json.loads(answers.readline())["vkey"]) == key


def test_a_refusal_comes_through_as_it_is(start: Start, signer: SignerProcess) -> None:
    start()
    with pytest.raises(SignerRefused, match="签名密钥不在"):
        signer.key()


def test_a_server_that_was_killed_is_told_of_and_another_takes_its_place(
    database: Database, start: Start, signer: SignerProcess
) -> None:
    with database.transaction() as session:
        enter(session, a_record(0))
    with pytest.raises(Unavailable, match="没有应答"):
        sign_head(database, signer, CLOCK)
    server = start()
    first = sign_head(database, signer, CLOCK).note
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    with pytest.raises(Unavailable, match="没有应答"):
        sign_head(database, signer, CLOCK)
    start()
    assert sign_head(database, signer, CLOCK).note == first


def test_a_server_that_hangs_is_given_up(
    start: Start, signer: SignerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start()
    signer.make_key()
    os.kill(server.pid, signal.SIGSTOP)
    monkeypatch.setattr(signer_channel, "ANSWER_SECONDS", 0.05)
    with pytest.raises(Unavailable, match="没有应答"):
        signer.key()


def test_an_answer_that_breaks_off_is_no_answer(signer: SignerProcess, path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def half() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(b'{"vkey": ')

        thread = threading.Thread(target=half)
        thread.start()
        with pytest.raises(Unavailable):
            signer.key()
        thread.join()


def test_two_servers_do_not_share_a_socket(start: Start, signer: SignerProcess) -> None:
    start()
    second = start()
    assert second.wait() == 1
    assert second.stderr is not None
    assert b"Address already in use" in second.stderr.read()
    assert signer.make_key()


def test_a_client_that_stalls_keeps_nobody_waiting(start: Start, signer: SignerProcess, path: Path) -> None:
    start()
    with socket.socket(socket.AF_UNIX) as stalled:
        stalled.connect(str(path))
        stalled.sendall(STATE[:10])
        assert signer.make_key()


def test_a_client_that_stalls_is_sent_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signer_socket._Client, "timeout", 0.05)
    server = signer_socket._Server(path, lambda _line: {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    with server, socket.socket(socket.AF_UNIX) as stalled:
        stalled.settimeout(20)
        stalled.connect(str(path))
        stalled.sendall(b"{")
        assert stalled.recv(1) == b""
        server.shutdown()
    thread.join()


def test_a_line_that_does_not_end_is_refused(start: Start, signer: SignerProcess, path: Path) -> None:
    start()
    key = signer.make_key()
    with suppress(ConnectionError):  # the rest of the line is never read, which a client may notice first
        assert asked(path, b" " * (signer_socket.MAX_LINE + 1)) == {
            "error": "ledger.signer_bad_request",
            "size": None,
        }
    assert signer.key() == key


@pytest.mark.parametrize("line", [b"\n", b"nonsense\n", b"\xff\xfe\n", b"[" * 60_000 + b"\n", b"{}\n"])
def test_what_is_no_request_is_refused_and_the_next_one_answered(
    start: Start, signer: SignerProcess, path: Path, line: bytes
) -> None:
    start()
    key = signer.make_key()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(path))
        answers = connection.makefile()
        connection.sendall(line)
        assert json.loads(answers.readline())["error"] == "ledger.signer_bad_request"
        connection.sendall(STATE)
        assert parse_key(json.loads(answers.readline())["vkey"]) == key


def test_two_who_ask_at_once_are_both_answered_and_nothing_forks(
    database: Database, start: Start, path: Path, tmp_path: Path
) -> None:
    start()
    failed: list[BaseException] = []

    def work(name: str) -> None:
        signer = SignerProcess(tmp_path / "unused", ORIGIN, path)
        try:
            for number in range(15):
                with database.transaction() as session:
                    enter(session, a_record(number, idem=f"{name}/{number}"))
                sign_head(database, signer, CLOCK)
        except BaseException as error:  # noqa: BLE001  told to the test below, whatever it is
            failed.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with database.reading() as session:
        assert holds(session).head.size == 30


def test_a_socket_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="No such file"):
        signer_socket.serve(tmp_path / "absent" / "socket", lambda _line: {})
    with pytest.raises(SystemExit, match="too long"):
        signer_socket.serve(tmp_path / ("x" * 120), lambda _line: {})
