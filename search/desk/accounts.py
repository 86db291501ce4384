"""Accounts: who may log in, in which role, for which unit.

Passwords are kept as Argon2id hashes (RFC 9106). After `MOST_FAILURES` wrong passwords an account
is locked for `LOCKED_FOR`; whoever tries is told the same sentence in every case, so that names
cannot be found out.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Literal, get_args

from pwdlib import PasswordHash
from sqlalchemy.orm import Mapped, mapped_column

from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from adwatch.settings import Settings
from search.alerts.units import load_units
from search.desk.db import Base, Desk, open_desk

Role = Literal["analyst", "supervisor", "engineer", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST_PASSWORD = 12
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class AccountRow(Base):
    """One account; `unit` empty means every district."""

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(primary_key=True)
    password: Mapped[str]
    role: Mapped[str]
    unit: Mapped[str]
    changed_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)


class Account(Frozen):
    """Who somebody is, once they have logged in."""

    name: str
    role: Role
    unit: str


def add_user(
    settings: Settings, name: str, password: str, *, role: str, unit: str, now: datetime
) -> None:
    """Add an account, or give an existing one a new password, role and unit.

    That ends its sessions, and a disabled account can be used again.

    Raises:
        Trouble: the role or unit does not exist, or the password is too short.

    """
    _check(settings, name, password, role, unit)
    hashed = _hasher().hash(password)
    with open_desk(settings).begin() as session:
        session.merge(
            AccountRow(
                name=name,
                password=hashed,
                role=role,
                unit=unit,
                changed_at=now,
                failures=0,
                locked_until=None,
                disabled_at=None,
            )
        )


def check_password(desk: Desk, name: str, password: str, now: datetime) -> Account | None:
    """Return the account when name and password fit and it is open; count failures."""
    with desk.begin() as session:
        row = session.get(AccountRow, name)
        if row is None:
            # An unknown name takes as long as a known one.
            _hasher().verify(password, _nobody())
            return None
        if row.disabled_at or (row.locked_until and now < row.locked_until):
            return None
        if not _hasher().verify(password, row.password):
            _count_failure(row, now)
            return None
        row.failures, row.locked_until = 0, None
        return account_of(row)


def account_named(desk: Desk, name: str) -> Account | None:
    """Return the account of a name, unless there is none or it is disabled."""
    with desk() as session:
        row = session.get(AccountRow, name)
        return account_of(row) if row and not row.disabled_at else None


def change_password(desk: Desk, name: str, password: str, now: datetime) -> None:
    """Give an account a new password, which ends its sessions.

    Raises:
        Trouble: the password is too short.

    """
    _check_length(password)
    hashed = _hasher().hash(password)
    with desk.begin() as session:
        row = session.get_one(AccountRow, name)
        row.password, row.changed_at, row.failures, row.locked_until = hashed, now, 0, None


def count_failure(desk: Desk, name: str, now: datetime) -> None:
    """Count a wrong code of the second factor like a wrong password."""
    with desk.begin() as session:
        _count_failure(session.get_one(AccountRow, name), now)


def account_of(row: AccountRow) -> Account:
    """Return what the rest of the desk may know of an account."""
    return Account.model_validate({"name": row.name, "role": row.role, "unit": row.unit})


def _count_failure(row: AccountRow, now: datetime) -> None:
    row.failures += 1
    if row.failures >= MOST_FAILURES:
        row.failures, row.locked_until = 0, now + LOCKED_FOR


def _check(settings: Settings, name: str, password: str, role: str, unit: str) -> None:
    if not name.strip() or len(name) > 64:
        raise Trouble("A login name has 1 to 64 characters.", "Choose another.", Exit.USAGE)
    if role not in ROLES:
        raise Trouble(f"There is no role '{role}'.", f"Choose from {', '.join(ROLES)}.", Exit.USAGE)
    _check_length(password)
    units = [known.name for known in load_units(settings)] if unit else [unit]
    if unit not in units:
        raise Trouble(f"There is no unit '{unit}'.", f"Choose from {', '.join(units)}.", Exit.USAGE)


def _check_length(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Trouble(
            f"The password has fewer than {SHORTEST_PASSWORD} characters.",
            "A sentence of a few words is easy to keep in mind.",
            Exit.USAGE,
        )


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    return _hasher().hash("nobody has this password")
