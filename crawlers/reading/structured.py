"""Reads what a page says of itself: JSON-LD and microdata (schema.org), then OpenGraph."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

from extruct.jsonld import JsonLdExtractor
from extruct.opengraph import OpenGraphExtractor
from extruct.w3cmicrodata import MicrodataExtractor
from lxml import etree

from crawlers.draft import Draft
from crawlers.reading.address import absolute
from crawlers.reading.markup import document, text_of

Item = dict[str, Any]

_ADS: Final = frozenset(
    "JobPosting Product IndividualProduct Offer Demand Service Event Article NewsArticle "
    "BlogPosting SocialMediaPosting DiscussionForumPosting Question Accommodation Apartment House "
    "Room Residence Vehicle Car Motorcycle RealEstateListing CreativeWork".split()
)
_TITLE: Final = ("title", "headline", "name")
_TEXT: Final = ("articleBody", "description", "text")
_POSTED: Final = ("datePosted", "datePublished", "uploadDate", "dateCreated")
_AUTHOR: Final = ("author", "hiringOrganization", "seller", "offeredBy", "provider", "creator")
_PLACE: Final = ("jobLocation", "availableAtOrFrom", "areaServed", "location", "address")
_CONTACT: Final = ("telephone", "email")
_KEY: Final = ("sku", "productID", "identifier")
_GONE: Final = ("SoldOut", "OutOfStock", "Discontinued")


class Extractor(Protocol):
    """What extruct's extractors have in common."""

    def extract(self, htmlstring: str, base_url: str) -> Iterable[Item]:
        """Return what stands in a page."""


def read(body: str, url: str) -> Draft | None:
    """Return the ad that the page's structured data describes, or None."""
    items = [item for item in _items(body, url) if _types(item) & _ADS]
    if items:
        return max((_draft(item, url) for item in items), key=lambda draft: len(draft.text))
    return _open_graph(body, url)


def _items(body: str, url: str) -> Iterator[Item]:
    if "ld+json" in body:
        yield from _flat(_extract(JsonLdExtractor(), body, url))
    if "itemscope" in body:
        yield from _flat(_extract(MicrodataExtractor(), body, url))


def _extract(extractor: Extractor, body: str, url: str) -> list[Item]:
    try:
        return list(extractor.extract(body, base_url=url))
    except (ValueError, etree.LxmlError, RecursionError):
        # A site's broken data about a page must not hide the page's own words.
        return []


def _flat(found: object) -> Iterator[Item]:
    """Yield items wherever they stand: in lists, in `@graph`, in `mainEntity`."""
    if isinstance(found, list):
        for entry in found:
            yield from _flat(entry)
    elif isinstance(found, dict):
        properties = found.get("properties")
        item = {**properties, "@type": found.get("type")} if isinstance(properties, dict) else found
        yield item
        yield from _flat(found.get("@graph"))
        yield from _flat(item.get("mainEntity"))


def _types(item: Item) -> set[str]:
    kinds = item.get("@type") or ()
    names = [kinds] if isinstance(kinds, str) else kinds
    return {str(name).rsplit("/", 1)[-1] for name in names}


def _draft(item: Item, url: str) -> Draft:
    offer = item if "Offer" in _types(item) else _first_dict(item.get("offers"))
    contacts = [_words(holder.get(name)) for holder in (item, offer) for name in _CONTACT]
    return Draft(
        url=url,
        key=_pick(item, _KEY),
        title=_pick(item, _TITLE),
        text="\n".join(filter(None, [_plain(_pick(item, _TEXT)), *contacts])),
        author=_pick(item, _AUTHOR) or _pick(offer, _AUTHOR),
        posted_raw=_pick(item, _POSTED),
        location_raw=_pick(item, _PLACE) or _pick(offer, _PLACE),
        price_raw=_price(offer) or _pick(item, ("baseSalary",)),
        images=_images(item.get("image"), url),
        gone=_words(offer.get("availability")).rsplit("/", 1)[-1] in _GONE,
    )


def _pick(item: Item, names: tuple[str, ...]) -> str:
    return next(filter(None, (_words(item.get(name)) for name in names)), "")


def _words(value: object) -> str:
    """Return a value as words: a thing by its name, an address or an amount by its parts."""
    if isinstance(value, list):
        return next(filter(None, map(_words, value)), "")
    if isinstance(value, dict):
        return _thing(value.get("properties", value))
    return "" if value is None else str(value).strip()


def _thing(item: object) -> str:
    if not isinstance(item, dict):
        return _words(item)
    if "addressLocality" in item or "streetAddress" in item:
        parts = ("streetAddress", "addressLocality", "addressRegion")
        return ", ".join(filter(None, (_words(item.get(part)) for part in parts)))
    if "value" in item:
        amount = [_words(item.get(part)) for part in ("currency", "value", "unitText")]
        return " ".join(filter(None, amount))
    return _pick(item, ("name", "address", "@value"))


def _price(offer: Item) -> str:
    parts = (_words(offer.get("priceCurrency")), _words(offer.get("price")))
    return " ".join(filter(None, parts)) if parts[1] else ""


def _first_dict(value: object) -> Item:
    found = value[0] if isinstance(value, list) and value else value
    if not isinstance(found, dict):
        return {}
    properties = found.get("properties")
    return properties if isinstance(properties, dict) else found


def _images(value: object, url: str) -> tuple[str, ...]:
    entries = value if isinstance(value, list) else [value]
    hrefs = (entry.get("url", "") if isinstance(entry, dict) else entry for entry in entries)
    return tuple(filter(None, (absolute(str(href), url) for href in hrefs if href)))


def _plain(words: str) -> str:
    """Descriptions are often HTML inside JSON."""
    return text_of(document(words)) if "<" in words and ">" in words else words


def _open_graph(body: str, url: str) -> Draft | None:
    if "og:" not in body:
        return None
    found = _extract(OpenGraphExtractor(), body, url)
    told = dict(found[0]["properties"]) if found else {}
    if told.get("og:type") in ("website", None) or not told.get("og:title"):
        return None
    # og:description is a teaser; the words themselves are the main text's to find.
    images = tuple(filter(None, [absolute(str(told.get("og:image", "")), url)]))
    posted = str(told.get("article:published_time", ""))
    return Draft(url=url, title=str(told["og:title"]), posted_raw=posted, images=images)
