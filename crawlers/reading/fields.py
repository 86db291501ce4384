"""Sketches the selectors of an ad's page, by comparing a few pages of one site.

Of the elements that have the same name on most of the pages, each field takes the one whose words
and whose name fit it best. What a page says of itself (JSON-LD, microdata) needs no selector.
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from parsel import Selector

from crawlers.draft import Draft
from crawlers.parts import Fields
from crawlers.reading import structured
from crawlers.reading.markup import document, text_of, value, values
from crawlers.reading.naming import names

Words = tuple[str, ...]
"""What one selector finds on each page, "" where it finds nothing."""
ON_MOST: Final = 0.5
ON_SOME: Final = 0.3
"""Share of the pages that show a part at all: many ads name no price."""
NEARLY_ALL: Final = 0.8
IN_NAME: Final = 0.5
FOREIGN: Final = 0.1
"""Share of an element's words that may be others than the ad's."""
_MONEY: Final = re.compile(r"[₹$€£]|\bRs\b|\bINR\b|\bAED\b|\d[\d,.]*\s*(?:/-|lakh|k\b|per\b)", re.I)
_NUMBER: Final = re.compile(r"(?:\d[\s.-]?){8,}")
_DATE: Final = re.compile(
    r"\d{4}-\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\bago\b|yesterday|today|"
    r"\d{1,2}\s+[A-Za-z]{3,9}\.?,?\s+\d{4}|[A-Za-z]{3,9}\s+\d{1,2},?\s+\d{4}|മുമ്പ്|पहले|முன்",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """A selector, and what it finds on each page."""

    selector: str
    words: Words


def sketch(pages: list[tuple[str, str]], read: list[Draft]) -> Fields:
    """Return selectors for what `read`, the pages as they read without any, does not tell.

    Args:
        pages: HTML and address of some ads of one site.
        read: what each page tells without selectors; its title and text are the measure.

    """
    roots = [document(body) for body, _ in pages]
    found = _candidates(roots)
    lacking = {name for name in _RULES if not _told(read, name)}
    chosen = {name: _best(found, name) for name in _RULES if name in lacking}
    texts = [draft.text for draft in read]
    if not all(structured.read(body, url) for body, url in pages):
        chosen["title"] = _title(found, [draft.title for draft in read])
        chosen["text"] = _text(found, texts)
        texts = next((list(f.words) for f in found if f.selector == chosen["text"]), texts)
    return Fields(
        **{name: selector for name, selector in chosen.items() if selector},
        contact=_contact(roots, found, texts),
    )


def _told(read: list[Draft], name: str) -> bool:
    attribute = {"posted": "posted_raw", "location": "location_raw", "price": "price_raw"}.get(
        name, name
    )
    return sum(bool(getattr(draft, attribute)) for draft in read) >= NEARLY_ALL * len(read)


def _candidates(roots: list[Selector]) -> list[Found]:
    """Return the selectors that name at most one element a page, and one on most pages."""
    selectors = dict.fromkeys(
        name
        for root in roots
        for body in root.root.iter("body")
        for node in body.iter()
        if isinstance(node.tag, str)
        for name in names(node)[:2]
    )
    found = []
    for selector in selectors:
        matches = [root.css(selector) for root in roots]
        if max(map(len, matches)) == 1:
            words = tuple(text_of(match[0]) if match else "" for match in matches)
            if sum(map(bool, words)) >= ON_SOME * len(roots):
                found.append(Found(selector, words))
    return found


def _named(*parts: str) -> Callable[[str], bool]:
    pattern = re.compile(
        rf"[.#\"_-](?:[a-z]+[_-]|ad|item|post)?(?:{'|'.join(parts)})(?:[\"_-]|\b)", re.IGNORECASE
    )
    return lambda selector: bool(pattern.search(selector))


_IS_TEXT: Final = _named("description", "text", "body", "content", "message", "details?", "words")
_RULES: Final[dict[str, tuple[Callable[[str], bool], re.Pattern[str] | None, int]]] = {
    "price": (_named("price", "rent", "salary", "amount", "wage", "pay", "cost"), _MONEY, 40),
    "posted": (_named("posted", "date", "time", "when", "published", "age"), _DATE, 60),
    "location": (
        _named("place", "location", "loc", "city", "area", "district", "locality", "where"),
        None,
        80,
    ),
    "author": (
        _named("seller", "author", "poster", "user", "advertiser", "username", "name", "by"),
        None,
        60,
    ),
}
"""Of each field: how its element is called, what its words look like, and their greatest length."""


def _best(found: list[Found], field: str) -> str:
    called, looks, longest = _RULES[field]
    scored = [
        (
            called(each.selector) + _share(each.words, looks) + each.selector.startswith("time"),
            -len("".join(each.words)),
            each.selector,
        )
        for each in found
        if max(map(len, each.words)) <= longest and _is(called, looks, each)
    ]
    selector = max(scored, default=(0.0, 0, ""))[2]
    return f"{selector}::attr(datetime)" if selector.startswith("time") else selector


def _is(called: Callable[[str], bool], looks: re.Pattern[str] | None, each: Found) -> bool:
    """Return whether words that look right stand there, or any where only the name can tell."""
    if looks is None:
        return called(each.selector)
    return _share(each.words, looks) >= ON_MOST


def _title(found: list[Found], wanted: list[str]) -> str:
    """Return what holds just the title on all pages."""
    same = (
        each.selector
        for each in found
        if all(
            " ".join(words.split()) == own for words, own in zip(each.words, wanted, strict=True)
        )
    )
    return next(same, "")


def _text(found: list[Found], wanted: list[str]) -> str:
    """Return what is called the ad's words and holds a good part of them, or else nearly all."""
    scored = [
        (share + IN_NAME * _IS_TEXT(each.selector), -place, each.selector)
        for place, each in enumerate(found)
        if (share := _covered(each.words, wanted)) >= ON_MOST
    ]
    best, _, selector = max(scored, default=(0.0, 0, ""))
    return selector if best >= NEARLY_ALL else ""


def _covered(found: Words, wanted: list[str]) -> float:
    """Return the least share of a page's words that are found; 0 where others are found too."""
    shares = []
    for words, own in zip(found, wanted, strict=True):
        lines = [line for line in words.split("\n") if line in own]
        foreign = len(words) - sum(map(len, lines)) - words.count("\n")
        shares.append(
            0.0 if foreign > len(words) * FOREIGN else sum(map(len, lines)) / max(1, len(own))
        )
    return sorted(shares)[len(shares) // 2] if min(shares) > 0 else 0.0


def _share(words: Words, looks: re.Pattern[str] | None) -> float:
    said = [each for each in words if each]
    return sum(bool(looks and looks.search(each)) for each in said) / len(said)


def _contact(roots: list[Selector], found: list[Found], texts: list[str]) -> str:
    """Return what holds a number that the ads' own words do not."""
    links = 'a[href^="tel:"]'
    if sum(bool(value(root, links)) for root in roots) >= ON_MOST * len(roots) and any(
        number not in text
        for root, text in zip(roots, texts, strict=True)
        for number in values(root, links)
    ):
        return links
    holders = [
        each
        for each in found
        if max(map(len, each.words)) < 200
        and any(
            (number := _NUMBER.search(words)) and number.group().strip() not in text
            for words, text in zip(each.words, texts, strict=True)
        )
    ]
    return min(holders, key=lambda each: len("".join(each.words)), default=Found("", ())).selector
