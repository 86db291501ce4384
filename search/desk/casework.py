"""What officers add to a posting: tags, notes, and whose work it is.

As with decisions the desk is the record, and the index shows what stands (`search.review`). Each
change is written to the audit log in the same transaction.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from pydantic import AwareDatetime
from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from adwatch.model import Frozen
from search.desk.accounts import AccountRow
from search.desk.audit import Act, AuditRow, append
from search.desk.db import Base, Desk

LONGEST_TAG = 40
LONGEST_NOTE = 2000


class TagRow(Base):
    """One tag of one posting."""

    __tablename__ = "tag"

    posting: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class AssignmentRow(Base):
    """Whose work a posting is."""

    __tablename__ = "assignment"

    posting: Mapped[str] = mapped_column(primary_key=True)
    officer: Mapped[str]


class NoteRow(Base):
    """One note about a posting; notes are added, never changed."""

    __tablename__ = "note"

    number: Mapped[int] = mapped_column(primary_key=True)
    posting: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Note(Frozen):
    """Who noted what about a posting."""

    text: str
    by: str
    at: AwareDatetime


class Work(Frozen):
    """What stands about a posting beside the verdict."""

    tags: tuple[str, ...] = ()
    assigned: str = ""


def add_tag(desk: Desk, postings: Iterable[str], tag: str, by: str, now: datetime) -> None:
    """Give postings a tag; those that have it keep it."""
    with desk.begin() as session:
        for posting in postings:
            session.merge(TagRow(posting=posting, tag=tag))
            _log(session, by, "tag", posting, tag, now)


def remove_tag(desk: Desk, postings: Iterable[str], tag: str, by: str, now: datetime) -> None:
    """Take a tag away; where it is not, nothing changes."""
    with desk.begin() as session:
        for posting in postings:
            session.execute(delete(TagRow).where(TagRow.posting == posting, TagRow.tag == tag))
            _log(session, by, "untag", posting, tag, now)


def assign(desk: Desk, postings: Iterable[str], officer: str, by: str, now: datetime) -> None:
    """Make postings somebody's work; nobody's when `officer` is empty."""
    with desk.begin() as session:
        for posting in postings:
            if officer:
                session.merge(AssignmentRow(posting=posting, officer=officer))
            else:
                session.execute(delete(AssignmentRow).where(AssignmentRow.posting == posting))
            _log(session, by, "assign", posting, officer, now)


def add_note(desk: Desk, postings: Iterable[str], text: str, by: str, now: datetime) -> None:
    """Add a note to postings."""
    with desk.begin() as session:
        for posting in postings:
            session.add(NoteRow(posting=posting, text=text, by=by, at=now))
            _log(session, by, "note", posting, "", now)


def notes(desk: Desk, posting: str) -> list[Note]:
    """Return the notes about a posting, oldest first."""
    rows = select(NoteRow).where(NoteRow.posting == posting).order_by(NoteRow.number)
    with desk() as session:
        return [Note(text=row.text, by=row.by, at=row.at) for row in session.scalars(rows)]


def work_on(desk: Desk, postings: Iterable[str] | None = None) -> dict[str, Work]:
    """Return tags and assignments of postings, also of those with none; None: of all that have."""
    tags: dict[str, list[str]] = defaultdict(list)
    tagged, assigned = select(TagRow).order_by(TagRow.tag), select(AssignmentRow)
    if postings is not None:
        postings = list(postings)
        tagged = tagged.where(TagRow.posting.in_(postings))
        assigned = assigned.where(AssignmentRow.posting.in_(postings))
    with desk() as session:
        for row in session.scalars(tagged):
            tags[row.posting].append(row.tag)
        officers = {row.posting: row.officer for row in session.scalars(assigned)}
    keys = dict.fromkeys([*(postings or ()), *tags, *officers])
    return {
        key: Work(tags=tuple(tags.get(key, ())), assigned=officers.get(key, "")) for key in keys
    }


def all_work(desk: Desk) -> dict[str, Work]:
    """Return what stands about every posting that ever had a tag or an officer, with none too."""
    changed = select(AuditRow.subject).where(AuditRow.act.in_(("untag", "assign"))).distinct()
    with desk() as session:
        emptied = dict.fromkeys(session.scalars(changed), Work())
    return emptied | work_on(desk)


def tags_in_use(desk: Desk, most: int = 100) -> list[str]:
    """Return the tags that colleagues use, to be offered when somebody types one."""
    with desk() as session:
        return list(session.scalars(select(TagRow.tag).distinct().order_by(TagRow.tag).limit(most)))


def colleagues(desk: Desk, unit: str) -> list[str]:
    """Return the people of a unit, who can be given its work."""
    people = select(AccountRow.name).where(AccountRow.unit == unit).order_by(AccountRow.name)
    with desk() as session:
        return list(session.scalars(people))


def _log(session: Session, who: str, act: str, subject: str, details: str, now: datetime) -> None:
    append(session, Act(who=who, act=act, subject=subject, details=details), now)
