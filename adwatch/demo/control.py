"""What is not a site: robots.txt, pictures, the forbidden area, and the town's own switches.

`/_town/edition` moves the town to another day, `/_town/hits` tells and forgets who asked for what.
"""

from json import JSONDecodeError
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adwatch.demo.corpus import Section
from adwatch.demo.pages import answer, render, town_of
from adwatch.demo.state import PRIVATE, Hits, Town

OWN = "/_town/"
ROBOTS = f"""User-agent: *
Disallow: {PRIVATE}
Disallow: {OWN}
Crawl-delay: 0.05
"""
PICTOGRAMS: dict[Section, str] = {
    "rooms": "M40 62h80v48H40zM32 66l48-38 48 38z",
    "vehicles": "M30 80h100l-14-26H52zM30 80h100v18H30zM52 98a9 9 0 1 0 .1 0M108 98a9 9 0 1 0 .1 0",
    "electronics": "M58 24h44v88H58zM74 104h12",
    "farm": "M36 70q30-34 66 0l22-18v36l-22-18q-36 34-66 0",
}
FRAME = "M46 30h68v72H46zM58 46h44M58 60h44M58 74h26"
"""What stands for every other section: a written notice."""


class Recorder:
    """Notes each request to the town with the status of its answer."""

    def __init__(self, app: ASGIApp, town: Town) -> None:
        """Wrap the application."""
        self._app = app
        self._town = town

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; what concerns the town's switches is not noted."""
        if scope["type"] != "http" or scope["path"].startswith(OWN):
            await self._app(scope, receive, send)
            return

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(Request(scope), message["status"])
            await send(message)

        await self._app(scope, receive, noting)

    def _note(self, request: Request, status: int) -> None:
        query = f"?{request.url.query}" if request.url.query else ""
        agent = request.headers.get("user-agent", "")
        self._town.record(request.method, request.url.path + query, status, agent)


async def robots(request: Request) -> Response:
    """Say where crawlers may not go and how slowly they should."""
    return PlainTextResponse(ROBOTS)


async def private(request: Request) -> Response:
    """Answer in the area that robots.txt forbids."""
    return PlainTextResponse("Members only.\n")


async def photo(request: Request) -> Response:
    """Serve an ad's picture: a drawing, the same for an ad and its copies."""
    town, name = town_of(request), request.path_params["name"]
    listing = town.find("ads", name) or town.find("bazaar", name)
    if listing is None:
        return PlainTextResponse("No such picture.\n", status_code=404)
    ad = listing.ad
    hue = int((ad.copy_of or ad.id)[1:]) * 47 % 360
    shape = PICTOGRAMS.get(ad.section, FRAME)
    return answer(request, render("photo.svg", request, hue=hue, shape=shape), kind="image/svg+xml")


async def tell_edition(request: Request) -> Response:
    """Tell which edition the town is in."""
    town = town_of(request)
    return JSONResponse({"edition": town.edition, "last": town.last_edition})


async def set_edition(request: Request) -> Response:
    """Move the town to the edition that the JSON body names."""
    try:
        town_of(request).move_to(int((await request.json())["edition"]))
    except (JSONDecodeError, KeyError, TypeError, ValueError) as error:
        return JSONResponse({"error": f"no such edition: {error}"}, status_code=400)
    return await tell_edition(request)


async def tell_hits(request: Request) -> Response:
    """Tell who asked for what since the last reset."""
    hits = Hits(requests=tuple(town_of(request).hits))
    return Response(hits.model_dump_json(), media_type="application/json")


async def forget_hits(request: Request) -> Response:
    """Forget who asked for what."""
    town_of(request).hits.clear()
    return Response(status_code=204)


ROUTES = [
    Route("/robots.txt", robots),
    Route(PRIVATE + "{rest:path}", private),
    Route("/photo/{name}.svg", photo),
    Route("/_town/edition", tell_edition, methods=["GET"]),
    Route("/_town/edition", set_edition, methods=["POST"]),
    Route("/_town/hits", tell_hits, methods=["GET"]),
    Route("/_town/hits", forget_hits, methods=["DELETE"]),
    Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
]
