"""Failed logins by address: who tries many names from one place is slowed down.

Kept in the database, so that a restart forgets nothing. The lock of a single account is in
`search.desk.accounts`.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from search.desk.db import Base, Desk

WINDOW = timedelta(minutes=15)
MOST = 30
"""Failures from one address in a window: a station of many officers behind one is still served."""


class AttemptRow(Base):
    """One failed login."""

    __tablename__ = "attempt"

    number: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


def note_failure(desk: Desk, address: str, now: datetime) -> None:
    """Count a failed login, and forget those that count no longer."""
    with desk.begin() as session:
        session.execute(delete(AttemptRow).where(AttemptRow.at <= now - WINDOW))
        session.add(AttemptRow(address=address, at=now))


def too_many(desk: Desk, address: str, now: datetime) -> bool:
    """Whether an address has to wait."""
    recent = (AttemptRow.address == address, AttemptRow.at > now - WINDOW)
    with desk() as session:
        count = session.scalar(select(func.count()).select_from(AttemptRow).where(*recent))
    return (count or 0) >= MOST
