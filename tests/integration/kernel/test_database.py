"""What the database promises, on both kinds."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from kernel.accounts import Account, AccountRole
from kernel.database import Database
from kernel.errors import InputError, Refused, Unavailable
from kernel.outbox import OutboxMessage
from kernel.units import Unit

MOMENT = datetime(2026, 3, 1, 1, 30, tzinfo=UTC)


def message(key: str, at: datetime = MOMENT) -> OutboxMessage:
    return OutboxMessage(key=key, kind="test", content={}, created_at=at)


def test_a_moment_comes_back_aware_and_in_utc(database: Database) -> None:
    with database.transaction() as session:
        session.add(message("a", datetime.fromisoformat("2026-03-01T09:30:00+08:00")))
    with database.reading() as session:
        assert session.scalars(select(OutboxMessage.created_at)).one() == MOMENT


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="time zone"), database.transaction() as session:
        session.add(message("a", datetime(2026, 3, 1)))  # noqa: DTZ001  that is the point
        session.flush()


def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        session.add(message("a"))
        session.flush()
        raise RuntimeError
    with database.reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []


def test_a_constraint_with_a_sentence_speaks_it(database: Database) -> None:
    def add(public_id: str) -> None:
        with database.transaction() as session:
            roles = [AccountRole(role="registrar")]
            session.add(Account(public_id=public_id, name="ada", display_name="甲", roles=roles))

    add("a")
    with pytest.raises(Refused, match="账号名已被使用"):
        add("b")


def test_a_constraint_without_a_sentence_is_a_defect(database: Database) -> None:
    with database.transaction() as session:
        session.add(message("a"))
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(message("a"))


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(Account(public_id="a", name="ada", display_name="甲", unit_uscc="none", roles=[]))


def test_writers_that_read_first_lose_no_update(database: Database) -> None:
    with database.transaction() as session:
        session.add(Unit(uscc="u", name="0", document_code="示"))

    def count() -> None:
        for _ in range(20):
            with database.transaction() as session:
                unit = session.scalars(select(Unit).with_for_update()).one()
                unit.name = str(int(unit.name) + 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalars(select(Unit.name)).one() == "80"


@contextmanager
def written_without_commit(database: Database) -> Iterator[None]:
    """Another connection that has changed a row and not committed."""
    with database.engine.connect() as connection, connection.begin() as transaction:
        connection.execute(text("UPDATE unit SET name = 'held'"))
        yield
        transaction.rollback()


def test_a_reader_never_waits_for_a_writer(database: Database) -> None:
    with database.transaction() as session:
        session.add(Unit(uscc="u", name="before", document_code="示"))
    with written_without_commit(database), database.reading() as session:
        assert session.scalars(select(Unit.name)).one() == "before"


def test_a_locked_database_says_so_and_changes_nothing(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.database.LOCK_WAIT_SECONDS", 1)
    database = Database(database_url)
    with database.transaction() as session:
        session.add(Unit(uscc="u", name="before", document_code="示"))
    with (
        written_without_commit(database),
        pytest.raises(Unavailable, match="正被占用") as refusal,
        database.transaction() as session,
    ):
        session.execute(text("UPDATE unit SET name = 'other'"))
    assert refusal.value.exit_code == 6
    with database.reading() as session:
        assert session.scalars(select(Unit.name)).one() == "before"
    database.close()


def test_a_sqlite_file_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'gone.sqlite'}")
    with pytest.raises(Unavailable, match="panel db upgrade"), database.reading() as session:
        session.execute(text("SELECT 1"))
    assert not (tmp_path / "gone.sqlite").exists()


def test_a_server_that_is_gone_says_so() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:9/none")
    with pytest.raises(Unavailable, match="无法连接"), database.reading() as session:
        session.execute(text("SELECT 1"))


def test_a_full_sqlite_database_says_so_and_changes_nothing(tmp_path: Path, sqlite_template: Path) -> None:
    import shutil

    shutil.copy(sqlite_template, tmp_path / "small.sqlite")
    database = Database(f"sqlite:///{tmp_path / 'small.sqlite'}")
    with pytest.raises(Unavailable, match="磁盘空间不足"), database.transaction() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        for number in range(2000):
            session.add(message(f"k{number}"))
        session.flush()
    with database.reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []
    database.close()


@pytest.mark.parametrize("url", ["foo", "mysql://host/name", ""])
def test_a_url_of_another_kind_is_named(url: str) -> None:
    with pytest.raises(InputError, match="PANEL_DATABASE_URL"):
        Database(url)
