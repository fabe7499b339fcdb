"""A register on both databases, and the people who work with it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from experts.roster import RosterRow
from kernel.act import Act
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.entropy import RepeatableEntropy
from kernel.roles import Actor, Role
from kernel.vault import Vault
from register_people import add_offices
from rosters import read_file
from service.demo_data import write_roster

Acting = Callable[..., AbstractContextManager[Act]]


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    config = Config.from_env({"PANEL_HOME": str(tmp_path / "home"), "PANEL_DATABASE_URL": database_url})
    Vault(config.keys).prepare(RepeatableEntropy(b"keys"))
    clock = SetClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    desk = Desk(config, clock, RepeatableEntropy(b"register"))
    yield desk
    desk.close()


@pytest.fixture
def acting(desk: Desk) -> Acting:
    def act_as(*roles: Role) -> AbstractContextManager[Act]:
        return desk.acting(lambda _: Actor("a" * 26, "演示管理员", frozenset(roles or {Role.REGISTRAR})))

    return act_as


@pytest.fixture
def as_(desk: Desk) -> Callable[[Actor], AbstractContextManager[Act]]:
    """Acts in the name of one of `register_people`, where the offices are set up."""
    with desk.database.transaction() as session:
        add_offices(session)
    return lambda actor: desk.acting(lambda _: actor)


@pytest.fixture
def roster(tmp_path: Path) -> list[RosterRow]:
    path = write_roster(tmp_path)
    return read_file(path)


@pytest.fixture
def statements() -> Callable[[Session], AbstractContextManager[list[str]]]:
    """Collects the statements that a session sends."""

    @contextmanager
    def collecting(session: Session) -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith("BEGIN"):
                sent.append(statement)

        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return collecting
