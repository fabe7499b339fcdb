"""The fixture `office`: a test module asks for it by `pytest_plugins = ["catalogue_fixtures"]`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalogue_samples import Office


@pytest.fixture
def bare_office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """Units, and as yet neither groups nor catalogue; once on each kind of database."""
    office = Office(database_url, tmp_path / "home")
    yield office
    office.desk.close()


@pytest.fixture
def office(bare_office: Office) -> Office:
    """Units and groups, and as yet no catalogue; once on each kind of database."""
    bare_office.keep_groups()
    return bare_office
