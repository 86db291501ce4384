"""The microblog below `/social/`: the public part of the Mastodon API, and its plain pages.

Entities and paging follow docs.joinmastodon.org (timelines, Status, Account, Link headers). Ids
grow with time and do not depend on the town's reference date.
"""

from collections.abc import Callable, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adwatch.demo.editions import Listing
from adwatch.demo.markup import content, mentions, tags, username
from adwatch.demo.pages import answer, render, town_of, with_query

DEFAULT_LIMIT, MAX_LIMIT = 20, 40
HTML_LIMIT = 30
EPOCH = 116_000_000_000_000_000
NOT_FOUND = {"error": "Record not found"}


def status_id(listing: Listing) -> int:
    """Return the id of a status: in order of time, the same on any reference date."""
    days, clock = listing.ad.posted.split(" ")
    minutes = int(days) * 1440 + int(clock[:2]) * 60 + int(clock[3:])
    return EPOCH + (minutes + 1_000_000) * 1_000_000 + int(listing.ad.id[1:])


async def public(request: Request) -> Response:
    """Serve the public timeline; every account here is local."""
    return _timeline(request, _statuses(request))


async def tagged(request: Request) -> Response:
    """Serve the statuses that carry a hashtag."""
    tag = request.path_params["tag"].casefold()
    return _timeline(request, [x for x in _statuses(request) if tag in tags(x.ad.text)])


async def status(request: Request) -> Response:
    """Serve one status."""
    listing = _find(request)
    if listing is None:
        return JSONResponse(NOT_FOUND, status_code=404)
    return JSONResponse(_entity(request, listing))


async def instance(request: Request) -> Response:
    """Serve what the instance says about itself."""
    return JSONResponse(
        {
            "domain": request.url.netloc,
            "title": "Naattukoottam",
            "version": "4.3.0",
            "description": "A small town's microblog.",
            "languages": ["ml", "en", "hi", "ta"],
        }
    )


async def explore(request: Request) -> Response:
    """Show the newest statuses as a page."""
    return _page(request, "Explore", _statuses(request))


async def tag_page(request: Request) -> Response:
    """Show the statuses of a hashtag as a page."""
    tag = request.path_params["tag"]
    shown = [x for x in _statuses(request) if tag.casefold() in tags(x.ad.text)]
    return _page(request, f"#{tag}", shown)


async def profile(request: Request) -> Response:
    """Show an account's statuses as a page."""
    name = request.path_params["name"]
    shown = [x for x in _statuses(request) if username(x.ad.author) == name]
    return _page(request, f"@{name}", shown, status=200 if shown else 404)


async def status_page(request: Request) -> Response:
    """Show one status as a page; a deleted one answers 410."""
    listing = _find(request)
    if listing is None or username(listing.ad.author) != request.path_params["name"]:
        return _page(request, "This post is gone", [], status=410)
    return _page(request, f"{listing.ad.author} on Naattukoottam", [listing])


def _statuses(request: Request) -> list[Listing]:
    return sorted(town_of(request).on_site("social"), key=status_id, reverse=True)


def _find(request: Request) -> Listing | None:
    asked = request.path_params["status"]
    return next((x for x in _statuses(request) if str(status_id(x)) == asked), None)


def _timeline(request: Request, newest_first: Sequence[Listing]) -> Response:
    """Cut a page out of a timeline by max_id, since_id, min_id and limit, with Link headers."""
    try:
        asked = {n: int(v) for n, v in request.query_params.items() if n in _BOUNDS or n == "limit"}
    except ValueError:
        return JSONResponse({"error": "ids and limit are numbers"}, status_code=400)
    limit = max(1, min(asked.pop("limit", DEFAULT_LIMIT), MAX_LIMIT))
    within = [x for x in newest_first if all(_BOUNDS[n](status_id(x), v) for n, v in asked.items())]
    page = within[-limit:] if "min_id" in asked else within[:limit]
    return JSONResponse([_entity(request, x) for x in page], headers=_links(request, page, limit))


_BOUNDS: dict[str, Callable[[int, int], bool]] = {
    "max_id": lambda own, bound: own < bound,
    "since_id": lambda own, bound: own > bound,
    "min_id": lambda own, bound: own > bound,
}


def _links(request: Request, page: Sequence[Listing], limit: int) -> dict[str, str]:
    if not page:
        return {}
    address = f"{request.base_url}{quote(request.url.path.removeprefix('/'))}"
    kept: dict[str, str | int] = {"limit": limit, "local": request.query_params.get("local", "")}
    older = with_query(address, **kept, max_id=status_id(page[-1]))
    newer = with_query(address, **kept, min_id=status_id(page[0]))
    return {"Link": f'<{older}>; rel="next", <{newer}>; rel="prev"'}


def _entity(request: Request, listing: Listing) -> dict[str, object]:
    town, ad = town_of(request), listing.ad
    name, edited = username(ad.author), town.edited(listing)
    address = f"{_root(request)}@{name}/{status_id(listing)}"
    return {
        "id": str(status_id(listing)),
        "uri": address,
        "url": address,
        "created_at": town.posted(listing).isoformat(),
        "edited_at": edited.isoformat() if edited else None,
        "visibility": "public",
        "language": ad.lang.split("-")[0],
        "sensitive": False,
        "spoiler_text": "",
        "content": content(ad.text, _root(request)),
        "account": _account(request, listing),
        "media_attachments": [],
        "mentions": [_mention(request, name) for name in mentions(ad.text)],
        "tags": [{"name": t, "url": f"{_root(request)}tags/{t}"} for t in tags(ad.text)],
        "in_reply_to_id": None,
        "reblog": None,
        "replies_count": 0,
        "reblogs_count": 0,
        "favourites_count": 0,
    }


def _account(request: Request, listing: Listing) -> dict[str, object]:
    name = username(listing.ad.author)
    return {
        "id": name,
        "username": name,
        "acct": name,
        "display_name": listing.ad.author,
        "url": f"{_root(request)}@{name}",
        "bot": False,
        "locked": False,
        "note": "",
        "fields": [{"name": "Place", "value": listing.ad.place}] if listing.ad.place else [],
    }


def _mention(request: Request, name: str) -> dict[str, str]:
    return {"id": name, "username": name, "acct": name, "url": f"{_root(request)}@{name}"}


def _root(request: Request) -> str:
    return f"{request.base_url}social/"


def _page(
    request: Request, heading: str, shown: Sequence[Listing], *, status: int = 200
) -> Response:
    root = _root(request)
    page = render(
        "social/page.html",
        request,
        heading=heading,
        statuses=[
            (x, username(x.ad.author), status_id(x), content(x.ad.text, root))
            for x in shown[:HTML_LIMIT]
        ],
    )
    return answer(request, page, status=status)


ROUTES = [
    Route("/social/", explore),
    Route("/social/tags/{tag}", tag_page),
    Route("/social/@{name}", profile),
    Route("/social/@{name}/{status}", status_page),
    Route("/social/api/v1/timelines/public", public),
    Route("/social/api/v1/timelines/tag/{tag}", tagged),
    Route("/social/api/v1/statuses/{status}", status),
    Route("/social/api/v2/instance", instance),
]
