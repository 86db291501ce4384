"""The evidence store: byte for byte, readable by others, and any change shows."""

import gzip
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from adwatch.evidence import EvidenceWriter, Exchange, body, captures, verify

BODIES = [b"<html>one</html>", b"\x00\xff binary \r\n\r\n", "രണ്ട്".encode() * 500, b""]


def exchange(data, **fields):
    fields = {
        "url": "http://site.example/ad?id=1",
        "status": 200,
        "reason": "OK",
        "request_headers": (("User-Agent", "adwatch"),),
        "response_headers": (("Content-Type", "text/html; charset=utf-8"),),
        "fetched_at": datetime(2026, 11, 24, tzinfo=UTC),
        **fields,
    }
    return Exchange(body=data, **fields)


@pytest.fixture
def store(tmp_path):
    with EvidenceWriter(tmp_path, "site", "run1") as writer:
        for data in BODIES:
            writer.put(exchange(data))
    return tmp_path


def test_bodies_come_back_byte_for_byte(store):
    assert [body(store, capture) for capture in captures(store)] == BODIES
    assert verify(store) == []


def test_another_reader_finds_request_and_response(store):
    with (store / "site/run1.warc.gz").open("rb") as stream:
        records = [
            (r.record_type, r.headers.get("WARC-Target-URI")) for r in ArchiveIterator(stream)
        ]
    assert [kind for kind, _ in records] == [WarcRecordType.response, WarcRecordType.request] * 4
    assert {url for _, url in records} == {"http://site.example/ad?id=1"}


def test_a_resumed_run_goes_on_with_its_chain(store):
    with EvidenceWriter(store, "site", "run1") as writer:
        capture = writer.put(exchange(b"\x89PNG", kind="screenshot"))
    assert body(store, capture) == b"\x89PNG"
    assert len(list(captures(store))) == 5
    assert verify(store) == []


def test_headers_of_the_site_cannot_break_the_record(store):
    with EvidenceWriter(store, "site", "run2") as writer:
        capture = writer.put(
            exchange(b"x", response_headers=(("X-Odd", "a: b; c"), ("Set-Cookie", "1")))
        )
    assert body(store, capture) == b"x"


def ledger(store):
    return store / "site/run1.ledger.jsonl"


def change_hash(store):
    lines = ledger(store).read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace('"sha256":"', '"sha256":"0')
    ledger(store).write_text("".join(lines))


def drop_line(store):
    lines = ledger(store).read_text().splitlines(keepends=True)
    ledger(store).write_text("".join(lines[:1] + lines[2:]))


def damage_body(store):
    path = store / "site/run1.warc.gz"
    raw = gzip.decompress(path.read_bytes()).replace(b"<html>one</html>", b"<html>two</html>")
    path.write_bytes(gzip.compress(raw))


def drop_ledger(store):
    ledger(store).unlink()


def write_nonsense(store):
    with ledger(store).open("a") as file:
        file.write("nonsense\n")


@pytest.mark.parametrize(
    "tamper", [change_hash, drop_line, damage_body, drop_ledger, write_nonsense]
)
def test_tampering_is_found_and_named(store, tamper):
    tamper(store)
    problems = verify(store)
    assert problems
    assert all("run1" in problem.file for problem in problems)
