"""The fixture `thread_at`: a test module asks for it by `pytest_plugins = ["thread_fixtures"]`."""

from collections.abc import Callable, Iterator

import pytest

from thread import Plays, PostgresCopies, SqliteCopies, Thread


@pytest.fixture(scope="session")
def sqlite_plays(tmp_path_factory: pytest.TempPathFactory) -> Plays:
    folder = tmp_path_factory.mktemp("sqlite")
    return Plays(SqliteCopies(folder), folder)


@pytest.fixture(scope="session")
def postgres_plays(tmp_path_factory: pytest.TempPathFactory, pg_socket: str) -> Plays:
    return Plays(PostgresCopies(pg_socket), tmp_path_factory.mktemp("postgres"))


@pytest.fixture(params=["sqlite", "postgres"])
def thread_at(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Thread]]:
    """The thread at a step, once on each kind of database."""
    plays: Plays = request.getfixturevalue(f"{request.param}_plays")
    given: list[Thread] = []

    def at(step: str) -> Thread:
        given.append(plays.at(step))
        return given[-1]

    yield at
    for thread in given:
        plays.drop(thread)
