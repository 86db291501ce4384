"""A source: one public place to watch, described by one YAML file and nothing else.

The file `crawlers/sources/<name>.yml` says where, how often, how politely, on which legal basis and
what the source promises to yield. `crawlers/source.schema.json` is generated from these types, so
that an editor completes and checks the files.
"""

import difflib
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from croniter import croniter
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from adwatch import yamlfile
from adwatch.errors import Trouble
from adwatch.settings import Settings
from crawlers import platforms
from crawlers.reading.markup import check_expression


def _platform(name: str) -> str:
    if name not in platforms.names():
        raise ValueError(f"unknown platform; there are {', '.join(platforms.names())}")
    return name


def _cron(text: str) -> str:
    if len(text.split()) != 5 or not croniter.is_valid(text):
        raise ValueError("not a cron line of five fields, such as '15 */6 * * *'")
    return text


def _timezone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not a time zone of the IANA database, such as 'Asia/Kolkata'")
    return name


def _address(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ValueError("not an address that begins with http:// or https://")
    return url


def _host_and_port(text: str) -> str:
    parts = urlsplit(text if "://" in text else f"//{text}")
    if not parts.hostname or not parts.port:
        raise ValueError("not a host and port, such as '127.0.0.1:8610'")
    return f"{parts.hostname}:{parts.port}"


def _id_pattern(pattern: str) -> str:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"not a regular expression ({error})") from error
    if groups != 1:
        raise ValueError("needs exactly one group ( ) around the ad's own id")
    return pattern


Address = Annotated[str, AfterValidator(_address)]
Expression = Annotated[str, AfterValidator(check_expression)]


class Described(BaseModel):
    """Base of the parts of a source file: immutable, loud about unknown keys, documented."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Budget(Described):
    """Where a crawl stops, whatever the site goes on to offer."""

    pages: int = Field(default=3000, ge=1)
    """Most pages fetched in one crawl."""
    megabytes: int = Field(default=300, ge=1)
    """Most megabytes received in one crawl."""
    minutes: int = Field(default=120, ge=1)
    """Longest time of one crawl."""
    page_megabytes: int = Field(default=8, ge=1)
    """Largest page accepted, as received and as unpacked."""
    page_seconds: int = Field(default=30, ge=1)
    """Longest wait for one page."""


class Scroll(Described):
    """Scrolling down a list that loads more at its end."""

    until: Expression = ""
    """Selector of what shows that the list has ended; empty: until nothing more appears."""
    at_most: int = Field(default=100, ge=1)
    """Most times to scroll."""
    patience: float = Field(default=3.0, gt=0)
    """Seconds to wait for more entries before the list counts as ended."""


class Steps(Described):
    """What to do in the browser before a page is read."""

    wait_for: Expression = ""
    """Selector of what must be there before anything else is done."""
    scroll: Scroll | None = None
    """How to scroll through an endless list."""
    click: tuple[Expression, ...] = ()
    """Selectors of buttons to press where they are there, such as "show number"."""
    wait_after: Expression = ""
    """Selector of what must be there after the clicks, where a click was made."""
    screenshot: bool = True
    """Whether to keep a picture of the page as evidence."""


class Browser(Described):
    """Which pages need a browser; what is not named here is fetched without one."""

    list: Steps | None = None
    """Steps on list pages."""
    page: Steps | None = None
    """Steps on the ads' own pages."""


class Fields(Described):
    """Where the parts of an ad stand on its page; the parts not named are looked for."""

    title: Expression = ""
    """The ad's title."""
    text: Expression = ""
    """The ad's words; several matches are joined line by line."""
    author: Expression = ""
    """Who posted it."""
    posted: Expression = ""
    """When it was posted, as the page writes it."""
    location: Expression = ""
    """Where, in the page's words."""
    price: Expression = ""
    """The price or wage, in the page's words."""
    contact: Expression = ""
    """A contact block that stands apart; it is added to the text."""
    images: Expression = ""
    """Addresses of pictures (`img::attr(src)`); they are noted, not fetched."""


class Selectors(Described):
    """CSS selectors, or XPath where they begin with "/", "./" or "("; `::attr(x)` takes values."""

    item: Expression = ""
    """One entry of a list page."""
    link: Expression = "a::attr(href)"
    """The address of the ad, inside an entry."""
    next: Expression = ""
    """The address of the next list page; empty: it is looked for."""
    volatile: tuple[Expression, ...] = ()
    """Parts of an entry that change with no change of the ad (view counts, "2 hours ago")."""
    gone: Expression = ""
    """What stands on the page of an ad that is sold or withdrawn."""
    fields: Fields = Fields()
    """The parts of an ad."""


class Expect(Described):
    """What the source promises; a crawl that yields less is reported as broken."""

    postings: int = Field(default=1, ge=0)
    """Fewest ads met in a crawl, new or known."""
    with_text: float = Field(default=0.9, ge=0, le=1)
    """Least share of the fetched ads that have words."""
    with_contact: float = Field(default=0.0, ge=0, le=1)
    """Least share of the fetched ads in which something like a contact stands."""


class Source(Described):
    """One public place to watch."""

    name: str = ""
    """The file's name without its ending; not written in the file."""
    title: str = Field(min_length=1)
    """The source's name for people."""
    platform: Annotated[str, AfterValidator(_platform)]
    """The platform module that reads its pages."""
    start: tuple[Address, ...] = Field(min_length=1)
    """Addresses of the list pages to begin with."""
    schedule: Annotated[str, AfterValidator(_cron)]
    """When to crawl, as a cron line in `timezone`."""
    timezone: Annotated[str, AfterValidator(_timezone)] = "Asia/Kolkata"
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
    id_pattern: Annotated[str, AfterValidator(_id_pattern)] = "()"
    """Where the ad's own id stands in its address; by default the address is the id."""
    browser: Browser = Browser()
    """Steps for pages that need a browser."""
    selectors: Selectors = Selectors()
    """Where things stand on the pages."""
    expect: Expect = Expect()
    """What the source promises."""
    allow_local: tuple[Annotated[str, AfterValidator(_host_and_port)], ...] = ()
    """Hosts and ports that may be fetched although their address is private (test sites)."""

    @property
    def needs_browser(self) -> bool:
        """Whether any of its pages is drawn in a browser."""
        return self.browser != Browser()

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


def _load(path: Path, settings: Settings) -> Source:
    source = yamlfile.load(path, Source, {"town": settings.town_address})
    return source.model_copy(update={"name": path.stem})


def _files(settings: Settings) -> list[Path]:
    return sorted(settings.sources.glob("*.yml"))


def _unknown(name: str, settings: Settings) -> Trouble:
    names = [path.stem for path in _files(settings)]
    near = difflib.get_close_matches(name, names, cutoff=0.4)
    return Trouble(
        f"There is no source '{name}' in {settings.sources}.",
        f"Did you mean {' or '.join(near)}?" if near else f"There are: {', '.join(names)}.",
    )
