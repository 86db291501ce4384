"""When somebody was last here before this time, read from the audit log."""

from datetime import datetime

from sqlalchemy import select

from search.desk.audit import AuditRow
from search.desk.db import Desk

LOGIN = "login"


def last_visit(desk: Desk, who: str) -> datetime | None:
    """Return the time of a person's last act before they logged in this time; None: first visit."""
    own = select(AuditRow).where(AuditRow.who == who).order_by(AuditRow.number.desc()).limit(1)
    with desk() as session:
        login = session.scalars(own.where(AuditRow.act == LOGIN)).first()
        if login is None:
            return None
        before = session.scalars(own.where(AuditRow.number < login.number)).first()
    return before.at if before else None
