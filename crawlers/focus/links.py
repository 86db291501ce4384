"""Reads the links of a page, with what they and their page say of where they lead."""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree
from parsel import Selector

from crawlers.reading.address import absolute, canonical
from crawlers.reading.markup import text_of, value

_CHROME: Final = frozenset({"nav", "header", "footer", "aside"})
_NO_PAGE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|pdf|docx?|xlsx?|zip|gz|mp[34]|webm|xml|json|apk)$",
    re.IGNORECASE,
)
# Vowel signs of Indian scripts are marks, not letters, to Python.
_WORD: Final = re.compile(r"(?:[^\W\d_]|[\u0900-\u0d7f\u200c\u200d])+")


class Link(NamedTuple):
    """A link: its address, its words, the heading of its page, and the part of it that it is in."""

    url: str
    anchor: str = ""
    heading: str = ""
    place: str = ""


def links(page: Selector, url: str) -> list[Link]:
    """Return a page's links to other pages, each address once, in their order."""
    heading = value(page, "h1") or value(page, "title")
    found: dict[str, Link] = {}
    for node in page.css("a[href]"):
        target = absolute(node.root.get("href"), url)
        if target and not _NO_PAGE.search(urlsplit(target).path):
            address = canonical(target)
            words = text_of(node) or node.root.get("title", "")
            found.setdefault(address, Link(address, words, heading, _place(node.root)))
    found.pop(canonical(url), None)
    return list(found.values())


def tokens(link: Link) -> list[str]:
    """Return what a link is judged by: words of its address, its text, its page; its shape."""
    parts = urlsplit(link.url)
    address = unquote(f"{parts.path} {parts.query}")
    return [
        *(f"u:{word}" for word in words_of(address)),
        *(f"a:{word}" for word in words_of(link.anchor)),
        *(f"h:{word}" for word in words_of(link.heading)),
        f"s:{_shape(parts.path)}?{re.sub(r'=[^&]*', '=', parts.query)}",
        f"p:{link.place}",
        f"n:{min(len(link.anchor.split()), 8)}",
    ]


def words_of(text: str, most: int = 12) -> list[str]:
    """Return the first words of a text, in small letters."""
    return _WORD.findall(text.lower())[:most]


def _shape(path: str) -> str:
    """Return a path with numbers and slugs blanked out."""
    steps = ("*" if re.search(r"\d|-.*-", step) else step for step in path.split("/"))
    return "/".join(steps)


def _place(anchor: etree._Element) -> str:
    """Return in which part of a page a link stands, and the kind of element that holds it."""
    chrome = next((step.tag for step in anchor.iterancestors() if step.tag in _CHROME), "")
    holder = anchor.getparent()
    return f"{chrome}/{holder.tag}.{holder.get('class', '')}" if holder is not None else chrome
