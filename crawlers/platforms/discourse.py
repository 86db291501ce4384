"""Discourse forums: lists of topics (`/latest.json`, `/c/<category>/<id>.json`), topics with posts.

Every Discourse page answers as JSON when `.json` is added (https://docs.discourse.org).
"""

from urllib.parse import urljoin, urlsplit, urlunsplit

from pydantic import BaseModel, TypeAdapter

from adwatch.model import stable_id
from crawlers.draft import Card, Draft, Links
from crawlers.reading.answers import fit, load, plain
from crawlers.source import Source

INLINE = False
REREADS = True


class _Topic(BaseModel):
    id: int
    slug: str
    title: str
    posts_count: int = 0
    last_posted_at: str | None = None


class _Topics(BaseModel):
    topics: tuple[_Topic, ...]
    more_topics_url: str | None = None


class _List(BaseModel):
    topic_list: _Topics


class _Post(BaseModel):
    id: int
    post_number: int
    username: str
    created_at: str
    cooked: str = ""
    user_deleted: bool = False


class _Stream(BaseModel):
    posts: tuple[_Post, ...]


class _TopicPage(BaseModel):
    id: int
    slug: str
    title: str
    post_stream: _Stream


_list, _topic_page = TypeAdapter(_List), TypeAdapter(_TopicPage)


def resume(url: str, cursor: str) -> str:
    """Return the address unchanged: a list begins with what was written to last."""
    return url


def links(body: str, url: str, source: Source) -> Links:
    """Return the topics of a list, each with a mark that changes when somebody writes to it."""
    listed = fit(load(body), _list, "a list of topics").topic_list
    more = listed.more_topics_url
    return Links(
        cards=tuple(_card(topic, url) for topic in listed.topics),
        next=_as_json(urljoin(url, more)) if more else "",
    )


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the posts of a topic; the topic's title is the first one's."""
    topic = fit(load(body), _topic_page, "a topic")
    return tuple(_draft(post, topic, url) for post in topic.post_stream.posts)


def _card(topic: _Topic, url: str) -> Card:
    state = (topic.title, str(topic.posts_count), topic.last_posted_at or "")
    # `print` gives all posts of a topic on one page; without it there are the first twenty.
    address = urljoin(url, f"/t/{topic.slug}/{topic.id}.json?print=true")
    return Card(url=address, fingerprint=stable_id(*state))


def _draft(post: _Post, topic: _TopicPage, url: str) -> Draft:
    return Draft(
        url=urljoin(url, f"/t/{topic.slug}/{topic.id}/{post.post_number}"),
        page=url,
        key=str(post.id),
        title=topic.title if post.post_number == 1 else "",
        text=plain(post.cooked),
        author=post.username,
        posted_raw=post.created_at,
        gone=post.user_deleted,
    )


def _as_json(url: str) -> str:
    parts = urlsplit(url)
    path = parts.path if parts.path.endswith(".json") else f"{parts.path}.json"
    return urlunsplit(parts._replace(path=path))
