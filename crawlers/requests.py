"""What a crawl asks for: list pages and ads' pages, plain or in the browser."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from scrapy import Request

from crawlers.browser import Recorder, page_meta
from crawlers.draft import Card
from crawlers.harvest import Harvest
from crawlers.parts import Steps
from crawlers.state import Marks

_LISTS_FIRST: Final = 10


class Requests:
    """Builds the requests of one crawl; what is done with the answers is the spider's."""

    def __init__(self, harvest: Harvest, clock: Callable[[], datetime]) -> None:
        """Build for the harvest's source; `hosts` are its own, all else is another site."""
        self._state, self._source, self._clock = harvest.state, harvest.source, clock
        self._static: set[str] = set()
        self.hosts = tuple(sorted({_host(Request(url).url) for url in self._source.start}))

    def on_site(self, url: str) -> bool:
        """Return whether an address is on one of the source's hosts or below it."""
        host = _host(url)
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)

    def list(self, url: str, start: str) -> Request:
        """Return the request for a list page that was reached from a start address."""
        return Request(
            url,
            cb_kwargs={"start": start},
            priority=_LISTS_FIRST,
            meta=self._meta(self._source.browser.list),
        )

    def page(self, card: Card) -> Request:
        """Return the request for an ad's own page."""
        steps = self._source.browser.page
        return Request(
            card.url,
            cb_kwargs={"card": card},
            headers={} if steps else self._conditions(card.url),
            meta=self._meta(steps),
        )

    def _meta(self, steps: Steps | None) -> dict[str, Any]:
        if steps is None:
            return {}
        recorder = Recorder(self._clock, self._static)
        # How long the browser takes says nothing of the site's slowness.
        throttle = {"autothrottle_dont_adjust_delay": True}
        return throttle | page_meta(steps, self._source.selectors.item, recorder)

    def _conditions(self, url: str) -> dict[str, str]:
        """Return the headers that ask for a page only if it has changed (RFC 9110, 13.1)."""
        known = self._state.by_url(url)
        marks = known[0].marks if known else Marks()
        conditions = {"If-None-Match": marks.etag, "If-Modified-Since": marks.last_modified}
        return {name: mark for name, mark in conditions.items() if mark}


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
