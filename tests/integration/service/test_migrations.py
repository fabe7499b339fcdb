"""The migrations make the tables that the models speak of, whole or not at all."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

import postgres
from kernel.database import Database
from kernel.errors import Refused
from service.migrate import METADATA, Which, upgrade


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'folder' / 'empty.sqlite'}"
        return
    socket = request.getfixturevalue("pg_socket")
    postgres.administer(socket, "CREATE DATABASE empty_panel")
    yield postgres.url(socket, "empty_panel")
    postgres.administer(socket, "DROP DATABASE empty_panel WITH (FORCE)")


@pytest.mark.parametrize("which", get_args(Which))
def test_migrated_tables_are_those_of_the_models(empty_url: str, which: Which) -> None:
    upgrade(empty_url, which)
    database = Database(empty_url)
    with database.reading() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"version_table": f"{which}_version", "compare_type": True}
        )
        assert compare_metadata(context, METADATA[which]) == []
    database.close()


def test_both_sets_of_tables_live_in_one_database(empty_url: str) -> None:
    assert [upgrade(empty_url, "main"), upgrade(empty_url, "credit")] == ["0001", "0001"]
    database = Database(empty_url)
    tables = set(inspect(database.engine).get_table_names())
    database.close()
    assert {"expert", "draw", "credit_subject", "main_version", "credit_version"} <= tables


def test_upgrading_again_changes_nothing(empty_url: str) -> None:
    upgrade(empty_url, "main")
    database = Database(empty_url)
    with database.transaction() as session:
        session.execute(
            text("INSERT INTO unit (uscc, name, document_code, kind) VALUES ('u', 'n', 'c', 'member')")
        )
    upgrade(empty_url, "main")
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM unit")).scalar_one() == 1
    database.close()


def test_a_newer_database_is_left_alone(empty_url: str) -> None:
    upgrade(empty_url, "main")
    database = Database(empty_url)
    with database.transaction() as session:
        session.execute(text("UPDATE main_version SET version_num = '9999'"))
    with pytest.raises(Refused, match="9999"):
        upgrade(empty_url, "main")
    database.close()


def test_an_upgrade_that_fails_half_way_leaves_no_table(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr("ledger.guards.begin_head", fail)
    with pytest.raises(RuntimeError, match="half way"):
        upgrade(empty_url, "main")
    database = Database(empty_url)
    assert inspect(database.engine).get_table_names() == []
    database.close()
