"""Building indices anew on a real node, while others write."""

import threading
from datetime import timedelta

import pytest

from adwatch.errors import Trouble
from adwatch.model import Sighting
from search import remap as remapping
from search.client import hides_vectors
from search.desk.reviews import Decision
from search.index import IndexReport, Refused, ensure
from search.mapping import POSTINGS_PROPERTIES, differences, fingerprint, template
from search.remap import next_name, own_name, remap
from search.review import show
from tests.search.alerts.samples import NOW, overseas
from tests.search.test_related import pointing

DAY = timedelta(days=1)


def seen(number=1, at=NOW, **more):
    return overseas(number, captured_at=at, first_seen=at, **more)


def told(line: str) -> None:
    assert "documents, now in" in line


@pytest.mark.parametrize(
    ("old", "own", "following"),
    [
        ("x-postings-2026.11", "x-postings-2026.11", "x-postings.2026.11.r1"),
        ("x-postings.2026.11.r1", "x-postings-2026.11", "x-postings.2026.11.r2"),
        ("x-postings.2026.11.r9", "x-postings-2026.11", "x-postings.2026.11.r10"),
        ("x-postings-undated", "x-postings-undated", "x-postings.undated.r1"),
    ],
)
def test_a_month_keeps_the_name_it_is_written_to(old, own, following):
    assert own_name("x-postings", old) == own
    assert next_name("x-postings", old) == following


@pytest.mark.parametrize(
    ("live", "said"),
    [
        ({"a": {"type": "keyword"}}, ["a: type is keyword, the model says integer"]),
        ({"a": {"type": "integer", "coerce": False}}, []),  # a setting that the model leaves open
        ({}, []),  # a new field is added, not complained of
        (
            {"b": {"properties": {"c": {"type": "text"}}}},
            ["b.c: type is text, the model says date"],
        ),
        ({"v": {"index_options": {"type": "hnsw", "m": 16}}}, ["v: index_options is"]),
        ({"v": {"index_options": {"type": "int8_hnsw", "m": 16}}}, []),
    ],
)
def test_drift_is_said_field_by_field(live, said):
    wanted = {
        "a": {"type": "integer"},
        "b": {"properties": {"c": {"type": "date"}}},
        "v": {"index_options": {"type": "int8_hnsw"}},
    }
    found = list(differences(wanted, live))
    assert len(found) == len(said)
    assert all(line.startswith(start) for line, start in zip(found, said, strict=True))


def test_the_templates_version_changes_with_any_field():
    changed = {**POSTINGS_PROPERTIES, "band": {"type": "text"}}
    assert fingerprint(changed) != fingerprint(POSTINGS_PROPERTIES)
    meta = template("x", POSTINGS_PROPERTIES, {})["template"]["mappings"]["_meta"]
    assert meta == {"fields": fingerprint(dict(reversed(POSTINGS_PROPERTIES.items())))}


@pytest.mark.slow
def test_an_index_is_built_anew_with_all_that_is_in_it(index):
    index.forget_months()
    index.deliver(seen(1), seen(2, at=NOW - 31 * DAY), run="1")
    decision = Decision(posting=seen(1).id, verdict="confirmed", by="anu", at=NOW)
    show(index.client, index.prefix, [decision])
    alias = f"{index.prefix}-postings"
    (hit,) = index.client.search(index=alias, query={"ids": {"values": [seen(1).id]}})["hits"][
        "hits"
    ]
    index.client.update(index=hit["_index"], id=hit["_id"], doc={"folded_title": "of old code"})
    before = index.stored(seen(1).id)

    report = remap(index.client, index.prefix, told)
    assert report.documents == 2
    after = index.stored(seen(1).id)
    assert after.pop("folded_title") == "work in the gulf, 1", "what is derived is derived anew"
    before.pop("folded_title")
    assert after == before
    assert after["review"]["verdict"] == "confirmed"
    assert index.deliver(seen(1), run="2") == IndexReport(unchanged=1)
    assert index.deliver(seen(3), run="3") == IndexReport(accepted=1)
    assert remap(index.client, index.prefix, told).documents == 3, "and once more"
    ensure(index.client, index.prefix)


