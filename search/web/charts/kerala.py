"""The map of Kerala: borders of the districts and places as SVG coordinates; pure functions.

A plate carrée projection, narrowed by the cosine of the middle latitude, is true enough at this
size. The borders' origin is written in data/districts.geojson.
"""

import json
from collections.abc import Mapping
from functools import cache
from math import ceil, cos, radians, sqrt
from pathlib import Path
from typing import NamedTuple

from adwatch.model import DISTRICTS
from enrichment.gazetteer import NAMES

BORDERS = Path(__file__).parent.parent / "data" / "districts.geojson"
WEST, EAST, SOUTH, NORTH = 74.7, 77.7, 8.2, 12.85
SCALE = 150.0
"""Units of the drawing in a degree of latitude."""
NARROWED = cos(radians((SOUTH + NORTH) / 2)) * SCALE
WIDTH, HEIGHT = round((EAST - WEST) * NARROWED), round((NORTH - SOUTH) * SCALE)
SHADES = 5
SMALLEST_DOT, LARGEST_DOT = 3.0, 14.0
Point = tuple[float, float]


class Area(NamedTuple):
    """A district: its outline as an SVG path, where its name goes, its count and shade (0 to 5)."""

    district: str
    path: str
    label: Point
    postings: int
    shade: int


class Dot(NamedTuple):
    """A place with its count as a circle."""

    place: str
    at: Point
    radius: float
    postings: int


def areas(counts: Mapping[str, int]) -> list[Area]:
    """Return every district with its count; the shade goes by the root of the count."""
    most = max((counts.get(district, 0) for district in DISTRICTS), default=0) or 1
    return [
        Area(
            name,
            path,
            label,
            counts.get(name, 0),
            ceil(SHADES * sqrt(counts.get(name, 0) / most)),
        )
        for name, (path, label) in _outlines().items()
    ]


def dots(counts: Mapping[str, int]) -> list[Dot]:
    """Return the places of Kerala whose coordinates are known, the largest first."""
    known = _coordinates()
    drawn = {place: count for place, count in counts.items() if place in known}
    most = max(drawn.values(), default=1)
    return [
        Dot(place, known[place], _radius(count, most), count)
        for place, count in sorted(drawn.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def elsewhere(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the places that are not on the map."""
    known = _coordinates()
    return {place: count for place, count in counts.items() if place not in known}


def projected(lon: float, lat: float) -> Point:
    """Return where a point of the earth (degrees, WGS 84) lies on the drawing."""
    return round((lon - WEST) * NARROWED, 1), round((NORTH - lat) * SCALE, 1)


def _radius(count: int, most: int) -> float:
    return round(SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * sqrt(count / most), 1)


@cache
def _outlines() -> dict[str, tuple[str, Point]]:
    features = json.loads(BORDERS.read_text(encoding="utf-8"))["features"]
    return {
        feature["properties"]["district"]: _outline(feature["geometry"]["coordinates"])
        for feature in features
    }


def _outline(polygons: list[list[list[Point]]]) -> tuple[str, Point]:
    rings = [[projected(*point) for point in ring] for polygon in polygons for ring in polygon]
    path = "".join(f"M{'L'.join(f'{x} {y}' for x, y in ring)}Z" for ring in rings)
    return path, _middle(max(rings, key=len))


def _middle(points: list[Point]) -> Point:
    return (
        round(sum(x for x, _ in points) / len(points), 1),
        round(sum(y for _, y in points) / len(points), 1),
    )


@cache
def _coordinates() -> dict[str, Point]:
    places = (place for names in NAMES.values() for name in names for place in name.places)
    return {
        place.name: projected(place.lon, place.lat)
        for place in places
        if place.district and place.lat is not None and place.lon is not None
    }
