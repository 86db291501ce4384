"""The day at a glance: what came in, what waits, which words rise."""

from fastapi import APIRouter, Request, Response

from search.today import today
from search.types import Facet, Query
from search.web.screens import Searcher, TheScreens, now
from search.web.state import address

router = APIRouter()
FLAGGED = ("high", "medium")
UNDECIDED = ("unknown",)


@router.get("/today")
def show(request: Request, screens: TheScreens, visitor: Searcher) -> Response:
    """Show the counts, each with the search that lists what it counts."""
    who = visitor.account.name
    found = today(screens.client, screens.settings.index_prefix, visitor.access, who, now())
    visitor.did("today")
    new = Query(include={"band": FLAGGED}, since=found.since, sort="score")
    open_ = Query(include={"band": FLAGGED, "review": UNDECIDED}, sort="score")
    return screens.page(
        request,
        "today.html",
        found=found,
        new=address(new),
        seen=address(Query(since=found.since)),
        districts=_bars(new, "district", found.districts),
        indicators=_bars(new, "indicator", found.indicators),
        waiting={
            "all": address(open_),
            "mine": address(_with(open_, "assigned", who)),
            "nobody": address(_with(open_, "assigned", "unknown")),
        },
        rising=[(word, n, address(Query(text=word))) for word, n in found.rising.items()],
    )


def _bars(query: Query, facet: Facet, counts: dict[str, int]) -> list[tuple[str, int, float, str]]:
    """Return value, count, length in percent, and the address of the postings counted."""
    most = max(counts.values(), default=1)
    return [
        (value, count, round(count / most * 100, 1), address(_with(query, facet, value)))
        for value, count in counts.items()
    ]


def _with(query: Query, facet: Facet, value: str) -> Query:
    return query.model_copy(update={"include": {**query.include, facet: (value,)}})
