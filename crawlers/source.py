"""A source: one public place to watch, described by one YAML file and nothing else.

The file `crawlers/sources/<name>.yml` says where, how often, how politely, on which legal basis and
what the source promises to yield. `crawlers/source.schema.json` is generated from these types, so
that an editor completes and checks the files.
"""

import difflib
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from adwatch import yamlfile
from adwatch.errors import Trouble
from adwatch.settings import Settings
from crawlers.checks import Address, Cron, HostAndPort, IdPattern, PlatformName, TimeZone
from crawlers.guard import Reach, is_onion
from crawlers.parts import Browser, Budget, Described, Expect, Selectors


class Source(Described):
    """One public place to watch."""

    name: str = ""
    """The file's name without its ending; not written in the file."""
    title: str = Field(min_length=1)
    """The source's name for people."""
    platform: PlatformName
    """The platform module that reads its pages."""
    start: tuple[Address, ...] = Field(min_length=1)
    """Addresses of the list pages to begin with."""
    schedule: Cron
    """When to crawl, as a cron line in `timezone`."""
    timezone: TimeZone = "Asia/Kolkata"
    """Time zone of the schedule and of dates on the pages that name none."""
    owner: str = Field(min_length=1)
    """Who answers for this source."""
    legal_basis: str = Field(min_length=1)
    """The ground on which it may be watched."""
    retention_days: int = Field(default=365, ge=1)
    """Days after which unflagged postings of the source are purged."""
    enabled: bool = True
    """Whether it is crawled on schedule."""
    delay: float = Field(default=2.0, ge=0)
    """Seconds between two requests; the site's wishes (Crawl-delay, slowness) only raise it."""
    concurrency: int = Field(default=2, ge=1, le=16)
    """Most requests at one time."""
    obey_robots: bool = True
    """Whether robots.txt is obeyed; a source that does not must say why in `legal_basis`."""
    budget: Budget = Budget()
    """Where a crawl stops."""
    newest_first: bool = False
    """Whether lists begin with the newest: then a page of known ads ends the list."""
    recheck_days: int = Field(default=7, ge=1)
    """Days after which a known ad's page is asked for again, if it has changed."""
    id_pattern: IdPattern = "()"
    """Where the ad's own id stands in its address; by default the address is the id."""
    browser: Browser = Browser()
    """Steps for pages that need a browser."""
    selectors: Selectors = Selectors()
    """Where things stand on the pages."""
    expect: Expect = Expect()
    """What the source promises."""
    allow_local: tuple[HostAndPort, ...] = ()
    """Hosts and ports that may be fetched although their address is private (test sites)."""
    pictures: bool = False
    """Whether the ads' pictures are fetched and kept; of an explicit one only its hash is kept."""
    proxy: Literal["tor"] | None = None
    """`tor`: everything goes through Tor, which looks the names up; .onion addresses need it."""

    @model_validator(mode="after")
    def _onion_sites_apart(self) -> Self:
        """Refuse what a crawl could not keep apart: onion sites and the web."""
        onion = {is_onion(urlsplit(url).hostname or "") for url in self.start}
        if onion == {True, False}:
            raise ValueError("start: onion addresses and others need a source each")
        if True in onion and not self.proxy:
            raise ValueError("start: an onion address needs `proxy: tor`")
        return self

    @property
    def needs_browser(self) -> bool:
        """Whether any of its pages is drawn in a browser."""
        return self.browser != Browser()

    @property
    def reach(self) -> Reach:
        """Where its crawls may go."""
        if not self.proxy:
            return "web"
        return "onion" if is_onion(urlsplit(self.start[0]).hostname or "") else "tor"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)


def load_source(name: str, settings: Settings) -> Source:
    """Return the source of that name.

    Raises:
        Trouble: there is none (names the nearest ones), or its file is wrong (file, line, key).

    """
    path = settings.sources / f"{name}.yml"
    if not path.is_file():
        raise _unknown(name, settings)
    return _load(path, settings)


def load_sources(settings: Settings) -> list[Source]:
    """Return all sources, by name; raises like `load_source`."""
    return [_load(path, settings) for path in _files(settings)]


def source_names(settings: Settings) -> list[str]:
    """Return the names of all source files, whether they can be read or not."""
    return [path.stem for path in _files(settings)]


def _load(path: Path, settings: Settings) -> Source:
    source = yamlfile.load(path, Source, {"town": settings.town_address})
    return source.model_copy(update={"name": path.stem})


def _files(settings: Settings) -> list[Path]:
    return sorted(settings.sources.glob("*.yml"))


def _unknown(name: str, settings: Settings) -> Trouble:
    names = source_names(settings)
    near = difflib.get_close_matches(name, names, cutoff=0.4)
    return Trouble(
        f"There is no source '{name}' in {settings.sources}.",
        f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(names)}.",
    )
