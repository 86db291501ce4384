"""The plain HTML classified below `/ads/`: lists by category with pages, and one page an ad."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from adwatch.demo.corpus import Ad
from adwatch.demo.editions import Listing
from adwatch.demo.pages import TITLES, answer, render, town_of, with_query

PER_PAGE = 20
AS_JSON_LD = {"rooms", "vehicles", "electronics", "home", "farm", "pets", "jobs", "domestic"}
AS_MICRODATA = {"services", "wellness", "tuition"}


async def home(request: Request) -> Response:
    """Show the newest ads of all categories."""
    return _list_page(request, "")


async def category(request: Request) -> Response:
    """Show the ads of one category."""
    section = request.path_params["section"]
    if section not in TITLES:
        return _missing(request, 404)
    return _list_page(request, section)


async def item(request: Request) -> Response:
    """Show one ad; a removed one answers 410."""
    town = town_of(request)
    listing = town.find("ads", request.path_params["name"])
    if listing is None or listing.removed:
        return _missing(request, 410 if listing else 404)
    page = render(
        "ads/item.html",
        request,
        listing=listing,
        ad=listing.ad,
        data=_json_ld(request, listing) if listing.ad.section in AS_JSON_LD else None,
        microdata=listing.ad.section in AS_MICRODATA,
    )
    return answer(request, page, modified=town.edited(listing) or town.posted(listing))


async def entrance(request: Request) -> Response:
    """Lead from the bare address to the first site."""
    return RedirectResponse("/ads/")


def _list_page(request: Request, section: str) -> Response:
    shown = [x for x in town_of(request).on_site("ads") if section in ("", x.ad.section)]
    pages = max(1, -(-len(shown) // PER_PAGE))
    number = request.query_params.get("page", "1")
    if not number.isdecimal() or not 1 <= int(number) <= pages:
        return _missing(request, 404)
    page = int(number)
    body = render(
        "ads/list.html",
        request,
        listings=shown[(page - 1) * PER_PAGE : page * PER_PAGE],
        section=section,
        total=len(shown),
        page=page,
        pages=pages,
        link=lambda n: with_query(request.url.path, page=n if n > 1 else 0),
    )
    return answer(request, body)


def _missing(request: Request, status: int) -> Response:
    return answer(request, render("ads/missing.html", request, status=status), status=status)


def _json_ld(request: Request, listing: Listing) -> dict[str, object]:
    """Describe an ad by schema.org: a JobPosting, or a Product with its Offer."""
    ad, posted = listing.ad, town_of(request).posted(listing)
    common = {
        "@context": "https://schema.org",
        "url": str(request.url),
        "identifier": ad.id.upper(),
    }
    if ad.section in ("jobs", "domestic"):
        return {
            **common,
            "@type": "JobPosting",
            "title": ad.title,
            "description": ad.text,
            "datePosted": posted.isoformat(),
            "hiringOrganization": {"@type": "Organization", "name": ad.author},
            "jobLocation": {"@type": "Place", "address": ad.place},
        }
    return {
        **common,
        "@type": "Product",
        "name": ad.title,
        "description": ad.text,
        "releaseDate": posted.isoformat(),
        "offers": _offer(ad),
    }


def _offer(ad: Ad) -> dict[str, object]:
    return {
        "@type": "Offer",
        "price": ad.price,
        "priceCurrency": "INR",
        "availability": "SoldOut" if ad.sold else "InStock",
        "areaServed": ad.place,
        "seller": {"@type": "Person", "name": ad.author},
    }


ROUTES = [
    Route("/", entrance),
    Route("/ads/", home),
    Route("/ads/c/{section}/", category),
    Route("/ads/item/{name}", item),
]
