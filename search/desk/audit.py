"""The audit log: who did what when, append-only and chained by hashes.

Each row holds the SHA-256 of the row before it and of itself, so that a changed, missing or
inserted row shows and is named. The database refuses to change or delete a row (SQLite: triggers).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from adwatch.model import Frozen
from search.desk.accounts import AccountRow
from search.desk.db import Base, Desk

GENESIS = "0" * 64
PAGE = 1000


class AuditRow(Base):
    """One act. `previous` is unique: a chain that forks is refused by the database."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str]
    act: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    details: Mapped[str]
    previous: Mapped[str] = mapped_column(unique=True)
    hash: Mapped[str]


@event.listens_for(AuditRow.__table__, "after_create")
def _refuse_changes(table: object, connection: Connection, **_: object) -> None:
    if connection.dialect.name != "sqlite":
        return
    for change in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )


class Line(NamedTuple):
    """A row as it is read: a long log is many of them."""

    number: int
    at: datetime
    who: str
    act: str
    subject: str
    details: str
    previous: str
    hash: str


class Act(Frozen):
    """What somebody did: `search`, `view`, `export`, `login`, ...; on what; with which details."""

    who: str
    act: str
    subject: str = ""
    details: str = ""


class Flaw(Frozen):
    """A row of the log that is not as it was written."""

    number: int
    what: str


def record(desk: Desk, act: Act, now: datetime) -> None:
    """Append an act, in a transaction of its own."""
    with desk.begin() as session:
        append(session, act, now)


def append(session: Session, act: Act, now: datetime) -> None:
    """Append an act in the caller's transaction: both happen, or neither."""
    last = session.scalars(select(AuditRow).order_by(AuditRow.number.desc()).limit(1)).first()
    session.add(following(last, act, now))
    session.flush()


def following(last: AuditRow | None, act: Act, now: datetime) -> AuditRow:
    """Return the row of an act that follows the last one (None: the first of all)."""
    row = AuditRow(
        number=last.number + 1 if last else 1,
        at=now,
        previous=last.hash if last else GENESIS,
        **act.model_dump(),
    )
    row.hash = _hash(row)
    return row


def verify(desk: Desk) -> list[Flaw]:
    """Read the whole log and return what is wrong with it; empty: it is as it was written."""
    flaws: list[Flaw] = []
    number, previous = 0, GENESIS
    for row in rows(desk):
        flaws += _flaws(row, number, previous)
        number, previous = row.number, row.hash
    return flaws


def rows(desk: Desk) -> Iterator[Line]:
    """Yield the log, oldest first, in short transactions, so that writers do not wait."""
    number = 0
    columns = [getattr(AuditRow, name) for name in Line._fields]
    while True:
        page = select(*columns).where(AuditRow.number > number).order_by(AuditRow.number)
        with desk() as session:
            found = [Line._make(row) for row in session.execute(page.limit(PAGE))]
        if not found:
            return
        yield from found
        number = found[-1].number


def newest(
    desk: Desk, limit: int, *, unit: str | None, who: str = "", act: str = "", before: int = 0
) -> list[AuditRow]:
    """Return rows, newest first: of one unit's accounts (None: all), of a person, of an act."""
    wanted = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
    if unit is not None:
        people = select(AccountRow.name).where(AccountRow.unit == unit)
        wanted = wanted.where(AuditRow.who.in_(people))
    if who:
        wanted = wanted.where(AuditRow.who == who)
    if act:
        wanted = wanted.where(AuditRow.act == act)
    if before:
        wanted = wanted.where(AuditRow.number < before)
    with desk() as session:
        return list(session.scalars(wanted))


def _flaws(row: Line, number: int, previous: str) -> Iterator[Flaw]:
    if row.number != number + 1:
        missing = f"rows {number + 1} to {row.number - 1} are missing"
        yield Flaw(number=number + 1, what=missing)
    elif row.previous != previous:
        yield Flaw(number=row.number, what="does not follow the row before it")
    if row.hash != _hash(row):
        yield Flaw(number=row.number, what="is not as it was written")


def _hash(row: AuditRow | Line) -> str:
    """Hash all that a row says, in one spelling."""
    said = [
        row.number,
        row.at.astimezone(UTC).isoformat(),
        row.who,
        row.act,
        row.subject,
        row.details,
        row.previous,
    ]
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
