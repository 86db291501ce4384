"""Reads a past crawl again from its evidence: the same postings, with no network.

So a change of a parser shows at once what it would have made of what sites sent, and anybody can
check a posting against the stored bytes.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Final
from urllib.parse import urljoin

from adwatch.errors import Trouble
from adwatch.evidence import Exchange
from adwatch.model import Frozen, Picture, Posting
from adwatch.settings import Settings
from crawlers import archive, platforms
from crawlers.build import build_posting
from crawlers.draft import Draft, Gone, Unreadable
from crawlers.pictures import Look, asked_for, named
from crawlers.platforms import Platform
from crawlers.reading.address import canonical
from crawlers.source import Source
from crawlers.state import State, path_of

_KIND: Final = "content-type"


class Page(Frozen):
    """A stored page with all that was kept with it; `location` is where a redirect leads."""

    url: str
    status: int
    text: str
    location: str
    fetched_at: datetime
    captures: tuple[str, ...]
    drawn: bool


def replay(
    source: Source, settings: Settings, run: str, look: Look | None = None
) -> Iterator[Posting]:
    """Yield the postings of a past run of a source.

    With `look`, the pictures that were kept are looked at again; of explicit ones there are none.

    Raises:
        Trouble: there is no evidence of such a run.

    """
    path = settings.evidence / source.name / f"{run}.warc.gz"
    if not path.exists():
        runs = sorted(p.name.removesuffix(".warc.gz") for p in path.parent.glob("*.warc.gz"))
        raise Trouble(
            f"{path}: there is no run {run} of {source.name}.",
            f"The last ones are: {', '.join(runs[-3:]) or 'none'}.",
        )
    with State(path_of(source.name, settings)) as state:

        def first_seen(identity: str) -> datetime | None:
            known = state.by_id(identity)
            return known.first_seen if known else None

        yield from read_again(archive.exchanges(path), source, first_seen, look)


def read_again(
    exchanges: Iterable[Exchange],
    source: Source,
    first_seen: Callable[[str], datetime | None],
    look: Look | None = None,
) -> Iterator[Posting]:
    """Yield the postings that stand on stored pages, each once, as it was last."""
    shown: dict[str, Picture] = {}
    stored = list(pages(_apart(exchanges, shown, look if source.pictures else None)))
    found = {}
    for draft, page in drafts(stored, source):
        pictures = tuple(shown[url] for url in asked_for(draft.images) if url in shown)
        posting = build_posting(draft, source, page.fetched_at, page.captures, pictures=pictures)
        found[posting.id] = posting
    for posting in found.values():
        yield posting.model_copy(
            update={"first_seen": first_seen(posting.id) or posting.first_seen}
        )


def pages(exchanges: Iterable[Exchange]) -> Iterator[Page]:
    """Yield the pages among stored exchanges.

    What a browser fetched for a page, and its picture, come just before the page as it was drawn.
    """
    before: list[Exchange] = []
    for exchange in exchanges:
        drawn = exchange.kind == "rendered"
        kept = [*_fetched_for(exchange, before), exchange] if drawn else [exchange]
        before = [] if drawn else [*before, exchange]
        if exchange.kind != "screenshot":
            yield Page(
                url=exchange.url,
                status=kept[0].status,
                text=_text(exchange),
                location=_location(exchange),
                fetched_at=exchange.fetched_at,
                captures=tuple(hashlib.sha256(part.body).hexdigest() for part in kept),
                drawn=drawn,
            )


def drafts(stored: list[Page], source: Source) -> Iterator[tuple[Draft, Page]]:
    """Yield what stands on the pages, as a crawl that met them would have read it."""
    platform = platforms.load(source.platform)
    lists = set() if platform.INLINE else _lists(stored, source, platform)
    for page in stored:
        if _is_page(page, source) and canonical(page.url) not in lists:
            try:
                found = platform.postings(page.text, page.url, source)
            except (Gone, Unreadable):
                continue
            yield from ((draft, page) for draft in found)


def _apart(
    exchanges: Iterable[Exchange], shown: dict[str, Picture], look: Look | None
) -> Iterator[Exchange]:
    """Yield all exchanges but the pictures of ads; these are looked at and put into `shown`."""
    for exchange in exchanges:
        kinds = [value for name, value in exchange.response_headers if name.lower() == _KIND]
        if look and exchange.kind == "response" and kinds and kinds[0].startswith("image/"):
            with suppress(ValueError):
                shown[exchange.url] = named(look(exchange.body), exchange.url)
        else:
            yield exchange


def _is_page(page: Page, source: Source) -> bool:
    drawn = source.browser.page is not None
    robots = page.url.endswith("/robots.txt")
    return page.status == 200 and bool(page.text) and page.drawn == drawn and not robots


def _lists(stored: list[Page], source: Source, platform: Platform) -> set[str]:
    """Return the addresses of the list pages: those of the source, and what follows them."""
    by_url = {canonical(page.url): page for page in stored if page.status == 200}
    moved = {canonical(p.url): canonical(p.location) for p in stored if p.location}
    lists: set[str] = set()
    ahead = [canonical(start) for start in source.start]
    while ahead:
        url = ahead.pop()
        url = moved.get(url, url)
        if url in lists or url not in by_url:
            continue
        lists.add(url)
        try:
            following = platform.links(by_url[url].text, by_url[url].url, source).next
        except Unreadable:
            continue
        ahead += [canonical(following)] if following else []
    return lists


def _fetched_for(drawn: Exchange, before: list[Exchange]) -> list[Exchange]:
    """Return the exchanges from the page's own document on."""
    for index in range(len(before) - 1, -1, -1):
        if before[index].url == drawn.url and before[index].kind == "response":
            return before[index:]
    return []


def _text(exchange: Exchange) -> str:
    try:
        return archive.text(exchange)
    except Unreadable:
        return ""


def _location(exchange: Exchange) -> str:
    found = (value for name, value in exchange.response_headers if name.lower() == "location")
    return urljoin(exchange.url, next(found, "")) if 300 <= exchange.status < 400 else ""
