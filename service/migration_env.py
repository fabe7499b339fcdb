"""What Alembic runs for every migration, the same for both sets of tables."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from kernel.database import UTCDateTime


def run() -> None:
    """Run the migrations on the connection handed over in the configuration's attributes."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=attributes["metadata"],
        version_table=attributes["version_table"],
        transactional_ddl=True,
        include_name=lambda name, kind, _parents: kind != "table" or name in attributes["metadata"].tables,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Moments are written as our own type, so that SQLite and PostgreSQL both keep them in UTC."""
    if kind == "type" and isinstance(item, UTCDateTime):
        autogen.imports.add("from kernel.database import UTCDateTime")
        return "UTCDateTime()"
    return False
