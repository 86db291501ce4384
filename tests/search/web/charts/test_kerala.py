"""The map: every district is there, in its place, shaded by its count."""

import json

import pytest

from adwatch.model import DISTRICTS
from search.web.charts.kerala import (
    BORDERS,
    HEIGHT,
    LARGEST_DOT,
    SHADES,
    WIDTH,
    areas,
    dots,
    elsewhere,
    projected,
)


def test_all_districts_have_borders_and_the_file_says_where_from():
    assert {area.district for area in areas({})} == set(DISTRICTS)
    assert "MIT" in json.loads(BORDERS.read_text(encoding="utf-8"))["source"]


def test_the_shade_goes_by_the_count():
    shaded = {
        area.district: area.shade for area in areas({"Kollam": 100, "Idukki": 25, "Kannur": 1})
    }
    assert shaded["Kollam"] == SHADES
    assert shaded["Idukki"] == 3
    assert shaded["Kannur"] == 1, "one posting is more than none"
    assert shaded["Wayanad"] == 0
    assert all(area.shade == 0 for area in areas({}))


def test_names_lie_inside_the_drawing_north_above_south():
    labels = {area.district: area.label for area in areas({})}
    for x, y in labels.values():
        assert 0 < x < WIDTH and 0 < y < HEIGHT
    assert labels["Kasaragod"][1] < labels["Kozhikode"][1] < labels["Thiruvananthapuram"][1]
    assert labels["Alappuzha"][0] < labels["Idukki"][0]


def test_places_are_dots_largest_first_and_others_are_listed():
    counts = {"Kochi": 9, "Munnar": 1, "Dubai": 4}
    drawn = dots(counts)
    assert [dot.place for dot in drawn] == ["Kochi", "Munnar"]
    assert drawn[0].radius == LARGEST_DOT > drawn[1].radius
    assert elsewhere(counts) == {"Dubai": 4}
    assert dots({}) == []


@pytest.mark.parametrize(("lon", "lat"), [(76.26, 9.94), (74.99, 12.5), (76.95, 8.49)])
def test_points_of_kerala_are_on_the_drawing(lon, lat):
    x, y = projected(lon, lat)
    assert 0 < x < WIDTH and 0 < y < HEIGHT
