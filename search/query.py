"""Asks the index. `visible` is the only place where access rights enter a query."""

from collections.abc import Iterable, Iterator
from typing import Any

from elasticsearch import Elasticsearch

from adwatch.errors import Trouble
from search import facets, meaning
from search.client import speaking_to
from search.document import VECTOR_FIELD
from search.hits import hit_of
from search.language import Parsed, parse
from search.mapping import postings_alias
from search.types import WINDOW, Access, Hit, Query, Results
from search.versions import VERSIONS_FIELD

__all__ = ["Access", "Hit", "Query", "Results", "check", "count", "find", "scan", "search"]

Clause = dict[str, Any]

SCAN_PAGE = 500
KEEP_ALIVE = "2m"
UNLISTED = [VECTOR_FIELD, VERSIONS_FIELD, "bands"]
"""What no list, export or mail shows; a posting's own page shows the versions."""
NEWEST: list[Clause] = [{"first_seen": "desc"}, {"id": "asc"}]
SORTS: dict[str, list[Clause]] = {
    "newest": NEWEST,
    "score": [{"score": "desc"}, *NEWEST],
    "relevance": [{"_score": "desc"}, *NEWEST],
    "meaning": [{"_score": "desc"}, *NEWEST],
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
        wanted = visible(_wanted(client, prefix, query, parsed, access), access)
        page, counted = _at_once(
            client,
            postings_alias(prefix),
            {
                "query": wanted,
                "post_filter": {"bool": {"filter": facets.selected(query)}},
                "collapse": {"field": "twin"} if query.collapse else None,
                "sort": SORTS[query.sort],
                "from": (query.page - 1) * query.size,
                "size": query.size,
                "_source": {"excludes": UNLISTED},
                "track_total_hits": True,
            },
            {"query": wanted, "aggs": facets.aggregations(query), "size": 0},
        )
        hits = tuple(hit_of(found, parsed) for found in page["hits"]["hits"])
        copies = _copies(client, prefix, query, wanted, hits) if query.collapse else {}
    return Results(
        total=page["hits"]["total"]["value"],
        hits=hits,
        facets=facets.counts(query, counted["aggregations"]),
        days=facets.days(counted["aggregations"]),
        copies=copies,
    )


def scan(client: Elasticsearch, prefix: str, query: Query, access: Access) -> Iterator[Hit]:
    """Yield every hit of a query in its order, with no cap, as the index was at the start."""
    parsed = parse(query.text)
    with speaking_to(client):
        wanted = matching(client, prefix, query, access)
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
    return next(iter(find_all(client, prefix, [posting_id], access)), None)


def find_all(
    client: Elasticsearch, prefix: str, posting_ids: Iterable[str], access: Access
) -> list[Hit]:
    """Return those of some postings (at most `WINDOW`) that the person may see."""
    wanted = list(dict.fromkeys(posting_ids))
    with speaking_to(client):
        answer = client.search(
            index=postings_alias(prefix),
            query=visible({"ids": {"values": wanted}}, access),
            size=len(wanted),
            source_excludes=[VECTOR_FIELD],
        )
    return [hit_of(found) for found in answer["hits"]["hits"]]


def count(client: Elasticsearch, prefix: str, query: Query, access: Access) -> int:
    """Return how many postings a person may see of a query's hits."""
    with speaking_to(client):
        wanted = matching(client, prefix, query, access)
        return int(client.count(index=postings_alias(prefix), query=wanted)["count"])


def visible(clause: Clause, access: Access, *filters: Clause) -> Clause:
    """Return the clause kept to what a person may see."""
    rights = [] if access.districts is None else [{"terms": {"district": list(access.districts)}}]
    return {"bool": {"must": [clause], "filter": [*filters, *rights]}}


def matching(client: Elasticsearch, prefix: str, query: Query, access: Access) -> Clause:
    """Return the whole clause of a query with its facets, for counting over what it finds.

    Raises:
        Trouble: the query cannot be read.

    """
    return visible(asked(client, prefix, query, access), access, *facets.selected(query))


def asked(client: Elasticsearch, prefix: str, query: Query, access: Access) -> Clause:
    """Return what a person may see of a query's words and times, whatever its facets select.

    Raises:
        Trouble: the query cannot be read.

    """
    return visible(_wanted(client, prefix, query, parse(query.text), access), access)


def _at_once(client: Elasticsearch, index: str, *bodies: Clause) -> list[Clause]:
    """Return the answers to several searches that are asked beside each other.

    Counts are asked apart from hits: without hits an answer is kept by each shard until something
    is written there, so that the next page, or another order, counts nothing anew.
    """
    asked = [{name: value for name, value in body.items() if value is not None} for body in bodies]
    answers: list[Clause] = client.msearch(
        index=index, searches=[part for body in asked for part in ({}, body)]
    )["responses"]
    for body, answer in zip(asked, answers, strict=True):
        if "error" in answer:
            # Asked by itself, the client raises what it means.
            client.search(index=index, body=body)
    return answers


def _wanted(
    client: Elasticsearch, prefix: str, query: Query, parsed: Parsed, access: Access
) -> Clause:
    """Return the clause of a query's words, times and copies."""
    around = {"bool": {"filter": _bounds(query)}}
    words = {"bool": {"must": [parsed.clause], "filter": _bounds(query)}}
    if query.sort != "meaning" or parsed.marks is None:
        return words
    chosen = facets.selected(query)
    ids = meaning.best(
        client,
        postings_alias(prefix),
        query.text,
        visible(words, access, *chosen),
        visible(around, access, *chosen),
    )
    ranks = enumerate(reversed(ids), 1)
    return {
        "bool": {
            # What only counts asks for this, and is spared the places.
            "filter": [{"terms": {"id": ids}}],
            "should": [
                {"constant_score": {"filter": {"term": {"id": key}}, "boost": rank}}
                for rank, key in ranks
            ],
        }
    }


def _bounds(query: Query) -> list[Clause]:
    limits = {"gte": query.since, "lt": query.until}
    bounds = {key: limit.isoformat() for key, limit in limits.items() if limit}
    seen = [{"range": {"first_seen": bounds}}] if bounds else []
    return [*seen, {"term": {"twin": query.twin}}] if query.twin else seen


def _copies(
    client: Elasticsearch, prefix: str, query: Query, wanted: Clause, hits: tuple[Hit, ...]
) -> dict[str, int]:
    """Return how many of a query's hits share the text of each hit on a page."""
    keys = [hit.twin for hit in hits if hit.twin]
    if not keys:
        return {}
    answer = client.search(
        index=postings_alias(prefix),
        query={
            "bool": {
                "must": [wanted],
                "filter": [{"terms": {"twin": keys}}, *facets.selected(query)],
            }
        },
        aggs={"twins": {"terms": {"field": "twin", "size": len(keys)}}},
        size=0,
    )
    buckets = answer["aggregations"]["twins"]["buckets"]
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


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
            source_excludes=UNLISTED,
            track_total_hits=False,
        )
        found = answer["hits"]["hits"]
        yield from found
        if len(found) < SCAN_PAGE:
            return
        after = found[-1]["sort"]
