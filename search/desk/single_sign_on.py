"""Logins by an OpenID Connect provider that have begun: what must come back, good once."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from adwatch.model import Frozen
from search.desk.db import Base, Desk

PATIENCE = timedelta(minutes=10)


class PendingRow(Base):
    """One login that has begun."""

    __tablename__ = "oidc_login"

    state: Mapped[str] = mapped_column(primary_key=True)
    visitor: Mapped[str]
    nonce: Mapped[str]
    verifier: Mapped[str]
    inside: Mapped[str]
    at: Mapped[datetime]


class Pending(Frozen):
    """What the provider must return (`state`, `nonce`), to whom, and where it leads then."""

    state: str
    visitor: str
    nonce: str
    verifier: str
    inside: str


def begin(desk: Desk, pending: Pending, now: datetime) -> None:
    """Remember a login, and forget those that were never finished."""
    with desk.begin() as session:
        session.execute(delete(PendingRow).where(PendingRow.at < now - PATIENCE))
        session.add(PendingRow(**pending.model_dump(), at=now))


def finish(desk: Desk, state: str, visitor: str, now: datetime) -> Pending | None:
    """Return a login that this visitor began, and forget it."""
    with desk.begin() as session:
        row = session.get(PendingRow, state)
        if row is None or row.visitor != visitor or now - row.at > PATIENCE:
            return None
        session.delete(row)
        return Pending.model_validate({name: getattr(row, name) for name in Pending.model_fields})
