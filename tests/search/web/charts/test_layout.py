"""The layout: every node has a place of its own, inside, and the same each time."""

from math import dist

from hypothesis import given, settings
from hypothesis import strategies as st

from search.web.charts.layout import laid_out

GRAPHS = st.lists(
    st.tuples(st.integers(0, 8).map(lambda n: f"c{n}"), st.integers(0, 20).map(lambda n: f"p{n}")),
    max_size=30,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(GRAPHS)
def test_nodes_lie_apart_inside_and_where_they_lay_before(edges):
    nodes = list(dict.fromkeys(node for edge in edges for node in edge))
    layout = laid_out(nodes, edges)
    assert layout.points.keys() == set(nodes)
    for x, y in layout.points.values():
        assert 0 < x < layout.width and 0 < y < layout.height
    places = list(layout.points.values())
    assert all(dist(a, b) > 3 for i, a in enumerate(places) for b in places[:i])
    assert laid_out(nodes, edges) == layout


def test_a_star_has_its_centre_in_the_middle():
    edges = [("c", f"p{n}") for n in range(8)]
    points = laid_out(["c", *(p for _, p in edges)], edges).points
    lengths = [dist(points["c"], points[p]) for _, p in edges]
    assert max(lengths) - min(lengths) < 1


def test_what_is_linked_lies_nearer_than_what_is_not():
    edges = [("a", "1"), ("a", "2"), ("b", "2"), ("b", "3")]
    points = laid_out(["a", "b", "1", "2", "3"], edges).points
    assert dist(points["a"], points["1"]) < dist(points["1"], points["3"])


def test_nothing_is_a_layout_too():
    assert laid_out([], []).points == {}
