"""Saved searches of the screens, shared in a unit. Those with an `alert` are mailed too."""

from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from adwatch.model import Frozen
from search.desk.accounts import Account
from search.desk.db import Base, Desk

LONGEST_TITLE = 80


class SavedRow(Base):
    """One saved search; its title is its name in the unit."""

    __tablename__ = "saved_search"

    unit: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    alert: Mapped[str] = mapped_column(default="", server_default="")


class Saved(Frozen):
    """A search under a title: the address of the search page that shows it.

    `alert` is who has it mailed to the unit, empty when it is not.
    """

    unit: str
    title: str
    address: str
    by: str
    at: AwareDatetime
    alert: str = ""


def save(desk: Desk, saved: Saved) -> None:
    """Keep a search; one of the same title in the unit is replaced, and mailed no more."""
    with desk.begin() as session:
        session.merge(SavedRow(**saved.model_dump()))


def forget(desk: Desk, unit: str, title: str) -> None:
    """Remove a search; one that is not there is gone already."""
    with desk.begin() as session:
        session.execute(delete(SavedRow).where(SavedRow.unit == unit, SavedRow.title == title))


def may_alert(account: Account, saved: Saved) -> bool:
    """Whether somebody decides if a search is mailed; who belongs to no unit has no mailbox."""
    own = bool(saved.unit) and saved.unit == account.unit
    return own and (account.role == "supervisor" or account.name == saved.by)


def set_alert(desk: Desk, saved: Saved, by: str) -> None:
    """Have a search mailed, as `by` asked; an empty `by` ends it."""
    save(desk, saved.model_copy(update={"alert": by}))


def saved_of(desk: Desk, unit: str) -> list[Saved]:
    """Return the searches of a unit by title."""
    rows = select(SavedRow).where(SavedRow.unit == unit).order_by(SavedRow.title)
    with desk() as session:
        return [
            Saved.model_validate({name: getattr(row, name) for name in Saved.model_fields})
            for row in session.scalars(rows)
        ]
