"""Snapshots of the indices in a repository, and back.

The embedded node keeps them in a folder below the installation's home; on a full cluster its
administrator registers a repository (a share, S3) that `ADWATCH_SNAPSHOTS` names.
"""

from datetime import datetime, timedelta

from elasticsearch import Elasticsearch, NotFoundError

from adwatch.errors import Exit, Trouble
from adwatch.model import Frozen
from adwatch.settings import Settings
from search.client import speaking_to
from search.mapping import mails_alias, postings_alias

EMBEDDED = "adwatch"
KEPT = timedelta(days=14)
PATIENCE_S = 3600


class SnapshotReport(Frozen):
    """A snapshot: its name, the indices in it, and how it ended."""

    name: str
    state: str
    indices: tuple[str, ...]


def take(client: Elasticsearch, settings: Settings, now: datetime) -> SnapshotReport:
    """Take a snapshot, and forget those that are older than `KEPT`.

    Raises:
        Trouble: there is no such repository, or a shard could not be kept.

    """
    prefix = settings.index_prefix
    with speaking_to(client):
        repository = _repository(client, settings)
        answer = client.options(request_timeout=PATIENCE_S).snapshot.create(
            repository=repository,
            snapshot=f"{prefix}-{now:%Y%m%d-%H%M%S}",
            indices=[postings_alias(prefix), mails_alias(prefix)],
            include_global_state=False,
            wait_for_completion=True,
        )
        report = _report(answer["snapshot"])
        if report.state != "SUCCESS":
            raise Trouble(
                f"Snapshot {report.name} ended as {report.state}.",
                "The cluster's log names the shard; take another when it is mended.",
                Exit.INCOMPLETE,
            )
        _forget_old(client, repository, prefix, now)
    return report


def listed(client: Elasticsearch, settings: Settings) -> list[SnapshotReport]:
    """Return the snapshots of this installation, oldest first."""
    with speaking_to(client):
        found = client.snapshot.get(
            repository=_repository(client, settings),
            snapshot=f"{settings.index_prefix}-*",
            sort="start_time",
        )
    return [_report(snapshot) for snapshot in found["snapshots"]]


def restore(client: Elasticsearch, settings: Settings, name: str, *, replace: bool) -> int:
    """Bring the indices of a snapshot back; return how many postings there are then.

    Raises:
        Trouble: there is no such snapshot, or postings are there and `replace` is not said.

    """
    prefix = settings.index_prefix
    alias = postings_alias(prefix)
    with speaking_to(client):
        repository = _repository(client, settings)
        if name not in {snapshot.name for snapshot in listed(client, settings)}:
            raise Trouble(
                f"There is no snapshot '{name}'.", "List them: adwatch snapshot --list.", Exit.USAGE
            )
        _make_room(client, prefix, replace=replace)
        client.options(request_timeout=PATIENCE_S).snapshot.restore(
            repository=repository,
            snapshot=name,
            include_aliases=True,
            include_global_state=False,
            wait_for_completion=True,
        )
        client.indices.refresh(index=alias)
        return int(client.count(index=alias)["count"])


def _repository(client: Elasticsearch, settings: Settings) -> str:
    if settings.embedded_elasticsearch:
        client.snapshot.create_repository(
            name=EMBEDDED, repository={"type": "fs", "settings": {"location": EMBEDDED}}
        )
        return EMBEDDED
    if not settings.snapshots:
        raise Trouble(
            "No repository for snapshots is named.",
            "Register one on the cluster and name it in ADWATCH_SNAPSHOTS.",
            Exit.USAGE,
        )
    return settings.snapshots


def _make_room(client: Elasticsearch, prefix: str, *, replace: bool) -> None:
    for alias in (postings_alias(prefix), mails_alias(prefix)):
        try:
            there = sorted(client.indices.get_alias(name=alias))
        except NotFoundError:
            continue
        client.indices.refresh(index=alias)
        if client.count(index=alias)["count"] and not replace:
            raise Trouble(
                f"{alias} holds documents, which a restore would throw away.",
                "Say --replace when that is meant.",
                Exit.USAGE,
            )
        client.indices.delete(index=",".join(there))


def _forget_old(client: Elasticsearch, repository: str, prefix: str, now: datetime) -> None:
    limit = int((now - KEPT).timestamp() * 1000)
    found = client.snapshot.get(repository=repository, snapshot=f"{prefix}-*")["snapshots"]
    for snapshot in found:
        if snapshot["start_time_in_millis"] < limit:
            client.snapshot.delete(repository=repository, snapshot=snapshot["snapshot"])


def _report(snapshot: dict[str, object]) -> SnapshotReport:
    return SnapshotReport.model_validate(
        {
            "name": snapshot["snapshot"],
            "state": snapshot["state"],
            "indices": snapshot["indices"],
        }
    )
