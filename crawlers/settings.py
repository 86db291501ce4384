"""Builds Scrapy's settings from a source: polite, capped, and open to nobody."""

from typing import Any, Final

from scrapy.extensions.memusage import MemoryUsage
from scrapy.settings.default_settings import DEFAULT_REQUEST_HEADERS

from adwatch.runtime.chromium import Browser
from adwatch.settings import Settings
from crawlers import keys
from crawlers.browser import ReusePages, own_headers, unwanted
from crawlers.gate import Gate
from crawlers.guard import Guard
from crawlers.memory import HeldMemory
from crawlers.middleware import KeepEvidence, NameRefusals, Unvisited
from crawlers.politeness import Politeness
from crawlers.resolver import GuardedResolver, TorResolver
from crawlers.source import Source
from crawlers.turns import Turns, folder_of

_PLAYWRIGHT: Final = "scrapy_playwright.handler.ScrapyPlaywrightDownloadHandler"
_HTTP: Final = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
_MEGABYTE: Final = 1 << 20
_MEMORY_MB: Final = 2048
_CLOSED_BROWSER: Final = (
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Names are resolved at the gate alone.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def user_agent(settings: Settings) -> str:
    """Return the name under which every request is made, with a contact."""
    return f"adwatch/0.1 (public safety research; {settings.contact})"


def scrapy_settings(source: Source, settings: Settings, guard: Guard) -> dict[str, Any]:
    """Return the settings of one crawl without a browser."""
    budget = source.budget
    return {
        "ADWATCH_GUARD": guard,
        "ADWATCH_TURNS": Turns(folder_of(settings)),
        "USER_AGENT": user_agent(settings),
        "DEFAULT_REQUEST_HEADERS": {**DEFAULT_REQUEST_HEADERS, **keys.headers(source, settings)},
        "ROBOTSTXT_OBEY": source.obey_robots,
        # Scrapy starts as many tasks for each page; ours yields requests alone.
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS": source.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
        "DOWNLOAD_DELAY": source.delay,
        # A delay that a site asks for is the least, not the mean.
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": source.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": float(source.concurrency),
        "DOWNLOAD_TIMEOUT": budget.page_seconds,
        "DOWNLOAD_MAXSIZE": budget.page_megabytes * _MEGABYTE,
        "DOWNLOAD_WARNSIZE": 0,
        "DUPEFILTER_CLASS": Unvisited,
        "RETRY_TIMES": 2,
        "REDIRECT_MAX_TIMES": 8,
        "METAREFRESH_ENABLED": False,
        "CLOSESPIDER_PAGECOUNT": budget.pages,
        "CLOSESPIDER_TIMEOUT": budget.minutes * 60,
        "EXTENSIONS": {MemoryUsage: None, HeldMemory: 0},
        "MEMUSAGE_LIMIT_MB": _MEMORY_MB,
        "TWISTED_DNS_RESOLVER": GuardedResolver,
        "DOWNLOAD_HANDLERS": {
            "http": _HTTP,
            "https": _HTTP,
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DOWNLOADER_MIDDLEWARES": {
            ReusePages: 995,
            KeepEvidence: 990,
            NameRefusals: 560,
            Politeness: 555,
        },
        # A proxy from the environment would connect where no guard looks.
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "COOKIES_ENABLED": True,
        "REFERER_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }


def tor_settings(gate: Gate) -> dict[str, Any]:
    """Return what a crawl through Tor needs besides."""
    # Scrapy copies what stands in its settings; of a function there is but one.
    return {
        "ADWATCH_DOOR": lambda host, port: gate.door(host, port),
        "TWISTED_DNS_RESOLVER": TorResolver,
    }


def browser_settings(
    source: Source, settings: Settings, browser: Browser, gate: Gate
) -> dict[str, Any]:
    """Return what a crawl with a browser needs besides."""
    return {
        "DOWNLOAD_HANDLERS": {
            "http": _PLAYWRIGHT,
            "https": _PLAYWRIGHT,
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "PLAYWRIGHT_BROWSER_TYPE": "chromium",
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            **browser.launch_options(),
            "args": [*browser.args, *_CLOSED_BROWSER],
            "proxy": {"server": gate.address},
        },
        "PLAYWRIGHT_CONTEXTS": {
            "default": {
                "accept_downloads": False,
                "service_workers": "block",
                "locale": "en-IN",
                "timezone_id": source.timezone,
                "user_agent": user_agent(settings),
            }
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": source.concurrency,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": source.budget.page_seconds * 1000,
        "PLAYWRIGHT_ABORT_REQUEST": unwanted,
        "PLAYWRIGHT_PROCESS_REQUEST_HEADERS": own_headers,
    }
