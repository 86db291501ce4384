"""The outbox: what each unit has been told, and the mails that wait, in the desk's database.

A posting counts as told when the mail about it is stored, in the same transaction. From then on the
mail is only ever delivered, never written anew, so neither a crash nor a broken mail server can
lose a lead or mail it twice. See docs/adr for what SMTP itself cannot promise.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from adwatch.model import Letter, stable_id
from search.desk.db import Base, Desk

Told = tuple[str, str]
"""A saved search and the id of a posting that it found."""


class WatchRow(Base):
    """From when on a saved search is followed: what was first seen before is not news."""

    __tablename__ = "digest_watch"

    unit: Mapped[str] = mapped_column(primary_key=True)
    search: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class MailRow(Base):
    """One letter to a unit; it waits while `sent_at` is empty, whatever went wrong."""

    __tablename__ = "digest_mail"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str] = mapped_column(index=True)
    composed_at: Mapped[datetime]
    subject: Mapped[str]
    plain: Mapped[str]
    html: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_to: Mapped[str] = mapped_column(default="")
    recorded: Mapped[bool] = mapped_column(default=False)


class ToldRow(Base):
    """A unit was told of a posting by a saved search; `mail` is the letter that told it."""

    __tablename__ = "digest_told"

    unit: Mapped[str] = mapped_column(primary_key=True)
    search: Mapped[str] = mapped_column(primary_key=True)
    posting: Mapped[str] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(ForeignKey("digest_mail.id"), index=True)


class Outbox:
    """All that the digest remembers; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        """Keep the factory of sessions."""
        self._desk = desk

    def follow(self, unit: str, search: str, start: datetime) -> datetime:
        """Return from when on a search is followed: the earliest start that was ever asked for."""
        with self._desk.begin() as session:
            row = session.get(WatchRow, (unit, search))
            if row is None:
                row = WatchRow(unit=unit, search=search, since=start)
                session.add(row)
            row.since = min(row.since, start)
            return row.since

    def known(self, unit: str) -> set[str]:
        """Return the ids of all postings that a unit has been told of, by whichever search."""
        with self._desk() as session:
            rows = select(ToldRow.posting).where(ToldRow.unit == unit)
            return set(session.scalars(rows.distinct()))

    def store(self, unit: str, letter: Letter, told: Iterable[Told], now: datetime) -> str:
        """Store a letter together with what it tells, and return its id.

        The id depends on the unit and the postings alone, so a letter about the same postings is
        the same mail, even when the outbox was restored from yesterday's backup.
        """
        pairs = sorted(told)
        identity = stable_id(unit, *(part for pair in pairs for part in pair))
        with self._desk.begin() as session:
            session.add(
                MailRow(
                    id=identity,
                    unit=unit,
                    composed_at=now,
                    subject=letter.subject,
                    plain=letter.plain,
                    html=letter.html,
                )
            )
            session.flush()
            session.add_all(
                ToldRow(unit=unit, search=search, posting=posting, mail=identity)
                for search, posting in pairs
            )
        return identity

    def waiting(self) -> list[MailRow]:
        """Return the letters that no mail server has accepted yet, the oldest first."""
        with self._desk() as session:
            rows = select(MailRow).where(MailRow.sent_at.is_(None))
            return list(session.scalars(rows.order_by(MailRow.composed_at, MailRow.id)))

    def attempt(self, mail: str) -> None:
        """Note that a letter is about to be handed over.

        A database that cannot be written is found out here, before the mail server has the letter.
        """
        with self._desk.begin() as session:
            session.get_one(MailRow, mail).attempts += 1

    def sent(self, mail: str, to: str, now: datetime) -> None:
        """Note that a mail server has taken responsibility for a letter."""
        with self._desk.begin() as session:
            row = session.get_one(MailRow, mail)
            row.sent_at, row.sent_to = now, to

    def unrecorded(self) -> list[tuple[MailRow, tuple[str, ...]]]:
        """Return the sent letters that the index does not know of, with their postings."""
        with self._desk() as session:
            rows = session.scalars(
                select(MailRow).where(MailRow.sent_at.is_not(None), ~MailRow.recorded)
            ).all()
            return [(row, _postings(session, row.id)) for row in rows]

    def recorded(self, mail: str) -> None:
        """Note that the index knows of a sent letter."""
        with self._desk.begin() as session:
            session.get_one(MailRow, mail).recorded = True


def _postings(session: Session, mail: str) -> tuple[str, ...]:
    rows = select(ToldRow.posting).where(ToldRow.mail == mail).distinct()
    return tuple(sorted(session.scalars(rows)))
