"""Draws pages in a browser: the steps of a source file, and evidence of what went over the wire."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import scrapy
from playwright.async_api import Error, Page, Request, Response
from scrapy_playwright.page import PageMethod

from adwatch.evidence import Exchange
from crawlers.parts import Scroll, Steps

_SPOKEN: Final = frozenset({"document", "xhr", "fetch", "eventsource", "other"})
_STATIC: Final = frozenset({"script", "stylesheet"})
_UNWANTED: Final = frozenset({"image", "media", "font"})
_POLL_SECONDS: Final = 0.1
_QUALITY: Final = 60


class ReusePages:
    """Draws one page after another in the same browser tabs: opening a tab costs as much as a page.

    The last middleware before the downloader, which takes a tab from the request's `meta`.
    """

    def __init__(self) -> None:
        """Begin with no tab open."""
        self._idle: list[Page] = []

    def process_request(self, request: scrapy.Request) -> None:
        """Give the request a tab that has nothing to do; the downloader opens one otherwise."""
        if "playwright" in request.meta:
            request.meta["playwright_include_page"] = True
            request.meta["playwright_page"] = self._idle.pop() if self._idle else None

    def process_response(
        self, request: scrapy.Request, response: scrapy.http.Response
    ) -> scrapy.http.Response:
        """Take the tab back."""
        if page := request.meta.pop("playwright_page", None):
            self._idle.append(page)
        return response

    async def process_exception(self, request: scrapy.Request, exception: Exception) -> None:
        """Close a tab in which something went wrong."""
        if page := request.meta.pop("playwright_page", None):
            await page.close()


class Recorder:
    """Collects the responses and the picture of one page, until they are kept as evidence.

    `static` are the scripts and style sheets that the crawl has already: each page asks for them.
    """

    def __init__(self, clock: Callable[[], datetime], static: set[str]) -> None:
        """Record for one crawl."""
        self._clock, self._static = clock, static
        self._noted: list[Response] = []
        self._settled: list[Exchange] = []

    def note(self, response: Response) -> None:
        """Remember a response until its body has come."""
        kind = response.request.resource_type
        if kind in _STATIC and response.url not in self._static:
            self._static.add(response.url)
            self._noted.append(response)
        elif kind in _SPOKEN:
            self._noted.append(response)

    async def settle(self, page: Page, screenshot: bool) -> None:
        """Fetch the bodies of all that was noted, and a picture of the page as it is now."""
        page.remove_listener("response", self.note)
        noted, self._noted = self._noted, []
        found = [await _exchange(response, self._clock()) for response in noted]
        self._settled = [exchange for exchange in found if exchange]
        if screenshot:
            self._settled.append(await _picture(page, self._clock()))

    def take(self) -> list[Exchange]:
        """Hand over what was collected."""
        taken, self._settled = self._settled, []
        return taken


def page_meta(steps: Steps, item: str, recorder: Recorder) -> dict[str, Any]:
    """Return what makes Scrapy fetch a page in the browser and do the steps on it."""
    return {
        "playwright": True,
        "playwright_page_methods": [PageMethod(_perform, steps, item, recorder)],
        "playwright_page_event_handlers": {"response": recorder.note},
        "recorder": recorder,
    }


def own_headers(playwright_request: Request, **_: object) -> dict[str, str]:
    """Return the headers of a request as the browser makes it; its context has our user agent."""
    return playwright_request.headers


def unwanted(request: Request) -> bool:
    """Return whether a sub-request is not worth making: pictures, films and fonts."""
    return request.resource_type in _UNWANTED


async def _perform(page: Page, steps: Steps, item: str, recorder: Recorder) -> None:
    if steps.idle:
        await page.wait_for_load_state("networkidle")
    if steps.wait_for:
        await page.wait_for_selector(_selector(steps.wait_for))
    if steps.scroll:
        await _scroll(page, steps.scroll, item)
    clicked = False
    for button in steps.click:
        for place in await page.locator(_selector(button)).all():
            await place.click()
            clicked = True
    if clicked and steps.wait_after:
        await page.wait_for_selector(_selector(steps.wait_after))
    await recorder.settle(page, steps.screenshot)


async def _scroll(page: Page, scroll: Scroll, item: str) -> None:
    """Scroll to the end until the list says that it has ended, or shows nothing more."""
    for _ in range(scroll.at_most):
        shown = await page.locator(_selector(item)).count()
        if not await _ask_for_more(page, scroll):
            return
        for _ in range(round(scroll.patience / _POLL_SECONDS)):
            if scroll.until and await page.locator(_selector(scroll.until)).count():
                return
            if await page.locator(_selector(item)).count() > shown:
                break
            await page.wait_for_timeout(_POLL_SECONDS * 1000)
        else:
            return


async def _ask_for_more(page: Page, scroll: Scroll) -> bool:
    """Scroll down, or press the button for more; return whether there was a way to ask."""
    await page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    if not scroll.press:
        return True
    button = page.locator(_selector(scroll.press)).first
    if not await button.is_visible():
        return False
    await button.click()
    return True


async def _picture(page: Page, at: datetime) -> Exchange:
    return Exchange(
        url=page.url,
        status=200,
        response_headers=(("content-type", "image/jpeg"),),
        body=await page.screenshot(type="jpeg", quality=_QUALITY, full_page=True),
        fetched_at=at,
        kind="screenshot",
    )


def _selector(expression: str) -> str:
    return f"xpath={expression}" if expression.startswith(("/", "./", "(")) else expression


async def _exchange(response: Response, at: datetime) -> Exchange | None:
    """Return a response with its body; None where the browser has none (a redirect, an abort)."""
    try:
        body = await response.body()
        headers = await response.headers_array()
    except Error:
        return None
    return Exchange(
        url=response.url,
        method=response.request.method,
        request_headers=tuple(response.request.headers.items()),
        status=response.status,
        reason=response.status_text,
        response_headers=tuple((_as_unpacked(h["name"]), h["value"]) for h in headers),
        body=body,
        fetched_at=at,
    )


def _as_unpacked(name: str) -> str:
    # The browser hands bodies on unpacked: a header that says otherwise would mislead a reader.
    return f"x-orig-{name}" if name.lower() in ("content-encoding", "transfer-encoding") else name
