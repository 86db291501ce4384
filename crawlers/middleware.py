"""What happens to every exchange with a site, whatever the page: evidence, refusals, repeats."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.dupefilters import RFPDupeFilter
from scrapy.http import Headers, Response

from adwatch.errors import Trouble
from adwatch.evidence import Exchange
from crawlers import platforms
from crawlers.guard import Guard, Refused
from crawlers.harvest import Harvest

MEGABYTE: Final = 1 << 20
log = logging.getLogger(__name__)


class Job(Protocol):
    """What these parts need of the spider."""

    harvest: Harvest
    guard: Guard
    clock: Callable[[], datetime]

    def stop(self, why: str, trouble: Trouble | None = None) -> None:
        """End the crawl early."""


class KeepEvidence:
    """Stores each response as it came in: closest to the downloader, before any decoding."""

    def __init__(self, crawler: Crawler) -> None:
        """Remember whose responses these are."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy asks for it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the response and note its capture in the request's `meta`."""
        job: Job = self._crawler.spider  # type: ignore[assignment]
        if "picture" in request.meta:
            # What it shows decides whether it may be kept.
            return response
        drawn = "playwright" in response.flags
        exchange = Exchange(
            url=response.url,
            method=request.method,
            request_headers=_without(
                platforms.key_header(job.harvest.source.platform), request.headers
            ),
            status=response.status,
            response_headers=_pairs(response.headers),
            body=response.body,
            fetched_at=job.clock(),
            kind="rendered" if drawn else "response",
        )
        # What belongs to one page is kept together, so that a replay can tell whose it was.
        together = [*request.meta["recorder"].take(), exchange] if drawn else [exchange]
        request.meta["fetched_at"] = exchange.fetched_at
        request.meta["captures"] = tuple(self._keep(job, part) for part in together)
        job.harvest.tally.fetched += 1
        most = job.harvest.source.budget.megabytes
        if job.harvest.tally.bytes > most * MEGABYTE:
            job.stop(f"its budget of {most} MB is used up")
        return response

    def _keep(self, job: Job, exchange: Exchange) -> str:
        try:
            return job.harvest.keep(exchange).sha256
        except Trouble as trouble:
            job.stop("evidence cannot be stored", trouble)
            raise


class Unvisited(RFPDupeFilter):
    """Lets no address be visited twice, except where a redirect leads.

    A removed ad often redirects to the front page, and that answer is what tells of the removal; a
    circle of redirects ends at `REDIRECT_MAX_TIMES`, counted.
    """

    def request_seen(self, request: Request) -> bool:
        """Return whether a request is for an address already visited."""
        return "redirect_times" not in request.meta and super().request_seen(request)


class NameRefusals:
    """Turns "no address found" into "address refused" where the guard was the cause.

    So it is counted as what it was, and not tried again.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Remember whose requests these are."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it as Scrapy asks for it."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Raise `Refused` in place of an error that the guard caused."""
        job: Job = self._crawler.spider  # type: ignore[assignment]
        if refused := job.guard.reason(request.url):
            raise Refused(refused) from exception


def _pairs(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    )


def _without(secret: str, headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return headers as they were sent, less the one that carries a key."""
    return tuple(pair for pair in _pairs(headers) if pair[0].lower() != secret.lower())
