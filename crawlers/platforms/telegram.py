"""Public Telegram channels, as their web preview shows them (`https://t.me/s/<channel>`).

No login and no interface key: only what everybody can read in a browser.
"""

import re
from typing import Final
from urllib.parse import urljoin

from parsel import Selector

from crawlers.draft import Draft, Gone, Links, Unreadable
from crawlers.reading.address import absolute
from crawlers.reading.markup import document, select, text_of, value, values
from crawlers.source import Source

INLINE = True
REREADS = True
_MESSAGE: Final = ".tgme_widget_message[data-post]"
_OLDER: Final = "a.tme_messages_more::attr(href)"
_PICTURE: Final = re.compile(r"url\('([^']+)'\)")


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: the preview begins with the newest messages."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return the page of older messages."""
    older = [href for href in values(_page(body), _OLDER) if "before=" in href]
    return Links(next=absolute(older[0], url) if older else "")


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the channel's messages; what has neither words nor pictures (joins) is left out."""
    drafts = (_draft(message, url) for message in select(_page(body), _MESSAGE))
    return tuple(draft for draft in drafts if draft.text or draft.images)


def _page(body: str) -> Selector:
    page = document(body)
    if select(page, ".tgme_widget_message_error"):
        raise Gone
    if not select(page, ".tgme_channel_history") and not select(page, _MESSAGE):
        raise Unreadable("not the preview of a public channel")
    return page


def _draft(message: Selector, url: str) -> Draft:
    post = message.attrib["data-post"]
    # A quoted message stands inside with the same class; the message's own words come last.
    words = select(message, ".tgme_widget_message_text")
    styles = values(message, ".tgme_widget_message_photo_wrap::attr(style)")
    pictures = (found.group(1) for style in styles if (found := _PICTURE.search(style)))
    address = urljoin(url, f"/{post}")
    return Draft(
        url=address,
        page=f"{address}?embed=1",
        key=post,
        text=text_of(words[-1]) if words else "",
        author=value(message, ".tgme_widget_message_from_author")
        or value(message, ".tgme_widget_message_owner_name"),
        posted_raw=value(message, ".tgme_widget_message_date time::attr(datetime)"),
        images=tuple(filter(None, (absolute(picture, url) for picture in pictures))),
    )
