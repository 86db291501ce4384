"""The search for ads on a site that nobody has described: one promising page after another."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from typing import Final

from scrapy import Request
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.answer import marks_of, text_of
from crawlers.draft import Card, Draft, Gone, Unreadable
from crawlers.focus.frontier import SHARE, Frontier
from crawlers.focus.links import Link, links
from crawlers.gate import Gate
from crawlers.guard import Guard
from crawlers.harvest import Harvest
from crawlers.pictures import Look
from crawlers.progress import Progress
from crawlers.reading.markup import document
from crawlers.spider import GONE, PostingSpider

_FOUND: Final = "found"
"""The mark of ads that no list shows: they are asked for again when they are due."""


class SeekingSpider(PostingSpider):
    """Searches one site."""

    def __init__(
        self,
        harvest: Harvest,
        guard: Guard,
        clock: Callable[[], datetime],
        gate: Gate,
        look: Look | None = None,
    ) -> None:
        """Take what the crawl works with; nothing is fetched yet."""
        super().__init__(harvest, guard, clock, gate, look)
        self._frontier = Frontier()
        self._asked = 0
        self._progress = Progress(self._source.start, whole=False)

    async def start(self) -> AsyncIterator[Request]:
        """Yield as many first pages as may be fetched at one time."""
        self.begin()
        self._frontier.add([Link(url) for url in self._source.start])
        for request in self._most_promising(self._source.concurrency):
            yield request

    def read_any(self, response: Response, link: Link) -> Iterator[Request]:
        """Take a page's ad and its links; learn from it; go on to the most promising link."""
        self._frontier.learn(link, self._worth(response, link))
        yield from self._most_promising(1)

    def missed(self, failure: Failure) -> Iterator[Request]:
        """Count a page that could not be had, and go on."""
        self.failed(failure)
        self._frontier.learn(failure.request.cb_kwargs["link"], 0.0)  # type: ignore[attr-defined]
        yield from self._most_promising(1)

    def recheck(self) -> None:
        """When nothing is left to fetch: go on, if a request was dropped; else as any crawl."""
        requests = list(self._most_promising(self._source.concurrency))
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider
        super().recheck()

    def _most_promising(self, count: int) -> Iterator[Request]:
        for _ in range(count):
            if not self._frontier or self._asked >= self._source.budget.pages:
                return
            self._asked += 1
            link = self._frontier.take()
            request = self._requests.page(Card(url=link.url, fingerprint=_FOUND))
            yield request.replace(
                callback=self.with_pictures(self.read_any),
                errback=self.missed,
                cb_kwargs={"link": link},
            )

    def _worth(self, response: Response, link: Link) -> float:
        """Return what a page is worth, from 0 to 1."""
        card, at = Card(url=link.url, fingerprint=_FOUND), response.meta["fetched_at"]
        if response.status == 304:
            self.harvest.not_modified(card, at)
            return 1.0
        if response.status in GONE:
            self.harvest.vanished(link.url, at)
            return 0.0
        try:
            return self._read(response, card)
        except Gone:
            self.harvest.vanished(link.url, at)
        except Unreadable as error:
            self._fail(str(error), response.url)
        return 0.0

    def _read(self, response: Response, card: Card) -> float:
        body = text_of(response)
        drafts: tuple[Draft, ...] = self._platform.postings(body, response.url, self._source)
        for draft in drafts:
            self._take(draft, response, marks_of(response, card))
        best = self._look_on(links(document(body), response.url), response.meta["fetched_at"])
        self.harvest.tally.lists += not drafts
        return 1.0 if drafts else SHARE * best

    def _look_on(self, found: list[Link], at: datetime) -> float:
        """Take up what leads on, and note known ads as seen; return what the links promise."""
        own = [link for link in found if self._requests.on_site(link.url)]
        new: list[Link] = []
        known: list[Link] = []
        for link in own:
            wanted = self.harvest.wants(Card(url=link.url, fingerprint=_FOUND), at)
            (new if wanted else known).append(link)
        return self._frontier.add(new, known)
