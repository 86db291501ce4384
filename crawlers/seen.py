"""Tells the pages of a dry run apart: which are lists, which are ads, and what they lead to."""

from adwatch.errors import Trouble
from crawlers.draft import Links
from crawlers.dryrun import DryRun
from crawlers.parts import Steps
from crawlers.platforms import classified
from crawlers.reading import listing
from crawlers.reading.address import canonical
from crawlers.reading.markup import document
from crawlers.replay import Page
from crawlers.source import Source


def first_page(seen: DryRun, source: Source) -> Page:
    """Return the page at the start address, or where it redirects to.

    Raises:
        Trouble: it was not had, or holds no text.

    """
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


def lists_of(seen: DryRun, source: Source) -> list[Page]:
    """Return the list pages among what was fetched, the first one first."""
    found: list[Page] = []
    url = canonical(first_page(_of_kind(seen, source.browser.list), source).url)
    by_url = {canonical(page.url): page for page in _of_kind(seen, source.browser.list).pages}
    while (page := by_url.pop(url, None)) and page.text:
        found.append(page)
        url = canonical(links_of(page, source).next)
    return found


def ads_of(seen: DryRun, source: Source) -> list[Page]:
    """Return the ads' pages among what was fetched."""
    addresses = {posting.url for posting in seen.postings}
    pages = _of_kind(seen, source.browser.page).pages
    return [page for page in pages if canonical(page.url) in addresses and page.status == 200]


def entries_of(page: Page) -> list[listing.Entry]:
    """Return the entries that are found on a list page without selectors."""
    return listing.entries(document(page.text), page.url)


def links_of(page: Page, source: Source) -> Links:
    """Return what a list page leads to, by the source's selectors."""
    return classified.links(page.text, page.url, source)


def _of_kind(seen: DryRun, steps: Steps | None) -> DryRun:
    """Return the pages as they are read: as drawn, or as they came."""
    wanted = tuple(page for page in seen.pages if page.drawn == bool(steps) or page.location)
    return seen.model_copy(update={"pages": wanted})