@pytest.mark.slow
def test_an_index_that_hides_its_vectors_is_refused_and_built_anew_with_them(index):
    if not hides_vectors(index.client):
        pytest.skip("only Elasticsearch 9.2 and later hide them")
    index.forget_months()
    month = f"{index.prefix}-postings-{NOW:%Y.%m}"
    hidden = {"index.mapping.exclude_source_vectors": True}
    index.client.indices.create(index=month, settings=hidden)
    index.deliver(seen(1, embedding=pointing(1)), run="1")
    with pytest.raises(Trouble, match=r"exclude_source_vectors true, .* --remap"):
        ensure(index.client, index.prefix)
    remap(index.client, index.prefix, told)
    ensure(index.client, index.prefix)
    assert index.stored(seen(1).id)["embedding"][:2] == [1, 0]


@pytest.mark.slow
def test_what_is_written_during_the_copy_is_not_lost(index, monkeypatch):
    """Deliveries, sightings and decisions go on in another thread through copy, block and swap."""
    index.forget_months()
    index.deliver(*(seen(n) for n in range(300)), run="0")
    monkeypatch.setattr(remapping, "PAGE", 50)
    monkeypatch.setattr(remapping, "FEW", 0)
    monkeypatch.setattr(remapping, "MOST_PASSES", 8)
    done, failures = threading.Event(), []

    def write():
        turn = 0
        while not done.is_set() or turn < 4:
            turn += 1
            at = NOW + turn * timedelta(minutes=1)
            edited = seen(turn % 300, at=at, title=f"edited {turn}")
            gone = Sighting(id=seen(200).id, source="demo-ads", seen_at=at, gone=True)
            failures.extend(
                report
                for report in (
                    index.deliver(edited, seen(1000 + turn), run=f"a{turn}"),
                    index.deliver(gone, run=f"b{turn}"),
                )
                if report.failed or report.waiting
            )
        written.append(turn)

    written = []
    writer = threading.Thread(target=write)
    writer.start()
    try:
        remap(index.client, index.prefix, told)
    finally:
        done.set()
        writer.join()
    (turns,) = written
    kept = [
        r.reason for p in index.spool.partitions("failed") for r in index.spool.read(p, Refused)
    ]
    assert failures == [], kept
    index.client.indices.refresh(index=f"{index.prefix}-postings")
    assert index.client.count(index=f"{index.prefix}-postings")["count"] == 300 + turns
    assert index.stored(seen(turns % 300).id)["title"] == f"edited {turns}"
    assert index.stored(seen(200).id)["gone"] is True


@pytest.mark.slow
def test_an_index_that_is_not_as_the_model_says_is_named_and_mended(index):
    index.forget_months()
    alias = f"{index.prefix}-postings"
    odd = f"{alias}-1999.01"
    fields = POSTINGS_PROPERTIES | {"band": {"type": "text"}}
    body = {"mappings": {"properties": fields}, "aliases": {alias: {}}}
    index.client.indices.create(index=f"{alias}.1999.01.r0", **body)
    try:
        with pytest.raises(Trouble, match=r"1999.01.r0 .*band: type is text, the model says key"):
            ensure(index.client, index.prefix)
        remap(index.client, index.prefix, told)
        ensure(index.client, index.prefix)
        assert list(index.client.indices.get_alias(name=odd)) == [f"{alias}.1999.01.r1"]
    finally:
        index.client.indices.delete(index=f"{alias}.1999.01.r1", ignore_unavailable=True)


@pytest.mark.slow
def test_a_document_that_does_not_fit_leaves_the_index_as_it_was(index, monkeypatch):
    index.deliver(seen(1), run="1")
    monkeypatch.setattr(remapping, "rebuilt", lambda source: {"id": source["id"], "score": "high"})
    with pytest.raises(Trouble, match="does not fit the new mapping") as caught:
        remap(index.client, index.prefix, told)
    assert seen(1).id in caught.value.what
    assert index.deliver(seen(2), run="2") == IndexReport(accepted=1), "writing goes on"
    homes = index.client.indices.get_alias(name=f"{index.prefix}-postings")
    assert index.stored(seen(1).id)["id"] == seen(1).id and homes
