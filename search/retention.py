"""Forgets what may no longer be kept: postings whose source's retention has run out.

Kept beyond it: what is flagged and not dismissed, what an officer confirmed, and what is on legal
hold. A month in which nothing is kept, or that is empty, is dropped as an index, which gives its
disk back at once.
Law: DPDP Act 2023, s.8(7) (erasure when the purpose is served).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import Elasticsearch, helpers

from adwatch.model import FLAGGED, Frozen
from adwatch.spool import Partition, Spool, Stage
from search.client import BUSY, speaking_to
from search.index import STEP
from search.mapping import postings_alias
from search.merge import undated_index

Clause = dict[str, Any]
OTHERS = ""
"""The key of the days for sources that have no file any more."""
STAGES: tuple[Stage, ...] = ("crawled", "sightings", "processed")
RUN = "%Y%m%dT%H%M%SZ"
STEPS: dict[Stage, str] = {"crawled": "process", "sightings": STEP, "processed": STEP}
"""The step that must have dealt with a partition before it may go."""


class PurgeReport(Frozen):
    """Postings and whole months that were forgotten, partitions too; `held`: on legal hold."""

    postings: int = 0
    months: int = 0
    partitions: int = 0
    held: int = 0


def purge(
    client: Elasticsearch,
    spool: Spool,
    prefix: str,
    days: Mapping[str, int],
    held: frozenset[str],
    now: datetime,
) -> PurgeReport:
    """Forget what has run out.

    Args:
        client: of the cluster.
        spool: whose partitions run out like the postings that they hold.
        prefix: of the indices.
        days: of retention by source; under `OTHERS` those of all other sources.
        held: ids of the postings on legal hold.
        now: the time that counts.

    Raises:
        Trouble: the cluster does not answer.

    """
    alias = postings_alias(prefix)
    over = {"bool": {"should": list(_over(days, now)), "must_not": [_kept(), _ids(held)]}}
    forgotten = months = 0
    with speaking_to(client):
        client.indices.refresh(index=alias)
        for index in sorted(client.indices.get_alias(name=alias)):
            count = client.count(index=index, query=over)["count"]
            forgotten += count
            if count and _is_all(client, alias, index, count):
                client.indices.delete(index=index)
                months += 1
            elif count:
                _delete(client, index, over)
            elif _drop_if_empty(client, alias, index):
                months += 1
        found = client.count(index=alias, query=_ids(held))["count"]
    partitions = _forget_partitions(spool, days, now)
    return PurgeReport(postings=forgotten, months=months, partitions=partitions, held=found)


def _over(days: Mapping[str, int], now: datetime) -> Iterator[Clause]:
    """Yield a clause a source: last seen before its retention began."""
    known = sorted(days.keys() - {OTHERS})
    for source in known:
        yield _before({"filter": [{"term": {"source": source}}]}, now - timedelta(days[source]))
    yield _before({"must_not": [{"terms": {"source": known}}]}, now - timedelta(days[OTHERS]))


def _before(which: Clause, limit: datetime) -> Clause:
    seen = {"range": {"last_seen": {"lt": limit.isoformat()}}}
    return {"bool": {**which, "must": [seen]}}


def _kept() -> Clause:
    flagged = {"terms": {"band": list(FLAGGED)}}
    dismissed = {"term": {"review.verdict": "dismissed"}}
    confirmed = {"term": {"review.verdict": "confirmed"}}
    return {"bool": {"should": [confirmed, {"bool": {"must": [flagged], "must_not": [dismissed]}}]}}


def _ids(held: frozenset[str]) -> Clause:
    return {"ids": {"values": sorted(held)}}


def _drop_if_empty(client: Elasticsearch, alias: str, index: str) -> bool:
    """Drop a month that holds nothing; a delivery that is just beginning one waits that long."""
    if not _is_all(client, alias, index, 0):
        return False
    client.indices.add_block(index=index, block="write")
    client.indices.refresh(index=index)
    if _is_all(client, alias, index, 0):
        client.indices.delete(index=index)
        return True
    client.indices.put_settings(index=index, settings={"index.blocks.write": None})
    return False


def _is_all(client: Elasticsearch, alias: str, index: str, count: int) -> bool:
    """Whether a month holds nothing else; the undated index stays, so that the alias does."""
    undated = undated_index(alias) in (
        index,
        *client.indices.get_alias(index=index)[index]["aliases"],
    )
    return not undated and count == client.count(index=index)["count"]


def _delete(client: Elasticsearch, index: str, over: Clause) -> None:
    hits = helpers.scan(client, index=index, query={"query": over}, _source=False)
    gone = ({"_op_type": "delete", "_index": index, "_id": hit["_id"]} for hit in hits)
    helpers.bulk(client, gone, refresh=True, max_retries=5, retry_on_status=BUSY)


def _forget_partitions(spool: Spool, days: Mapping[str, int], now: datetime) -> int:
    """Remove the partitions of runs before the retention, once all their records are delivered."""
    gone = 0
    for stage in STAGES:
        pending = set(spool.pending(stage, STEPS[stage]))
        for partition in spool.partitions(stage):
            limit = now - timedelta(days.get(partition.source, days[OTHERS]))
            began = _began(partition)
            if partition not in pending and began and began < limit:
                spool.remove(partition)
                gone += 1
    return gone


def _began(partition: Partition) -> datetime | None:
    """Return when a crawl's run began; one that was handed over by hand has another name."""
    try:
        return datetime.strptime(partition.run, RUN).replace(tzinfo=UTC)
    except ValueError:
        return None
