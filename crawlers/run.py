"""The one way in: crawls one source in this process and leaves everything it found in the spool."""

import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

from scrapy.crawler import AsyncCrawlerProcess

from adwatch.errors import Exit, Trouble
from adwatch.evidence import EvidenceWriter
from adwatch.model import Posting, Sighting
from adwatch.runtime import chromium
from adwatch.settings import Settings
from adwatch.spool import CRAWL_STAGES, Partition, Spool, open_spool
from crawlers import handover, keys, tor
from crawlers.drift import LAST, drift
from crawlers.failures import ROBOTS, UNREACHED
from crawlers.gate import Gate
from crawlers.guard import Guard
from crawlers.harvest import Harvest, catch_up
from crawlers.parts import Expect
from crawlers.pictures import Look
from crawlers.report import CrawlReport
from crawlers.settings import browser_settings, scrapy_settings, tor_settings
from crawlers.source import Source
from crawlers.spider import PostingSpider
from crawlers.state import Marks, State, path_of

Fill = Callable[[Harvest, Callable[[], datetime]], None]
Judge = Callable[[Source, State, CrawlReport], CrawlReport]
WARC = ".warc.gz"


def crawl(
    source: Source, settings: Settings, now: datetime, look: Look | None = None
) -> CrawlReport:
    """Crawl one source; call it once a process (its event loop cannot be started twice).

    A source whose key is not known is skipped; its report says so.

    Args:
        source: what to crawl.
        settings: this installation's.
        now: when the crawl begins.
        look: what says of a picture whether it may be kept; without it no picture is fetched.

    Raises:
        Trouble: the source is being crawled already, cannot be reached, or the disk is full. What
            was collected until then is in the spool.

    """
    if why := keys.missing(source, settings):
        return CrawlReport(source=source.name, run="", stopped=why)
    report = _gather(source, settings, now, partial(_fetch, source, settings, look), _judge)
    _demand_an_answer(report)
    return report


def take_over(source: Source, settings: Settings, now: datetime, path: Path) -> CrawlReport:
    """Take what stands in files that were handed over, as if the source had been crawled.

    Raises:
        Trouble: a file cannot be read (names file, line and column), or as for `crawl`.

    """
    # How much a file holds is nobody's promise.
    unjudged = source.model_copy(update={"expect": Expect(postings=0, with_text=0)})
    fill = partial(_read_files, unjudged, path, now)
    return _gather(unjudged, settings, now, fill, lambda source, state, report: report)


def demand(report: CrawlReport) -> None:
    """Raise `Trouble` if the crawl did not yield what its source promises."""
    if report.broken:
        reasons = ", ".join(f"{why} at {url}" for why, url in report.examples.items())
        raise Trouble(
            f"{report.source}: {'; '.join(report.broken)}{f' ({reasons})' if reasons else ''}.",
            "What was collected is kept. Look at the site: has its layout changed?",
            Exit.BROKEN_PROMISE,
        )


def _gather(
    source: Source, settings: Settings, now: datetime, fill: Fill, judge: Judge
) -> CrawlReport:
    """Let `fill` bring a harvest in, with all writers open, alone with the source."""
    clock = _clock(now)
    spool = open_spool(settings)
    with _alone(source, settings), State(path_of(source.name, settings)) as state:
        _put_right(source, spool, state)
        run = _free_run(source, settings, spool, now)
        with ExitStack() as stack:
            harvest = Harvest(
                source,
                state,
                stack.enter_context(EvidenceWriter(settings.evidence, source.name, run)),
                stack.enter_context(spool.writer(Partition("crawled", source.name, run))),
                stack.enter_context(spool.writer(Partition("sightings", source.name, run))),
            )
            fill(harvest, clock)
        seconds = (clock() - now).total_seconds()
        report = harvest.tally.report(source, run, seconds, state.on_offer())
        return judge(source, state, report)


