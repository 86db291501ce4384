"""Bluesky: public search, author feeds and custom feeds, as their public interface answers.

`app.bsky.feed.searchPosts`, `getAuthorFeed` and `getFeed` of https://public.api.bsky.app need no
login where the operator offers them without; `cursor` leads to the next page
(https://docs.bsky.app/docs/api).
"""

from typing import Final
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, Field, TypeAdapter
from w3lib.url import add_or_replace_parameters

from crawlers.draft import Draft, Gone, Links
from crawlers.reading.answers import fit, load
from crawlers.source import Source

INLINE = True
REREADS = True
_SITE: Final = "https://bsky.app"
_ONE: Final = "/xrpc/app.bsky.feed.getPosts"


class _Author(BaseModel):
    handle: str


class _Record(BaseModel):
    text: str = ""
    created_at: str = Field(default="", alias="createdAt")
    langs: tuple[str, ...] = ()


class _Image(BaseModel):
    fullsize: str = ""
    alt: str = ""


class _Embed(BaseModel):
    images: tuple[_Image, ...] = ()


class _Post(BaseModel):
    uri: str
    author: _Author
    record: _Record
    embed: _Embed | None = None


class _Item(BaseModel):
    post: _Post
    reason: object = None


class _Answer(BaseModel):
    posts: tuple[_Post, ...] | None = None
    feed: tuple[_Item, ...] | None = None
    cursor: str = ""


_answer = TypeAdapter(_Answer)


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: lists begin with the newest post."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return the next older page."""
    answer = fit(load(body), _answer, "an answer with posts")
    if not answer.cursor or not _posts(answer):
        return Links()
    return Links(next=str(add_or_replace_parameters(url, {"cursor": answer.cursor})))


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the posts of an answer; reposts are left out, they repeat."""
    posts = _posts(fit(load(body), _answer, "an answer with posts"))
    if not posts and _ONE in url:
        raise Gone
    return tuple(_draft(post, url) for post in posts)


def _posts(answer: _Answer) -> list[_Post]:
    own = [item.post for item in answer.feed or () if item.reason is None]
    return [*(answer.posts or ()), *own]


def _draft(post: _Post, url: str) -> Draft:
    images = post.embed.images if post.embed else ()
    interface = urlsplit(url)
    asked = f"{_ONE}?uris={quote(post.uri, safe='')}"
    return Draft(
        url=f"{_SITE}/profile/{post.author.handle}/post/{post.uri.rpartition('/')[2]}",
        page=f"{interface.scheme}://{interface.netloc}{asked}",
        key=post.uri,
        text="\n".join([post.record.text, *(image.alt for image in images if image.alt)]),
        author=post.author.handle,
        posted_raw=post.record.created_at,
        images=tuple(image.fullsize for image in images if image.fullsize),
        lang=post.record.langs[0].partition("-")[0] if post.record.langs else "",
    )
