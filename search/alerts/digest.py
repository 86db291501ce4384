"""The digest: finds what is new for each unit's saved searches, stores the mails, delivers them.

New is what a unit has not been told of, first seen since its search is followed. Each step may be
cut off and run again: letters are stored together with what they tell (`outbox`), delivered until
the mail server accepts them (`post`), and entered in the index after that.
"""

import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from elasticsearch import Elasticsearch

from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from adwatch.settings import Settings
from classifiers.indicator import load_indicators
from search.alerts.asked import followed
from search.alerts.compose import compose
from search.alerts.outbox import MailRow, Outbox
from search.alerts.post import NotAccepted, connection, deliver, message, message_id
from search.alerts.units import SavedSearch, Unit, load_units
from search.alerts.view import Matches
from search.client import connect
from search.desk.db import Desk, open_desk
from search.mails import Mail, record_mail
from search.query import Access, scan


class DigestReport(Frozen):
    """What one run found and delivered.

    `new` counts, for each unit, the postings that it had not been told of; a unit with none gets no
    mail. `waiting` letters stay in the outbox for the next run, and `problems` say why.
    `unread` names the saved searches of the screens that can no longer be followed.
    """

    new: dict[str, int]
    sent: int
    waiting: int
    problems: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def trouble(self) -> Trouble | None:
        """Return what a person has to mend so that the waiting letters arrive."""
        if self.unread and not self.problems:
            return Trouble(
                f"{len(self.unread)} saved search(es) could not be followed: "
                + " ".join(self.unread),
                "Save them anew or switch their mails off; all other mails went out.",
                Exit.INCOMPLETE,
            )
        if not self.problems:
            return None
        return Trouble(
            f"{self.waiting} mail(s) could not be delivered: {' '.join(self.problems)}",
            "They wait in the outbox and the next digest delivers them.",
            Exit.INCOMPLETE,
        )


def send_digests(settings: Settings, now: datetime, window: timedelta) -> DigestReport:
    """Tell each unit what is new, and deliver whatever waits in the outbox.

    Args:
        settings: where units, index, outbox and mail server are.
        now: the time of this run.
        window: how far back a saved search looks the first time. A longer one than ever before
            makes it look back further; a shorter one forgets nothing.

    Raises:
        Trouble: a unit file is wrong, the index is down, or another digest is being sent.

    """
    units = load_units(settings)
    with _alone(settings):
        desk = open_desk(settings)
        run = _Run(settings, desk, Outbox(desk), connect(settings), now)
        new = {unit.name: run.tell(unit, now - window) for unit in units}
        before = len(run.outbox.waiting())
        undelivered = tuple(run.deliver_waiting({unit.name: unit.mail for unit in units}))
        after = len(run.outbox.waiting())
        run.record()
    return DigestReport(
        new=new, sent=before - after, waiting=after, problems=undelivered, unread=tuple(run.unread)
    )


@dataclass(frozen=True)
class _Run:
    """One run: what its three steps share."""

    settings: Settings
    desk: Desk
    outbox: Outbox
    client: Elasticsearch
    now: datetime
    unread: list[str] = field(default_factory=list)

    def tell(self, unit: Unit, start: datetime) -> int:
        """Store the letter about what is new for a unit; return how many postings it tells of."""
        found = [self._matches(unit, search, start) for search in self._searches(unit)]
        told = [(matches.search.name, p.id) for matches in found for p in matches.postings]
        if told:
            address = self.settings.web_address
            letter = compose(unit, found, self.now, load_indicators(), address)
            self.outbox.store(unit.name, letter, told, self.now)
        return len({posting for _, posting in told})

    def _searches(self, unit: Unit) -> Iterator[SavedSearch]:
        """Yield the searches of a unit's file, then those that its officers have mailed."""
        yield from unit.searches
        for search in followed(self.desk, unit.name):
            if isinstance(search, Trouble):
                self.unread.append(str(search))
            else:
                yield search

    def _matches(self, unit: Unit, search: SavedSearch, start: datetime) -> Matches:
        known = self.outbox.known(unit.name)
        since = self.outbox.follow(unit.name, search.name, start)
        access = Access(districts=unit.districts)
        hits = scan(self.client, self.settings.index_prefix, search.query(since), access)
        return Matches(search, tuple(hit.posting for hit in hits if hit.posting.id not in known))

    def deliver_waiting(self, addresses: Mapping[str, str]) -> Iterator[str]:
        """Deliver what waits, and yield a sentence about each letter that goes on waiting."""
        for mail in self.outbox.waiting():
            if mail.unit not in addresses:
                yield f"{mail.unit}: has no unit file any more."
                continue
            try:
                self._deliver(mail, addresses[mail.unit])
            except NotAccepted as refusal:
                yield f"{addresses[mail.unit]}: not accepted ({refusal})."
            except Trouble as trouble:
                yield str(trouble)
                return

    def _deliver(self, mail: MailRow, to: str) -> None:
        made = message(mail, to, self.settings.mail_from)
        with connection(self.settings) as smtp:
            self.outbox.attempt(mail.id)
            deliver(smtp, made)
            # Before the goodbye: from here on a second delivery would be a second mail.
            self.outbox.sent(mail.id, to, self.now)

    def record(self) -> None:
        """Enter the delivered letters in the index, also those that an earlier run could not."""
        for row, postings in self.outbox.unrecorded():
            mail = Mail(
                id=row.id,
                unit=row.unit,
                to=row.sent_to,
                subject=row.subject,
                sent_at=row.sent_at,
                message_id=message_id(row.id, self.settings.mail_from),
                postings=postings,
            )
            record_mail(self.client, self.settings.index_prefix, mail)
            self.outbox.recorded(row.id)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Let one digest run at a time; the system lets go of the lock when a process dies."""
    settings.home.mkdir(parents=True, exist_ok=True)
    path = settings.home / "digest.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble(
                f"Another digest is being sent now ({path} is locked).",
                "Wait until it has ended; it tells all units.",
                Exit.LOCAL_RESOURCE,
            ) from error
        yield
