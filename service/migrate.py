"""Bring a database's tables to this release's form, whole or not at all."""

from importlib.resources import as_file, files
from typing import Literal

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from credit.models import CreditBase
from kernel.database import Database
from kernel.errors import Refused
from service.models import Base

Which = Literal["main", "credit"]
METADATA: dict[Which, MetaData] = {"main": Base.metadata, "credit": CreditBase.metadata}


def upgrade(url: str, which: Which) -> str:
    """Upgrade the service's own tables (`main`) or the embedded credit store's (`credit`).

    Both kinds may live in one database: each keeps its version in a table of its own.

    Returns:
        The revision the database is at now.

    Raises:
        Refused: the database was made by a newer release.
        Unavailable: it cannot be reached.
    """
    database = Database(url, create=True)
    try:
        with database.transaction() as session, as_file(files("service") / "migrations" / which) as folder:
            connection = session.connection()
            config = alembic_config(str(folder), connection, which)
            _refuse_newer(config, connection, which)
            command.upgrade(config, "head")
            return str(ScriptDirectory.from_config(config).get_current_head())
    finally:
        database.close()


def alembic_config(folder: str, connection: Connection, which: Which) -> AlembicConfig:
    """Alembic's settings, made here: there is no alembic.ini to keep in step."""
    config = AlembicConfig()
    config.set_main_option("script_location", folder)
    config.attributes.update(
        connection=connection, metadata=METADATA[which], version_table=f"{which}_version"
    )
    return config


def _refuse_newer(config: AlembicConfig, connection: Connection, which: Which) -> None:
    context = MigrationContext.configure(connection, opts={"version_table": f"{which}_version"})
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in context.get_current_heads():
        if revision not in known:
            raise Refused("service.newer_database", revision=revision)
