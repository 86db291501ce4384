"""Fetches the pictures of an ad, where its source says so, and keeps those that may be kept.

Each is looked at before it is stored: of one that is explicit nothing is kept but its hash, and
what is no picture is not kept either.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Final

from scrapy import Request
from scrapy.http import Response

from adwatch.evidence import Exchange
from adwatch.model import Picture
from crawlers.failures import DOWNLOAD, reason
from crawlers.harvest import Harvest

MOST: Final = 12
"""Pictures of one ad that are fetched."""
NOT_ONE: Final = "no picture that can be read"
META: Final = {"picture": True, "allow_offsite": True}
"""Marks a request as a picture's: it is stored here, not as it comes in, and from any host."""

Look = Callable[[bytes], Picture]
"""Returns what a picture shows; raises `ValueError` for what is no picture."""
Download = Callable[[Request], Awaitable[Response]]


class Pictures:
    """The pictures of one crawl; each address is fetched once."""

    def __init__(
        self, harvest: Harvest, look: Look, download: Download, clock: Callable[[], datetime]
    ) -> None:
        """Take what looks at a picture, and what fetches one."""
        self._harvest, self._look = harvest, look
        self._download, self._clock = download, clock
        self._coming: dict[str, asyncio.Task[Picture | None]] = {}

    async def fetch(self, urls: tuple[str, ...]) -> None:
        """Fetch an ad's pictures, as far as they are not at hand."""
        for url in asked_for(urls):
            # Other ads that show the same picture wait for the same answer.
            if url not in self._coming:
                self._coming[url] = asyncio.ensure_future(self._fetch(url))
            await self._coming[url]

    def at_hand(self, urls: tuple[str, ...]) -> tuple[Picture, ...]:
        """Return an ad's pictures that were fetched and are pictures, in their order."""
        come = (self._coming[url] for url in asked_for(urls) if url in self._coming)
        return tuple(found for task in come if (found := task.result()))

    async def _fetch(self, url: str) -> Picture | None:
        try:
            response = await self._download(Request(url, meta=dict(META)))
        except DOWNLOAD as error:
            self._harvest.skip(f"picture: {reason(error)}", url)
            return None
        if response.status != 200:
            self._harvest.skip(f"picture: HTTP {response.status}", url)
            return None
        return self._judge(url, response)

    def _judge(self, url: str, response: Response) -> Picture | None:
        try:
            picture = self._look(response.body)
        except ValueError:
            self._harvest.skip(NOT_ONE, url)
            return None
        if not picture.explicit:
            self._harvest.keep(_exchange(url, response, self._clock()))
        self._harvest.tally.pictures += not picture.explicit
        self._harvest.tally.explicit += picture.explicit
        return named(picture, url)


def asked_for(urls: tuple[str, ...]) -> list[str]:
    """Return the addresses of an ad's pictures that are fetched, each once."""
    return list(dict.fromkeys(urls))[:MOST]


def named(picture: Picture, url: str) -> Picture:
    """Return what was seen with the picture's address; an explicit one is not kept."""
    return picture.model_copy(update={"url": url, "kept": not picture.explicit})


def _exchange(url: str, response: Response, at: datetime) -> Exchange:
    text = partial(bytes.decode, encoding="latin-1")
    return Exchange(
        url=url,
        status=response.status,
        response_headers=tuple(
            (text(name), text(value)) for name, many in response.headers.items() for value in many
        ),
        body=response.body,
        fetched_at=at,
    )
