"""Sites that nobody has described: ads are looked for from page to page (`crawlers.focus`).

`start` is any page of the site, and `budget.pages` how far the search goes. What is found tells
whether the site deserves a source of platform `classified`, and where its lists are.
"""

from crawlers.draft import Draft, Links
from crawlers.platforms import classified
from crawlers.reading import worth
from crawlers.reading.address import canonical
from crawlers.reading.markup import document
from crawlers.source import Source

INLINE = False
REREADS = True


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: a search begins where it is told to."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return nothing: where such a site's lists are is not known."""
    return Links()


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the ad of its page; none for a page that does not look like one, or is a start."""
    if canonical(url) in map(canonical, source.start):
        return ()
    drafts = classified.postings(body, url, source)
    if source.selectors.fields.text:
        return drafts
    return tuple(draft for draft in drafts if worth.is_ad(draft, document(body), url))
