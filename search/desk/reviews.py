"""What officers decided about postings: every decision is kept, the newest stands.

The desk is the record; the index only shows what stands (`search.review`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime
from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from adwatch.model import Frozen
from search.desk.audit import Act, append
from search.desk.db import Base, Desk

Verdict = Literal["confirmed", "dismissed", "reopened"]
DISMISSALS = ("ordinary posting", "words misread", "known to the unit", "outside our work")
"""Why a posting is dismissed; a note may say more."""


class ReviewRow(Base):
    """One decision."""

    __tablename__ = "review"

    number: Mapped[int] = mapped_column(primary_key=True)
    posting: Mapped[str] = mapped_column(index=True)
    verdict: Mapped[str]
    reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Decision(Frozen):
    """Who decided what about which posting, and why."""

    posting: str
    verdict: Verdict
    reason: str = ""
    by: str
    at: AwareDatetime


def decide(desk: Desk, decision: Decision) -> None:
    """Keep a decision and write it to the audit log, both or neither."""
    act = Act(
        who=decision.by, act=decision.verdict, subject=decision.posting, details=decision.reason
    )
    with desk.begin() as session:
        session.add(ReviewRow(**decision.model_dump()))
        append(session, act, decision.at)


def history(desk: Desk, posting: str) -> list[Decision]:
    """Return the decisions about a posting, newest first."""
    rows = select(ReviewRow).where(ReviewRow.posting == posting)
    with desk() as session:
        return [_decision(row) for row in session.scalars(rows.order_by(ReviewRow.number.desc()))]


def standing(desk: Desk) -> Iterator[Decision]:
    """Yield the newest decision of each posting."""
    newest = select(func.max(ReviewRow.number)).group_by(ReviewRow.posting)
    with desk() as session:
        rows = session.scalars(select(ReviewRow).where(ReviewRow.number.in_(newest))).all()
    return (_decision(row) for row in rows)


def _decision(row: ReviewRow) -> Decision:
    names = Decision.model_fields
    return Decision.model_validate({name: getattr(row, name) for name in names})
