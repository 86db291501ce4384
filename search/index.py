"""Delivers the spool to Elasticsearch, accounting for each record.

Everything may be delivered twice and in any order. A partition gets its receipt only when each of
its records was accepted or is kept in the spool's stage `failed` with the reason; `failed` is tried
again by each run. How writes from two deliveries at once are kept apart, with no server-side
script: docs/adr/upserts-without-scripts.md.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Self

from elasticsearch import Elasticsearch

from adwatch.model import FLAGGED, Frozen, Posting, Sighting
from adwatch.spool import Partition, Spool, Stage, Writer
from search.bulk import Outcome, write_all
from search.client import speaking_to
from search.mapping import MAIL, POSTINGS_PROPERTIES, mails_alias, postings_alias, template
from search.merge import Record, undated_index

STEP = "index"
RECORDS: dict[Stage, type[Posting] | type[Sighting]] = {
    "processed": Posting,
    "sightings": Sighting,
}


class IndexReport(Frozen):
    """What became of the records of one delivery; `failed` ones wait in the spool."""

    accepted: int = 0
    unchanged: int = 0
    failed: int = 0

    def __add__(self, other: Self) -> Self:
        """Sum two reports."""
        return type(self)(
            accepted=self.accepted + other.accepted,
            unchanged=self.unchanged + other.unchanged,
            failed=self.failed + other.failed,
        )


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
    """Make templates, indices and aliases, and add new fields; running it again is free."""
    with speaking_to(client):
        _ensure(client, postings_alias(prefix), POSTINGS_PROPERTIES)
        _ensure(client, mails_alias(prefix), MAIL)


def deliver(client: Elasticsearch, spool: Spool, prefix: str, source: str = "") -> IndexReport:
    """Deliver what waits in the spool (of one source, or all) and return what became of it.

    Raises:
        Trouble: the cluster stopped answering; the next run delivers what this one did not.

    """
    alias = postings_alias(prefix)
    report = IndexReport()
    with speaking_to(client):
        for partition in spool.partitions("failed", source):
            report += _retry(client, alias, spool, partition)
        for stage in RECORDS:
            for partition in spool.pending(stage, STEP, source):
                report += _deliver_partition(client, alias, spool, partition)
        client.indices.refresh(index=alias)
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


def _ensure(client: Elasticsearch, alias: str, properties: dict[str, Any]) -> None:
    client.indices.put_index_template(name=alias, **template(alias, properties))
    # One index always exists, so that the alias does before the first month; another run may be
    # making it at this very moment, which answers 400.
    if not client.indices.exists(index=undated_index(alias)):
        client.options(ignore_status=400).indices.create(index=undated_index(alias))
    client.indices.put_mapping(index=alias, properties=properties)


def _deliver_partition(
    client: Elasticsearch, alias: str, spool: Spool, partition: Partition
) -> IndexReport:
    kept = Partition("failed", partition.source, f"{partition.run}.{partition.stage}")
    with spool.writer(kept) as failed:
        records = spool.read(partition, RECORDS[partition.stage])
        report = _deliver_records(client, alias, records, failed)
    spool.finish(partition, STEP, report)
    return report


def _retry(client: Elasticsearch, alias: str, spool: Spool, partition: Partition) -> IndexReport:
    kept = (refused.record for refused in spool.read(partition, Refused))
    with spool.writer(partition) as failed:
        report = _deliver_records(client, alias, kept, failed)
    if not failed.count:
        spool.remove(partition)
    return report


def _deliver_records(
    client: Elasticsearch, alias: str, records: Iterable[Record], failed: Writer
) -> IndexReport:
    # What an earlier partition wrote must be found, whichever month it went to.
    client.indices.refresh(index=alias)
    report = IndexReport()
    for batch, outcomes in write_all(client, alias, records):
        for key, outcome in outcomes.items():
            if outcome.kind not in ("accepted", "unchanged"):
                failed.write(Refused(reason=outcome.reason, record=batch[key]))
        report += _counted(outcomes.values())
    return report


def _counted(outcomes: Iterable[Outcome]) -> IndexReport:
    kinds = Counter(outcome.kind for outcome in outcomes)
    return IndexReport(
        accepted=kinds["accepted"],
        unchanged=kinds["unchanged"],
        failed=kinds["refused"] + kinds["conflict"],
    )
