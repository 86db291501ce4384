"""How each source is: what its crawls tell, what is overdue, which file cannot be read.

The page `/sources` shows it, `adwatch health` prints it and mails the engineers what has changed.
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Final, Literal
from zoneinfo import ZoneInfo

from croniter import croniter

from adwatch.errors import Trouble
from adwatch.model import Frozen, Letter
from adwatch.settings import Settings
from crawlers import keys
from crawlers.drift import LAST
from crawlers.report import CrawlReport
from crawlers.source import Source, load_source, source_names
from crawlers.state import State, path_of

Condition = Literal["good", "red", "waiting", "off"]
"""`waiting`: not crawled yet, or its key is not known; `off`: its file says `enabled: false`."""
SLACK: Final = timedelta(hours=1)
"""How much later than its schedule and budget a crawl may end before it is missed."""


class SourceHealth(Frozen):
    """One source: how it is and why; `reports` are those of its last crawls, newest first.

    `usual` is the median of ads met by them, None before the first.
    """

    name: str
    title: str = ""
    owner: str = ""
    condition: Condition
    why: tuple[str, ...] = ()
    last_run: datetime | None = None
    usual: int | None = None
    reports: tuple[CrawlReport, ...] = ()


def overview(settings: Settings, now: datetime) -> list[SourceHealth]:
    """Return how all sources are, the red ones first."""
    found = [_look(name, settings, now) for name in source_names(settings)]
    return sorted(found, key=lambda each: (each.condition != "red", each.name))


def judge(
    source: Source, reports: Sequence[CrawlReport], now: datetime, written: datetime
) -> SourceHealth:
    """Return how a source is; pure.

    Args:
        source: what its file says.
        reports: those of its last crawls, newest first.
        now: when this is asked.
        written: when its file was, so that a source which is never crawled is not passed over.

    """
    last = _time_of(reports[0]) if reports else None
    why = tuple(_reasons(source, reports, now, written))
    condition: Condition = "red" if why else "good" if reports else "waiting"
    return SourceHealth(
        name=source.name,
        title=source.title,
        owner=source.owner,
        condition=condition if source.enabled else "off",
        why=why,
        last_run=last,
        usual=round(median(crawl.met for crawl in reports)) if reports else None,
        reports=tuple(reports),
    )


def due(source: Source, last: datetime) -> datetime:
    """Return when the crawl after one that began at `last` should have ended."""
    local = last.astimezone(ZoneInfo(source.timezone))
    following: datetime = croniter(source.schedule, local).get_next(datetime)
    return following.astimezone(UTC) + timedelta(minutes=source.budget.minutes) + SLACK


def changes(found: Sequence[SourceHealth], told: Mapping[str, str]) -> list[SourceHealth]:
    """Return the sources that turned red, or are so no longer, since the engineers were told."""
    return [each for each in found if (each.condition == "red") != (told.get(each.name) == "red")]


def letter(changed: Sequence[SourceHealth], address: str) -> Letter:
    """Return the mail about sources that changed; links begin with `address`."""
    red = [each for each in changed if each.condition == "red"]
    well = [each.name for each in changed if each.condition != "red"]
    told = [f"{each.name} needs a look" for each in red] + [
        f"{name} is well again" for name in well
    ]
    subject = f"adwatch: {', '.join(told[:3])}{f' and {len(told) - 3} more' if told[3:] else ''}"
    plain = "\n\n".join([*map(_paragraph, changed), f"All sources: {address}/sources"]) + "\n"
    return Letter(subject=subject, plain=plain, html=f"<pre>{html.escape(plain)}</pre>")


def _look(name: str, settings: Settings, now: datetime) -> SourceHealth:
    try:
        source = load_source(name, settings)
    except Trouble as trouble:
        return SourceHealth(name=name, condition="red", why=(str(trouble),))
    if why := keys.missing(source, settings):
        lacking = {"name": name, "title": source.title, "owner": source.owner, "why": (why,)}
        return SourceHealth(condition="waiting", **lacking)
    changed = (settings.sources / f"{name}.yml").stat().st_mtime
    return judge(source, _reports(name, settings), now, datetime.fromtimestamp(changed, UTC))


def _reports(name: str, settings: Settings) -> list[CrawlReport]:
    path = path_of(name, settings)
    if not path.exists():
        return []
    with State(path) as state:
        return [CrawlReport.model_validate_json(kept) for kept in state.reports(LAST)]


def _reasons(
    source: Source, reports: Sequence[CrawlReport], now: datetime, written: datetime
) -> Iterator[str]:
    if not reports:
        if now > due(source, written):
            yield f"never crawled, though its file is of {written:%d %B %Y}"
        return
    last = reports[0]
    if not last.lists:
        told = ", ".join([*last.errors, *last.skipped]) or "no reason known"
        yield f"no list page could be read ({told})"
    yield from last.broken
    if now > due(source, _time_of(last)):
        yield f"no crawl has ended since {_time_of(last):%d %B %Y %H:%M} UTC"


def _time_of(report: CrawlReport) -> datetime:
    return datetime.strptime(report.run, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _paragraph(each: SourceHealth) -> str:
    head = f"{each.name}: {each.title}" if each.title else each.name
    if each.condition != "red":
        return f"{head}\nIs well again."
    lines = [f"{head} (answers for it: {each.owner})" if each.owner else head, *each.why]
    lines += [
        f"  {_time_of(crawl):%d %b %H:%M} UTC: {crawl.met} met, {crawl.new} new"
        for crawl in each.reports[:3]
    ]
    return "\n".join(lines)
