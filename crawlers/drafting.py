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
from crawlers.draft import Draft, Gone, Links, Unreadable
from crawlers.dryrun import LISTS, DryRun, dry_run
from crawlers.parts import Browser, Expect, Scroll, Selectors, Steps
from crawlers.platforms import classified
from crawlers.reading import drawn, fields, listing, sketch
from crawlers.reading.address import canonical
from crawlers.reading.markup import document, select, value
from crawlers.replay import Page, drafts
from crawlers.report import has_contact
from crawlers.source import Source

PAGES: Final = 10
DRAWN_PAGES: Final = 6
PLAIN: Final = "classified"
READS_ALL: Final = (PLAIN, "unknown")
"""Platforms that make something of any page: no sign that it is theirs."""
IN_BROWSER: Final = Steps(idle=True, screenshot=False)
_UNSAID: Final = "?"
_PATIENCE: Final = 2.0


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
    first = _first(seen, source)
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
    if drawn.is_drawn(first.text) or not _entries(first):
        source = source.model_copy(update={"browser": Browser(list=IN_BROWSER, page=IN_BROWSER)})
        seen = look(source)
    elif _thin(_ads(seen, source)):
        source = source.model_copy(update={"browser": Browser(page=IN_BROWSER)})
        seen = look(source)
    lists = _lists(seen, source)
    if not lists or not _entries(lists[0]):
        raise no_list(first)
    title = value(document(lists[0].text), "title")
    source = source.model_copy(update={"title": title or source.title})
    source = with_selectors(source, lists, _ads(seen, source))
    stepping = with_steps(source, _ads(seen, source))
    if stepping != source:
        seen = look(stepping)
        source = with_selectors(stepping, lists, _ads(seen, stepping))
        source = _waiting(_scrolled(source, lists, seen))
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
    )


def _is_local(host: str) -> bool:
    """Return whether an address is this machine's or its network's: a test site."""
    try:
        return host == "localhost" or not ip_address(host).is_global
    except ValueError:
        return False


def _first(seen: DryRun, source: Source) -> Page:
    """Return the page at the start address, or where it redirects to."""
    by_url = {canonical(page.url): page for page in seen.pages}
    url = canonical(source.start[0])
    for _ in range(8):
        page = by_url.get(url)
        if page and page.location:
            url = canonical(page.location)
        elif page and page.text:
            return page
        else:
            break
    reasons = ", ".join([*seen.report.errors, *seen.report.skipped]) or "no answer"
    raise Trouble(
        f"{url}: there is nothing to read ({reasons}).",
        "Give the address of a page that lists ads, a timeline or a feed.",
    )


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


def _entries(page: Page) -> list[listing.Entry]:
    return listing.entries(document(page.text), page.url)


def _lists(seen: DryRun, source: Source) -> list[Page]:
    """Return the list pages among what was fetched, the first one first."""
    found: list[Page] = []
    url = canonical(_first(_of_kind(seen, source.browser.list), source).url)
    by_url = {canonical(page.url): page for page in _of_kind(seen, source.browser.list).pages}
    while (page := by_url.pop(url, None)) and page.text:
        found.append(page)
        url = canonical(_links(page, source).next)
    return found


def _links(page: Page, source: Source) -> Links:
    return classified.links(page.text, page.url, source)


def _of_kind(seen: DryRun, steps: Steps | None) -> DryRun:
    """Return the pages as they are read: as drawn, or as they came."""
    wanted = tuple(page for page in seen.pages if page.drawn == bool(steps) or page.location)
    return seen.model_copy(update={"pages": wanted})


def _ads(seen: DryRun, source: Source) -> list[Page]:
    """Return the ads' pages among what was fetched."""
    addresses = {posting.url for posting in seen.postings}
    pages = _of_kind(seen, source.browser.page).pages
    return [page for page in pages if canonical(page.url) in addresses and page.status == 200]


