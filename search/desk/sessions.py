"""Sessions of logged-in people, kept on the server.

The browser holds a random token; the database holds only its SHA-256, so that a stolen copy of the
database opens no session.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, mapped_column

from search.desk.accounts import Account, AccountRow, account_of
from search.desk.db import Base, Desk

LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(hours=2)
TOUCH_AFTER = timedelta(minutes=1)


class SessionRow(Base):
    """One open session."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name", ondelete="CASCADE"))
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]


def open_session(desk: Desk, account: Account, token: str, now: datetime) -> None:
    """Open a session for a token, and forget sessions that ran out."""
    with desk.begin() as session:
        session.execute(delete(SessionRow).where(SessionRow.opened_at < now - LONGEST))
        session.add(
            SessionRow(token_hash=_hash(token), account=account.name, opened_at=now, used_at=now)
        )


def session_account(desk: Desk, token: str, now: datetime) -> Account | None:
    """Return whose session a token is, while it lasts."""
    with desk.begin() as session:
        row = session.get(SessionRow, _hash(token))
        if row is None or now - row.opened_at > LONGEST or now - row.used_at > LONGEST_IDLE:
            return None
        account = session.get_one(AccountRow, row.account)
        if account.changed_at > row.opened_at:
            return None
        if now - row.used_at > TOUCH_AFTER:
            row.used_at = now
        return account_of(account)


def close_session(desk: Desk, token: str) -> None:
    """End a session; a token that is not known is none."""
    with desk.begin() as session:
        session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
