"""RSS 1.0 and 2.0 and Atom feeds, of whatever site; feed paging by RFC 5005."""

from typing import Final
from urllib.parse import urljoin

from lxml import etree

from crawlers.draft import Draft, Links, Unreadable
from crawlers.reading.address import absolute
from crawlers.reading.answers import plain
from crawlers.source import Source

INLINE = True
REREADS = False
_ENTRIES: Final = "//*[local-name()='item' or local-name()='entry']"
_NEXT: Final = "string(/*/*[local-name()='link'][@rel='next']/@href)"
_TEXT: Final = ("encoded", "content", "description", "summary")
_POSTED: Final = ("published", "pubDate", "date", "issued", "updated")
_AUTHOR: Final = ("creator", "author")
_KEY: Final = ("guid", "id")


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: a feed shows its newest entries anyhow."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return the next older page of a paged feed."""
    return Links(next=absolute(str(_tree(body).xpath(_NEXT)), url))


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the feed's entries."""
    return tuple(_draft(entry, url) for entry in _tree(body).xpath(_ENTRIES))


def _tree(body: str) -> etree._Element:
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, recover=True, huge_tree=False
    )
    data = body.strip().encode("utf-8", "replace")
    root = etree.fromstring(data, parser) if data else None
    if root is None or etree.QName(root).localname not in ("rss", "RDF", "feed"):
        raise Unreadable("not a feed")
    return root


def _draft(entry: etree._Element, url: str) -> Draft:
    link = _link(entry)
    return Draft(
        url=urljoin(url, link or _first(entry, _KEY)),
        key=_first(entry, _KEY),
        title=plain(_first(entry, ("title",))),
        text=plain(_first(entry, _TEXT)),
        author=_first(entry, _AUTHOR),
        posted_raw=_first(entry, _POSTED),
        images=tuple(filter(None, (absolute(src, url) for src in _pictures(entry)))),
    )


def _first(entry: etree._Element, names: tuple[str, ...]) -> str:
    """Return the words of the first child of these names, in the order of the names."""
    for name in names:
        for child in entry.iterchildren(f"{{*}}{name}"):
            if words := " ".join("".join(child.itertext()).split()):
                return words
    return ""


def _link(entry: etree._Element) -> str:
    links = list(entry.iterchildren("{*}link"))
    hrefs = [link.get("href") or link.text or "" for link in links if link.get("rel") != "self"]
    shown = [link.get("href") for link in links if link.get("rel", "alternate") == "alternate"]
    return next(filter(None, [*shown, *hrefs]), "").strip()


def _pictures(entry: etree._Element) -> list[str]:
    held = [*entry.iterchildren("{*}enclosure"), *entry.iterdescendants("{*}content")]
    return [
        part.get("url")
        for part in held
        if part.get("url") and (part.get("type") or part.get("medium") or "").startswith("image")
    ]
