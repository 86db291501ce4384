"""Sketches the selectors of a list: what an engineer would write who looked at the page.

A selector is proposed only if it finds what the page was seen to hold; else it is left to be looked
for at each crawl.
"""

import re
from typing import Final

from lxml import etree
from parsel import Selector

from crawlers.parts import Selectors
from crawlers.reading import listing, paging
from crawlers.reading.address import absolute, canonical
from crawlers.reading.listing import Entry
from crawlers.reading.markup import document, text_of, value, values
from crawlers.reading.naming import name_all, names

Saved = tuple[str, str]
"""A page's HTML and its address."""

_NEXT: Final = (
    'link[rel="next"]::attr(href)',
    'a[rel~="next"]::attr(href)',
    "a.next::attr(href)",
    ".next > a::attr(href)",
    "a.next-page::attr(href)",
    'a[aria-label="Next"]::attr(href)',
    'a[aria-label="Next page"]::attr(href)',
)
_PASSING: Final = re.compile(
    r"\bago\b|\byesterday\b|\btoday\b|\bjust now\b|\bviews?\b|\breplies\b|\blikes?\b|മുമ്പ്|മുൻപ്|ഇന്നലെ|"
    r"ഇന്ന്|पहले|आज|कल|முன்|நேற்று|இன்று",
    re.IGNORECASE,
)
_IDS: Final = (
    r"[?&](?:id|ad|adid|item|t|n|p)=(\d+)",
    r"[-_/](\d{2,})(?:\.\w+)?/?$",
    r"/(\d+)[-_/]",
    r"/([a-z]*\d[a-z0-9]*)/?$",
)


def sketch(pages: list[Saved]) -> Selectors:
    """Return the selectors of the list whose first pages these are."""
    body, url = pages[0]
    page = document(body)
    entries = listing.entries(page, url)
    item = name_all(page, [entry.element for entry in entries]) if entries else ""
    if not item:
        return Selectors(next=_next(pages))
    return Selectors(
        item=item,
        link=_link(entries, url),
        next=_next(pages),
        volatile=_volatile(entries),
    )


def id_pattern(urls: list[str]) -> str:
    """Return a pattern of the number by which a site calls its ads, or "" where there is none."""
    for pattern in _IDS:
        found = [re.findall(pattern, url) for url in urls]
        if all(len(ids) == 1 for ids in found) and len({ids[0] for ids in found}) == len(urls):
            return pattern
    return ""


def _link(entries: list[Entry], url: str) -> str:
    if all(entry.anchor is entry.element for entry in entries):
        return "./@href"
    choices = ["a", *names(entries[0].anchor)]
    for choice in (f"{name}::attr(href)" for name in choices):
        if all(_leads(entry, choice, url) for entry in entries):
            return choice
    return "a::attr(href)"


def _leads(entry: Entry, link: str, url: str) -> bool:
    href = absolute(value(Selector(root=entry.element), link), url)
    return bool(href) and canonical(href) == entry.url


def _next(pages: list[Saved]) -> str:
    """Return the usual selector that finds, on all the pages, what a search for it finds."""
    read = [(document(body), url) for body, url in pages]
    looked_for = [paging.next_page(page, url) for page, url in read]
    if not looked_for[0]:
        return ""
    for choice in _NEXT:
        found = [value(page, choice) for page, _ in read]
        if [absolute(href, url) for href, (_, url) in zip(found, read, strict=True)] == looked_for:
            return choice
    return ""


def _volatile(entries: list[Entry]) -> tuple[str, ...]:
    """Return what changes in an entry while its ad does not: ages and counts."""
    leaves = (leaf for entry in entries for leaf in entry.element.iter() if not len(leaf))
    called = (
        name
        for leaf in leaves
        if _PASSING.search(text_of(Selector(root=leaf)))
        for name in _places(leaf)
    )
    return tuple(name for name in dict.fromkeys(called) if _passing(entries, name))[:1]


def _places(leaf: etree._Element) -> list[str]:
    if leaf.tag == "td":
        return [f"td:nth-child({len(list(leaf.itersiblings(preceding=True))) + 1})"]
    return [name for name in names(leaf)[:3] if "." in name or name == "time"]


def _passing(entries: list[Entry], name: str) -> bool:
    """Return whether little else than ages and counts stands there: a title says "today" too."""
    words = [w for entry in entries for w in values(Selector(root=entry.element), name)]
    return (
        sum(bool(_PASSING.search(w)) for w in words) * 2 > len(words) and max(map(len, words)) < 40
    )
