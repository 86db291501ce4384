"""What a site's answer holds: a page's text, and the marks by which a later one is told apart."""

from scrapy.http import Response, TextResponse

from crawlers.draft import Card, Unreadable
from crawlers.state import Marks


def text_of(response: Response) -> str:
    """Return a page's text.

    Raises:
        Unreadable: it is none; says what it is instead.

    """
    if not isinstance(response, TextResponse):
        kind = header(response, "Content-Type") or "data of no stated type"
        raise Unreadable(f"not a page but {kind}")
    return str(response.text)


def marks_of(response: Response, card: Card) -> Marks:
    """Return what tells later whether the page of a list entry has changed."""
    return Marks(
        card=card.fingerprint,
        etag=header(response, "ETag"),
        last_modified=header(response, "Last-Modified"),
    )


def header(response: Response, name: str) -> str:
    """Return one of an answer's headers, or ""."""
    return (response.headers.get(name) or b"").decode("latin-1").strip()
