"""Postings that belong to one: by a shared contact, and by what their words say."""

from typing import Any, NamedTuple

from elasticsearch import Elasticsearch

from adwatch.model import Posting
from enrichment.normalise import folded
from search.client import speaking_to
from search.document import VECTOR_FIELD, contact, values
from search.fusion import fused
from search.hits import hit_of
from search.mapping import CONTACT_KINDS, postings_alias
from search.query import visible
from search.types import Access, Hit

Clause = dict[str, Any]

SHOWN = 8
CANDIDATES = 50
LONGEST_LIKE = 10_000
COMMON = 20_000
"""A word in so many postings of one month tells nothing of likeness, and takes longest to score."""
LEAST_COSINE = 0.9
"""Of the multilingual e5 encoder, whose cosines of unrelated texts already lie near 0.8."""


class Related(NamedTuple):
    """How many postings are related, and the first of them."""

    total: int
    hits: tuple[Hit, ...]


def linked(client: Elasticsearch, prefix: str, posting: Posting, access: Access) -> Related:
    """Return the postings that show a contact of this one, newest first."""
    found = values(posting)
    own = [contact(kind, value) for kind in CONTACT_KINDS for value in found[kind]]
    if not own:
        return Related(0, ())
    with speaking_to(client):
        answer = client.search(
            index=postings_alias(prefix),
            query=visible({"terms": {"contact": own}}, access, _another(posting)),
            sort=[{"first_seen": "desc"}, {"id": "asc"}],
            size=SHOWN,
            source_excludes=[VECTOR_FIELD],
            track_total_hits=True,
        )
    hits = tuple(hit_of(each) for each in answer["hits"]["hits"])
    return Related(answer["hits"]["total"]["value"], hits)


def alike(client: Elasticsearch, prefix: str, posting: Posting, access: Access) -> tuple[Hit, ...]:
    """Return the postings that read most like this one, by words and by meaning, best first."""
    alias = postings_alias(prefix)
    with speaking_to(client):
        by_words = client.search(
            index=alias,
            query=visible(_like(posting), access, _another(posting)),
            size=CANDIDATES,
            source_excludes=[VECTOR_FIELD],
            track_total_hits=False,
        )
        near = _near(client, alias, posting, access)
    found = {each["_id"]: each for each in (*near, *by_words["hits"]["hits"])}
    ranked = fused(
        [[each["_id"] for each in by_words["hits"]["hits"]], [each["_id"] for each in near]]
    )
    return tuple(hit_of(found[key]) for key in ranked[:SHOWN])


def _near(
    client: Elasticsearch, alias: str, posting: Posting, access: Access
) -> list[dict[str, Any]]:
    """Return the hits whose vectors are nearest; none for a posting without a vector."""
    own = client.search(
        index=alias,
        query={"ids": {"values": [posting.id]}},
        size=1,
        source_includes=[VECTOR_FIELD],
    )["hits"]["hits"]
    vector = own[0]["_source"].get(VECTOR_FIELD) if own else None
    if not vector:
        return []
    answer = client.search(
        index=alias,
        knn=nearest(vector, visible({"match_all": {}}, access, _another(posting))),
        size=CANDIDATES,
        source_excludes=[VECTOR_FIELD],
    )
    found: list[dict[str, Any]] = answer["hits"]["hits"]
    return found


def nearest(vector: list[float], wanted: Clause) -> Clause:
    """Return the kNN clause for the postings nearest to a unit vector among those wanted."""
    return {
        "field": VECTOR_FIELD,
        "query_vector": vector,
        "k": CANDIDATES,
        "num_candidates": 2 * CANDIDATES,
        "similarity": LEAST_COSINE,
        "filter": wanted,
    }


def _like(posting: Posting) -> Clause:
    return {
        "more_like_this": {
            "fields": ["folded_text"],
            "like": folded(f"{posting.title}\n{posting.text}")[:LONGEST_LIKE],
            "min_term_freq": 1,
            "min_doc_freq": 2,
            "max_doc_freq": COMMON,
            "minimum_should_match": "40%",
        }
    }


def _another(posting: Posting) -> Clause:
    return {"bool": {"must_not": {"ids": {"values": [posting.id]}}}}
