"""What a platform module reads from one saved response, before it becomes a posting.

A draft holds the site's own words only. What depends on when and how the page was fetched (times,
captures, first_seen) is added by `crawlers.harvest`, so that a saved page always reads the same.
"""

from adwatch.model import Frozen


class Unreadable(ValueError):  # noqa: N818 - it is the site that is wrong, not the program
    """A response that is not what its platform expects; the text says what it is instead."""


class Gone(Exception):  # noqa: N818 - nothing is wrong
    """A page that says that its posting is not there any more, though it answers "200 OK"."""


class Card(Frozen):
    """One entry of a list page: where its ad lies, and a fingerprint of what the entry shows.

    An unchanged fingerprint means an unchanged ad; "" means that the list shows nothing of it.
    """

    url: str
    fingerprint: str = ""


class Links(Frozen):
    """What a list page leads to; `next` is "" on the last page."""

    cards: tuple[Card, ...] = ()
    next: str = ""


class Draft(Frozen):
    """One posting as its page shows it.

    `key` is the site's own id of the ad ("" where the address is the only id), `posted_raw` the
    date as written, `gone` whether the page says that the ad is sold or withdrawn. `page` is where
    it can be read again by a program, if that is not `url`.
    """

    url: str
    page: str = ""
    key: str = ""
    title: str = ""
    text: str = ""
    author: str = ""
    posted_raw: str = ""
    location_raw: str = ""
    price_raw: str = ""
    images: tuple[str, ...] = ()
    lang: str = ""
    gone: bool = False
