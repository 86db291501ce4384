from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.errors import Trouble
from search.types import Query
from search.web.state import FACETS, SORTS, address, query_of, toggled

VALUE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1)
SELECTION = st.dictionaries(
    st.sampled_from(FACETS), st.lists(VALUE, min_size=1, max_size=3, unique=True).map(tuple)
)
DAY = st.dates(datetime(2000, 1, 1).date(), datetime(2100, 1, 1).date()).map(str)


def asked(address: str) -> Query:
    return query_of(parse_qsl(address.partition("?")[2]))


@given(
    text=VALUE,
    include=SELECTION,
    exclude=SELECTION,
    since=DAY,
    until=DAY,
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 500),
    clock=st.sampled_from(["", "T00:00", "T09:30"]),
    twin=st.sampled_from(["", "0123456789abcdef0123"]),
    opened=st.sets(st.sampled_from(FACETS)),
)
def test_an_address_brings_its_query_back(
    text, include, exclude, since, until, sort, page, clock, twin, opened
):
    bounds = query_of([("since", since + clock), ("until", until)])
    query = Query(
        text=text,
        include=include,
        exclude=exclude,
        since=bounds.since,
        until=bounds.until,
        sort=sort,
        page=page,
        twin=twin,
        opened=tuple(facet for facet in FACETS if facet in opened),
    )
    assert asked(address(query)) == query


def test_an_empty_query_is_the_bare_page():
    assert address(Query()) == "/"
    assert query_of([("q", "  "), ("band", ""), ("unknown", "x")]) == Query()


def test_days_are_keralas_and_inclusive():
    query = query_of([("since", "2026-11-24"), ("until", "2026-11-24")])
    assert query.since == datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert query.until == datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@given(SELECTION, st.sampled_from(FACETS), VALUE)
def test_toggling_twice_is_nothing(include, facet, value):
    query = Query(include=include, page=3)
    twice = toggled(toggled(query, "include", facet, value), "include", facet, value)
    assert {f: set(v) for f, v in twice.include.items()} == {f: set(v) for f, v in include.items()}
    assert twice.page == 1


@pytest.mark.parametrize(
    "pair",
    [
        ("since", "yesterday"),
        ("until", "2026-02-30"),
        ("sort", "random"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "٣"),
        ("page", "x"),
        ("q", "x" * 2001),
    ],
)
def test_what_cannot_be_read_is_a_sentence(pair):
    with pytest.raises(Trouble):
        query_of([pair])


def test_a_mail_may_link_with_facets_alone():
    query = asked("/?q=kochi&band=high&band=medium&district=Kollam")
    assert query.include == {"band": ("high", "medium"), "district": ("Kollam",)}
