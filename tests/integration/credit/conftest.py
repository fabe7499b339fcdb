"""The credit store on both databases: beside the service's tables, as it comes, or in one of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from credit.embedded import EmbeddedStore, open_store
from credit.load import CreditFile, load, read_file
from credit.models import CreditBase
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.entropy import RepeatableEntropy
from service.demo_data import write_credit


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    config = Config.from_env({"PANEL_HOME": str(tmp_path / "home"), "PANEL_DATABASE_URL": database_url})
    desk = Desk(config, SetClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)), RepeatableEntropy(b"credit"))
    yield desk
    desk.close()


@pytest.fixture
def empty_store(desk: Desk) -> Iterator[EmbeddedStore]:
    with open_store(desk.config, desk.clock) as store:
        CreditBase.metadata.create_all(store.database.engine)
        yield store


@pytest.fixture
def file(tmp_path: Path) -> CreditFile:
    return read_file(write_credit(tmp_path).read_bytes())


@pytest.fixture
def store(empty_store: EmbeddedStore, file: CreditFile) -> EmbeddedStore:
    with empty_store.database.transaction() as session:
        load(session, file)
    return empty_store
