"""Finds the words that a page is about, where neither selectors nor structured data tell.

A page is cut into blocks; blocks that are mostly links or stand in navigation, footers and the like
are left out; the smallest element that holds most of the remaining words is the page's main part
(the idea of Kohlschütter et al., "Boilerplate Detection using Shallow Text Features", WSDM 2010).
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree
from parsel import Selector

from crawlers.draft import Draft
from crawlers.reading.markup import INLINE, parted, value

MOST: Final = 0.8
"""Share of the page's own words that its main part holds."""
MOSTLY_LINKS: Final = 0.5

_NEVER: Final = frozenset(
    "script style noscript template head svg iframe object nav footer aside form button select "
    "textarea dialog figcaption".split()
)
_ALWAYS: Final = frozenset({"html", "body", "main", "article"})
_ASIDE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|footer|sidebar|breadcrumbs?|cookies?|consent|banner|adverts?|"
    r"promo|related|similar|recommend\w*|share|sharing|social|pagination|pager|login|signup|"
    r"newsletter|widget|toolbar|skip|disclaimer|safety|comments|comment-list|copyright|byline|"
    r"entry-meta|sharedaddy|popular|most-read)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_CONTACT: Final = ("tel:", "mailto:", "sms:", "https://wa.me/", "https://t.me/")
_SEPARATORS: Final = re.compile(r"\s+[|·–—»:-]\s+")


class Block(NamedTuple):
    """A run of words between two block boundaries, the element it stands in, and its links."""

    owner: etree._Element
    text: str
    linked: int


def read(page: Selector, url: str) -> Draft:
    """Return title and main text of a page; what the page does not show is ""."""
    title = _title(page)
    words = [block for block in main_blocks(page.root) if block != title]
    return Draft(url=url, title=title, text="\n".join(words))


def main_blocks(root: etree._Element) -> list[str]:
    """Return the blocks of the page's main part, in order."""
    own = [block for block in _blocks(root) if block.linked < MOSTLY_LINKS * len(block.text)]
    held: Counter[etree._Element] = Counter()
    for block in own:
        for element in (block.owner, *block.owner.iterancestors()):
            held[element] += len(block.text)
    main = _smallest(root, held)
    return [block.text for block in own if main in (block.owner, *block.owner.iterancestors())]


def _smallest(root: etree._Element, held: Counter[etree._Element]) -> etree._Element:
    """Return the deepest element that holds most of the words."""
    enough = MOST * held[root]
    main, inner = root, root
    while inner is not None:
        main = inner
        inner = next((child for child in main if held[child] >= enough > 0), None)
    return main


def _blocks(root: etree._Element) -> Iterator[Block]:
    words: list[str] = []
    links = linked = 0
    owner = root
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        starts, block = event == "start", element.tag not in INLINE
        if block:
            text = " ".join("".join(words).split())
            if text:
                yield Block(owner, text, linked)
            words, linked = [], 0
            owner = element if starts else element.getparent()
        if starts and _boilerplate(element):
            walk.skip_subtree()
            continue
        links += _is_link(element) * (1 if starts else -1)
        piece = element.text if starts else element.tail
        words.append(" " if starts and not block and parted(element) else "")
        words.append(piece or "")
        linked += len((piece or "").strip()) * bool(links)


def _is_link(element: etree._Element) -> bool:
    return element.tag == "a" and not element.get("href", "").startswith(_CONTACT)


def _boilerplate(element: etree._Element) -> bool:
    if element.tag in _ALWAYS:
        return False
    if element.tag in _NEVER or not isinstance(element.tag, str):
        return True
    if element.tag == "header" or _ASIDE.search(
        f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    ):
        return element.tag != "a" and element.find(".//h1") is None
    return False


def _title(page: Selector) -> str:
    if heading := value(page, "h1"):
        return " ".join(heading.split())
    if shared := value(page, 'meta[property="og:title"]::attr(content)'):
        return shared
    # "Room for rent | Some Site": the site's name stands last.
    return _SEPARATORS.split(value(page, "title"))[0]
