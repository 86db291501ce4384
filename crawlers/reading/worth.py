"""Tells an ad's own page from the other pages of a site that nobody has described."""

import re
from typing import Final

from parsel import Selector

from crawlers.draft import Draft
from crawlers.reading import listing

_OFFER: Final = re.compile(
    r"(?:\d[\s().-]{0,2}){8}|@[\w.]{3}|\b(?:wa\.me|t\.me)/"
    r"|(?:₹|\brs\.?|\binr|/-)\s*\d|\d\s*(?:/-|rupees|lakhs?|രൂപ|रुपये|ரூபாய்)",
    re.IGNORECASE,
)
"""A contact or an amount of money."""


def is_ad(draft: Draft, page: Selector, url: str) -> bool:
    """Return whether a page is one ad: it offers something itself, and is not mainly a list."""
    listed = [entry.text for entry in listing.entries(page, url)]
    held = {line for text in listed for line in text.splitlines()}
    own = [line for line in draft.text.splitlines() if line not in held]
    if not own or sum(map(len, listed)) > 2 * sum(map(len, own)):
        return False
    return bool(draft.price_raw or _OFFER.search("\n".join([draft.title, *own])))
