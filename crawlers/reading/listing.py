"""Finds the entries of a list page where no selector names them.

The entries of a list are links of one shape at places of one shape, each to another address. Of all
such groups the list is the one whose entries show the most words.
"""

import re
from collections import defaultdict
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector

from adwatch.model import stable_id
from crawlers.draft import Card
from crawlers.reading.address import absolute, canonical
from crawlers.reading.markup import base_of, text_of

FEWEST: Final = 3
"""Fewer links of one shape are not a list."""
_ROWS: Final = frozenset("odd even alt first last featured sponsored promoted top".split())
_CHROME: Final = frozenset({"nav", "footer", "aside", "header"})

Group = dict[str, etree._Element]


class Entry(NamedTuple):
    """One entry of a list: its address, its link, all of it, and the words it shows."""

    url: str
    anchor: etree._Element
    element: etree._Element
    text: str


def cards(page: Selector, url: str) -> tuple[Card, ...]:
    """Return the entries of the page's list; none where no list is found."""
    return tuple(
        Card(url=entry.url, fingerprint=stable_id(entry.text)) for entry in entries(page, url)
    )


def entries(page: Selector, url: str) -> list[Entry]:
    """Return the entries of the page's list with their elements; none where no list is found."""
    groups = [group for group in _groups(page, url) if len(group) >= FEWEST]
    return max(map(_entries, groups), key=_weight, default=[])


def _groups(page: Selector, url: str) -> list[Group]:
    found: dict[tuple[str, str], Group] = defaultdict(dict)
    here, base = canonical(url), base_of(page, url)
    for node in page.css("a[href]"):
        anchor = node.root
        href = absolute(anchor.get("href"), base)
        if urlsplit(href).netloc != urlsplit(url).netloc or _in_chrome(anchor):
            continue
        target = canonical(href)
        if target != here:
            found[_shape(target), _place(anchor)].setdefault(target, anchor)
    return list(found.values())


def _shape(url: str) -> str:
    """Return an address with numbers and slugs blanked out."""
    parts = urlsplit(url)
    steps = [_blank(step) for step in parts.path.split("/")]
    return "/".join(steps) + "?" + re.sub(r"=[^&]*", "=", parts.query)


def _blank(step: str) -> str:
    return "*" if re.search(r"\d|-.*-", step) else step


def _place(anchor: etree._Element) -> str:
    steps = [anchor, *anchor.iterancestors()][:4]
    return ">".join(f"{step.tag}.{_kind(step)}" for step in steps)


def _kind(step: etree._Element) -> str:
    """Return the class of an element without what differs from row to row."""
    first = next(iter((step.get("class") or "").split()), "")
    return "" if first in _ROWS else re.sub(r"\d+", "", first)


def _in_chrome(anchor: etree._Element) -> bool:
    return any(step.tag in _CHROME for step in anchor.iterancestors())


def _entries(group: Group) -> list[Entry]:
    """Return each link with its entry: all around it that holds no other entry."""
    shared = {step for anchor in group.values() for step in _shared_steps(anchor, group)}
    around = ((href, anchor, _around(anchor, shared)) for href, anchor in group.items())
    return [
        Entry(href, anchor, element, text_of(Selector(root=element)))
        for href, anchor, element in around
    ]


def _shared_steps(anchor: etree._Element, group: Group) -> list[etree._Element]:
    """Return the elements around a link that hold another entry of the group too."""
    others = [other for other in group.values() if other is not anchor]
    around = set(anchor.iterancestors())
    return [step for other in others[:1] for step in other.iterancestors() if step in around]


def _around(anchor: etree._Element, shared: set[etree._Element]) -> etree._Element:
    entry = anchor
    for step in anchor.iterancestors():
        if step in shared:
            break
        entry = step
    return entry


def _weight(entries: list[Entry]) -> int:
    """Return how many words a list shows; one entry counts no more than a long teaser."""
    return sum(min(len(entry.text), 400) for entry in entries)
