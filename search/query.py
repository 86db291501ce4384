"""Asks the index. `visible` is the only place where access rights enter a query."""

from collections.abc import Iterator
from typing import Any

from elasticsearch import Elasticsearch

from adwatch.errors import Trouble
from search import facets
from search.client import speaking_to
from search.document import VECTOR_FIELD, moment, posting_of
from search.highlight import highlights
from search.language import Parsed, parse
from search.mapping import postings_alias
from search.types import WINDOW, Access, Hit, Query, Results, Review

__all__ = [
    "Access",
    "Hit",
    "Query",
    "Results",
    "check",
    "count",
    "find",
    "hit_of",
    "scan",
    "search",
]

Clause = dict[str, Any]

SCAN_PAGE = 500
KEEP_ALIVE = "2m"
NEWEST: list[Clause] = [{"first_seen": "desc"}, {"id": "asc"}]
SORTS: dict[str, list[Clause]] = {
    "newest": NEWEST,
    "score": [{"score": "desc"}, *NEWEST],
    "relevance": [{"_score": "desc"}, *NEWEST],
}


def check(query: Query) -> None:
    """Raise `Trouble` when the words of a query cannot be read."""
    parse(query.text)


def search(client: Elasticsearch, prefix: str, query: Query, access: Access) -> Results:
    """Return one page of what a person may see of a query's hits, and the facets' counts.

    Raises:
        Trouble: the query cannot be read, goes too deep, or the cluster does not answer.

    """
    if query.page * query.size > WINDOW:
        raise Trouble(
            f"Page {query.page} is beyond the first {WINDOW:,} hits.",
            "Narrow the search, or export all of it.",
        )
    parsed = parse(query.text)
    with speaking_to(client):
        answer = client.search(
            index=postings_alias(prefix),
            query=visible(_wanted(query, parsed), access),
            post_filter={"bool": {"filter": facets.selected(query)}},
            aggs=facets.aggregations(query),
            sort=SORTS[query.sort],
            from_=(query.page - 1) * query.size,
            size=query.size,
            source_excludes=[VECTOR_FIELD],
            track_total_hits=True,
        )
    return Results(
        total=answer["hits"]["total"]["value"],
        hits=tuple(hit_of(found, parsed) for found in answer["hits"]["hits"]),
        facets=facets.counts(answer["aggregations"]),
    )


def scan(client: Elasticsearch, prefix: str, query: Query, access: Access) -> Iterator[Hit]:
    """Yield every hit of a query in its order, with no cap, as the index was at the start."""
    parsed = parse(query.text)
    wanted = visible(_wanted(query, parsed), access, *facets.selected(query))
    with speaking_to(client):
        moment_in_time = client.open_point_in_time(
            index=postings_alias(prefix), keep_alive=KEEP_ALIVE
        )["id"]
        try:
            for found in _pages(client, moment_in_time, wanted, SORTS[query.sort]):
                yield hit_of(found, parsed)
        finally:
            client.close_point_in_time(id=moment_in_time)


def find(client: Elasticsearch, prefix: str, posting_id: str, access: Access) -> Hit | None:
    """Return one posting, or None when there is none that the person may see."""
    with speaking_to(client):
        answer = client.search(
            index=postings_alias(prefix),
            query=visible({"ids": {"values": [posting_id]}}, access),
            size=1,
            source_excludes=[VECTOR_FIELD],
        )
    return next((hit_of(found) for found in answer["hits"]["hits"]), None)


def count(client: Elasticsearch, prefix: str, query: Query, access: Access) -> int:
    """Return how many postings a person may see of a query's hits."""
    wanted = visible(_wanted(query, parse(query.text)), access, *facets.selected(query))
    with speaking_to(client):
        return int(client.count(index=postings_alias(prefix), query=wanted)["count"])


def visible(clause: Clause, access: Access, *filters: Clause) -> Clause:
    """Return the clause kept to what a person may see."""
    rights = [] if access.districts is None else [{"terms": {"district": list(access.districts)}}]
    return {"bool": {"must": [clause], "filter": [*filters, *rights]}}


def _wanted(query: Query, parsed: Parsed) -> Clause:
    limits = {"gte": query.since, "lt": query.until}
    bounds = {key: limit.isoformat() for key, limit in limits.items() if limit}
    seen = [{"range": {"first_seen": bounds}}] if bounds else []
    return {"bool": {"must": [parsed.clause], "filter": seen}}


def _pages(
    client: Elasticsearch, moment_in_time: str, wanted: Clause, sort: list[Clause]
) -> Iterator[dict[str, Any]]:
    after: list[Any] | None = None
    while True:
        answer = client.search(
            pit={"id": moment_in_time, "keep_alive": KEEP_ALIVE},
            query=wanted,
            sort=sort,
            size=SCAN_PAGE,
            search_after=after,
            source_excludes=[VECTOR_FIELD],
            track_total_hits=False,
        )
        found = answer["hits"]["hits"]
        yield from found
        if len(found) < SCAN_PAGE:
            return
        after = found[-1]["sort"]


def hit_of(found: dict[str, Any], parsed: Parsed | None = None) -> Hit:
    """Return what the index found as a hit; `parsed` says what to mark in it."""
    source = found["_source"]
    posting = posting_of(source)
    return Hit(
        posting=posting,
        first_seen=moment(source.get("first_seen")),
        last_seen=moment(source.get("last_seen")),
        gone=bool(source.get("gone")),
        highlights=highlights(posting, parsed.marks) if parsed and parsed.marks else (),
        review=_review(source.get("review")),
    )


def _review(stored: dict[str, Any] | None) -> Review | None:
    if not stored or not stored.get("by"):
        return None
    return Review(
        verdict=stored.get("verdict") or "",
        reason=stored.get("reason") or "",
        by=stored["by"],
        at=stored["at"],
    )
