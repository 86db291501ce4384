"""An index of its own for each test (or module) on the suite's real Elasticsearch node."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch, helpers
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from adwatch.model import Posting, Sighting
from adwatch.settings import Settings
from adwatch.spool import Partition, Spool, open_spool
from search.client import connect
from search.index import IndexReport, deliver, ensure
from tests.search.alerts.samples import NOW

QUICK_HASHER = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))


class Index(NamedTuple):
    client: Elasticsearch
    settings: Settings
    spool: Spool

    @property
    def prefix(self) -> str:
        return self.settings.index_prefix

    def deliver(self, *records: Posting | Sighting, run: str) -> IndexReport:
        stage = "sightings" if isinstance(records[0], Sighting) else "processed"
        with self.spool.writer(Partition(stage, "demo-ads", run)) as writer:
            for record in records:
                writer.write(record)
        return self.deliver_spool()

    def deliver_spool(self, source: str = "", now: datetime = NOW) -> IndexReport:
        return deliver(self.client, self.spool, self.prefix, source, now=now)

    def forget_months(self) -> None:
        """Drop the months that other tests have left, for tests that go through all of them."""
        alias = f"{self.prefix}-postings"
        months = [
            name for name in self.client.indices.get_alias(name=alias) if "undated" not in name
        ]
        if months:
            self.client.indices.delete(index=",".join(months))

    def stored(self, posting_id: str) -> dict:
        hits = self.client.search(
            index=f"{self.prefix}-postings", query={"ids": {"values": [posting_id]}}
        )["hits"]["hits"]
        assert len(hits) <= 1, "an id in two indices"
        return hits[0]["_source"] if hits else {}


@pytest.fixture(scope="session")
def indices(elasticsearch_node, tmp_path_factory) -> Iterator[Index]:
    """Made once, since that takes seconds; tests empty it instead."""
    home = tmp_path_factory.mktemp("search") / "home"
    settings = elasticsearch_node.model_copy(
        update={"home": home, "index_prefix": f"t{uuid4().hex[:10]}"}
    )
    client = connect(elasticsearch_node)
    ensure(client, settings.index_prefix)
    yield Index(client, settings, open_spool(settings))
    for alias in (f"{settings.index_prefix}-postings", f"{settings.index_prefix}-mails"):
        client.indices.delete(index=",".join(client.indices.get(index=alias)))
        client.indices.delete_index_template(name=alias)
    client.close()


@contextmanager
def emptied(indices: Index, node: Settings, home: Path) -> Iterator[Index]:
    settings = indices.settings.model_copy(update={"home": home})
    settings.secrets.mkdir(parents=True)
    (settings.secrets / "elasticsearch").write_text((node.secrets / "elasticsearch").read_text())
    yield Index(indices.client, settings, open_spool(settings))
    everywhere = f"{indices.prefix}-*"
    indices.client.indices.refresh(index=everywhere)
    hits = helpers.scan(indices.client, index=everywhere, _source=False)
    gone = [{"_op_type": "delete", "_index": h["_index"], "_id": h["_id"]} for h in hits]
    helpers.bulk(indices.client, gone, refresh=True)


@pytest.fixture
def index(indices, elasticsearch_node, tmp_path) -> Iterator[Index]:
    with emptied(indices, elasticsearch_node, tmp_path / "home") as made:
        yield made


@pytest.fixture(scope="module")
def shared_index(indices, elasticsearch_node, tmp_path_factory) -> Iterator[Index]:
    """For the modules whose tests only read what was delivered once; not beside `index`."""
    with emptied(indices, elasticsearch_node, tmp_path_factory.mktemp("shared") / "home") as made:
        yield made


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Argon2id as everywhere, at its lowest cost: the tests check hundreds of passwords."""
    monkeypatch.setattr("search.desk.accounts._hasher", lambda: QUICK_HASHER)
