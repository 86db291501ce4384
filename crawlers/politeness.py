"""Does what a site asks: keeps its distance, and waits as long as it says."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Final, Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.answer import header
from crawlers.middleware import Job
from crawlers.turns import Turns

LONGEST_WAIT: Final = 120.0
"""Seconds that a site may ask to wait (Retry-After, Crawl-delay) before the crawl is given up."""


class Politeness:
    """Keeps the delay at a host, with all other crawls, and longer where the site asks for it."""

    def __init__(self, crawler: Crawler) -> None:
        """Listen for robots.txt."""
        self._crawler = crawler
        self._turns: Turns = crawler.settings["ADWATCH_TURNS"]
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        crawler.signals.connect(self._robots_parsed, signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy asks for it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the next turn at the host."""
        if self._delay:
            wait = self._turns.take(_host(request), self._delay, monotonic())
            await asyncio.sleep(wait)

    def process_response(self, request: Request, response: Response) -> Response:
        """Hold the site's queue for as long as it asks, or stop the crawl if that is too long."""
        if response.status not in (429, 503):
            return response
        job: Job = self._crawler.spider  # type: ignore[assignment]
        wait = seconds(header(response, "Retry-After"), header(response, "Date"), job.clock)
        if wait > LONGEST_WAIT:
            job.stop(f"the site asks to come back after {wait:.0f} s")
        elif wait:
            self._turns.hold(_host(request), wait, monotonic())
            slot = self._crawler.engine.downloader.slots[request.meta["download_slot"]]
            slot.delay = max(slot.delay, 0.01)
            # Scrapy starts the next request `delay` after `lastseen`.
            slot.lastseen = monotonic() + wait - slot.delay
        return response

    def _robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        asked = robotparser.crawl_delay(self._crawler.settings["USER_AGENT"]) or 0.0
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle and asked > throttle.mindelay:
            self._delay = throttle.mindelay = min(asked, LONGEST_WAIT)
            for slot in self._crawler.engine.downloader.slots.values():
                slot.delay = max(slot.delay, throttle.mindelay)


def seconds(retry_after: str, date: str, clock: Callable[[], datetime]) -> float:
    """Return how long a Retry-After header asks to wait (RFC 9110, 10.2.3); 0 for nonsense.

    Its date form is held against the answer's own Date, as the site's clock may be wrong.
    """
    if retry_after.isdecimal():
        return float(retry_after)
    if until := _moment(retry_after):
        return max(0.0, (until - (_moment(date) or clock())).total_seconds())
    return 0.0


def _moment(header: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(header)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc.lower()
