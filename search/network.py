"""Which postings share which contacts: the graph of a query, capped so that it can be read.

A posting that may concern a child is not drawn, and its contacts are in no count: they stay on its
own page (POCSO Act s.23, JJ Act s.74).
"""

from typing import Any

from elasticsearch import Elasticsearch

from adwatch.model import Band, Frozen
from search.client import speaking_to
from search.mapping import postings_alias
from search.protect import PROTECTED_BY
from search.query import matching
from search.types import Access, Query

Clause = dict[str, Any]

MOST_CONTACTS = 30
FEW_POSTINGS = 8
MOST_POSTINGS = 60
"""Of a contact that somebody opened."""
LONGEST_NAME = 60
SHOWN = ["id", "title", "text", "band", "district"]


class Hub(Frozen):
    """A contact, how many postings show it, and how many of those are not drawn."""

    contact: str
    postings: int
    more: int


class Member(Frozen):
    """A posting that is drawn."""

    id: str
    name: str
    band: Band
    district: str


class Network(Frozen):
    """Contacts, postings, and which posting shows which contact."""

    hubs: tuple[Hub, ...]
    members: tuple[Member, ...]
    edges: tuple[tuple[str, str], ...]
    more_contacts: bool


def network(
    client: Elasticsearch,
    prefix: str,
    query: Query,
    access: Access,
    opened: tuple[str, ...] = (),
    least: int = 2,
) -> Network:
    """Return the contacts that at least so many of a query's hits show, most shared first.

    Raises:
        Trouble: the query cannot be read, or the cluster does not answer.

    """
    with speaking_to(client):
        index = postings_alias(prefix)
        found = client.search(
            index=index,
            query={
                "bool": {
                    "filter": [matching(client, prefix, query, access)],
                    "must_not": [{"term": {"indicator": PROTECTED_BY}}],
                }
            },
            aggs={"hubs": _hubs(least), "opened": _opened(opened)},
            size=0,
        )["aggregations"]
        wide = {bucket["key"]: bucket for bucket in found["opened"]["buckets"]}
        buckets = [wide.get(bucket["key"], bucket) for bucket in found["hubs"]["buckets"]]
        drawn = [_drawn(bucket) for bucket in buckets[:MOST_CONTACTS]]
        members = _members(client, index, {each for _, found in drawn for each in found})
    return _network(drawn, members, more_contacts=len(buckets) > MOST_CONTACTS)


def _hubs(least: int) -> Clause:
    terms = {"field": "contact", "size": MOST_CONTACTS + 1, "min_doc_count": least}
    return {"terms": terms, "aggs": _first(FEW_POSTINGS)}


def _opened(contacts: tuple[str, ...]) -> Clause:
    wanted = list(contacts[:MOST_CONTACTS])
    terms = {"field": "contact", "include": wanted or [""], "size": MOST_CONTACTS}
    return {"terms": terms, "aggs": _first(MOST_POSTINGS)}


def _first(most: int) -> Clause:
    order = [{"score": "desc"}, {"id": "asc"}]
    # Names are read afterwards, of those that are drawn: here it would be for every shard.
    return {"first": {"top_hits": {"size": most, "sort": order, "_source": False}}}


def _drawn(bucket: dict[str, Any]) -> tuple[Hub, list[str]]:
    """Return a contact and the ids of the postings that are drawn with it."""
    ids = [hit["_id"] for hit in bucket["first"]["hits"]["hits"]]
    count = bucket["doc_count"]
    return Hub(contact=bucket["key"], postings=count, more=count - len(ids)), ids


def _members(client: Elasticsearch, index: str, ids: set[str]) -> dict[str, Member]:
    if not ids:
        return {}
    answer = client.search(
        index=index, query={"ids": {"values": sorted(ids)}}, size=len(ids), source_includes=SHOWN
    )
    return {hit["_id"]: _member(hit["_source"]) for hit in answer["hits"]["hits"]}


def _network(
    drawn: list[tuple[Hub, list[str]]], members: dict[str, Member], *, more_contacts: bool
) -> Network:
    shown = {each: members[each] for _, ids in drawn for each in ids if each in members}
    return Network(
        hubs=tuple(hub for hub, _ in drawn),
        members=tuple(shown.values()),
        edges=tuple((hub.contact, each) for hub, ids in drawn for each in ids if each in shown),
        more_contacts=more_contacts,
    )


def _member(source: dict[str, Any]) -> Member:
    words = source.get("title") or source.get("text") or ""
    return Member(
        id=source["id"],
        name=words[:LONGEST_NAME],
        band=source["band"],
        district=source.get("district") or "",
    )
