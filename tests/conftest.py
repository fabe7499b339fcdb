"""Every database test runs twice: on SQLite and on a real PostgreSQL server."""

import importlib
import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # tests/*.py are helpers shared by the test folders

import postgres
from kernel.database import Database
from service.migrate import upgrade

MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 4 * 2**30  # bytes
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_IN_MEMORY:
    # Thousands of small databases: in memory a PostgreSQL copy takes 20 ms, on a disk 130.
    tempfile.tempdir = str(MEMORY)

recursion = sys.getrecursionlimit()
with suppress(ModuleNotFoundError):  # the extra drand
    importlib.import_module("py_ecc")
sys.setrecursionlimit(recursion)  # py_ecc raises it so far that deeply nested JSON would end the interpreter

FOLDERS = {"unit", "integration", "browser", "reliability", "architecture"}
_numbers = itertools.count()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test in the wrong place would run in nobody's suite."""
    root = Path(__file__).parent
    for item in items:
        if item.path.relative_to(root).parts[0] not in FOLDERS:
            raise pytest.UsageError(f"{item.path} is in none of the suites {sorted(FOLDERS)}")


@pytest.fixture(scope="session")
def pg_socket() -> Iterator[str]:
    with postgres.server() as socket:
        yield socket


@pytest.fixture(scope="session")
def pg_template(pg_socket: str) -> str:
    """A database with all tables, cloned for each test."""
    postgres.administer(pg_socket, "CREATE DATABASE template_panel")
    upgrade(postgres.url(pg_socket, "template_panel"), "main")
    return "template_panel"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "panel.sqlite"
    upgrade(f"sqlite:///{path}", "main")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with all tables, once of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "panel.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    socket, template = request.getfixturevalue("pg_socket"), request.getfixturevalue("pg_template")
    name = f"test_{next(_numbers)}"
    postgres.administer(socket, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield postgres.url(socket, name)
    postgres.administer(socket, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()
