"""Who looked at a posting and what they did about it, read from the audit log."""

from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import select

from adwatch.model import Frozen
from search.desk.audit import AuditRow
from search.desk.db import Desk

OPEN = "open"
"""The act of giving a reason before a posting that may concern a child is shown."""
MOST = 50


class Look(Frozen):
    """One act about a posting."""

    who: str
    act: str
    details: str
    at: AwareDatetime


def looks(desk: Desk, posting: str) -> list[Look]:
    """Return the newest acts about a posting; of a person's looks on end only the last."""
    newest = select(AuditRow).where(AuditRow.subject == posting).order_by(AuditRow.number.desc())
    with desk() as session:
        rows = session.scalars(newest.limit(MOST)).all()
    found: list[Look] = []
    for row in rows:
        if not found or (found[-1].who, found[-1].act) != (row.who, row.act):
            found.append(Look(who=row.who, act=row.act, details=row.details, at=row.at))
    return found


def gave_reason(desk: Desk, who: str, posting: str, since: datetime) -> bool:
    """Whether somebody said since then why they open a posting."""
    said = select(AuditRow.number).where(
        AuditRow.subject == posting,
        AuditRow.who == who,
        AuditRow.act == OPEN,
        AuditRow.at >= since,
    )
    with desk() as session:
        return session.scalars(said.limit(1)).first() is not None
