"""The desk's database: SQLite (WAL) beside the other data, or any SQLAlchemy URL (PostgreSQL).

Tables are declared on `Base` by the modules that own them; `open_desk` makes the tables, columns
and indices that are missing and returns the factory of sessions. Times are aware UTC on both sides.
"""

from datetime import UTC, datetime
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, DateTime, Engine, create_engine, event, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.schema import CreateColumn
from sqlalchemy.types import TypeDecorator

from adwatch.settings import Settings

Desk = sessionmaker[Session]
BUSY_TIMEOUT_MS = 10_000


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored as naive UTC, since SQLite keeps no time zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time rather than guess its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a time zone: {value}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the time its zone back."""
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """All tables of the desk; `Mapped[datetime]` means an aware UTC time."""

    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - read by SQLAlchemy


def desk_url(settings: Settings) -> str:
    """Return the SQLAlchemy URL of the desk."""
    return settings.desk or f"sqlite:///{settings.home / 'desk.sqlite'}"


def open_desk(settings: Settings) -> Desk:
    """Return the factory of sessions, with every declared table in place.

    Use `with desk.begin() as session:` for one transaction.
    """
    url = desk_url(settings)
    if url.startswith("sqlite"):
        settings.home.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    Base.metadata.create_all(engine)
    _add_missing_columns(engine)
    _add_missing_indices(engine)
    return sessionmaker(engine, expire_on_commit=False)


def _add_missing_columns(engine: Engine) -> None:
    """Bring tables of an older version up to date.

    A column that a later version adds may be empty, or has a default of the server.
    """
    with engine.begin() as connection:
        there = inspect(connection)
        for table in Base.metadata.sorted_tables:
            known = {column["name"] for column in there.get_columns(table.name)}
            for column in table.columns:
                if column.name not in known:
                    ddl = CreateColumn(column).compile(dialect=engine.dialect)
                    connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {ddl}')


def _add_missing_indices(engine: Engine) -> None:
    """Bring tables of an older version up to date: a new index changes nothing but the speed."""
    with engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            for index in table.indexes:
                index.create(connection, checkfirst=True)


def _prepare_sqlite(connection: SqliteConnection, record: object) -> None:
    """Let readers and one writer work side by side, and keep foreign keys honest."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock at once: a reader that turns writer fails instead of waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
