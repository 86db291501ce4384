"""Delivery to a real node: nothing lost, nothing doubled, each failure accounted for."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import numpy as np
import pytest
from elasticsearch import Elasticsearch

from adwatch.errors import Exit, Trouble
from adwatch.model import Posting, Sighting
from adwatch.runtime.ports import free_ports
from adwatch.spool import Partition
from search import bulk
from search.client import connect
from search.document import posting_of
from search.index import PATIENCE, STEP, IndexReport, Refused, deliver, ensure, summary
from search.joining import Joining
from search.mails import Mail, record_mail
from search.mapping import DIMENSIONS, POSTINGS_PROPERTIES
from tests.search.alerts.samples import ADVERT, NOW, mention, overseas

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
MONTH = timedelta(days=31)


def seen(number=1, at=NOW, **more) -> Posting:
    return overseas(number, captured_at=at, first_seen=at, **more)


def unfit(number=9) -> Posting:
    return overseas(number, mentions=(mention(ADVERT, "women", "age", "eighteen"),))


def test_delivering_twice_changes_nothing(index):
    postings = [seen(n) for n in range(3)]
    assert index.deliver(*postings, run="1") == IndexReport(accepted=3)
    before = index.stored(postings[0].id)
    assert index.deliver(*postings, run="2") == IndexReport(unchanged=3)
    assert index.stored(postings[0].id) == before
    assert posting_of(before) == postings[0]
    assert index.deliver_spool() == IndexReport()


def test_edited_words_keep_the_time_they_were_first_seen(index):
    index.deliver(seen(), run="1")
    edited = seen(at=NOW + DAY, text=f"{ADVERT} today", mentions=())
    assert index.deliver(edited, run="2") == IndexReport(accepted=1)
    stored = index.stored(edited.id)
    assert stored["first_seen"] == "2026-11-24T04:30:00Z"
    assert stored["last_seen"] == "2026-11-25T04:30:00Z"
    assert stored["text"].endswith("today")
    assert stored["found"]["phone"] == [], "what is found no more is found no more"


def test_a_late_partition_brings_the_first_sight_but_not_the_old_words(index):
    index.deliver(seen(title="new"), run="2")
    index.deliver(seen(at=NOW - MONTH, title="old"), run="1")
    stored = index.stored(seen().id)
    assert stored["title"] == "new"
    assert stored["first_seen"] == "2026-10-24T04:30:00Z"
    assert stored["last_seen"] == "2026-11-24T04:30:00Z"


def test_an_id_met_twice_in_one_partition_is_one_document(index):
    report = index.deliver(seen(), seen(at=NOW + DAY, title="new"), seen(at=NOW + DAY), run="1")
    assert report.failed == 0
    assert index.stored(seen().id)["title"] == seen().title
    assert summary(index.client, index.prefix).postings == 1


def test_what_the_mapping_refuses_is_kept_with_its_reason_and_tried_again(index):
    report = index.deliver(seen(1), unfit(), seen(2), run="1")
    assert report == IndexReport(accepted=2, failed=1)
    (kept,) = index.spool.partitions("failed")
    (refused,) = index.spool.read(kept, Refused)
    assert refused.record == unfit()
    assert "found.age" in refused.reason
    assert "eighteen" in refused.reason
    assert not index.spool.pending("processed", STEP), "the partition is dealt with"
    assert index.deliver_spool() == IndexReport(failed=1)

    with index.spool.writer(kept) as writer:  # as if the extractor had been mended
        writer.write(Refused(reason=refused.reason, record=seen(9)))
    assert index.deliver_spool() == IndexReport(accepted=1)
    assert index.spool.partitions("failed") == []


def test_a_sighting_waits_for_its_posting_and_makes_no_run_red(index):
    sighting = Sighting(id=seen().id, source="demo-ads", seen_at=NOW + DAY, gone=True)
    assert index.deliver(sighting, run="1") == IndexReport(waiting=1)
    assert index.deliver(seen(), run="2") == IndexReport(accepted=1, waiting=1)
    assert index.deliver_spool() == IndexReport(accepted=1)
    stored = index.stored(seen().id)
    assert (stored["gone"], stored["last_seen"]) == (True, "2026-11-25T04:30:00Z")


def test_a_sighting_whose_posting_never_comes_is_dropped(index):
    index.deliver(Sighting(id=seen().id, source="demo-ads", seen_at=NOW), run="1")
    assert index.deliver_spool(now=NOW + PATIENCE) == IndexReport(waiting=1)
    assert index.deliver_spool(now=NOW + PATIENCE + DAY) == IndexReport(dropped=1)
    assert index.spool.partitions("failed") == []


def test_an_officers_verdict_outlives_every_delivery(index):
    index.deliver(seen(), run="1")
    (hit,) = index.client.search(index=f"{index.prefix}-postings")["hits"]["hits"]
    verdict = {"verdict": "confirmed", "by": "anu"}
    index.client.update(index=hit["_index"], id=hit["_id"], doc={"review": verdict})
    index.deliver(seen(at=NOW + DAY, title="edited"), run="2")
    index.deliver(Sighting(id=seen().id, source="s", seen_at=NOW + DAY, gone=True), run="3")
    stored = index.stored(seen().id)
    assert stored["title"] == "edited"
    assert stored["review"] == verdict


def test_two_deliveries_at_once_lose_nothing(index):
    versions = [
        {f"{n:020x}": seen(n, at=NOW + step * DAY, title=f"t{step}") for n in range(50)}
        for step in range(4)
    ]
    alias = f"{index.prefix}-postings"
    together = Joining(index.client, alias, 2)
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(
            pool.map(lambda batch: bulk.write(index.client, alias, batch, together), versions)
        )
    kinds = {outcome.kind for result in outcomes for outcome in result.values()}
    assert kinds <= {"accepted", "unchanged"}
    index.client.indices.refresh(index=alias)
    hits = index.client.search(index=alias, size=100)["hits"]["hits"]
    assert [hit["_source"]["title"] for hit in hits] == ["t3"] * 50
    assert {hit["_source"]["first_seen"] for hit in hits} == {"2026-11-24T04:30:00Z"}


def test_a_cluster_that_is_down_loses_nothing(index):
    with index.spool.writer(Partition("processed", "demo-ads", "1")) as writer:
        writer.write(seen())
    nowhere = Elasticsearch(f"http://127.0.0.1:{free_ports(1)[0]}", max_retries=0)
    with pytest.raises(Trouble, match="does not answer") as caught:
        deliver(nowhere, index.spool, index.prefix, now=NOW)
    assert caught.value.code == Exit.UNREACHABLE
    assert index.spool.pending("processed", STEP)
    assert index.deliver_spool() == IndexReport(accepted=1)


def test_one_source_alone_can_be_delivered(index):
    for source in ("a", "b"):
        with index.spool.writer(Partition("processed", source, "1")) as writer:
            writer.write(seen(ord(source), source=source))
    assert index.deliver_spool("b") == IndexReport(accepted=1)
    assert [p.source for p in index.spool.pending("processed", STEP)] == ["a"]


def test_ensure_again_changes_nothing_and_the_node_has_the_mapping(index):
    ensure(index.client, index.prefix)
    for concrete in index.client.indices.get_mapping(index=f"{index.prefix}-postings").values():
        assert concrete["mappings"]["dynamic"] == "strict"
        assert concrete["mappings"]["properties"].keys() == POSTINGS_PROPERTIES.keys()


def test_the_node_finds_by_meaning_and_collapses_twins(index):
    rows = np.eye(DIMENSIONS)[:3]
    packed = [base64.b64encode(row.astype("<f2").tobytes()).decode() for row in rows]
    made = [seen(n, embedding=packed[n], text=f"{ADVERT} {n}") for n in range(3)]
    index.deliver(*made, seen(3), run="1")
    alias = f"{index.prefix}-postings"
    near = (rows[1] + 0.1 * rows[2]).tolist()
    knn = {"field": "embedding", "query_vector": near, "k": 2, "num_candidates": 10}
    hits = index.client.search(index=alias, knn=knn, source_excludes=["embedding"])["hits"]["hits"]
    assert [hit["_id"] for hit in hits] == [made[1].id, made[2].id]
    assert "embedding" not in hits[0]["_source"]
    collapse = {"field": "twin", "inner_hits": {"name": "copies", "size": 0}}
    (row,) = index.client.search(index=alias, collapse=collapse)["hits"]["hits"]
    assert row["inner_hits"]["copies"]["hits"]["total"]["value"] == 4


def test_a_sighting_keeps_the_embedding_and_new_words_without_one_empty_it(index):
    row = base64.b64encode(np.eye(DIMENSIONS)[0].astype("<f2").tobytes()).decode()
    index.deliver(seen(embedding=row), run="1")
    index.deliver(Sighting(id=seen().id, source="s", seen_at=NOW + DAY), run="2")
    assert index.stored(seen().id)["embedding"][0] == 1
    index.deliver(seen(at=NOW + DAY, title="new"), run="3")
    assert index.stored(seen().id)["embedding"] is None


def test_a_field_that_nobody_mapped_is_refused(index):
    alias = f"{index.prefix}-postings"
    outcome = bulk._bulk(
        index.client,
        [{"_op_type": "create", "_index": f"{alias}-undated", "_id": "1", "_source": {"new": 1}}],
    )
    ((_, result),) = outcome
    assert result.kind == "refused"
    assert "strict" in result.reason


def test_the_summary_is_counted_in_the_index(index):
    index.deliver(seen(1), seen(2, band="medium"), seen(3, band="low"), run="1")
    mail = Mail(id="m", unit="u", to="a@b", subject="s", sent_at=NOW, message_id="i", postings=())
    for _ in range(2):
        record_mail(index.client, index.prefix, mail)
    counted = summary(index.client, index.prefix)
    assert (counted.postings, counted.flagged, counted.mails) == (3, 2, 1)


def test_connecting_to_nothing_names_the_address_and_the_remedy(index):
    port = free_ports(1)[0]
    settings = index.settings.model_copy(update={"elasticsearch_port": port})
    with pytest.raises(Trouble) as caught:
        connect(settings)
    assert f"http://127.0.0.1:{port}" in caught.value.what
    assert "adwatch up" in caught.value.remedy
    assert caught.value.code == Exit.UNREACHABLE


def test_a_wrong_password_is_no_mystery(index):
    (index.settings.secrets / "elasticsearch").write_text("wrong")
    with pytest.raises(Trouble, match="refuses this user"):
        connect(index.settings)


def test_a_node_that_was_never_started_is_said_so(index):
    (index.settings.secrets / "elasticsearch").unlink()
    with pytest.raises(Trouble, match="never been started"):
        connect(index.settings)


def test_missing_indices_are_a_sentence(index):
    with pytest.raises(Trouble, match="has no index"):
        summary(index.client, "never-made")


def test_what_is_asked_and_written_is_understood_by_the_next_major_version_too(index):
    """The header by which a 9.x cluster speaks as an 8.x one does (REST API compatibility)."""
    asked = index.client.count(index=f"{index.prefix}-postings").meta
    assert asked.headers["content-type"].endswith("compatible-with=8")
    written = index.client.bulk(
        operations=[{"index": {"_index": f"{index.prefix}-x"}}, {"id": "1"}]
    )
    assert written.meta.headers["content-type"].endswith("compatible-with=8")
    index.client.indices.delete(index=f"{index.prefix}-x")
