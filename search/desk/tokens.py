"""Tokens by which programs use the API in a person's name, with some of that person's rights.

A token is shown once; the database holds its SHA-256. It never does more than the account may do
now: an account that loses a right, or is disabled, takes its tokens with it.
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import AwareDatetime
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from search.desk.accounts import Account, AccountRow, account_of
from search.desk.audit import Act, append
from search.desk.db import Base, Desk
from search.desk.rights import Right, may
from search.desk.sessions import hash_of

PREFIX = "adw_"
"""So that a token that leaked into a file can be found by scanners."""
LASTS = timedelta(days=365)
ID_LENGTH = 12


class TokenRow(Base):
    """One token; `id` is the beginning of its hash, by which it is named."""

    __tablename__ = "token"

    hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name", ondelete="CASCADE"))
    label: Mapped[str]
    scopes: Mapped[str]
    made_at: Mapped[datetime]


class TokenInfo(Frozen):
    """What may be known of a token afterwards."""

    id: str
    label: str
    scopes: tuple[str, ...]
    made_at: AwareDatetime


class Bearer(NamedTuple):
    """Whose token it is, and the rights that it was made for."""

    account: Account
    scopes: frozenset[str]

    def may(self, right: Right) -> bool:
        """Whether both the token and the account have a right."""
        return right in self.scopes and may(self.account, right)


def make_token(
    desk: Desk, account: Account, label: str, scopes: tuple[Right, ...], now: datetime
) -> str:
    """Make a token and return it: nobody can read it again.

    Raises:
        Trouble: no scope, or one that the account's role does not have.

    """
    beyond = [scope for scope in scopes if not may(account, scope)]
    if beyond or not scopes:
        raise Trouble(
            f"The role {account.role} may not {', '.join(beyond)}."
            if beyond
            else "A token without a scope could do nothing.",
            "Choose among the rights of the account.",
            Exit.USAGE,
        )
    token = PREFIX + secrets.token_urlsafe(32)
    hashed = hash_of(token)
    row = TokenRow(
        hash=hashed,
        id=hashed[:ID_LENGTH],
        account=account.name,
        label=label.strip(),
        scopes=" ".join(sorted(set(scopes))),
        made_at=now,
    )
    act = Act(who=account.name, act="make token", subject=row.id, details=row.scopes)
    with desk.begin() as session:
        session.add(row)
        append(session, act, now)
    return token


def bearer(desk: Desk, token: str, now: datetime) -> Bearer | None:
    """Return whose token it is, while it lasts and the account is open."""
    with desk() as session:
        row = session.get(TokenRow, hash_of(token))
        if row is None or now - row.made_at > LASTS:
            return None
        account = session.get_one(AccountRow, row.account)
        if account.disabled_at:
            return None
        return Bearer(account_of(account), frozenset(row.scopes.split()))


def tokens_of(desk: Desk, name: str) -> list[TokenInfo]:
    """Return the tokens of an account, newest first."""
    rows = select(TokenRow).where(TokenRow.account == name).order_by(TokenRow.made_at.desc())
    with desk() as session:
        return [
            TokenInfo(
                id=row.id, label=row.label, scopes=tuple(row.scopes.split()), made_at=row.made_at
            )
            for row in session.scalars(rows)
        ]


def end_token(desk: Desk, name: str, token_id: str, now: datetime) -> None:
    """End a token of an account; one that is not there has ended."""
    with desk.begin() as session:
        own = (TokenRow.account == name, TokenRow.id == token_id)
        session.execute(delete(TokenRow).where(*own))
        append(session, Act(who=name, act="end token", subject=token_id), now)
