"""Drafts a source file by looking at a site: what an engineer then completes and reviews.

The site is asked for a dozen pages at most. What the draft says was seen on them; what could not be
told from them is left out, so that each crawl looks for it.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from adwatch.errors import Trouble
from adwatch.model import Frozen, Posting, stable_id
from adwatch.settings import Settings
from crawlers import platforms
from crawlers.build import build_posting
from crawlers.draft import Gone, Unreadable
from crawlers.dryrun import LISTS, DryRun, dry_run
from crawlers.guard import is_onion
from crawlers.parts import Browser, Expect, Steps
from crawlers.reading import drawn
from crawlers.reading.markup import document, select, value
from crawlers.replay import Page, drafts
from crawlers.report import FEWEST_TO_JUDGE, has_contact
from crawlers.seen import ads_of, entries_of, first_page, links_of, lists_of
from crawlers.shaping import unscrolled_if_idle, waiting, with_selectors, with_steps
from crawlers.source import Source

PAGES: Final = 10
DRAWN_PAGES: Final = 6
PLAIN: Final = "classified"
READS_ALL: Final = (PLAIN, "unknown")
"""Platforms that make something of any page: no sign that it is theirs."""
IN_BROWSER: Final = Steps(idle=True, screenshot=False)
_UNSAID: Final = "?"


class Drafted(Frozen):
    """A draft, what it would collect from the first pages, and what the engineer should know."""

    source: Source
    postings: tuple[Posting, ...]
    remarks: tuple[str, ...] = ()


def draft(url: str, name: str, settings: Settings, now: datetime) -> Drafted:
    """Look at a site and return the source that describes it; owner and legal basis are "?".

    Args:
        url: a list page, a timeline or a feed.
        name: what the source will be called.
        settings: where the browser is; nothing is written.
        now: when this is.

    Raises:
        Trouble: the address cannot be fetched, or no list of ads was found there.

    """
    look = _Looker(settings, now)
    source = _blank(url, name)
    seen = look(source)
    first = first_page(seen, source)
    platform = _platform_of(first, source)
    if platform != PLAIN:
        source = source.model_copy(update={"platform": platform, "concurrency": 1})
        return _told(source, look(source))
    return _classified(look, source, seen, first)


class _Looker:
    """Fetches a few pages of a source, as often as it is called."""

    def __init__(self, settings: Settings, now: datetime) -> None:
        self._settings, self._now = settings, now

    def __call__(self, source: Source) -> DryRun:
        most = DRAWN_PAGES if source.needs_browser else PAGES
        return dry_run(source, self._settings, self._now, most, LISTS)


def _classified(look: _Looker, source: Source, seen: DryRun, first: Page) -> Drafted:
    """Draft a source of list pages and ads' pages."""
    if drawn.is_drawn(first.text) or not entries_of(first):
        source = source.model_copy(update={"browser": Browser(list=IN_BROWSER, page=IN_BROWSER)})
        seen = look(source)
    elif _thin(ads_of(seen, source)):
        source = source.model_copy(update={"browser": Browser(page=IN_BROWSER)})
        seen = look(source)
    lists = lists_of(seen, source)
    if not lists or not entries_of(lists[0]):
        raise no_list(first)
    title = value(document(lists[0].text), "title")
    source = source.model_copy(update={"title": title or source.title})
    source = with_selectors(source, lists, ads_of(seen, source))
    stepping = with_steps(source, lists, ads_of(seen, source))
    if stepping != source:
        seen = look(stepping)
        source = with_selectors(stepping, lists, ads_of(seen, stepping))
        source = waiting(unscrolled_if_idle(source, lists, seen))
    return _told(source, seen)


def _blank(url: str, name: str) -> Source:
    """Return a source about which nothing is known but its address."""
    host = urlsplit(url).hostname or ""
    if not host or urlsplit(url).scheme not in ("http", "https"):
        raise Trouble(f"{url}: not an address that begins with http:// or https://.")
    local = _is_local(host)
    port = urlsplit(url).port or (443 if url.startswith("https:") else 80)
    return Source(
        name=name,
        title=host,
        platform=PLAIN,
        start=(url,),
        # Not all sources at the same minute.
        schedule=f"{int(stable_id(name)[:4], 16) % 60} */6 * * *",
        owner=_UNSAID,
        legal_basis=_UNSAID,
        allow_local=(f"{host}:{port}",) if local else (),
        delay=0 if local else 2,
        expect=Expect(postings=0),
        proxy="tor" if is_onion(host) else None,
    )


