"""What the database itself holds against accidents: triggers that keep entries, and the head's one row.

Whoever owns the database can drop a trigger; what shows such changes is a checkpoint kept elsewhere.
"""

from sqlalchemy import Connection, text

from ledger.tree import EMPTY_ROOT

_SQLITE = """
CREATE TRIGGER log_entry_no_{action} BEFORE {action} ON log_entry
BEGIN SELECT RAISE(ABORT, 'log_entry is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE FUNCTION log_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'log_entry is append-only'; END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER log_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log_entry
FOR EACH STATEMENT EXECUTE FUNCTION log_entry_append_only()
"""
_GUARDS = {
    "sqlite": [_SQLITE.format(action=action) for action in ("update", "delete")],
    "postgresql": [_POSTGRESQL_FUNCTION, _POSTGRESQL_TRIGGER],
}


def guard_entries(connection: Connection) -> None:
    """Make the database refuse to change or delete entries. For migrations, once `log_entry` exists."""
    for statement in _GUARDS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def begin_head(connection: Connection) -> None:
    """Enter the head of the empty log. For migrations, once `log_head` exists."""
    row = text("INSERT INTO log_head (id, log, size, root) VALUES (1, 1, 0, :root)")
    connection.execute(row, {"root": EMPTY_ROOT})
