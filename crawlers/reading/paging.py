"""Finds the next page of a list where no selector names it."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urldefrag, urlsplit

from parsel import Selector

from crawlers.reading.address import absolute
from crawlers.reading.markup import base_of, select, text_of

_NEXT: Final = frozenset(
    {
        "next",
        "older",
        "അടുത്തത്",
        "അടുത്ത",
        "അടുത്ത പേജ്",
        "അടുത്ത താൾ",
        "മുന്നോട്ട്",
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
"""What only a link to the next page is called."""
_MORE: Final = frozenset(
    {
        "more",
        "കൂടുതൽ",
        "കൂടുതൽ പരസ്യങ്ങൾ",
        "കൂടുതൽ കാണുക",
        "और",
        "और देखें",
        "மேலும்",
        "மேலும் பார்க்க",
    }
)
"""What other links are called too: believed of one that leads to the same list."""
# "Go to next page", "Next 25 ads", "Show more results": the rest of the words says nothing.
_BEFORE: Final = re.compile(r"^(?:go to|click for|load|show|view|see|the)\s+(?:the\s+)?")
_AFTER: Final = re.compile(
    r"(?:\s+(?:\d+\s+\w+|\d+|page|pages|results?|ads|posts?|entries|items|listings|topics))+$"
)
_ARROWS: Final = frozenset({"›", "→", ">", "▶", "❯", "⟩"})
_DOUBLE: Final = frozenset({"»", ">>"})
"""The next page or the last one."""
_TRIMMED: Final = " \n›»→>▶❯⟩.…«‹<←"
# "pager-next", "next-page", "nextpostslink"; not "next-month", "next-article".
_NEXT_CLASS: Final = re.compile(
    r"(?:^|[\s_-])next(?:[_-]?(?:page|posts?|postslink|link|btn|button))?(?:\s|$)", re.IGNORECASE
)
_PAGING: Final = re.compile(
    r"(?:^|[/?&_-])(?:page|pg|p|pageno|paged|pagina|seite|pn|start|offset|o|from|skip|begin)"
    r"[=/_-]?(\d{1,6})(?=$|[/?&._-])",
    re.IGNORECASE,
)
_OFF: Final = re.compile(
    r"(?:^|[\s_-])(?:disabled|inactive|slick|carousel|gallery|slide|calendar|cal|month)", re.I
)
_DATES: Final = re.compile(r"(?:year|month|day|date)=|^(?:19|20)\d\d$", re.IGNORECASE)


class Anchor(NamedTuple):
    """A link to another page of the same site: its words, and the classes that stand around it."""

    href: str
    words: str
    marks: str


def next_page(page: Selector, url: str) -> str:
    """Return the address of the next list page, or "" where none is found.

    In order of trust: what the page itself marks as `rel="next"`; a link that says so; among
    numbered pages the one after this; an arrow that may mean the last page as well.
    """
    base = base_of(page, url)
    for match in select(page, '[rel~="next"]::attr(href)'):
        if (marked := absolute(match.root, base)) and not _same(marked, url):
            return marked
    anchors = [anchor for anchor in _anchors(page, url, base) if not _same(anchor.href, url)]
    return (
        _said(anchors, url)
        or _arrow(anchors, _ARROWS)
        or _numbered(anchors, url)
        or _counted(anchors, url)
        or _second(anchors, url)
        or _arrow(anchors, _DOUBLE)
    )


def _anchors(page: Selector, url: str, base: str) -> Iterator[Anchor]:
    host = urlsplit(url).netloc
    for node in select(page, "a[href]"):
        href = absolute(node.attrib["href"], base)
        marks = f"{node.attrib.get('class', '')} {node.root.getparent().get('class', '')}"
        off = _OFF.search(marks) or node.attrib.get("aria-disabled") == "true"
        if urlsplit(href).netloc == host and not off:
            yield Anchor(href, _words(node), marks)


def _words(node: Selector) -> str:
    said = node.attrib.get("aria-label") or text_of(node) or node.attrib.get("title", "")
    return (said or " ".join(node.css("img::attr(alt)").getall())).lower().strip()


def _said(anchors: list[Anchor], url: str) -> str:
    """Return the link whose words, else whose class, say "next"."""
    by_words = (a.href for a in anchors if _core(a.words) in _NEXT)
    by_class = (a.href for a in anchors if _NEXT_CLASS.search(a.marks) and len(a.words) < 30)
    by_more = (a.href for a in anchors if _core(a.words) in _MORE and _alike(a.href, url))
    return next(by_words, "") or next(by_class, "") or next(by_more, "")


def _core(words: str) -> str:
    """Return what is left of "Go to the next page ›": "next"."""
    first = words.split("\n")[0].strip(_TRIMMED)
    return _AFTER.sub("", _BEFORE.sub("", first)).strip(_TRIMMED)


def _arrow(anchors: list[Anchor], arrows: frozenset[str]) -> str:
    by_arrow = (
        a.href
        for a in anchors
        if a.words in arrows and _PAGING.search(a.href) and "last" not in a.marks
    )
    return next(by_arrow, "")


def _numbered(anchors: list[Anchor], url: str) -> str:
    """Return the link to this list with a greater page number, by the least step."""
    here = _PAGING.search(url)
    least = int(here.group(1)) + 1 if here else 2
    ahead = [
        (int(number.group(1)), anchor.href)
        for anchor in anchors
        if (number := _PAGING.search(urldefrag(anchor.href).url))
        # Some count from 0: the link called 2 leads to number 1.
        and (int(number.group(1)) >= least or (not here and anchor.words == "2"))
        and _alike(anchor.href, url)
    ]
    return min(ahead, default=(0, ""))[1]


def _counted(anchors: list[Anchor], url: str) -> str:
    """Return the link called N+1 whose address is this page's with N+1 in the place of N."""
    for number in re.finditer(r"(?:\w+=)?(\d{1,4})", url):
        following = str(int(number.group(1)) + 1)
        href = url[: number.start(1)] + following + url[number.end(1) :]
        if not _DATES.search(number.group()) and any(
            anchor.href == href and anchor.words == following for anchor in anchors
        ):
            return href
    return ""


def _second(anchors: list[Anchor], url: str) -> str:
    """Return the link called 2 whose address is this first page's with something added."""
    first = urldefrag(url).url.rstrip("/")
    second = (
        anchor.href
        for anchor in anchors
        if anchor.words.strip("[]()") == "2"
        and anchor.href.startswith(first)
        and not _DATES.search(anchor.href.removeprefix(first))
    )
    return next(second, "")


def _alike(href: str, url: str) -> bool:
    """Return whether an address is this list's, with another page number or more parameters."""
    (mine, wanted), (other, told) = _list_of(url), _list_of(href)
    return mine == other and wanted <= told


def _list_of(url: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """Return path and parameters of an address without its page number."""
    parts = urlsplit(url)
    told = parse_qsl(parts.query, keep_blank_values=True)
    kept = frozenset(pair for pair in told if not _PAGING.search(f"?{pair[0]}={pair[1]}"))
    return _PAGING.sub("", parts.path).rstrip("/"), kept


def _same(href: str, url: str) -> bool:
    return urldefrag(href).url == urldefrag(url).url
