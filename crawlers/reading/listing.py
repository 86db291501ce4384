"""Finds the entries of a list page where no selector names them.

The entries of a list are links of one shape at places of one shape, each to another address. Of all
such groups the list is the one whose entries show the most words.
"""

import re
from collections import defaultdict
from typing import Final
from urllib.parse import urlsplit

from lxml import etree
from parsel import Selector

from adwatch.model import stable_id
from crawlers.draft import Card
from crawlers.reading.address import absolute, canonical
from crawlers.reading.markup import text_of

FEWEST: Final = 3
"""Fewer links of one shape are not a list."""
_CHROME: Final = frozenset({"nav", "footer", "aside", "header"})

Group = dict[str, etree._Element]


def cards(page: Selector, url: str) -> tuple[Card, ...]:
    """Return the entries of the page's list; none where no list is found."""
    groups = [group for group in _groups(page, url) if len(group) >= FEWEST]
    entries = [_entries(group) for group in groups]
    best = max(entries, key=_weight, default={})
    return tuple(Card(url=href, fingerprint=stable_id(text)) for href, text in best.items())


def _groups(page: Selector, url: str) -> list[Group]:
    found: dict[tuple[str, str], Group] = defaultdict(dict)
    here = canonical(url)
    for node in page.css("a[href]"):
        anchor = node.root
        href = absolute(anchor.get("href"), url)
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
    return ">".join(f"{step.tag}.{(step.get('class') or '').split(' ')[0]}" for step in steps)


def _in_chrome(anchor: etree._Element) -> bool:
    return any(step.tag in _CHROME for step in anchor.iterancestors())


def _entries(group: Group) -> dict[str, str]:
    """Return each entry's address and words: all around its link that holds no other entry."""
    shared = {step for anchor in group.values() for step in _shared_steps(anchor, group)}
    return {href: text_of(Selector(root=_entry(anchor, shared))) for href, anchor in group.items()}


def _shared_steps(anchor: etree._Element, group: Group) -> list[etree._Element]:
    """Return the elements around a link that hold another entry of the group too."""
    others = [other for other in group.values() if other is not anchor]
    around = set(anchor.iterancestors())
    return [step for other in others[:1] for step in other.iterancestors() if step in around]


def _entry(anchor: etree._Element, shared: set[etree._Element]) -> etree._Element:
    entry = anchor
    for step in anchor.iterancestors():
        if step in shared:
            break
        entry = step
    return entry


def _weight(entries: dict[str, str]) -> int:
    """Return how many words a list shows; one entry counts no more than a long teaser."""
    return sum(min(len(text), 400) for text in entries.values())
