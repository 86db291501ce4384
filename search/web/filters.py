"""The filters of the search page as links: facets, chips, the bars of time; pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from search.facets import FIELDS, shown
from search.timeline import Bar, bars
from search.types import Facet, Query
from search.web.state import KERALA, address, days, since_of, toggled


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

    name: str
    value: str
    excluded: bool
    without: str


@dataclass(frozen=True)
class Span:
    """A bar of the timeline: its height in percent, and the address that keeps to its days."""

    bar: Bar
    height: float
    address: str


def values_of(
    query: Query, counted: Mapping[Facet, Mapping[str, int]], path: str = "/"
) -> dict[Facet, list[Value]]:
    """Return the facets that were counted, each value with its links."""
    return {
        facet: [_value(query, facet, name, count, path) for name, count in counts.items()]
        for facet, counts in counted.items()
        if counts
    }


def openings(query: Query, path: str = "/") -> dict[Facet, str]:
    """Return the facets that were not counted, each with the address that counts it too."""
    closed = [facet for facet in FIELDS if facet not in shown(query)]
    return {
        facet: address(query.model_copy(update={"opened": (*query.opened, facet)}), path)
        for facet in closed
    }


def chips_of(query: Query, path: str = "/") -> list[Chip]:
    """Return the filters that are set."""
    chips = [
        Chip(facet, value, choice == "exclude", address(toggled(query, choice, facet, value), path))
        for choice in ("include", "exclude")
        for facet, values in getattr(query, choice).items()
        for value in values
    ]
    bounds = {"since": since_of(query), "until": days(query)["until"], "twin": query.twin}
    return chips + [
        Chip(name, bound, excluded=False, without=address(_without(query, name), path))
        for name, bound in bounds.items()
        if bound
    ]


def spans_of(query: Query, counted: dict[str, int], path: str = "/") -> list[Span]:
    """Return the bars of the timeline."""
    drawn = bars(counted)
    most = max((bar.postings for bar in drawn), default=1)
    return [
        Span(bar, round(bar.postings / most * 100, 1), address(_within(query, bar), path))
        for bar in drawn
    ]


def _value(query: Query, facet: Facet, name: str, count: int, path: str) -> Value:
    return Value(
        name=name,
        count=count,
        included=name in query.include.get(facet, ()),
        excluded=name in query.exclude.get(facet, ()),
        include=address(toggled(query, "include", facet, name), path),
        exclude=address(toggled(query, "exclude", facet, name), path),
    )


def _without(query: Query, name: str) -> Query:
    return query.model_copy(update={name: "" if name == "twin" else None, "page": 1})


def _within(query: Query, bar: Bar) -> Query:
    until = _midnight(bar.last) + timedelta(days=1)
    return query.model_copy(update={"since": _midnight(bar.first), "until": until, "page": 1})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KERALA)
