"""Finds the next page of a list where no selector names it."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from parsel import Selector

from crawlers.reading.address import absolute
from crawlers.reading.markup import select, text_of

_WORDS: Final = frozenset(
    {
        "next",
        "next page",
        "next results",
        "older",
        "older posts",
        "older ads",
        "more ads",
        "more results",
        "അടുത്തത്",
        "അടുത്ത",
        "അടുത്ത പേജ്",
        "അടുത്ത താൾ",
        "अगला",
        "अगले",
        "अगला पेज",
        "अगला पृष्ठ",
        "आगे",
        "அடுத்து",
        "அடுத்த",
        "அடுத்த பக்கம்",
    }
)
_ARROWS: Final = frozenset({"›", "»", "→", ">", ">>", "▶", "❯", "⟩"})
_TRIMMED: Final = " \n›»→>▶❯⟩.…"
# "pager-next", "next-page", "nextpostslink"; not "next-month", "next-article".
_NEXT_CLASS: Final = re.compile(
    r"(?:^|[\s_-])next(?:[_-]?(?:page|posts?|postslink|link|btn|button))?(?:\s|$)", re.IGNORECASE
)
_PAGING: Final = re.compile(
    r"(?:^|[/?&_-])(?:page|pg|p|pageno|paged|pn|start|offset|o|from|skip|begin)[=/_-]?(\d{1,6})"
    r"(?=$|[/?&._-])",
    re.IGNORECASE,
)
_OFF: Final = re.compile(r"(?:^|[\s_-])(?:disabled|inactive|slick|carousel|gallery|slide)", re.I)


class Anchor(NamedTuple):
    """A link to another page of the same site."""

    href: str
    words: str
    marks: str


def next_page(page: Selector, url: str) -> str:
    """Return the address of the next list page, or "" where none is found.

    In order of trust: what the page itself marks as `rel="next"`; a link that says so; among
    numbered pages the one after this.
    """
    for match in select(page, '[rel~="next"]::attr(href)'):
        if (marked := absolute(match.root, url)) and not _same(marked, url):
            return marked
    anchors = [anchor for anchor in _anchors(page, url) if not _same(anchor.href, url)]
    return _said(anchors) or _numbered(anchors, url) or _counted(anchors, url)


def _anchors(page: Selector, url: str) -> Iterator[Anchor]:
    host = urlsplit(url).netloc
    for node in select(page, "a[href]"):
        href = absolute(node.attrib["href"], url)
        marks = f"{node.attrib.get('class', '')} {node.root.getparent().get('class', '')}"
        if urlsplit(href).netloc == host and not _OFF.search(marks):
            said = node.attrib.get("aria-label") or text_of(node) or node.attrib.get("title", "")
            yield Anchor(href, said.lower(), marks)


def _said(anchors: list[Anchor]) -> str:
    """Return the link whose words, else whose class or arrow, say "next"."""
    by_words = (a.href for a in anchors if a.words.strip(_TRIMMED) in _WORDS)
    by_class = (a.href for a in anchors if _NEXT_CLASS.search(a.marks) and len(a.words) < 30)
    by_arrow = (a.href for a in anchors if a.words.strip() in _ARROWS and _PAGING.search(a.href))
    return next(by_words, "") or next(by_class, "") or next(by_arrow, "")


def _numbered(anchors: list[Anchor], url: str) -> str:
    """Return the link that differs from this page in its page number alone, by the least step."""
    here = _PAGING.search(url)
    current = int(here.group(1)) if here else 0
    mine = _without_number(url)
    ahead = [
        (int(number.group(1)), anchor.href)
        for anchor in anchors
        if (number := _PAGING.search(anchor.href))
        and int(number.group(1)) > max(current, 0 if here else 1)
        and _without_number(anchor.href) == mine
    ]
    return min(ahead, default=(0, ""))[1]


def _counted(anchors: list[Anchor], url: str) -> str:
    """Return the link called N+1 whose address is this page's with N+1 in the place of N."""
    for number in re.finditer(r"\d{1,4}", url):
        following = str(int(number.group()) + 1)
        href = url[: number.start()] + following + url[number.end() :]
        if any(anchor.href == href and anchor.words == following for anchor in anchors):
            return href
    return ""


def _without_number(url: str) -> str:
    return re.sub(r"[?&/]+$", "", _PAGING.sub("", url).replace("?&", "?"))


def _same(href: str, url: str) -> bool:
    return href.split("#")[0] == url.split("#")[0]
