"""Writes one batch of records with optimistic concurrency, and says what became of each.

A batch is looked up, merged in Python (`search.merge`) and written on the condition that nobody
wrote in between (`if_seq_no`); what lost that race is looked up and merged again.
"""

import gc
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from elasticsearch import Elasticsearch, helpers

from search.client import BUSY
from search.joining import Joining
from search.merge import SEEN_FIELDS, Action, Record, Stored, action, changed, stored_of

BATCH = 1000
BATCH_BYTES = 10 * 2**20
WRITERS = 3
ATTEMPTS = 5
RETRIES = 5
FIRST_WAIT_S = 0.25
CONFLICT = 409
ANSWER = ("items.*._id", "items.*.status", "items.*.result", "items.*.error")
"""What is read of the answer to a bulk request; the rest would be most of it."""

Batch = dict[str, Record]


class Outcome(NamedTuple):
    """What became of one record."""

    kind: Literal["accepted", "unchanged", "unmatched", "refused", "conflict"]
    reason: str = ""


UNMATCHED = Outcome("unmatched", "a sighting of a posting that is not in the index")


def batches(records: Iterable[Record]) -> Iterator[Batch]:
    """Yield records by id in batches that hold no id twice, keeping the order."""
    batch: Batch = {}
    for record in records:
        if len(batch) == BATCH or record.id in batch:
            yield batch
            batch = {}
        batch[record.id] = record
    if batch:
        yield batch


def write_all(
    client: Elasticsearch, alias: str, records: Iterable[Record]
) -> Iterator[tuple[Batch, dict[str, Outcome]]]:
    """Yield each batch with what became of it; a few are written while the next is read.

    Batches with an id in common are written one after the other, in their order.
    """
    writing: deque[tuple[Batch, Future[dict[str, Outcome]]]] = deque()
    joining = Joining(client, alias, WRITERS)
    with _no_search_for_cycles(), ThreadPoolExecutor(WRITERS) as pool:
        for batch in batches(records):
            while len(writing) == WRITERS or any(batch.keys() & other for other, _ in writing):
                written, future = writing.popleft()
                yield written, future.result()
            writing.append((batch, pool.submit(write, client, alias, batch, joining)))
        for written, future in writing:
            yield written, future.result()


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Switch Python's collector off: records and documents refer to nothing that refers back.

    Going through them in search of cycles took half of the time of a delivery.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def write(client: Elasticsearch, alias: str, batch: Batch, joining: Joining) -> dict[str, Outcome]:
    """Write a batch and return what became of each id."""
    outcomes: dict[str, Outcome] = {}
    waiting = batch
    for attempt in range(ATTEMPTS):
        if attempt:
            client.indices.refresh(index=alias)
        outcomes |= _attempt(client, alias, waiting, joining)
        waiting = {key: batch[key] for key in waiting if outcomes[key].kind == "conflict"}
        if not waiting:
            break
    return outcomes


def _attempt(
    client: Elasticsearch, alias: str, batch: Batch, joining: Joining
) -> dict[str, Outcome]:
    stored = _stored(client, alias, batch)
    planned = {key: action(record, stored.get(key), alias) for key, record in batch.items()}
    outcomes = {key: UNMATCHED for key, plan in planned.items() if plan is None}
    actions = [plan for plan in planned.values() if plan]
    joining.settle(changed(plan) for plan in actions)
    return outcomes | dict(_bulk(client, actions))


def _bulk(client: Elasticsearch, actions: list[Action]) -> Iterator[tuple[str, Outcome]]:
    results = helpers.streaming_bulk(
        client,
        actions,
        chunk_size=BATCH,
        max_chunk_bytes=BATCH_BYTES,
        raise_on_error=False,
        max_retries=RETRIES,
        initial_backoff=FIRST_WAIT_S,
        retry_on_status=BUSY,
        filter_path=ANSWER,
    )
    for _, result in results:
        (item,) = result.values()
        yield item["_id"], _outcome(item)


def _outcome(item: dict[str, Any]) -> Outcome:
    if "error" not in item:
        return Outcome("unchanged" if item["result"] == "noop" else "accepted")
    kind: Literal["conflict", "refused"] = "conflict" if item["status"] == CONFLICT else "refused"
    return Outcome(kind, _reason(item["error"]))


def _reason(error: dict[str, Any]) -> str:
    """Return the reason with its cause, which is what names the field and the value."""
    cause = error.get("caused_by", {}).get("reason", "")
    return f"{error['type']}: {error['reason']} {cause}".strip()


def _stored(client: Elasticsearch, alias: str, keys: Iterable[str]) -> dict[str, Stored]:
    wanted = list(keys)
    found = client.search(
        index=alias,
        query={"ids": {"values": wanted}},
        size=len(wanted),
        source_includes=list(SEEN_FIELDS),
        seq_no_primary_term=True,
    )
    return {hit["_id"]: stored_of(hit) for hit in found["hits"]["hits"]}
