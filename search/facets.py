"""Facets: their fields, what a selection filters, and counts that respect the other facets.

A facet of ranges (`age`, `price`) has values like `18-20` (both inclusive) and `36-`. A child's
contacts are in no count: they stay on the posting's own page.
"""

import re
from typing import Any

from adwatch.model import BANDS
from search.protect import PROTECTED_BY
from search.types import TIME_ZONE, UNKNOWN, Facet, Query

Clause = dict[str, Any]

FIELDS: dict[Facet, str] = {
    "band": "band",
    "indicator": "indicator",
    "district": "district",
    "review": "review.verdict",
    "assigned": "review.assigned",
    "tag": "review.tags",
    "category": "category",
    "lang": "lang",
    "source": "source",
    "platform": "platform",
    "place": "found.place",
    "contact": "contact",
    "age": "found.age",
    "price": "found.price",
}
RANGES: dict[Facet, tuple[str, ...]] = {
    "age": ("0-17", "18-20", "21-25", "26-35", "36-"),
    "price": ("0-999", "1000-4999", "5000-19999", "20000-49999", "50000-"),
}
ON_DEMAND: tuple[Facet, ...] = ("platform", "place", "contact", "age", "price")
"""Counted when they are opened or chosen from: what costs most is asked for least."""
MOST_VALUES = 60
MANY_VALUED: tuple[Facet, ...] = ("indicator", "tag", "place", "contact", "age", "price")
"""A posting may have several of them; that it has none is not counted."""
ALL = "all"
DAYS = "days"
COUNT_ALL: Clause = {"filter": {"match_all": {}}}
_RANGE = re.compile(r"(\d{1,9})-(\d{0,9})")


def shown(query: Query) -> list[Facet]:
    """Return the facets whose values are counted for a query."""
    chosen = {*query.include, *query.exclude, *query.opened}
    return [facet for facet in FIELDS if facet not in ON_DEMAND or facet in chosen]


def selected(query: Query, without: Facet | None = None) -> list[Clause]:
    """Return the filters that the facets of a query set, leaving one facet out."""
    return [clause for facet in FIELDS if facet != without for clause in _filters(query, facet)]


def aggregations(query: Query) -> Clause:
    """Return one aggregation a facet, to be run beside a `post_filter` of all of them."""
    found = {facet: _aggregation(query, facet) for facet in shown(query)}
    return found | {ALL: COUNT_ALL, DAYS: under(selected(query), BY_DAY)}


def counts(query: Query, answer: Clause) -> dict[Facet, dict[str, int]]:
    """Return the counts of each facet, most first (bands: gravest first; ranges: lowest first)."""
    everything = answer[ALL]["doc_count"]
    return {facet: _counts(facet, answer[facet], everything) for facet in shown(query)}


def days(answer: Clause) -> dict[str, int]:
    """Return how many postings were first seen on each day that had any."""
    buckets = inside(answer[DAYS])["buckets"]
    return {bucket["key_as_string"]: bucket["doc_count"] for bucket in buckets}


def counted(terms: Clause) -> dict[str, int]:
    """Return how many postings each value of a terms aggregation has, in its order."""
    return {bucket["key"]: bucket["doc_count"] for bucket in terms["buckets"]}


BY_DAY: Clause = {
    "date_histogram": {
        "field": "first_seen",
        "calendar_interval": "day",
        "time_zone": TIME_ZONE,
        "format": "yyyy-MM-dd",
        "min_doc_count": 1,
    }
}


def _filters(query: Query, facet: Facet) -> list[Clause]:
    kept, left_out = query.include.get(facet, ()), query.exclude.get(facet, ())
    clauses = [_any_of(facet, kept)] if kept else []
    if left_out:
        clauses.append({"bool": {"must_not": _any_of(facet, left_out)}})
    return clauses


def _any_of(facet: Facet, values: tuple[str, ...]) -> Clause:
    field = FIELDS[facet]
    named = [value for value in values if value != UNKNOWN]
    either: list[Clause] = (
        [_in_range(field, value) for value in named]
        if facet in RANGES
        else [{"terms": {field: named}}]
    )
    if UNKNOWN in values:
        either.append({"bool": {"must_not": {"exists": {"field": field}}}})
    return {"bool": {"should": either}} if len(either) > 1 else either[0]


def _in_range(field: str, value: str) -> Clause:
    match = _RANGE.fullmatch(value)
    if match is None:
        return {"match_none": {}}
    bounds = {"gte": int(match[1])} | ({"lte": int(match[2])} if match[2] else {})
    return {"range": {field: bounds}}


def _aggregation(query: Query, facet: Facet) -> Clause:
    clauses = selected(query, without=facet)
    if facet == "contact":
        clauses.append({"bool": {"must_not": {"term": {"indicator": PROTECTED_BY}}}})
    return under(clauses, _values(facet))


def under(clauses: list[Clause], values: Clause) -> Clause:
    """Return an aggregation of what the clauses keep."""
    return (
        {"filter": {"bool": {"filter": clauses}}, "aggs": {"values": values}} if clauses else values
    )


def inside(answer: Clause) -> Clause:
    """Return what was counted, whether or not `under` put filters around it."""
    values: Clause = answer.get("values", answer)
    return values


def _values(facet: Facet) -> Clause:
    if facet not in RANGES:
        return {"terms": {"field": FIELDS[facet], "size": MOST_VALUES}}
    filters = {value: _in_range(FIELDS[facet], value) for value in RANGES[facet]}
    return {"filters": {"filters": filters}}


def _counts(facet: Facet, answer: Clause, everything: int) -> dict[str, int]:
    values = inside(answer)
    if facet in RANGES:
        counted = {value: found["doc_count"] for value, found in values["buckets"].items()}
        return {value: count for value, count in counted.items() if count}
    found = {bucket["key"]: bucket["doc_count"] for bucket in values["buckets"]}
    if facet == "band":
        found = {band: found[band] for band in reversed(BANDS) if band in found}
    if facet in MANY_VALUED:
        return found
    # Three times faster than asking for the documents without a value.
    known = sum(found.values()) + values["sum_other_doc_count"]
    unknown = answer.get("doc_count", everything) - known
    return {**found, UNKNOWN: unknown} if unknown else found
