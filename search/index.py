"""Delivers the spool to Elasticsearch, accounting for each record.

Everything may be delivered twice and in any order. A partition gets its receipt only when each of
its records was accepted or is kept in the spool's stage `failed` with the reason; `failed` is tried
again by each run. A sighting whose posting is not in the index waits there too, since the posting
may be on its way; after `PATIENCE` it is dropped and counted. How writes from two deliveries at
once are kept apart, with no server-side script: docs/adr/upserts-without-scripts.md.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Self

from elasticsearch import Elasticsearch

from adwatch.errors import Trouble
from adwatch.model import FLAGGED, Frozen, Posting, Sighting
from adwatch.spool import Partition, Spool, Stage, Writer
from search.bulk import Outcome, write_all
from search.client import settings_for_vectors, speaking_to
from search.mapping import (
    MAIL,
    POSTINGS_PROPERTIES,
    Mapping,
    differences,
    mails_alias,
    postings_alias,
    template,
)
from search.merge import Record, undated_index

STEP = "index"
PATIENCE = timedelta(days=30)
RECORDS: dict[Stage, type[Posting] | type[Sighting]] = {
    "processed": Posting,
    "sightings": Sighting,
}


class IndexReport(Frozen):
    """What became of the records of one delivery.

    `failed` ones are kept in the spool and need mending; `waiting` sightings are kept for a posting
    that may come, `dropped` ones waited for `PATIENCE` in vain.
    """

    accepted: int = 0
    unchanged: int = 0
    waiting: int = 0
    dropped: int = 0
    failed: int = 0

    def __add__(self, other: Self) -> Self:
        """Sum two reports."""
        mine, theirs = self.model_dump(), other.model_dump()
        return type(self)(**{name: count + theirs[name] for name, count in mine.items()})


class Refused(Frozen):
    """A record that the index did not take, and why; kept in the spool's stage `failed`."""

    reason: str
    record: Posting | Sighting


class Summary(Frozen):
    """Counted in the index."""

    postings: int
    flagged: int
    mails: int


def ensure(client: Elasticsearch, prefix: str) -> None:
    """Make templates, indices and aliases, and add new fields; running it again is free.

    Raises:
        Trouble: an index has a field that is not as the model says.

    """
    with speaking_to(client):
        more = settings_for_vectors(client)
        _ensure(client, postings_alias(prefix), POSTINGS_PROPERTIES, more)
        _ensure(client, mails_alias(prefix), MAIL, more)


def deliver(
    client: Elasticsearch,
    spool: Spool,
    prefix: str,
    source: str = "",
    *,
    now: datetime,
    again: bool = False,
) -> IndexReport:
    """Deliver what waits in the spool (of one source, or all) and return what became of it.

    `again` delivers all that the spool holds, for an index that was lost.

    Raises:
        Trouble: the cluster stopped answering; the next run delivers what this one did not.

    """
    delivery = _Delivery(client, postings_alias(prefix), spool, now)
    report = IndexReport()
    with speaking_to(client):
        for partition in spool.partitions("failed", source):
            report += delivery.again(partition)
        for stage in RECORDS:
            held = spool.partitions(stage, source)
            for partition in held if again else spool.pending(stage, STEP, source):
                report += delivery.first(partition)
        client.indices.refresh(index=delivery.alias)
    return report


def summary(client: Elasticsearch, prefix: str) -> Summary:
    """Count postings, flagged postings and mails."""
    postings, mails = postings_alias(prefix), mails_alias(prefix)
    flagged = {"terms": {"band": list(FLAGGED)}}
    with speaking_to(client):
        client.indices.refresh(index=[postings, mails])
        return Summary(
            postings=client.count(index=postings)["count"],
            flagged=client.count(index=postings, query=flagged)["count"],
            mails=client.count(index=mails)["count"],
        )


def _ensure(client: Elasticsearch, alias: str, properties: Mapping, more: Mapping) -> None:
    client.indices.put_index_template(name=alias, **template(alias, properties, more))
    # One index always exists, so that the alias does before the first month; another run may be
    # making it at this very moment, which answers 400.
    if not client.indices.exists(index=undated_index(alias)):
        client.options(ignore_status=400).indices.create(index=undated_index(alias))
    for index, live in client.indices.get_mapping(index=alias).items():
        for difference in differences(properties, live["mappings"].get("properties", {})):
            raise Trouble(
                f"Index {index} is not as adwatch's model says: {difference}.",
                "Build it anew, while work goes on: adwatch index --remap.",
            )
    _demand_settings(client, alias, more)
    client.indices.put_mapping(index=alias, properties=properties)


def _demand_settings(client: Elasticsearch, alias: str, wanted: Mapping) -> None:
    for name, value in wanted.items():
        answer = client.indices.get_settings(
            index=alias, name=name, include_defaults=True, flat_settings=True
        )
        for index, live in answer.items():
            there = {**live.get("defaults", {}), **live["settings"]}.get(name)
            if there != str(value).lower():
                raise Trouble(
                    f"Index {index} was made with {name} {there}, the model needs {value}.",
                    "Build it anew, while work goes on: adwatch index --remap.",
                )


class _Delivery(NamedTuple):
    """Where the partitions of one delivery go, and when it is."""

    client: Elasticsearch
    alias: str
    spool: Spool
    now: datetime

    def first(self, partition: Partition) -> IndexReport:
        """Deliver a partition that is new."""
        kept = Partition("failed", partition.source, f"{partition.run}.{partition.stage}")
        with self.spool.writer(kept) as failed:
            records = self.spool.read(partition, RECORDS[partition.stage])
            report = self._records(records, failed)
        self.spool.finish(partition, STEP, report)
        return report

    def again(self, partition: Partition) -> IndexReport:
        """Deliver a partition of what was kept."""
        kept = (refused.record for refused in self.spool.read(partition, Refused))
        with self.spool.writer(partition) as failed:
            report = self._records(kept, failed)
        if not failed.count:
            self.spool.remove(partition)
        return report

    def _records(self, records: Iterable[Record], failed: Writer) -> IndexReport:
        # What an earlier partition wrote must be found, whichever month it went to.
        self.client.indices.refresh(index=self.alias)
        kinds: Counter[str] = Counter()
        for batch, outcomes in write_all(self.client, self.alias, records):
            for key, outcome in outcomes.items():
                field = self._counted_as(batch[key], outcome)
                kinds[field] += 1
                if field in ("waiting", "failed"):
                    failed.write(Refused(reason=outcome.reason, record=batch[key]))
        return IndexReport(**kinds)

    def _counted_as(self, record: Record, outcome: Outcome) -> str:
        if outcome.kind in ("accepted", "unchanged"):
            return outcome.kind
        if outcome.kind == "unmatched" and isinstance(record, Sighting):
            return "waiting" if self.now - record.seen_at <= PATIENCE else "dropped"
        return "failed"
