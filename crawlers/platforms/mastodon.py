"""Mastodon and what speaks its API: public and tag timelines, as JSON.

`GET /api/v1/timelines/public` and `/api/v1/timelines/tag/:hashtag` need no login on servers that
offer them; `since_id` and `max_id` page through them, newest first
(https://docs.joinmastodon.org/methods/timelines/).
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, TypeAdapter
from w3lib.url import add_or_replace_parameters, url_query_parameter

from crawlers.draft import Draft, Links
from crawlers.reading.answers import fit, load, plain
from crawlers.source import Source

INLINE = True
REREADS = True


class _Account(BaseModel):
    acct: str
    url: str = ""


class _Picture(BaseModel):
    type: str = ""
    url: str | None = None
    description: str | None = None


class _Status(BaseModel):
    id: str
    created_at: str
    content: str = ""
    spoiler_text: str = ""
    url: str | None = None
    uri: str = ""
    language: str | None = None
    account: _Account
    media_attachments: tuple[_Picture, ...] = ()
    reblog: Mapping[str, Any] | None = None


_API: Final = "/api/v1/"
_timeline = TypeAdapter(list[_Status])


def resume(url: str, cursor: str) -> str:
    """Return the address of what is newer than the status with that id."""
    return str(add_or_replace_parameters(url, {"since_id": cursor}))


def links(body: str, url: str, source: Source) -> Links:
    """Return the address of the next older page; a timeline's statuses stand on it."""
    statuses = _read(body)
    if not statuses or url_query_parameter(url, "max_id") == statuses[-1].id:
        return Links()
    return Links(next=str(add_or_replace_parameters(url, {"max_id": statuses[-1].id})))


def postings(body: str, url: str, source: Source) -> tuple[Draft, ...]:
    """Return the statuses of a timeline or of one status; boosts are left out, they repeat."""
    return tuple(_draft(status, url) for status in _read(body) if status.reblog is None)


def _read(body: str) -> list[_Status]:
    data = load(body)
    return fit(data if isinstance(data, list) else [data], _timeline, "a timeline")


def _draft(status: _Status, url: str) -> Draft:
    described = [picture.description for picture in status.media_attachments if picture.description]
    page = urljoin(url, status.url or status.uri)
    return Draft(
        url=page,
        page=f"{url.partition(_API)[0]}{_API}statuses/{status.id}",
        key=status.id,
        title=status.spoiler_text,
        text="\n".join([plain(status.content), *described]).strip(),
        author=_address(status.account.acct, page),
        posted_raw=status.created_at,
        images=tuple(p.url for p in status.media_attachments if p.url and p.type == "image"),
        lang=status.language or "",
    )


def _address(account: str, url: str) -> str:
    """Return an account with its server; the server leaves itself out."""
    return account if "@" in account else f"{account}@{urlsplit(url).netloc}"
