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


def selected(query: Query, without: Facet | None = None) -> list[Clause]:
    """Return the filters that the facets of a query set, leaving one facet out."""
    return [clause for facet in FIELDS if facet != without for clause in _filters(query, facet)]


def aggregations(query: Query) -> Clause:
    """Return one aggregation a facet, to be run beside a `post_filter` of all of them."""
    return {facet: _aggregation(query, facet) for facet in FIELDS}


def counts(answer: Clause) -> dict[Facet, dict[str, int]]:
    """Return the counts of each facet, most first (bands: gravest first)."""
    return {facet: _counts(facet, answer[facet]) for facet in FIELDS}


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
    terms: Clause = {"field": FIELDS[facet], "size": MOST_VALUES}
    if facet != "indicator":  # most postings show none, and that says nothing
        terms["missing"] = UNKNOWN
    others = selected(query, without=facet)
    if not others:
        return {"terms": terms}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": {"terms": terms}}}


def _counts(facet: Facet, answer: Clause) -> dict[str, int]:
    buckets = answer.get("values", answer)["buckets"]
    found = {bucket["key"]: bucket["doc_count"] for bucket in buckets}
    if facet == "band":
        return {band: found[band] for band in reversed(BANDS) if band in found}
    return found