def _judge(source: Source, state: State, report: CrawlReport) -> CrawlReport:
    """Hold a crawl against the ones before it, and keep its report for the next ones."""
    earlier = [CrawlReport.model_validate_json(kept) for kept in state.reports(LAST)]
    broken = (*report.broken, *drift(source, report, earlier))
    judged = report.model_copy(update={"broken": broken})
    state.keep_report(judged.run, judged.model_dump_json())
    return judged


def _read_files(
    source: Source, path: Path, now: datetime, harvest: Harvest, clock: Callable[[], datetime]
) -> None:
    for file in handover.files(path):
        for exchange in handover.exchanges(file, now):
            harvest.keep(exchange)
        for found in handover.drafts(file, source, now):
            harvest.take(found.draft, found.at, found.captures, Marks())


def _fetch(
    source: Source,
    settings: Settings,
    look: Look | None,
    harvest: Harvest,
    clock: Callable[[], datetime],
) -> None:
    """Run the spider to its end."""
    guard = Guard(source.allow_local, source.reach)
    gate = Gate(guard, tor.demand(settings.tor) if source.proxy else "")
    options = scrapy_settings(source, settings, guard)
    if source.proxy:
        options |= tor_settings(gate)
    if source.needs_browser:
        options |= browser_settings(source, settings, chromium.browser(settings), gate)
    process = AsyncCrawlerProcess(options)
    for talker in ("scrapy", "scrapy-playwright", "twisted"):
        logging.getLogger(talker).setLevel(logging.ERROR)
    crawler = process.create_crawler(_spider(source))
    job = {"harvest": harvest, "guard": guard, "clock": clock, "gate": gate, "look": look}
    task = process.crawl(crawler, **job)
    process.start()
    gate.close()
    task.result()
    if isinstance(crawler.spider, PostingSpider) and crawler.spider.trouble:
        raise crawler.spider.trouble


def _spider(source: Source) -> type[PostingSpider]:
    if source.platform != "unknown":
        return PostingSpider
    # Only a search needs scikit-learn, which takes its time to load.
    from crawlers.focus.spider import SeekingSpider

    return SeekingSpider


def _put_right(source: Source, spool: Spool, state: State) -> None:
    """Take up what a killed crawl of this source left behind."""
    for partition in spool.recover(source.name):
        kind = Posting if partition.stage == "crawled" else Sighting
        catch_up(state, spool.read(partition, kind))


def _free_run(source: Source, settings: Settings, spool: Spool, now: datetime) -> str:
    """Return the run's id: its time to the second, or the next second that no run has taken."""
    taken = {p.run for stage in CRAWL_STAGES for p in spool.partitions(stage, source.name)}
    folder = settings.evidence / source.name
    taken |= {path.name.removesuffix(WARC) for path in folder.glob(f"*{WARC}")}
    while (run := f"{now:%Y%m%dT%H%M%SZ}") in taken:
        now += timedelta(seconds=1)
    return run


def _clock(now: datetime) -> Callable[[], datetime]:
    """Return a clock that goes on from `now`; only the steady clock of the machine is read."""
    began = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - began)


def _demand_an_answer(report: CrawlReport) -> None:
    """Raise `Trouble` if not one list page could be read because the site did not answer."""
    if report.lists:
        return
    for why, url in report.examples.items():
        if why == ROBOTS:
            raise Trouble(
                f"{url}: the site's robots.txt forbids it.",
                "Ask the site's owner, or set `enabled: false` in the source's file.",
                Exit.UNREACHABLE,
            )
        if why in UNREACHED or why.startswith("HTTP "):
            raise Trouble(
                f"{url}: cannot be reached ({why}).",
                "Open the address in a browser; if the site has moved, mend the source's file.",
                Exit.UNREACHABLE,
            )


@contextmanager
def _alone(source: Source, settings: Settings) -> Iterator[None]:
    """Hold the source, so that it is not crawled twice at once."""
    path = path_of(source.name, settings).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Trouble(
                f"{source.name} is being crawled already ({path} is held).",
                "Wait until that crawl has ended.",
                Exit.LOCAL_RESOURCE,
            ) from error
        yield
