"""What an administrator does to accounts from the command line, each act in the audit log."""

from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from search.desk.accounts import AccountRow, change_password
from search.desk.audit import Act, append
from search.desk.db import Desk
from search.desk.factors import FactorRow, forget_factor
from search.desk.sessions import SessionRow
from search.desk.tokens import TokenRow


class Person(Frozen):
    """One account as an administrator sees it."""

    name: str
    role: str
    unit: str
    second_factor: bool
    disabled: bool
    locked_until: AwareDatetime | None


def people(desk: Desk) -> list[Person]:
    """Return all accounts by name."""
    with desk() as session:
        confirmed = FactorRow.confirmed_at.is_not(None)
        secured = set(session.scalars(select(FactorRow.account).where(confirmed)))
        rows = session.scalars(select(AccountRow).order_by(AccountRow.name)).all()
    return [
        Person(
            name=row.name,
            role=row.role,
            unit=row.unit,
            second_factor=row.name in secured,
            disabled=row.disabled_at is not None,
            locked_until=row.locked_until,
        )
        for row in rows
    ]


def disable(desk: Desk, name: str, by: str, now: datetime) -> None:
    """Close an account: nobody logs in by it, its sessions and tokens end; its traces stay.

    Raises:
        Trouble: there is no such account.

    """
    with desk.begin() as session:
        row = _known(session, name)
        row.disabled_at = row.changed_at = now
        session.execute(delete(SessionRow).where(SessionRow.account == name))
        session.execute(delete(TokenRow).where(TokenRow.account == name))
        append(session, Act(who=by, act="disable account", subject=name), now)


def reset(desk: Desk, name: str, password: str, by: str, now: datetime) -> None:
    """Give somebody who is locked out a new password, and take the second factor away.

    Raises:
        Trouble: there is no such account, or the password is too short.

    """
    with desk() as session:
        _known(session, name)
    change_password(desk, name, password, now)
    forget_factor(desk, name)
    with desk.begin() as session:
        append(session, Act(who=by, act="reset account", subject=name), now)


def _known(session: Session, name: str) -> AccountRow:
    row = session.get(AccountRow, name)
    if row is None:
        raise Trouble(f"There is no account '{name}'.", "List them: adwatch user list.", Exit.USAGE)
    return row
