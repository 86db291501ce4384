"""YouTube comments, as version 3 of its Data API answers; needs a key (setting `youtube_key`).

`GET /youtube/v3/commentThreads?part=snippet,replies&videoId=<id>&order=time&maxResults=100`, or
`allThreadsRelatedToChannelId=<id>`: comments with their first answers, newest first; `pageToken`
leads on. `comments?id=<id>` asks for one again
(https://developers.google.com/youtube/v3/docs/commentThreads).
"""

from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, TypeAdapter
from w3lib.url import add_or_replace_parameters

from crawlers.draft import Draft, Gone, Links
from crawlers.reading.answers import fit, load, plain
from crawlers.source import Source

INLINE = True
REREADS = True
KEY_HEADER = "X-Goog-Api-Key"
"""The request header in which the key goes: in an address it would be kept as evidence."""
_WATCH: Final = "https://www.youtube.com/watch"
_ONE: Final = "/youtube/v3/comments"


class _Words(BaseModel):
    display: str = Field(default="", alias="textDisplay")
    original: str = Field(default="", alias="textOriginal")
    author: str = Field(default="", alias="authorDisplayName")
    published: str = Field(alias="publishedAt")
    video: str = Field(default="", alias="videoId")


class _Comment(BaseModel):
    id: str
    snippet: _Words


class _Thread(BaseModel):
    top: _Comment = Field(alias="topLevelComment")


class _Answers(BaseModel):
    comments: tuple[_Comment, ...] = ()


class _Item(BaseModel):
    id: str
    snippet: _Thread | _Words
    replies: _Answers = _Answers()


class _Page(BaseModel):
    items: tuple[_Item, ...]
    token: str = Field(default="", alias="nextPageToken")


_page = TypeAdapter(_Page)


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: by time, the newest comments come first."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return the next older page."""
    token = fit(load(body), _page, "a page of comments").token
    return Links(next=str(add_or_replace_parameters(url, {"pageToken": token})) if token else "")


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the comments of a page with the answers that it shows."""
    page = fit(load(body), _page, "a page of comments")
    if not page.items and urlsplit(url).path == _ONE:
        raise Gone
    return tuple(_draft(comment, url) for item in page.items for comment in _comments(item))


def _comments(item: _Item) -> tuple[_Comment, ...]:
    if isinstance(item.snippet, _Words):
        return (_Comment(id=item.id, snippet=item.snippet),)
    return (item.snippet.top, *item.replies.comments)


def _draft(comment: _Comment, url: str) -> Draft:
    said, interface = comment.snippet, urlsplit(url)
    query = {"v": said.video, "lc": comment.id} if said.video else {"lc": comment.id}
    asked = {"part": "snippet", "id": comment.id}
    return Draft(
        url=str(add_or_replace_parameters(_WATCH, query)),
        page=str(
            add_or_replace_parameters(interface._replace(path=_ONE, query="").geturl(), asked)
        ),
        key=comment.id,
        text=said.original or plain(said.display),
        author=said.author,
        posted_raw=said.published,
    )
