"""The search page: query box, facets, hits."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request, Response

from adwatch.errors import Exit, Trouble
from search.columns import COLUMNS
from search.desk.saved import saved_of
from search.query import Results, count, search
from search.types import WINDOW, Access, Facet, Query
from search.web.rows import row
from search.web.screens import Screens, Searcher, TheScreens, now, sentence_of
from search.web.state import SORTS, address, days, pairs_of, query_of, toggled

router = APIRouter()
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Value:
    """One value of a facet, and the addresses that include or exclude it."""

    name: str
    count: int
    included: bool
    excluded: bool
    include: str
    exclude: str


@dataclass(frozen=True)
class Chip:
    """A filter that is set, and the address without it."""

    text: str
    excluded: bool
    without: str


@router.get("/")
def show(request: Request, screens: TheScreens, visitor: Searcher) -> Response:
    """Show the hits of the query in the address."""
    query = Query()
    results = Results(total=0, hits=(), facets={})
    mistake = ""
    try:
        query = query_of(request.query_params.multi_items())
        results = search(screens.client, screens.settings.index_prefix, query, visitor.access)
    except Trouble as trouble:
        if trouble.code != Exit.BAD_INPUT:
            raise
        mistake = sentence_of(trouble)
    rated = not mistake and query != Query()
    visitor.did("search", address(query), f"{results.total} hits")
    return screens.page(
        request,
        "search.html",
        400 if mistake else 200,
        typed=request.query_params.get("q", ""),
        query=query,
        days=days(query),
        sorts=SORTS,
        mistake=mistake,
        total=results.total,
        rows=[row(hit) for hit in results.hits],
        facets=_facets(query, results),
        chips=_chips(query),
        state=[pair for pair in pairs_of(query) if pair[0] != "page"],
        columns=COLUMNS,
        saved=saved_of(screens.desk, visitor.account.unit),
        pace=_pace(screens, query, visitor.access) if rated else "",
        pages=_pages(query, results.total),
    )


def _pace(screens: Screens, query: Query, access: Access) -> str:
    """Say how much the search would bring a day, going by the last week."""
    week = query.model_copy(update={"since": now() - WEEK, "until": None})
    found = count(screens.client, screens.settings.index_prefix, week, access)
    a_day = found / WEEK.days
    return f"about {a_day:.0f} new a day" if a_day >= 1 else f"{found} new in the last week"


def _facets(query: Query, results: Results) -> dict[Facet, list[Value]]:
    return {
        facet: [_value(query, facet, name, count) for name, count in counts.items()]
        for facet, counts in results.facets.items()
        if counts
    }


def _value(query: Query, facet: Facet, name: str, count: int) -> Value:
    return Value(
        name=name,
        count=count,
        included=name in query.include.get(facet, ()),
        excluded=name in query.exclude.get(facet, ()),
        include=address(toggled(query, "include", facet, name)),
        exclude=address(toggled(query, "exclude", facet, name)),
    )


def _chips(query: Query) -> list[Chip]:
    chips = [
        Chip(
            f"{facet}: {value}", choice == "exclude", address(toggled(query, choice, facet, value))
        )
        for choice in ("include", "exclude")
        for facet, values in getattr(query, choice).items()
        for value in values
    ]
    for name, day in days(query).items():
        if day:
            without = query.model_copy(update={name: None, "page": 1})
            chips.append(Chip(f"{name} {day}", excluded=False, without=address(without)))
    return chips


def _pages(query: Query, total: int) -> dict[str, str | int]:
    last = max(1, -(-min(total, WINDOW) // query.size))

    def at(page: int) -> str:
        return address(query.model_copy(update={"page": page})) if 1 <= page <= last else ""

    return {
        "here": query.page,
        "last": last,
        "before": at(query.page - 1),
        "after": at(query.page + 1),
    }
