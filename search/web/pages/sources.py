"""How the sources are: for those who look after them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from crawlers.health import overview
from search.web.screens import TheScreens, Visitor, now, with_right

router = APIRouter()


@router.get("/sources")
def show(
    request: Request,
    screens: TheScreens,
    visitor: Annotated[Visitor, Depends(with_right("sources"))],
) -> Response:
    """Show each source with its last crawls; no posting is shown."""
    visitor.did("sources")
    return screens.page(request, "sources.html", sources=overview(screens.settings, now()))