def _is_local(host: str) -> bool:
    """Return whether an address is this machine's or its network's: a test site."""
    try:
        return host == "localhost" or not ip_address(host).is_global
    except ValueError:
        return False


def _platform_of(page: Page, source: Source) -> str:
    """Return the platform that can read the page; the general one reads what no other does."""
    for name in platforms.names():
        if name not in READS_ALL and _reads(name, page, source):
            return name
    return PLAIN


def _reads(name: str, page: Page, source: Source) -> bool:
    platform = platforms.load(name)
    try:
        links = platform.links(page.text, page.url, source)
        drafts = platform.postings(page.text, page.url, source) if platform.INLINE else ()
    except (Gone, Unreadable):
        return False
    return bool(links.cards or drafts)


def _thin(ads: list[Page]) -> bool:
    return bool(ads) and all(drawn.is_drawn(page.text) for page in ads)


def _told(source: Source, seen: DryRun) -> Drafted:
    """Return the draft with promises below what was seen, and the postings as it reads them."""
    read = drafts(list(seen.pages), source)
    postings = tuple(
        build_posting(found, source, page.fetched_at, page.captures) for found, page in read
    )
    contacts = sum(has_contact(p.title, p.text) for p in postings) / max(1, len(postings))
    shown = len(postings)
    if source.platform == PLAIN:
        shown = sum(len(links_of(page, source).cards) for page in lists_of(seen, source))
    expect = Expect(postings=max(1, shown // 2), with_contact=int(contacts * 5) / 10)
    source = source.model_copy(update={"expect": expect})
    return Drafted(
        source=source, postings=postings, remarks=tuple(_remarks(source, seen, postings))
    )


def _remarks(source: Source, seen: DryRun, postings: tuple[Posting, ...]) -> Iterator[str]:
    """Yield what a person should look at."""
    if source.needs_browser:
        yield "Some of its pages are drawn by scripts, which is slow: has the site a feed?"
    if source.platform == PLAIN and seen.report.lists < LISTS and not source.browser.list:
        yield "No next page was found: if the list goes on, name it in selectors.next."
    if source.platform == PLAIN and not source.selectors.item:
        yield "The list's entries have no name of their own; they are looked for at each crawl."
    if _newestfirst_page(source, seen, postings):
        yield "The ads seem to stand newest first: newest_first: true would save most requests."
    if source.allow_local:
        yield "It is a test site on this network: its address is named in allow_local."


def _newestfirst_page(source: Source, seen: DryRun, postings: tuple[Posting, ...]) -> bool:
    """Return whether the ads' dates fall from entry to entry."""
    if source.platform != PLAIN:
        return False
    dates = {posting.url: posting.posted_at for posting in postings}
    cards = [card for page in lists_of(seen, source) for card in links_of(page, source).cards]
    told = [at for card in cards if (at := dates.get(card.url))]
    return len(told) >= FEWEST_TO_JUDGE and told == sorted(told, reverse=True)


def no_list(page: Page) -> Trouble:
    """Return the trouble that no list was found, with what the page seems to be instead."""
    tree = document(page.text)
    if select(tree, "input[type=password]"):
        return Trouble(
            f"{page.url}: asks for a login.",
            "Only what everybody can see may be watched; give the address of a public page.",
        )
    return Trouble(
        f"{page.url}: no list of ads was found on this page, with a browser nor without.",
        "Give the address of a page that lists ads (a category, a search), not of a single one.",
    )


def name_for(url: str) -> str:
    """Return a name for a source: the site's, and what follows it in the address."""
    parts = urlsplit(url)
    words = re.findall(r"[a-z0-9]+", f"{parts.hostname or ''} {parts.path}".lower())
    return "-".join(word for word in words if word not in ("www", "com", "html", "php"))[:40].strip(
        "-"
    )
