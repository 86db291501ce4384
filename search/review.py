"""Shows in the index what officers decided; the pipeline never writes these fields."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch, helpers

from search.client import BUSY, speaking_to
from search.desk.casework import Work, all_work
from search.desk.db import Desk
from search.desk.reviews import Decision, standing
from search.document import Document
from search.mapping import postings_alias

BATCH = 500
CONFLICTS = 5
PATIENTLY: dict[str, Any] = {"max_retries": 5, "initial_backoff": 0.2, "retry_on_status": BUSY}
"""A decision waits while its index is swapped for one that was built anew."""


def show(client: Elasticsearch, prefix: str, decisions: Iterable[Decision]) -> int:
    """Write what stands to the postings' documents, visible at once; return how many were found.

    Raises:
        Trouble: the cluster does not answer; the desk keeps the decisions.

    """
    return _write(client, prefix, {d.posting: _verdict(d) for d in decisions})


def show_work(client: Elasticsearch, prefix: str, work: Mapping[str, Work]) -> int:
    """Write tags and assignments likewise."""
    return _write(client, prefix, {posting: _work(each) for posting, each in work.items()})


def show_all(client: Elasticsearch, prefix: str, desk: Desk) -> int:
    """Show all that stands in the desk, in an index that was lost, or is older than the desk.

    What the desk has never heard of stays as it is. Returns how many postings have a decision.

    Raises:
        Trouble: the cluster does not answer.

    """
    show_work(client, prefix, all_work(desk))
    return show(client, prefix, standing(desk))


def _write(client: Elasticsearch, prefix: str, fields: Mapping[str, Document]) -> int:
    shown = 0
    remaining = iter(fields.items())
    with speaking_to(client):
        while batch := dict(islice(remaining, BATCH)):
            actions = _updates(client, postings_alias(prefix), batch)
            shown += helpers.bulk(client, actions, refresh=True, **PATIENTLY)[0]
    return shown


def _updates(client: Elasticsearch, alias: str, batch: dict[str, Document]) -> list[dict[str, Any]]:
    found = client.search(
        index=alias, query={"ids": {"values": list(batch)}}, size=len(batch), source=False
    )
    return [
        {
            "_op_type": "update",
            "_index": hit["_index"],
            "_id": hit["_id"],
            "retry_on_conflict": CONFLICTS,
            "doc": {"review": batch[hit["_id"]]},
        }
        for hit in found["hits"]["hits"]
    ]


def _verdict(decision: Decision) -> Document:
    reopened = decision.verdict == "reopened"
    return {
        "verdict": None if reopened else decision.verdict,
        "reason": decision.reason,
        "by": decision.by,
        "at": decision.at.isoformat(),
    }


def _work(work: Work) -> Document:
    return {"tags": list(work.tags) or None, "assigned": work.assigned or None}
