"""Map, timeline and network of what a query finds: as pages, as pictures, as data."""

import csv
import io
import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from search.export import harmless
from search.network import network
from search.overview import Overview, overview
from search.query import search
from search.types import Facet
from search.types import Query as Asked
from search.web.charts.figures import figure
from search.web.charts.kerala import HEIGHT, WIDTH, areas, dots, elsewhere
from search.web.filters import openings, spans_of, values_of
from search.web.pages.results import form_of
from search.web.screens import STATIC, Screens, Searcher, TheScreens, Visitor, now, with_right
from search.web.state import address, query_of, toggled

router = APIRouter()
Exporter = Annotated[Visitor, Depends(with_right("export"))]
Format = Literal["svg", "csv", "json"]
Opened = Annotated[tuple[str, ...], Query(alias="expand")]
TYPES = {"svg": "image/svg+xml", "csv": "text/csv; charset=utf-8", "json": "application/json"}
LISTED_PLACES = 25
Table = Iterable[Iterable[str | float]]


@router.get("/map")
def show_map(request: Request, screens: TheScreens, visitor: Searcher) -> Response:
    """Show where and when the hits of a query are."""
    query = query_of(request.query_params.multi_items())
    client, prefix = screens.client, screens.settings.index_prefix
    found = overview(client, prefix, query, visitor.access, faceted=True)
    visitor.did("map", address(query, "/map"), f"{found.total} hits")
    return screens.page(
        request,
        "map.html",
        **form_of(request, query, "/map"),
        **map_of(query, found, "/map"),
        **_facets(query, found.facets, "/map"),
        total=found.total,
        timeline=spans_of(query, found.days, "/map"),
    )


@router.get("/network")
def show_network(
    request: Request, screens: TheScreens, visitor: Searcher, opened: Opened = ()
) -> Response:
    """Show which hits of a query share which contacts."""
    query = query_of(request.query_params.multi_items())
    client, prefix = screens.client, screens.settings.index_prefix
    drawn = network(client, prefix, query, visitor.access, opened)
    results = search(client, prefix, query.model_copy(update={"size": 1}), visitor.access)
    visitor.did("network", address(query, "/network"), f"{len(drawn.hubs)} contacts")
    return screens.page(
        request,
        "network.html",
        **form_of(request, query, "/network"),
        **_facets(query, results.facets, "/network"),
        figure=figure(drawn),
        drawn=drawn,
        opened=opened,
        total=results.total,
    )


@router.get("/map.{format}")
def export_map(
    request: Request, screens: TheScreens, visitor: Exporter, format: Format
) -> Response:
    """Hand over the map as a picture or as counts."""
    query = query_of(request.query_params.multi_items())
    found = overview(screens.client, screens.settings.index_prefix, query, visitor.access)
    visitor.did("export", address(query, f"/map.{format}"), f"{found.total} hits")
    if format == "svg":
        return _picture(screens, request, "map", **map_of(query, found, "/map"))
    rows = [("district", name, count) for name, count in found.districts.items()]
    rows += [("place", name, count) for name, count in found.places.items()]
    data = {"districts": found.districts, "places": found.places}
    return _data(format, "map", ("kind", "name", "postings"), rows, data)


@router.get("/timeline.{format}")
def export_timeline(
    request: Request, screens: TheScreens, visitor: Exporter, format: Format
) -> Response:
    """Hand over the timeline as a picture or as counts by day."""
    query = query_of(request.query_params.multi_items())
    found = overview(screens.client, screens.settings.index_prefix, query, visitor.access)
    visitor.did("export", address(query, f"/timeline.{format}"), f"{found.total} hits")
    if format == "svg":
        timeline = spans_of(query, found.days, "/map")
        return _picture(screens, request, "timeline", timeline=timeline)
    return _data(format, "timeline", ("day", "postings"), found.days.items(), found.days)


@router.get("/network.{format}")
def export_network(
    request: Request, screens: TheScreens, visitor: Exporter, format: Format, opened: Opened = ()
) -> Response:
    """Hand over the network as a picture or as its edges."""
    query = query_of(request.query_params.multi_items())
    drawn = network(screens.client, screens.settings.index_prefix, query, visitor.access, opened)
    visitor.did("export", address(query, f"/network.{format}"), f"{len(drawn.hubs)} contacts")
    if format == "svg":
        return _picture(screens, request, "network", figure=figure(drawn), more=None)
    return _data(
        format, "network", ("contact", "posting"), drawn.edges, drawn.model_dump(mode="json")
    )


def map_of(query: Asked, found: Overview, path: str) -> dict[str, Any]:
    """Return what a map shows, each district and place with the address that keeps to it."""
    drawn, spots = areas(found.districts), dots(found.places)

    def kept(facet: Literal["district", "place"], value: str) -> str:
        return address(toggled(query, "include", facet, value), path)

    return {
        "width": WIDTH,
        "height": HEIGHT,
        "areas": [(area, kept("district", area.district)) for area in drawn],
        "dots": [(dot, kept("place", dot.place)) for dot in spots],
        "elsewhere": dict(list(elsewhere(found.places).items())[:LISTED_PLACES]),
    }


def _facets(query: Asked, counted: dict[Facet, dict[str, int]], path: str) -> dict[str, Any]:
    return {"facets": values_of(query, counted, path), "closed": openings(query, path)}


def _picture(screens: Screens, request: Request, name: str, **view: Any) -> Response:  # noqa: ANN401
    """Return a drawing as a file of its own, with its style inside."""
    style = (STATIC / "charts.css").read_text(encoding="utf-8")
    page = screens.page(request, f"{name}.svg", style=style, **view)
    return _file(bytes(page.body), name, "svg")


def _data(format: Format, name: str, head: Iterable[str], rows: Table, data: object) -> Response:
    if format == "json":
        return _file(json.dumps(data, ensure_ascii=False, indent=1).encode(), name, format)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return _file(text.getvalue().encode("utf-8-sig"), name, format)


def _file(content: bytes, name: str, format: Format) -> Response:
    disposition = f'attachment; filename="adwatch-{name}-{now():%Y%m%d-%H%M}.{format}"'
    return Response(content, media_type=TYPES[format], headers={"Content-Disposition": disposition})
