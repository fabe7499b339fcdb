"""The database: one base class for tables, one type for moments, one way to open a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from kernel.clock import in_utc
from kernel.database_errors import as_sentence
from kernel.errors import InputError, Unavailable

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
LOCK_WAIT_SECONDS = 5
CACHE_KB = 32_000  # with the 2 MB of SQLite a large import writes the same pages again and again


class UTCDateTime(TypeDecorator[datetime]):
    """A moment. Naive values are refused; what comes back is aware and in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = in_utc(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table of the service's own database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UTCDateTime,
        dict[str, Any]: JSON(none_as_null=True),
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
        str: String,
    }


class Database:
    """One database and the two ways to use it.

    Args:
        url: SQLAlchemy URL of a SQLite or PostgreSQL database.
        metadata: the tables whose constraints say what their violation means.
        create: whether a SQLite file that is not there may be made; else it counts as not set up.
    """

    def __init__(self, url: str, metadata: MetaData = Base.metadata, *, create: bool = False) -> None:
        self.url = url
        self._metadata = metadata
        if _backend(url) == "sqlite":
            self._writer = _sqlite_engine(url, "IMMEDIATE", create=create)
            self._reader = _sqlite_engine(url, "DEFERRED", create=create)
        else:
            self._writer = self._reader = _postgresql_engine(url)
        self._write_session = sessionmaker(self._writer, expire_on_commit=False)
        self._read_session = sessionmaker(self._reader, expire_on_commit=False)

    @property
    def engine(self) -> Engine:
        return self._writer

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A write transaction: committed whole at the end, or rolled back whole. Only doors open it.

        Raises:
            Unavailable: the database is locked, gone or full; nothing was changed.
            Refused: a constraint of the database that has a sentence of its own.
        """
        with as_sentence(self._metadata), self._write_session.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads and never waits for a writer."""
        with as_sentence(self._metadata), self._read_session() as session:
            yield session

    def close(self) -> None:
        self._writer.dispose()
        self._reader.dispose()


def upsert(session: Session, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT of this database's own kind, which knows ON CONFLICT."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def _backend(url: str) -> str:
    """`sqlite` or `postgresql`.

    Raises:
        InputError: anything else.
    """
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in {"sqlite", "postgresql"}:
        raise InputError("kernel.bad_database_url")
    return backend


def _postgresql_engine(url: str) -> Engine:
    """Durable commits and a bounded wait for locks, besides whatever options the URL itself has."""
    own = f"-c lock_timeout={LOCK_WAIT_SECONDS}s -c synchronous_commit=on"
    given = make_url(url).query.get("options", "")
    options = {"options": f"{given} {own}"}
    return create_engine(url, connect_args=options, pool_pre_ping=True)


def _sqlite_engine(url: str, begin: str, *, create: bool) -> Engine:
    """Full durability, foreign keys on, and transactions that begin as `begin` says.

    A transaction that reads first and writes later must begin IMMEDIATE: SQLite's busy timeout does
    not help a reader that turns writer, and updates are lost or refused.
    """
    path = Path(make_url(url).database or "")
    if create:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": LOCK_WAIT_SECONDS})

    def before_connect(*_arguments: object) -> None:
        if not create and not path.exists():  # else SQLite would make an empty one and say nothing
            raise Unavailable("kernel.database_not_upgraded")

    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # else the driver begins transactions of its own
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL", f"cache_size=-{CACHE_KB}"):
            connection.execute(f"PRAGMA {pragma}")

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    event.listen(engine, "do_connect", before_connect)
    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine
