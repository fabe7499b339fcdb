"""The fixture `thread_at`: a test module asks for it by `pytest_plugins = ["thread_fixtures"]`."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ledger.signer_process import SignerProcess
from thread import ORIGIN, Plays, PostgresCopies, SqliteCopies, Thread
from thread_elsewhere import Elsewhere


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a signer that has its key and has signed nothing yet."""
    folder = tmp_path_factory.mktemp("signer")
    with SignerProcess(folder, ORIGIN) as process:
        process.make_key()
    return folder


@pytest.fixture(scope="session")
def sqlite_plays(tmp_path_factory: pytest.TempPathFactory, signer: Path) -> Plays:
    folder = tmp_path_factory.mktemp("sqlite")
    return Plays(SqliteCopies(folder), folder, signer)


@pytest.fixture(scope="session")
def postgres_plays(tmp_path_factory: pytest.TempPathFactory, pg_socket: str, signer: Path) -> Plays:
    return Plays(PostgresCopies(pg_socket), tmp_path_factory.mktemp("postgres"), signer)


@pytest.fixture(params=["sqlite", "postgres"])
def thread_at(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Thread]]:
    """The thread at a step, once on each kind of database."""
    yield from _lender(request.getfixturevalue(f"{request.param}_plays"))


@pytest.fixture
def sqlite_thread_at(sqlite_plays: Plays) -> Iterator[Callable[[str], Thread]]:
    """The thread at a step on SQLite, for what does not depend on the database."""
    yield from _lender(sqlite_plays)


def _lender(plays: Plays) -> Iterator[Callable[[str], Thread]]:
    with ExitStack() as stack:
        yield lambda step: stack.enter_context(plays.lent(step))


@pytest.fixture(scope="session")
def two_processes() -> Iterator[tuple[Elsewhere, Elsewhere]]:
    """Two more processes that run commands."""
    with Elsewhere("one") as one, Elsewhere("other") as other:
        yield one, other
