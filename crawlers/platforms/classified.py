"""Classified sites: list pages lead to ads, each with a page of its own.

A source's selectors say where things stand. What no selector names is looked for: the next page,
the list's entries, and the ad itself in the page's structured data (JSON-LD, microdata, OpenGraph)
or else in its main text.
"""

from parsel import Selector

from adwatch.model import stable_id
from crawlers.draft import Card, Draft, Links
from crawlers.parts import Selectors
from crawlers.reading import listing, maintext, paging, structured
from crawlers.reading.address import absolute, canonical, own_id
from crawlers.reading.markup import base_of, document, select, text_of, value, values
from crawlers.source import Source

INLINE = False
REREADS = True


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: a classified list has no way to ask for what is newer."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return the ads that a list page leads to, and the next list page."""
    page = document(body)
    found, base = source.selectors, base_of(page, url)
    if found.item:
        entries = [_entry(item, base, found) for item in select(page, found.item)]
        cards = tuple(card for card in entries if card.url)
    else:
        cards = listing.cards(page, url)
    following = value(page, found.next) if found.next else paging.next_page(page, url)
    return Links(cards=_unique(cards), next=absolute(following, base) if following else "")


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the one ad of its page, as selectors and the page's own data tell it."""
    page = document(body)
    fields = source.selectors.fields
    text = "\n".join(values(page, fields.text))
    named = {
        "title": " ".join(value(page, fields.title).split()),
        "author": value(page, fields.author),
        "posted_raw": value(page, fields.posted),
        "location_raw": value(page, fields.location),
        "price_raw": value(page, fields.price),
    }
    base = base_of(page, url)
    pictures = tuple(filter(None, (absolute(src, base) for src in values(page, fields.images))))
    looked_for = Draft(url=url) if fields.title and fields.text else _look(page, body, url)
    draft = looked_for.model_copy(
        update={
            **{name: words for name, words in named.items() if words},
            "text": "\n".join(
                filter(None, [text or looked_for.text, *values(page, fields.contact)])
            ),
            "url": canonical(url),
            "key": own_id(canonical(url), source.id_pattern) or looked_for.key,
            "images": pictures or looked_for.images,
            "gone": looked_for.gone or bool(select(page, source.selectors.gone)),
        }
    )
    return (draft,) if draft.title or draft.text else ()


def _look(page: Selector, body: str, url: str) -> Draft:
    """Return what the page tells without selectors: its structured data, else its main text."""
    told = structured.read(body, url)
    if told and told.text:
        return told
    seen = maintext.read(page, url)
    if not told:
        return seen
    blanks = {
        name: words for name, words in seen if words and not getattr(told, name) and name != "url"
    }
    return told.model_copy(update=blanks)


def _entry(item: Selector, url: str, found: Selectors) -> Card:
    target = absolute(value(item, found.link), url)
    for part in (match for path in found.volatile for match in select(item, path)):
        part.drop()
    return Card(url=canonical(target) if target else "", fingerprint=stable_id(text_of(item)))


def _unique(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    return tuple({card.url: card for card in cards}.values())
