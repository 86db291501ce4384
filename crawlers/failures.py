"""Names why a page could not be had, in words that a report can count."""

import re
from typing import Final

from playwright.async_api import Error as BrowserError
from playwright.async_api import TimeoutError as BrowserTimeout
from scrapy import exceptions
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.guard import Refused
from crawlers.parts import Budget

ROBOTS: Final = "robots.txt forbids it"
OFF_SITE: Final = "on another site"
UNREACHED: Final = frozenset(
    {"name not found", "connection refused", "timed out", "connection broken", "address refused"}
)
_BY_TYPE: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (exceptions.CannotResolveHostError, "name not found"),
    (exceptions.DownloadConnectionRefusedError, "connection refused"),
    (exceptions.DownloadTimeoutError, "timed out"),
    (exceptions.ResponseDataLossError, "cut off before its end"),
    (exceptions.DownloadCancelledError, "too large"),
    (exceptions.DownloadFailedError, "connection broken"),
    (exceptions.NotSupported, "not http or https"),
    (exceptions.UnsupportedURLSchemeError, "not http or https"),
    (Refused, "address refused"),
    (BrowserTimeout, "timed out in the browser"),
)
DOWNLOAD: Final[tuple[type[BaseException], ...]] = (
    *(kind for kind, _ in _BY_TYPE),
    exceptions.IgnoreRequest,
)
"""What is raised when something cannot be fetched, or may not be."""
_IGNORED: Final = (
    ("robots.txt", ROBOTS),
    ("max redirections", "redirected in circles"),
    ("during decompression", "too large"),
    ("offsite", OFF_SITE),
)
_BROWSER: Final = {
    # Chromium does not say whether the gate refused the address or could not reach it.
    "ERR_SOCKS_CONNECTION_FAILED": "connection refused",
    "ERR_TIMED_OUT": "timed out",
    "ERR_EMPTY_RESPONSE": "connection broken",
    "ERR_CONNECTION_RESET": "connection broken",
    "ERR_TOO_MANY_REDIRECTS": "redirected in circles",
}


def cut_short(reason: str, budget: Budget) -> str:
    """Return why Scrapy ended a crawl before the site did, in the words of its source's file."""
    known = {
        "closespider_pagecount": f"its budget of {budget.pages} pages is used up",
        "closespider_timeout": f"its budget of {budget.minutes} minutes is used up",
        "memusage_exceeded": "it needs too much memory",
        "shutdown": "it was interrupted",
    }
    return known.get(reason, reason)


def reason(error: BaseException) -> str:
    """Return why a request failed, in a few words."""
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    if isinstance(error, exceptions.IgnoreRequest):
        return next((words for mark, words in _IGNORED if mark in str(error)), "left alone")
    for kind, words in _BY_TYPE:
        if isinstance(error, kind):
            return words
    if isinstance(error, BrowserError):
        code = re.search(r"net::(\w+)", error.message)
        return _BROWSER.get(code.group(1), code.group(1)) if code else "the browser failed"
    return type(error).__name__
