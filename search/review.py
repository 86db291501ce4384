"""Shows in the index what officers decided; the pipeline never writes these fields."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.client import speaking_to
from search.desk.reviews import Decision
from search.document import Document
from search.mapping import postings_alias

BATCH = 500
CONFLICTS = 5


def show(client: Elasticsearch, prefix: str, decisions: Iterable[Decision]) -> int:
    """Write what stands to the postings' documents, visible at once; return how many were found.

    Called with all of `search.desk.reviews.standing` it restores the verdicts of a rebuilt index.

    Raises:
        Trouble: the cluster does not answer; the desk keeps the decisions.

    """
    shown = 0
    remaining = iter(decisions)
    with speaking_to(client):
        while batch := {d.posting: d for d in islice(remaining, BATCH)}:
            actions = _updates(client, postings_alias(prefix), batch)
            shown += helpers.bulk(client, actions, refresh=True)[0]
    return shown


def _updates(client: Elasticsearch, alias: str, batch: dict[str, Decision]) -> list[dict[str, Any]]:
    found = client.search(
        index=alias, query={"ids": {"values": list(batch)}}, size=len(batch), source=False
    )
    return [
        {
            "_op_type": "update",
            "_index": hit["_index"],
            "_id": hit["_id"],
            "retry_on_conflict": CONFLICTS,
            "doc": {"review": _fields(batch[hit["_id"]])},
        }
        for hit in found["hits"]["hits"]
    ]


def _fields(decision: Decision) -> Document:
    reopened = decision.verdict == "reopened"
    return {
        "verdict": None if reopened else decision.verdict,
        "reason": decision.reason,
        "by": decision.by,
        "at": decision.at.isoformat(),
    }
