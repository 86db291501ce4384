"""Who else uses a contact: with which names, ages, places and other contacts, and when."""

from typing import Any

from elasticsearch import Elasticsearch

from adwatch.model import Frozen
from search.client import speaking_to
from search.document import contact
from search.facets import BY_DAY
from search.mapping import postings_alias
from search.protect import PROTECTED_BY
from search.query import visible
from search.types import Access

MOST = 50
FEW = 5
IDENTIFYING = ("names", "others")
"""Not counted in postings that may concern a child: they stay on the posting's own page."""
FIELDS = {
    "names": "found.name",
    "ages": "found.age",
    "places": "found.place",
    "districts": "district",
    "sources": "source",
    "indicators": "indicator",
    "categories": "category",
    "others": "contact",
}


class Day(Frozen):
    """The postings that were first seen on one day in Kerala, and their districts."""

    day: str
    postings: int
    districts: tuple[str, ...]


class ContactUse(Frozen):
    """All that is known of a contact among the postings that somebody may see.

    `counts` holds, for each of `FIELDS`, how many postings show a value, most first.
    """

    postings: int
    counts: dict[str, dict[str, int]]
    days: tuple[Day, ...]


def contact_use(
    client: Elasticsearch, prefix: str, kind: str, value: str, access: Access
) -> ContactUse:
    """Return how a contact is used.

    Raises:
        Trouble: the cluster does not answer.

    """
    own = contact(kind, value)
    with speaking_to(client):
        answer = client.search(
            index=postings_alias(prefix),
            query=visible({"term": {"contact": own}}, access),
            aggs=_aggregations(),
            size=0,
            track_total_hits=True,
        )
    found = answer["aggregations"]
    counts = {name: _counts(found[name]) for name in FIELDS}
    counts["others"].pop(own, None)
    return ContactUse(
        postings=answer["hits"]["total"]["value"],
        counts=counts,
        days=tuple(_day(bucket) for bucket in reversed(found["days"]["buckets"])),
    )


def _aggregations() -> dict[str, Any]:
    days = {
        **BY_DAY,
        "aggs": {"districts": {"terms": {"field": "district", "size": FEW}}},
    }
    return {name: _values(name) for name in FIELDS} | {"days": days}


def _values(name: str) -> dict[str, Any]:
    # Few postings show one contact: counting them beats numbering all values of the index first.
    values = {"terms": {"field": FIELDS[name], "size": MOST, "execution_hint": "map"}}
    if name not in IDENTIFYING:
        return values
    unprotected = {"bool": {"must_not": {"term": {"indicator": PROTECTED_BY}}}}
    return {"filter": unprotected, "aggs": {"values": values}}


def _counts(answer: dict[str, Any]) -> dict[str, int]:
    buckets = answer.get("values", answer)["buckets"]
    return {str(bucket["key"]): bucket["doc_count"] for bucket in buckets}


def _day(bucket: dict[str, Any]) -> Day:
    districts = tuple(found["key"] for found in bucket["districts"]["buckets"])
    return Day(day=bucket["key_as_string"], postings=bucket["doc_count"], districts=districts)
