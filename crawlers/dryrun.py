"""A crawl of a few pages that leaves nothing behind: to look at a site, or to try a source file."""

import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from pathlib import Path

from adwatch.model import Frozen, Posting
from adwatch.settings import Settings
from adwatch.spool import open_spool
from crawlers import archive
from crawlers.replay import Page, pages
from crawlers.report import CrawlReport
from crawlers.run import WARC, crawl
from crawlers.source import Source
from crawlers.turns import folder_of

PAGES = 12
LISTS = 2
MINUTES = 3


class DryRun(Frozen):
    """What a few pages yielded; `pages` are the stored ones, in the order in which they came."""

    report: CrawlReport
    postings: tuple[Posting, ...]
    pages: tuple[Page, ...]


def dry_run(
    source: Source, settings: Settings, now: datetime, most: int = PAGES, lists: int = LISTS
) -> DryRun:
    """Crawl at most so many pages in a process and a home of their own.

    The site's wishes and the source's delay are kept, together with crawls under way.

    Raises:
        Trouble: as for `crawlers.run.crawl`.

    """
    budget = source.budget.model_copy(
        update={
            "pages": min(most, source.budget.pages),
            "lists": lists,
            "minutes": min(MINUTES, source.budget.minutes),
        }
    )
    return in_scratch(source.model_copy(update={"budget": budget}), settings, now)


def in_scratch(source: Source, settings: Settings, now: datetime) -> DryRun:
    """Crawl a source in a scratch home that is removed afterwards; raises like `crawl`."""
    with (
        tempfile.TemporaryDirectory(prefix="adwatch-dry-") as folder,
        # An event loop serves one crawl only, so each gets a process.
        ProcessPoolExecutor(max_workers=1, mp_context=_processes()) as pool,
    ):
        scratch = settings.model_copy(update={"home": Path(folder), "spool": ""})
        _share_turns(scratch, settings)
        report = pool.submit(crawl, source, scratch, now).result()
        spool = open_spool(scratch)
        parts = spool.partitions("crawled")
        warc = scratch.evidence / source.name / f"{report.run}{WARC}"
        stored = pages(archive.exchanges(warc)) if warc.exists() else ()
        return DryRun(
            report=report,
            postings=tuple(posting for part in parts for posting in spool.read(part, Posting)),
            pages=tuple(stored),
        )


def _share_turns(scratch: Settings, settings: Settings) -> None:
    """Let crawls under way and this one keep their distance from a host together."""
    real, link = folder_of(settings), folder_of(scratch)
    for folder in (real, link.parent):
        folder.mkdir(parents=True, exist_ok=True)
    link.symlink_to(real)


def _processes() -> BaseContext:
    """Return processes that start with Scrapy imported, as one look at a site takes several."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["crawlers.run", "crawlers.platforms.classified"])
    return context
