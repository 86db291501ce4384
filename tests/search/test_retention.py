"""What is forgotten and what is kept, on a real node."""

from datetime import timedelta

import pytest
from elasticsearch import Elasticsearch

from adwatch.errors import Trouble
from adwatch.settings import Settings
from adwatch.spool import Partition
from search.desk.audit import rows
from search.desk.db import open_desk
from search.desk.holds import Hold, holds, put_on_hold, release
from search.desk.reviews import Decision
from search.retention import OTHERS, PurgeReport, purge
from search.review import show
from search.snapshots import listed, restore, take
from tests.search.alerts.samples import NOW, posting

DAY = timedelta(days=1)
DAYS = {"demo-ads": 30, OTHERS: 90}
OLD = NOW - 40 * DAY


def seen(number, at, **more):
    return posting(number, first_seen=at, captured_at=at, **{"band": "none"} | more)


def forgotten(index, *, held=(), now=NOW, days=DAYS):
    return purge(index.client, index.spool, index.prefix, days, frozenset(held), now)


def left(index):
    alias = f"{index.prefix}-postings"
    index.client.indices.refresh(index=alias)
    hits = index.client.search(index=alias, size=100)["hits"]["hits"]
    return {int(hit["_id"], 16) for hit in hits}


@pytest.mark.slow
def test_each_posting_is_kept_or_forgotten_for_a_reason(index):
    made = {
        1: seen(1, OLD),  # of demo-ads, beyond its 30 days
        2: seen(2, NOW - 20 * DAY),  # not yet
        3: seen(3, OLD, source="other"),  # another source: 90 days
        4: seen(4, NOW - 100 * DAY, source="other"),
        5: seen(5, OLD, band="high"),  # flagged, nobody has decided
        6: seen(6, OLD, band="high"),  # flagged and dismissed
        7: seen(7, OLD),  # confirmed by an officer, though no band
        8: seen(8, OLD),  # on legal hold
        9: posting(9, band="none", first_seen=None, captured_at=None),  # handed over, undated
    }
    index.deliver(*made.values(), run="1")
    show(
        index.client,
        index.prefix,
        [
            Decision(posting=made[6].id, verdict="dismissed", by="anu", at=NOW),
            Decision(posting=made[7].id, verdict="confirmed", by="anu", at=NOW),
        ],
    )
    report = forgotten(index, held=[made[8].id])
    assert left(index) == {2, 3, 5, 7, 8, 9}
    assert (report.postings, report.held) == (3, 1)
    assert forgotten(index, held=[made[8].id]).postings == 0, "again is free"


@pytest.mark.slow
def test_a_month_with_nothing_to_keep_is_dropped_whole(index):
    index.forget_months()
    far = NOW - 400 * DAY
    index.deliver(seen(1, far), seen(2, far), seen(3, NOW), run="1")
    month = f"{index.prefix}-postings-{far:%Y.%m}"
    assert index.client.indices.exists(index=month)
    assert forgotten(index) == PurgeReport(postings=2, months=1)
    assert not index.client.indices.exists(index=month)
    assert left(index) == {3}


@pytest.mark.slow
@pytest.mark.slow
def test_an_empty_month_is_dropped_and_begins_again(index):
    index.forget_months()
    index.deliver(seen(1, NOW), seen(2, OLD), run="1")
    months = {number: _home(index, number) for number in (1, 2)}
    index.client.delete(index=months[2], id=f"{2:020x}", refresh=True)
    assert forgotten(index).months == 1
    alias = f"{index.prefix}-postings"
    left_over = index.client.indices.get_alias(name=alias)
    assert [name for name in left_over if "undated" not in name] == [months[1]]
    assert len(left_over) == 2, "the undated one stays, so that the alias does"
    assert forgotten(index).months == 0
    index.deliver(seen(2, OLD), run="2")
    assert _home(index, 2) == months[2]


