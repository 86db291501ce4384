"""Facets: their fields, what a selection filters, and counts that respect the other facets."""

from typing import Any

from adwatch.model import BANDS
from search.types import UNKNOWN, Facet, Query

Clause = dict[str, Any]

FIELDS: dict[Facet, str] = {
    "band": "band",
    "indicator": "indicator",
    "district": "district",
    "category": "category",
    "source": "source",
    "platform": "platform",
    "lang": "lang",
    "review": "review.verdict",
}
MOST_VALUES = 60
MANY_VALUED: tuple[Facet, ...] = ("indicator",)
"""A posting may have several of them; that it has none is not counted."""
ALL = "all"
COUNT_ALL: Clause = {"filter": {"match_all": {}}}


def selected(query: Query, without: Facet | None = None) -> list[Clause]:
    """Return the filters that the facets of a query set, leaving one facet out."""
    return [clause for facet in FIELDS if facet != without for clause in _filters(query, facet)]


def aggregations(query: Query) -> Clause:
    """Return one aggregation a facet, to be run beside a `post_filter` of all of them."""
    return {facet: _aggregation(query, facet) for facet in FIELDS} | {ALL: COUNT_ALL}


def counts(answer: Clause) -> dict[Facet, dict[str, int]]:
    """Return the counts of each facet, most first (bands: gravest first)."""
    everything = answer[ALL]["doc_count"]
    return {facet: _counts(facet, answer[facet], everything) for facet in FIELDS}


def _filters(query: Query, facet: Facet) -> list[Clause]:
    kept, left_out = query.include.get(facet, ()), query.exclude.get(facet, ())
    clauses = [_any_of(facet, kept)] if kept else []
    if left_out:
        clauses.append({"bool": {"must_not": _any_of(facet, left_out)}})
    return clauses


def _any_of(facet: Facet, values: tuple[str, ...]) -> Clause:
    field = FIELDS[facet]
    known = {"terms": {field: [value for value in values if value != UNKNOWN]}}
    if UNKNOWN not in values:
        return known
    absent = {"bool": {"must_not": {"exists": {"field": field}}}}
    return {"bool": {"should": [known, absent]}}


def _aggregation(query: Query, facet: Facet) -> Clause:
    terms: Clause = {"terms": {"field": FIELDS[facet], "size": MOST_VALUES}}
    others = selected(query, without=facet)
    if not others:
        return terms
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": terms}}


def _counts(facet: Facet, answer: Clause, everything: int) -> dict[str, int]:
    values = answer.get("values", answer)
    found = {bucket["key"]: bucket["doc_count"] for bucket in values["buckets"]}
    if facet == "band":
        found = {band: found[band] for band in reversed(BANDS) if band in found}
    if facet in MANY_VALUED:
        return found
    # Three times faster than asking for the documents without a value.
    known = sum(found.values()) + values["sum_other_doc_count"]
    unknown = answer.get("doc_count", everything) - known
    return {**found, UNKNOWN: unknown} if unknown else found