def _thin(ads: list[Page]) -> bool:
    return bool(ads) and all(drawn.is_drawn(page.text) for page in ads)


def with_selectors(source: Source, lists: list[Page], ads: list[Page]) -> Source:
    """Return the source with what its list pages and some of its ads tell; pure."""
    urls = [entry.url for entry in _entries(lists[0])]
    found = sketch.sketch([(page.text, page.url) for page in lists])
    read = [(page, draft) for page in ads for draft in _without_selectors(page, source)]
    if len(read) > 1:
        saved = [(page.text, page.url) for page, _ in read]
        told = fields.sketch(saved, [draft for _, draft in read])
        found = found.model_copy(update={"fields": told})
    pattern = sketch.id_pattern(urls) or source.id_pattern
    return source.model_copy(update={"selectors": found, "id_pattern": pattern})


def _without_selectors(page: Page, source: Source) -> tuple[Draft, ...]:
    bare = source.model_copy(update={"selectors": Selectors()})
    return classified.postings(page.text, page.url, bare)


def with_steps(source: Source, ads: list[Page]) -> Source:
    """Return the source with the steps that its pages call for, now that their parts have names."""
    clicks = tuple(dict.fromkeys(button for page in ads for button in drawn.reveals(page.text)))
    title = source.selectors.fields.title
    browser = source.browser
    if browser.list and source.selectors.item:
        steps = Steps(wait_for=source.selectors.item, scroll=Scroll(patience=_PATIENCE))
        browser = browser.model_copy(update={"list": steps})
    if browser.page or clicks:
        idle = bool(browser.page) and not title
        steps = Steps(idle=idle, wait_for=title if browser.page else "", click=clicks)
        browser = browser.model_copy(update={"page": steps})
    return source.model_copy(update={"browser": browser})


def _waiting(source: Source) -> Source:
    """Return the source with a wait for what its clicks were seen to bring."""
    page, contact = source.browser.page, source.selectors.fields.contact
    if not page or not page.click or not contact:
        return source
    steps = page.model_copy(update={"wait_after": contact})
    return source.model_copy(update={"browser": source.browser.model_copy(update={"page": steps})})


def _scrolled(source: Source, lists: list[Page], seen: DryRun) -> Source:
    """Leave the scrolling out where the list did not grow by it."""
    steps = source.browser.list
    now = _lists(seen, source)
    if not steps or not now or len(_entries(now[0])) > len(_entries(lists[0])):
        return source
    unscrolled = source.browser.model_copy(
        update={"list": steps.model_copy(update={"scroll": None})}
    )
    return source.model_copy(update={"browser": unscrolled})


def _told(source: Source, seen: DryRun) -> Drafted:
    """Return the draft with promises below what was seen, and the postings as it reads them."""
    read = drafts(list(seen.pages), source)
    postings = tuple(
        build_posting(found, source, page.fetched_at, page.captures) for found, page in read
    )
    contacts = sum(has_contact(p.title, p.text) for p in postings) / max(1, len(postings))
    shown = len(postings)
    if source.platform == PLAIN:
        shown = sum(len(_links(page, source).cards) for page in _lists(seen, source))
    expect = Expect(postings=max(1, shown // 2), with_contact=int(contacts * 5) / 10)
    source = source.model_copy(update={"expect": expect})
    return Drafted(source=source, postings=postings, remarks=tuple(_remarks(source, seen)))


def _remarks(source: Source, seen: DryRun) -> Iterator[str]:
    """Yield what a person should look at."""
    if source.needs_browser:
        yield "Some of its pages are drawn by scripts, which is slow: has the site a feed?"
    if source.platform == PLAIN and seen.report.lists < LISTS and not source.browser.list:
        yield "No next page was found: if the list goes on, name it in selectors.next."
    if source.platform == PLAIN and not source.selectors.item:
        yield "The list's entries have no name of their own; they are looked for at each crawl."
    if source.allow_local:
        yield "It is a test site on this network: its address is named in allow_local."


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
