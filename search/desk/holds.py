"""Legal holds: postings that no purge may forget, whatever their retention says."""

from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from search.desk.audit import Act, append
from search.desk.db import Base, Desk


class HoldRow(Base):
    """One posting on hold."""

    __tablename__ = "hold"

    posting: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Hold(Frozen):
    """Who put which posting on hold, and why (a case number, an order of a court)."""

    posting: str
    reason: str
    by: str
    at: AwareDatetime


def put_on_hold(desk: Desk, hold: Hold) -> None:
    """Keep a posting until it is released; a hold that is there gets the new reason.

    Raises:
        Trouble: no reason is given.

    """
    if not hold.reason.strip():
        raise Trouble("A legal hold needs a reason.", "Name the case or the order.", Exit.USAGE)
    with desk.begin() as session:
        session.merge(HoldRow(**hold.model_dump()))
        act = Act(who=hold.by, act="hold", subject=hold.posting, details=hold.reason)
        append(session, act, hold.at)


def release(desk: Desk, posting: str, by: str, now: datetime) -> None:
    """End a hold.

    Raises:
        Trouble: the posting is not on hold.

    """
    with desk.begin() as session:
        row = session.get(HoldRow, posting)
        if row is None:
            raise Trouble(
                f"Posting {posting} is not on hold.", "List holds: adwatch hold.", Exit.USAGE
            )
        session.delete(row)
        append(session, Act(who=by, act="release", subject=posting, details=row.reason), now)


def holds(desk: Desk) -> list[Hold]:
    """Return all holds, oldest first."""
    with desk() as session:
        return [_hold(row) for row in session.scalars(select(HoldRow).order_by(HoldRow.at))]


def hold_on(desk: Desk, posting: str) -> Hold | None:
    """Return the hold on a posting, or None."""
    with desk() as session:
        row = session.get(HoldRow, posting)
        return _hold(row) if row else None


def _hold(row: HoldRow) -> Hold:
    return Hold.model_validate({name: getattr(row, name) for name in Hold.model_fields})
