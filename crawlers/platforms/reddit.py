"""Reddit listings as JSON (`/r/<name>/new.json`): posts, and comments where a listing has them.

The shapes are those of the documented interface (https://www.reddit.com/dev/api): a Listing of
things, `t3` a post, `t1` a comment.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urljoin

from pydantic import BaseModel, TypeAdapter
from w3lib.url import add_or_replace_parameters

from crawlers.draft import Draft, Links, Unreadable
from crawlers.reading.answers import fit, load
from crawlers.source import Source

INLINE = True
REREADS = True
_DELETED: Final = ("[deleted]", "[removed]")


class _Thing(BaseModel):
    name: str
    permalink: str
    created_utc: float
    author: str | None = None
    title: str = ""
    selftext: str = ""
    body: str = ""
    url_overridden_by_dest: str | None = None
    removed_by_category: str | None = None


class _Child(BaseModel):
    kind: str
    data: dict[str, Any]


class _Listing(BaseModel):
    children: tuple[_Child, ...]
    after: str | None = None


class _Answer(BaseModel):
    kind: str
    data: _Listing


_answers = TypeAdapter(list[_Answer])
_thing = TypeAdapter(_Thing)


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: a list begins with the newest, and cursors are forgotten."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return the next older page."""
    after = _read(body)[-1].data.after
    return Links(next=str(add_or_replace_parameters(url, {"after": after})) if after else "")


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the posts and comments of a listing, or of a post's own page."""
    return tuple(_draft(thing, url) for answer in _read(body) for thing in _things(answer.data))


def _read(body: str) -> list[_Answer]:
    data = load(body)
    answers = fit(data if isinstance(data, list) else [data], _answers, "a listing")
    if not answers:
        raise Unreadable("not a listing (it is empty)")
    return answers


def _things(listing: _Listing) -> Iterator[_Thing]:
    for child in listing.children:
        if child.kind in ("t1", "t3"):
            yield fit(child.data, _thing, "a post or comment")


def _draft(thing: _Thing, url: str) -> Draft:
    address = urljoin(url, thing.permalink)
    text = thing.selftext or thing.body
    outside = thing.url_overridden_by_dest or ""
    return Draft(
        url=address,
        page=f"{address.rstrip('/')}.json",
        key=thing.name,
        title=thing.title,
        text="\n".join(filter(None, ["" if text in _DELETED else text, outside])),
        author=thing.author or "",
        posted_raw=datetime.fromtimestamp(thing.created_utc, UTC).isoformat(),
        gone=bool(thing.removed_by_category) or text in _DELETED,
    )