@pytest.mark.slow
def test_a_month_that_just_begins_is_not_taken_for_an_empty_one(index):
    index.forget_months()
    alias = f"{index.prefix}-postings"
    month = f"{alias}-2026.10"
    index.client.indices.create(index=month)
    # Written, and not yet to be found: only the second look sees it.
    real = index.client.indices.refresh
    written = []

    def late(**asked):
        if not written:
            written.append(index.client.index(index=month, id="a", document={"id": "a"}))
        elif asked["index"] == month:
            real(**asked)

    index.client.indices.refresh = late
    try:
        assert forgotten(index).months == 0
    finally:
        del index.client.indices.refresh
    assert index.client.count(index=month)["count"] == 1
    index.client.index(index=month, id="b", document={"id": "b"})


def _home(index, number):
    query = {"ids": {"values": [f"{number:020x}"]}}
    (hit,) = index.client.search(index=f"{index.prefix}-postings", query=query)["hits"]["hits"]
    return hit["_index"]


def test_partitions_run_out_like_the_postings_in_them(index):
    old, new = f"{OLD:%Y%m%dT%H%M%SZ}", f"{NOW:%Y%m%dT%H%M%SZ}"
    for run in (old, new, "by-hand"):
        index.deliver(seen(1, NOW), run=run)
    with index.spool.writer(Partition("crawled", "demo-ads", old)) as writer:
        writer.write(seen(2, OLD))  # never processed, so it is all there is of this posting
    assert forgotten(index).partitions == 1
    assert {p.run for p in index.spool.partitions("processed")} == {new, "by-hand"}
    assert [p.run for p in index.spool.partitions("crawled")] == [old]


def test_a_hold_has_a_reason_and_leaves_a_trace(tmp_path):
    desk = open_desk(Settings(home=tmp_path))
    hold = Hold(posting="1", reason="Crime 12/2026", by="super", at=NOW)
    put_on_hold(desk, hold)
    put_on_hold(desk, hold.model_copy(update={"reason": "Crime 13/2026"}))
    assert [each.reason for each in holds(desk)] == ["Crime 13/2026"]
    release(desk, "1", "super", NOW + DAY)
    assert holds(desk) == []
    assert [(row.act, row.subject, row.details) for row in rows(desk)] == [
        ("hold", "1", "Crime 12/2026"),
        ("hold", "1", "Crime 13/2026"),
        ("release", "1", "Crime 13/2026"),
    ]
    with pytest.raises(Trouble, match="needs a reason"):
        put_on_hold(desk, hold.model_copy(update={"reason": " "}))
    with pytest.raises(Trouble, match="not on hold"):
        release(desk, "1", "super", NOW)


@pytest.mark.slow
def test_a_snapshot_brings_everything_back(index):
    index.deliver(seen(1, NOW), seen(2, OLD), run="1")
    before = {number: index.stored(f"{number:020x}") for number in (1, 2)}
    made = take(index.client, index.settings, NOW)
    assert made.state == "SUCCESS"
    assert made.name in [each.name for each in listed(index.client, index.settings)]
    index.deliver(seen(3, NOW), run="2")
    with pytest.raises(Trouble, match="would throw away"):
        restore(index.client, index.settings, made.name, replace=False)
    with pytest.raises(Trouble, match="no snapshot 'x'"):
        restore(index.client, index.settings, "x", replace=True)
    assert restore(index.client, index.settings, made.name, replace=True) == 2
    assert {number: index.stored(f"{number:020x}") for number in (1, 2)} == before
    again = take(index.client, index.settings, NOW + timedelta(seconds=1))
    names = {each.name for each in listed(index.client, index.settings)}
    assert {made.name, again.name} <= names


def test_a_full_cluster_needs_a_repository_by_name(tmp_path):
    settings = Settings(home=tmp_path, elasticsearch_url="http://127.0.0.1:9")
    with pytest.raises(Trouble, match="No repository"):
        take(Elasticsearch("http://127.0.0.1:9"), settings, NOW)
