"""The credit store on both databases: beside the service's tables, as it comes, or in one of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from credit.embedded import EmbeddedStore, open_store
from credit.models import CreditBase
from credit_sample import CONDUCT, SUBJECTS, Office, conduct, subjects
from kernel.accounts import Account, AccountRole
from kernel.cli import Desk
from kernel.clock import SetClock
from kernel.config import Config
from kernel.entropy import RepeatableEntropy
from kernel.vault import Vault


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    config = Config.from_env({"PANEL_HOME": str(tmp_path / "home"), "PANEL_DATABASE_URL": database_url})
    desk = Desk(config, SetClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)), RepeatableEntropy(b"credit"))
    Vault(config.keys).prepare(desk.entropy)
    with desk.database.transaction() as session:
        for name, role in (("office", "lg_office"), ("clerk", "unit_clerk"), ("registrar", "registrar")):
            session.add(Account(public_id=name, name=name, display_name=name, roles=[AccountRole(role=role)]))
    yield desk
    desk.close()


@pytest.fixture
def empty_store(desk: Desk) -> Iterator[EmbeddedStore]:
    with open_store(desk.config, desk.clock) as store:
        CreditBase.metadata.create_all(store.database.engine)
        yield store


@pytest.fixture
def office(desk: Desk, empty_store: EmbeddedStore) -> Iterator[Office]:
    del empty_store
    office = Office(desk)
    yield office
    office.desk.close()


@pytest.fixture
def store(empty_store: EmbeddedStore, office: Office) -> EmbeddedStore:
    office.load(subjects(*SUBJECTS), conduct(*CONDUCT))
    return empty_store
