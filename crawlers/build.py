"""Turns a draft into a posting: adds when and how it was met, and nothing else."""

from datetime import datetime

from adwatch.model import Picture, Posting, stable_id
from crawlers.draft import Draft
from crawlers.reading.address import canonical
from crawlers.reading.dates import when
from crawlers.source import Source


def build_posting(
    draft: Draft,
    source: Source,
    fetched_at: datetime,
    captures: tuple[str, ...] = (),
    first_seen: datetime | None = None,
    pictures: tuple[Picture, ...] = (),
) -> Posting:
    """Return the posting that a draft is.

    The id depends on the source and the site's own ad id, or on the address where the site has
    none: not on the words, the clock or chance.

    Args:
        draft: what stood on the page.
        source: where it was met.
        fetched_at: when the page was fetched; relative dates count from it.
        captures: SHA-256 of the stored responses that show it.
        first_seen: when this ad was first met; None if that is now.
        pictures: what was fetched of its images; those that were kept show the ad as well.

    """
    return Posting(
        id=stable_id(source.name, draft.key or canonical(draft.url)),
        source=source.name,
        url=draft.url,
        platform=source.platform,
        title=draft.title,
        text=draft.text,
        author=draft.author,
        posted_at=when(draft.posted_raw, fetched_at, source.zone),
        captured_at=fetched_at,
        first_seen=first_seen or fetched_at,
        location_raw=draft.location_raw,
        price_raw=draft.price_raw,
        images=draft.images,
        pictures=pictures,
        captures=(*captures, *(picture.sha256 for picture in pictures if picture.kept)),
        lang=draft.lang,
    )


def facts(posting: Posting) -> str:
    """Return a fingerprint of all that an ad says; a change of price counts, a date does not."""
    said = (posting.title, posting.text, posting.author, posting.location_raw, posting.price_raw)
    return stable_id(*said)
