"""The classified below `/bazaar/` that is nothing without JavaScript: a shell and a JSON API."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from adwatch.demo.editions import Listing
from adwatch.demo.pages import TITLES, ago, answer, render, spaced, town_of

PER_FETCH = 12
GONE = {"error": "This ad is no longer available."}


async def shell(request: Request) -> Response:
    """Serve the empty page into which the script draws the list."""
    return answer(request, render("bazaar/shell.html", request, name=""))


async def ad_shell(request: Request) -> Response:
    """Serve the same page for one ad; a removed one answers 410."""
    listing = _listing(request)
    page = render("bazaar/shell.html", request, name=request.path_params["name"])
    status = 404 if listing is None else 410 if listing.removed else 200
    return answer(request, page, status=status)


async def cards(request: Request) -> Response:
    """Serve the next cards after `cursor` (an ad id), and the cursor to go on from."""
    town = town_of(request)
    section = request.query_params.get("section", "")
    shown = [x for x in town.on_site("bazaar") if section in ("", x.ad.section)]
    names = [x.ad.id for x in shown]
    cursor = request.query_params.get("cursor", "")
    if cursor and cursor not in names:
        return JSONResponse({"error": "That cursor is no longer valid."}, status_code=400)
    start = names.index(cursor) + 1 if cursor else 0
    batch = shown[start : start + PER_FETCH]
    more = start + PER_FETCH < len(shown)
    return JSONResponse(
        {
            "ads": [_card(request, x) for x in batch],
            "next": batch[-1].ad.id if more else None,
            "total": len(shown),
        }
    )


async def detail(request: Request) -> Response:
    """Serve one ad without its number."""
    listing = _listing(request)
    if listing is None or listing.removed:
        return JSONResponse(GONE, status_code=410 if listing else 404)
    ad = listing.ad
    edited = town_of(request).edited(listing)
    return JSONResponse(
        {
            **_card(request, listing),
            "text": ad.text,
            "seller": ad.author,
            "edited": _stamp(edited) if edited else None,
            "has_phone": bool(ad.contact) and not ad.sold,
        }
    )


async def phone(request: Request) -> Response:
    """Serve the number that "Show number" reveals."""
    listing = _listing(request)
    if listing is None or listing.removed or listing.ad.sold or not listing.ad.contact:
        return JSONResponse({"error": "No number is shown for this ad."}, status_code=404)
    return JSONResponse({"phone": spaced(listing.ad.contact), "tel": listing.ad.contact})


def _listing(request: Request) -> Listing | None:
    return town_of(request).find("bazaar", request.path_params["name"])


def _card(request: Request, listing: Listing) -> dict[str, object]:
    ad, town = listing.ad, town_of(request)
    posted = town.posted(listing)
    return {
        "id": ad.id,
        "url": f"/bazaar/ad/{ad.id}",
        "title": ad.title,
        "price": ad.price,
        "place": ad.place,
        "section": ad.section,
        "section_title": TITLES[ad.section],
        "posted": _stamp(posted),
        "ago": ago(posted.date(), town.today),
        "sold": ad.sold,
        "photo": f"/photo/{ad.id}.svg",
    }


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


ROUTES = [
    Route("/bazaar/", shell),
    Route("/bazaar/ad/{name}", ad_shell),
    Route("/bazaar/api/ads", cards),
    Route("/bazaar/api/ads/{name}", detail),
    Route("/bazaar/api/ads/{name}/phone", phone),
]
