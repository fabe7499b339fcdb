"""What the database says when it cannot or will not, as sentences for people."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from sqlalchemy import Index, MetaData, UniqueConstraint
from sqlalchemy.exc import DBAPIError, IntegrityError

from kernel.errors import PanelError, Refused, Unavailable

SQLITE_SAYS = {
    "locked": "kernel.database_busy",
    "busy": "kernel.database_busy",
    "full": "kernel.disk_full",
    "unable to open": "kernel.database_gone",
    "disk i/o": "kernel.database_gone",
    "readonly": "kernel.database_gone",
    "not a database": "kernel.database_gone",
    "no such table": "kernel.database_not_upgraded",
    "no such column": "kernel.database_not_upgraded",
}
POSTGRESQL_RAISES = {  # in order: the last is the base of the others
    (errors.LockNotAvailable, errors.DeadlockDetected): "kernel.database_busy",
    (errors.DiskFull,): "kernel.disk_full",
    (errors.UndefinedTable, errors.UndefinedColumn): "kernel.database_not_upgraded",
    (psycopg.OperationalError,): "kernel.database_gone",
}


@contextmanager
def as_sentence(metadata: MetaData) -> Iterator[None]:
    """Turn what the database raises inside the block into an error a person can read.

    A constraint or unique index says what its violation means by `info={"refusal": "<code>"}`; a
    violation without one is a defect and goes on as it came.
    """
    try:
        yield
    except IntegrityError as error:
        code = _refusal(metadata, error.orig)
        if code is None:
            raise
        raise Refused(code) from error
    except DBAPIError as error:
        raise _unavailable(error.orig) or error from error
    except OSError as error:
        raise _disk(error) or error from error


def _refusal(metadata: MetaData, cause: BaseException | None) -> str | None:
    named = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    text = str(cause)
    for table in metadata.tables.values():
        uniques = [rule for rule in table.constraints if isinstance(rule, UniqueConstraint)]
        rules: list[UniqueConstraint | Index] = [*uniques, *table.indexes]
        for rule in rules:
            code: str | None = rule.info.get("refusal")
            if code is None:
                continue
            columns = ", ".join(f"{table.name}.{column.name}" for column in rule.columns)
            if named == rule.name or (named is None and text.endswith(f": {columns}")):
                return code
    return None


def _unavailable(cause: BaseException | None) -> PanelError | None:
    if isinstance(cause, sqlite3.Error):
        said = str(cause).lower()
        for words, code in SQLITE_SAYS.items():
            if words in said:
                return Unavailable(code)
    for kinds, code in POSTGRESQL_RAISES.items():
        if isinstance(cause, kinds):
            return Unavailable(code)
    return None


def _disk(error: OSError) -> PanelError | None:
    return Unavailable("kernel.disk_full") if error.errno in {errno.ENOSPC, errno.EDQUOT} else None
