"""The search page: query box, facets, hits."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response

from adwatch.errors import Exit, Trouble
from search.columns import COLUMNS
from search.desk.saved import may_alert, saved_of
from search.desk.visits import last_visit
from search.query import Results, count, search
from search.types import WINDOW, Query
from search.web.filters import chips_of, openings, spans_of, values_of
from search.web.pages.work import staff
from search.web.rows import row
from search.web.screens import Screens, Searcher, TheScreens, Visitor, now, sentence_of
from search.web.state import SORTS, address, days, pairs_of, query_of
from search.web.words import notes_for

router = APIRouter()
WEEK = timedelta(days=7)
VIEWS = ("/", "/map", "/network")
"""The pages that show what a query finds; all obey the same address."""


@router.get("/")
def show(request: Request, screens: TheScreens, visitor: Searcher) -> Response:
    """Show the hits of the query in the address."""
    query = Query()
    results = Results(total=0, hits=(), facets={})
    mistake = ""
    try:
        query = query_of(request.query_params.multi_items())
        asked = query.model_copy(update={"collapse": not query.twin})
        results = search(screens.client, screens.settings.index_prefix, asked, visitor.access)
    except Trouble as trouble:
        if trouble.code != Exit.BAD_INPUT:
            raise
        mistake = sentence_of(request, trouble)
    notes = notes_for(request)
    visitor.did("search", address(query), f"{results.total} hits")
    return screens.page(
        request,
        "search.html",
        400 if mistake else 200,
        **form_of(request, query),
        **_beside(screens, visitor, query, mistake),
        mistake=mistake,
        total=results.total,
        rows=[row(hit, results.copies.get(hit.twin, 1), notes) for hit in results.hits],
        copies={hit.twin: _copies_of(query, hit.twin) for hit in results.hits},
        facets=values_of(query, results.facets),
        closed=openings(query) if not mistake else {},
        timeline=spans_of(query, results.days),
        pages=_pages(query, len(results.hits)),
        columns=COLUMNS,
    )


def form_of(request: Request, query: Query, path: str = "/") -> dict[str, Any]:
    """Return what the query box and the chips of a page show; `path` is the page's own."""
    views = {view: address(query.model_copy(update={"page": 1}), view) for view in VIEWS}
    return {
        "typed": request.query_params.get("q", ""),
        "query": query,
        "path": path,
        "views": views,
        "days": days(query),
        "sorts": SORTS,
        "chips": chips_of(query, path),
        "state": [pair for pair in pairs_of(query) if pair[0] != "page"],
    }


def _beside(screens: Screens, visitor: Visitor, query: Query, mistake: str) -> dict[str, Any]:
    """Return what stands beside the hits: saved searches, their pace, colleagues, last visit."""
    visit = last_visit(screens.desk, visitor.account.name)
    rated = not mistake and query != Query()
    return {
        "saved": saved_of(screens.desk, visitor.account.unit),
        "may_alert": partial(may_alert, visitor.account),
        "pace": _pace(screens, visitor, query) if rated else None,
        **staff(screens, visitor),
        "new_since": address(_since(query, visit)) if visit else "",
        "visit": visit,
    }


def _since(query: Query, visit: datetime) -> Query:
    minute = visit.replace(second=0, microsecond=0)
    return query.model_copy(update={"since": minute, "until": None, "page": 1})


def _pace(screens: Screens, visitor: Visitor, query: Query) -> int:
    """Return how many hits the last week brought."""
    week = query.model_copy(update={"since": now() - WEEK, "until": None})
    return count(screens.client, screens.settings.index_prefix, week, visitor.access)


def _copies_of(query: Query, twin: str) -> str:
    return address(query.model_copy(update={"twin": twin, "page": 1}))


def _pages(query: Query, shown: int) -> dict[str, Any]:
    """Return the addresses of the pages around; how many texts there are nobody counts."""

    def at(page: int) -> str:
        return address(query.model_copy(update={"page": page}))

    full = shown == query.size and (query.page + 1) * query.size <= WINDOW
    return {
        "here": query.page,
        "before": at(query.page - 1) if query.page > 1 else "",
        "after": at(query.page + 1) if full else "",
    }
