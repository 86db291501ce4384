"""Forums as phpBB, MyBB and XenForo draw them: lists of topics, and topics with their posts.

Which of them a board is shows in its pages; styles may change its looks, but keep the names that
are read here. A topic of several pages has an entry for each, so that only its last one is read
again when somebody has written.
"""

import re
from collections.abc import Iterator
from math import gcd
from typing import Final, NamedTuple

from parsel import Selector

from adwatch.model import stable_id
from crawlers.draft import Card, Draft, Links, Unreadable
from crawlers.reading import paging
from crawlers.reading.address import absolute, canonical
from crawlers.reading.markup import document, select, text_of, value, values
from crawlers.source import Source

INLINE = False
REREADS = True
_MOST_PAGES: Final = 200
_PLACE: Final = re.compile(r"(start=|page=|page-)(\d+)")


class _Board(NamedTuple):
    """Where one kind of board shows things; selectors of a topic are inside its `row`."""

    row: str
    topic: str
    state: str
    pages: str
    heading: str
    post: str
    number: str
    text: str
    author: str
    posted: str


_BOARDS: Final = (
    _Board(  # phpBB 3: viewforum.php, viewtopic.php
        row="li.row:has(a.topictitle), tr:has(a.topictitle)",
        topic="a.topictitle::attr(href)",
        state=".posts, .lastpost",
        pages=".pagination a::attr(href)",
        heading=".topic-title, #page-body > h2",
        post="div.post",
        number="./@id",
        text=".content",
        author=".author .username, .author .username-coloured, .postprofile .username",
        posted=".author time::attr(datetime)",
    ),
    _Board(  # MyBB 1.8: forumdisplay.php, showthread.php
        row="tr.inline_row",
        topic="span[id^=tid_] a::attr(href)",
        state=".lastpost",
        pages="span.smalltext a[href*='page=']::attr(href)",
        heading="table.tborder td.thead strong",
        post="div.post",
        number="./@id",
        text=".post_body",
        author=".author_information .largetext",
        posted=".post_date",
    ),
    _Board(  # XenForo 2: /forums/<name>/, /threads/<name>/
        row=".structItem--thread",
        topic=".structItem-title a[href*='threads/']::attr(href)",
        state=(
            ".structItem-cell--meta dl:first-of-type dd,"
            " .structItem-cell--latest time::attr(datetime)"
        ),
        pages=".structItem-pageJump a::attr(href)",
        heading=".p-title-value",
        post="article.message--post",
        number="./@data-content",
        text=".message-body .bbWrapper",
        author=".message-name .username",
        posted=".message-attribution time::attr(datetime)",
    ),
)


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: a list begins with what was written to last."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return the pages of the topics of a list, each with a mark that changes with them."""
    page = document(body)
    board = _board_with(page, "row", "a list of topics")
    cards = tuple(card for row in select(page, board.row) for card in _cards(row, board, url))
    return Links(cards=cards, next=paging.next_page(page, url))


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the posts of a page of a topic; the topic's title is its first post's."""
    page = document(body)
    board = _board_with(page, "text", "a topic")
    title = "" if _PLACE.search(url) else value(page, board.heading)
    drafts = [draft for post in select(page, board.post) for draft in _drafts(post, board, url)]
    first = [draft.model_copy(update={"title": title}) for draft in drafts[:1]]
    return (*first, *drafts[1:])


def _board_with(page: Selector, part: str, what: str) -> _Board:
    """Return the board that has this part on the page."""
    for board in _BOARDS:
        if select(page, getattr(board, part)):
            return board
    raise Unreadable(f"not {what} of phpBB, MyBB or XenForo")


def _cards(row: Selector, board: _Board, url: str) -> Iterator[Card]:
    topic = absolute(value(row, board.topic), url)
    if not topic:
        return
    named = [canonical(absolute(href, url)) for href in values(row, board.pages)]
    *full, last = (canonical(topic), *_further(named))
    # Nobody adds to a page that is full.
    yield from (Card(url=page, fingerprint=stable_id(page)) for page in full)
    yield Card(url=last, fingerprint=stable_id(last, *values(row, board.state)))


def _further(named: list[str]) -> list[str]:
    """Return a topic's pages after its first: those that a list names, and those between them."""
    found = {int(place.group(2)): page for page in named if (place := _PLACE.search(page))}
    numbers = [number for number in found if number > 0]
    if not numbers:
        return []
    last = max(numbers)
    by_posts = "start=" in found[last]
    step = gcd(*numbers) if by_posts else 1
    places = range(step if by_posts else 2, last + 1, step)[-_MOST_PAGES:]
    return [_PLACE.sub(rf"\g<1>{place}", found[last], count=1) for place in places]


def _drafts(post: Selector, board: _Board, url: str) -> Iterator[Draft]:
    """Yield what a post says; none for what has no number, such as an advertisement between."""
    anchor = value(post, board.number)
    number = re.search(r"\d+", anchor)
    said = select(post, board.text)
    if not number or not said:
        return
    for quoted in select(said[0], "blockquote"):
        quoted.drop()
    _, _, dated = value(post, "p.author").rpartition("»")
    yield Draft(
        url=f"{canonical(url)}#{anchor}",
        page=canonical(url),
        key=number.group(),
        text=text_of(said[0]),
        author=value(post, board.author),
        posted_raw=value(post, board.posted) or dated.strip(),
    )
