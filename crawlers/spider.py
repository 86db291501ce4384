"""The one spider: list pages lead to pages, pages to postings, whatever the source.

What a page says is the platform's to read, what it means the harvest's to decide; here is only the
order of the visits.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import scrapy
from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from adwatch.errors import Trouble
from crawlers import platforms
from crawlers.answer import marks_of, text_of
from crawlers.draft import Card, Draft, Gone, Links, Unreadable
from crawlers.failures import OFF_SITE, ROBOTS, cut_short, reason
from crawlers.gate import Gate
from crawlers.guard import Guard
from crawlers.harvest import Harvest
from crawlers.pictures import Look, Pictures
from crawlers.progress import Progress
from crawlers.report import DEFECT
from crawlers.requests import Requests
from crawlers.state import Marks

GONE: Final = (404, 410)
Read = Callable[..., Iterator[Request] | None]
ReadLater = Callable[..., AsyncIterator[Request]]


class PostingSpider(scrapy.Spider):
    """Crawls one source."""

    name = "adwatch"
    handle_httpstatus_list = (304, *GONE)

    def __init__(
        self,
        harvest: Harvest,
        guard: Guard,
        clock: Callable[[], datetime],
        gate: Gate,
        look: Look | None = None,
    ) -> None:
        """Take what the crawl works with; nothing is fetched yet."""
        super().__init__()
        self.harvest, self.guard, self.clock = harvest, guard, clock
        self.trouble: Trouble | None = None
        self._gate, self._look = gate, look
        self._pictures: Pictures | None = None
        self._source = harvest.source
        self._platform = platforms.load(self._source.platform)
        self._began = clock()
        self._progress = Progress(self._source.start, whole=not self._platform.INLINE)
        self._rechecked = False
        self._requests = Requests(harvest, clock)
        self.allowed_domains = list(self._requests.hosts)

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first list pages; a timeline goes on from the newest known posting."""
        self.begin()
        for start in self._source.start:
            cursor = self.harvest.state.cursor(start) if self._platform.INLINE else ""
            url = self._platform.resume(start, cursor) if cursor else start
            self.harvest.tally.resumed |= url != start
            yield self._list(url, start)

    def begin(self) -> None:
        """Open the way out, and listen to what Scrapy tells of the crawl."""
        self.crawler.signals.connect(self.recheck, signals.spider_idle)
        self.crawler.signals.connect(self.broken, signals.spider_error)
        self.crawler.signals.connect(self.closing, signals.spider_closed)
        if self._source.needs_browser:
            self._gate.open()
        if self._source.pictures and self._look:
            fetch = self.crawler.engine.download_async
            self._pictures = Pictures(self.harvest, self._look, fetch, self.clock)

    def read_list(self, response: Response, start: str) -> Iterator[Request]:
        """Yield the pages that a list page leads to and that are new or changed."""
        if response.status != 200:
            self._fail(f"HTTP {response.status}", response.url, start)
            return
        try:
            links, drafts = self._read_list(response)
        except Unreadable as error:
            self._fail(str(error), response.url, start)
            return
        self.harvest.tally.lists += 1
        at = response.meta["fetched_at"]
        cards = [card for card in links.cards if self._on_site(card.url)]
        wanted = [card for card in cards if self.harvest.wants(card, at)]
        for card in wanted:
            yield self._page(card)
        fresh = [self._take(draft, response, Marks()) for draft in drafts]
        self._progress.meet(start, drafts)
        nothing_new = bool(cards or drafts) and not wanted and not any(fresh)
        ended = nothing_new and self._stops_at_known
        if links.next and not ended and self._on_site(links.next):
            yield from self._follow(links.next, start, response.meta["depth"] + 1)
        else:
            self._progress.leave_out(start if links.next else "")
            self._finish(start)

    def read_page(self, response: Response, card: Card) -> None:
        """Take the postings of an ad's own page, or note that they are as they were, or gone."""
        at = response.meta["fetched_at"]
        if response.status == 304:
            self.harvest.not_modified(card, at)
        elif response.status in GONE or response.url in self._source.start:
            # Many sites answer for a removed ad with their front page.
            self.harvest.vanished(card.url, at)
        else:
            self._take_page(response, card)

    def failed(self, failure: Failure) -> None:
        """Count a page that could not be had."""
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value or Exception()
        why = reason(error)
        start = request.cb_kwargs.get("start", "")
        if why in (ROBOTS, OFF_SITE):
            self.harvest.skip(why, request.url)
            self._progress.leave_out(start)
        elif not isinstance(error, Trouble):
            self._fail(why, request.url, start)

    def broken(self, failure: Failure, response: Response) -> None:
        """Count a page on which adwatch itself broke; the log has the traceback."""
        if isinstance(failure.value, Trouble):
            self.stop("what was collected cannot be stored", failure.value)
        else:
            self._fail(DEFECT, response.url, response.meta.get("start", ""))

    def recheck(self) -> None:
        """When nothing is left to fetch: look at the known ads that no list shows any more."""
        if self._rechecked or not self._platform.REREADS:
            return
        self._rechecked = True
        days = 0 if self._progress.whole else self._source.recheck_days
        unmet = self.harvest.state.unmet(self._began - timedelta(days=days))
        for known in unmet:
            page = self._page(Card(url=known.url, fingerprint=known.marks.card))
            self.crawler.engine.crawl(page)
        if unmet:
            raise DontCloseSpider

    def closing(self, reason: str) -> None:
        """Note why Scrapy ended the crawl before the site did."""
        if reason != "finished" and not self.harvest.tally.stopped:
            self.harvest.tally.stopped = cut_short(reason, self._source.budget)

    def stop(self, why: str, trouble: Trouble | None = None) -> None:
        """End the crawl early; what was collected is kept."""
        if not self.harvest.tally.stopped:
            self.harvest.tally.stopped = why
            self.trouble = trouble
            closing = self.crawler.engine.close_spider_async(reason=why)
            self._closing = asyncio.ensure_future(closing)

    @property
    def _stops_at_known(self) -> bool:
        return self._source.newest_first or self._platform.INLINE

    def _on_site(self, url: str) -> bool:
        """Return whether an address is the source's own; others are counted and left alone."""
        on_site = self._requests.on_site(url)
        if not on_site:
            self.harvest.skip(OFF_SITE, url)
        return on_site

    def _follow(self, url: str, start: str, read: int) -> Iterator[Request]:
        """Yield the next list page, unless as many as the budget allows have been read."""
        most = self._source.budget.lists
        if read < most:
            yield self._list(url, start)
        else:
            # The start stays unfinished: what lies beyond is not taken for gone, nor for known.
            self.harvest.skip(f"beyond its budget of {most} list page(s)", url)

    def _list(self, url: str, start: str) -> Request:
        read = self.with_pictures(self.read_list) if self._platform.INLINE else self.read_list
        return self._requests.list(url, start).replace(callback=read, errback=self.failed)

    def _page(self, card: Card) -> Request:
        read = self.with_pictures(self.read_page)
        return self._requests.page(card).replace(callback=read, errback=self.failed)

    def with_pictures(self, read: Read) -> Read | ReadLater:
        """Return what fetches the pictures of a page's ads, where wanted, and then reads it."""
        if self._pictures is None:
            return read

        async def fetch_and_read(response: Response, **given: Any) -> AsyncIterator[Request]:  # noqa: ANN401 - as Scrapy hands them on
            await self._fetch_pictures(response)
            for request in read(response, **given) or ():
                yield request

        return fetch_and_read

    async def _fetch_pictures(self, response: Response) -> None:
        """Fetch the pictures of those ads of a page that are news."""
        if self._pictures is None or response.status != 200:
            return
        try:
            drafts = self._platform.postings(text_of(response), response.url, self._source)
        except (Gone, Unreadable):
            return
        for draft in drafts:
            if self.harvest.is_news(draft, response.meta["fetched_at"]):
                await self._pictures.fetch(draft.images)

    def _read_list(self, response: Response) -> tuple[Links, tuple[Draft, ...]]:
        body = text_of(response)
        links = self._platform.links(body, response.url, self._source)
        inline = self._platform.INLINE
        return links, self._platform.postings(body, response.url, self._source) if inline else ()

    def _take_page(self, response: Response, card: Card) -> None:
        try:
            drafts = self._platform.postings(text_of(response), response.url, self._source)
        except Gone:
            self.harvest.vanished(card.url, response.meta["fetched_at"])
            return
        except Unreadable as error:
            self._fail(str(error), response.url)
            return
        if not drafts:
            self._fail("no posting on the page", response.url)
        for draft in drafts:
            self._take(draft, response, marks_of(response, card))

    def _take(self, draft: Draft, response: Response, marks: Marks) -> bool:
        meta = response.meta
        pictures = self._pictures.at_hand(draft.images) if self._pictures else ()
        return self.harvest.take(draft, meta["fetched_at"], meta["captures"], marks, pictures)

    def _finish(self, start: str) -> None:
        if newest := self._progress.finish(start):
            self.harvest.state.set_cursor(start, newest)

    def _fail(self, why: str, url: str, start: str = "") -> None:
        self.harvest.fail(why, url)
        self._progress.leave_out(start)
