"""Sessions of logged-in people, kept on the server.

The browser holds a random token; the database holds only its SHA-256, so that a stolen copy of the
database opens no session. A session opens in three ways: at once, or waiting for a `code` of the
second factor, or waiting for one to be set up (`enrol`).
"""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from adwatch.model import Frozen
from search.desk.accounts import Account, AccountRow, account_of
from search.desk.db import Base, Desk

State = Literal["open", "code", "enrol"]
LONGEST = timedelta(hours=12)
LONGEST_IDLE = timedelta(hours=2)
LONGEST_WAITING = timedelta(minutes=10)
TOUCH_AFTER = timedelta(minutes=1)
ID_LENGTH = 12


class SessionRow(Base):
    """One session."""

    __tablename__ = "session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name", ondelete="CASCADE"))
    opened_at: Mapped[datetime]
    used_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(server_default="open")
    place: Mapped[str] = mapped_column(server_default="")


class SessionInfo(Frozen):
    """One open session as its owner sees it; `id` is the beginning of the token's hash."""

    id: str
    opened_at: AwareDatetime
    used_at: AwareDatetime
    place: str


def open_session(
    desk: Desk,
    account: Account,
    token: str,
    now: datetime,
    *,
    state: State = "open",
    place: str = "",
) -> None:
    """Open a session for a token, and forget sessions that ran out.

    `place` is the address and browser that it was opened from, for its owner to know it again.
    """
    with desk.begin() as session:
        session.execute(delete(SessionRow).where(SessionRow.opened_at < now - LONGEST))
        session.add(
            SessionRow(
                token_hash=hash_of(token),
                account=account.name,
                opened_at=now,
                used_at=now,
                state=state,
                place=place,
            )
        )


def session_account(desk: Desk, token: str, now: datetime, state: State = "open") -> Account | None:
    """Return whose session a token is, while it lasts and is in this state."""
    with desk.begin() as session:
        row = session.get(SessionRow, hash_of(token))
        if row is None or row.state != state or not _lasts(row, now):
            return None
        account = session.get_one(AccountRow, row.account)
        if account.disabled_at or account.changed_at > row.opened_at:
            return None
        if now - row.used_at > TOUCH_AFTER:
            row.used_at = now
        return account_of(account)


def sessions_of(desk: Desk, name: str, now: datetime) -> list[SessionInfo]:
    """Return the open sessions of an account, the one used last first."""
    own = select(SessionRow).where(SessionRow.account == name, SessionRow.state == "open")
    with desk() as session:
        rows = session.scalars(own.order_by(SessionRow.used_at.desc())).all()
    return [
        SessionInfo(
            id=row.token_hash[:ID_LENGTH],
            opened_at=row.opened_at,
            used_at=row.used_at,
            place=row.place,
        )
        for row in rows
        if _lasts(row, now)
    ]


def session_id(token: str) -> str:
    """Return the id of a token's session."""
    return hash_of(token)[:ID_LENGTH]


def close_session(desk: Desk, token: str) -> None:
    """End a session; a token that is not known is none."""
    with desk.begin() as session:
        session.execute(delete(SessionRow).where(SessionRow.token_hash == hash_of(token)))


def close_sessions(desk: Desk, name: str, session_id: str = "", *, but: str = "") -> None:
    """End the sessions of an account: the one with an id, or all but that of a token."""
    with desk.begin() as session:
        for row in _own(session, name):
            named = session_id in ("", row.token_hash[:ID_LENGTH])
            if named and row.token_hash != hash_of(but):
                session.delete(row)


def _own(session: Session, name: str) -> list[SessionRow]:
    return list(session.scalars(select(SessionRow).where(SessionRow.account == name)))


def _lasts(row: SessionRow, now: datetime) -> bool:
    longest = LONGEST if row.state == "open" else LONGEST_WAITING
    return now - row.opened_at <= longest and now - row.used_at <= LONGEST_IDLE


def hash_of(token: str) -> str:
    """Return what is kept of a token, so that who reads the desk cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()
