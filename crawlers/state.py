"""What adwatch knows of a source: which ads it has met, and how they looked then.

One SQLite file a source. Each change is committed at once, and only after the spool has the record
that it stands for, so a killed crawl forgets nothing and repeats nothing.
"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from adwatch.model import Frozen, Posting
from adwatch.settings import Settings
from crawlers.build import facts

_SCHEMA: Final = """
create table if not exists postings (
    id text primary key,
    url text not null,
    facts text not null,
    card text not null default '',
    etag text not null default '',
    last_modified text not null default '',
    first_seen text not null,
    last_seen text not null,
    read_at text not null,
    gone_at text
);
create index if not exists postings_url on postings (url);
create table if not exists cursors (start text primary key, newest text not null);
create table if not exists runs (run text primary key, report text not null);
"""
_SELECT: Final = (
    "select id, url, facts, card, etag, last_modified, first_seen, last_seen, read_at, gone_at "
    "from postings where "
)
_RECORD: Final = """
insert into postings (id, url, facts, card, etag, last_modified, first_seen, last_seen, read_at)
values (?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (id) do update set
    url = excluded.url, facts = excluded.facts, card = excluded.card, etag = excluded.etag,
    last_modified = excluded.last_modified, last_seen = excluded.last_seen,
    read_at = excluded.read_at, gone_at = null
"""


class Marks(Frozen):
    """What tells whether an ad has changed, without reading it anew."""

    card: str = ""
    etag: str = ""
    last_modified: str = ""


class Known(Frozen):
    """An ad as it was when it was last met; `read_at` is when its page was last asked for."""

    id: str
    url: str
    facts: str
    marks: Marks
    first_seen: datetime
    last_seen: datetime
    read_at: datetime
    gone_at: datetime | None = None


def path_of(source: str, settings: Settings) -> Path:
    """Return the file of a source's state."""
    return settings.home / "crawl" / f"{source}.sqlite"


class State:
    """The state of one source; use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Touch nothing until it is entered."""
        self._path = path

    def __enter__(self) -> Self:
        """Open the file; make it where there is none."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(self._path, isolation_level=None)
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        self._db.executescript(_SCHEMA)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self._db.close()

    def by_id(self, identity: str) -> Known | None:
        """Return the ad with that id, or None."""
        return next(self._select("id = ?", identity), None)

    def by_url(self, url: str) -> tuple[Known, ...]:
        """Return the ads that stand on a page."""
        return tuple(self._select("url = ?", url))

    def record(self, posting: Posting, page: str, seen_at: datetime, marks: Marks) -> None:
        """Remember a posting's present words and its page; when it was first met is kept."""
        at = seen_at.isoformat()
        looks = (marks.card, marks.etag, marks.last_modified)
        self._db.execute(_RECORD, (posting.id, page, facts(posting), *looks, at, at, at))

    def seen(self, identity: str, at: datetime) -> None:
        """Remember that an ad was met again and is on offer."""
        self._db.execute(
            "update postings set last_seen = ?, gone_at = null where id = ?",
            (at.isoformat(), identity),
        )

    def look(self, identity: str, page: str, read_at: datetime, marks: Marks) -> None:
        """Remember where an ad's page is, when it was read again and how it looks now."""
        self._db.execute(
            "update postings set url = ?, card = ?, etag = ?, last_modified = ?, read_at = ? "
            "where id = ?",
            (page, marks.card, marks.etag, marks.last_modified, read_at.isoformat(), identity),
        )

    def gone(self, identity: str, at: datetime) -> None:
        """Remember that an ad is no longer on offer."""
        self._db.execute(
            "update postings set gone_at = ?, last_seen = ? where id = ?",
            (at.isoformat(), at.isoformat(), identity),
        )

    def unmet(self, since: datetime) -> list[Known]:
        """Return the ads on offer that were last met before `since`, the longest unmet first."""
        where = "gone_at is null and last_seen < ? order by last_seen, id"
        return list(self._select(where, since.isoformat()))

    def on_offer(self) -> int:
        """Return how many known ads are on offer."""
        return int(
            self._db.execute("select count(*) from postings where gone_at is null").fetchone()[0]
        )

    def cursor(self, start: str) -> str:
        """Return the newest posting read to the end from this start address, or ""."""
        row = self._db.execute("select newest from cursors where start = ?", (start,)).fetchone()
        return str(row[0]) if row else ""

    def set_cursor(self, start: str, newest: str) -> None:
        """Remember the newest posting; only when all older ones have been read."""
        self._db.execute("insert or replace into cursors values (?, ?)", (start, newest))

    def keep_report(self, run: str, report: str) -> None:
        """Keep a crawl's report (JSON), to compare the next ones with."""
        self._db.execute("insert or replace into runs values (?, ?)", (run, report))

    def reports(self, last: int) -> list[str]:
        """Return the reports (JSON) of the last crawls, newest first."""
        rows = self._db.execute("select report from runs order by run desc limit ?", (last,))
        return [row[0] for row in rows]

    def _select(self, where: str, *values: str) -> Iterator[Known]:
        rows = self._db.execute(_SELECT + where, values)
        for row in rows.fetchall():
            yield Known(
                id=row[0],
                url=row[1],
                facts=row[2],
                marks=Marks(card=row[3], etag=row[4], last_modified=row[5]),
                first_seen=row[6],
                last_seen=row[7],
                read_at=row[8],
                gone_at=row[9],
            )
