"""Files handed over: each kind gives the postings that a crawl would have given."""

import gzip
import io
import zipfile
from datetime import UTC, datetime

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from adwatch.errors import Exit, Trouble
from adwatch.evidence import captures, verify
from adwatch.model import stable_id
from crawlers.handover import postings_from
from crawlers.run import take_over
from crawlers.source import Source

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
SITE = "https://ads.example"
SOURCE = Source(
    name="handed",
    title="Handed over",
    platform="classified",
    start=(f"{SITE}/list",),
    schedule="0 0 * * *",
    owner="tests",
    legal_basis="invented",
    id_pattern=r"/ad/(\d+)$",
    selectors={"item": "li", "fields": {"title": "h1", "text": ".text", "posted": "time"}},
)
LIST = '<ul><li><a href="/ad/1">Room</a></li><li><a href="/ad/2">മുറി</a></li></ul>'
ADS = {
    "1": "<h1>Room</h1><div class=text>Call 98470 00999</div><time>2 hours ago</time>",
    "2": "<h1>മുറി</h1><div class=text>വിളിക്കുക 98470 00998</div>",
}


def read(path):
    return list(postings_from(path, SOURCE, NOW))


def test_csv_and_json_lines_name_an_ad_s_parts(tmp_path):
    table = tmp_path / "ads.csv"
    table.write_text(
        "url,key,title,text,posted_raw,images\n"
        f'{SITE}/ad/1,1,Room,"Near the stand,\ncall 98470 00999",2 days ago,{SITE}/a.jpg\n'
        ",,മുറി,വാടകയ്ക്ക്,,\n",
        encoding="utf-8-sig",
    )
    lines = tmp_path / "ads.jsonl"
    lines.write_text(
        '{"url":"https://ads.example/ad/1","key":"1","title":"Room"}\n\n{"title":"മുറി"}\n',
        encoding="utf-8",
    )
    first, second = read(table)
    assert first.id == stable_id("handed", "1")
    assert (first.title, first.images) == ("Room", (f"{SITE}/a.jpg",))
    assert first.text == "Near the stand,\ncall 98470 00999"
    assert first.posted_at == datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
    assert (second.title, second.url) == ("മുറി", "file:ads.csv#4")
    again, other = read(lines)
    assert (again.id, other.title) == (first.id, "മുറി")
    assert first.captures != again.captures
    assert len(first.captures) == 1


def test_a_saved_page_is_read_with_its_own_address(tmp_path):
    saved = tmp_path / "room.html"
    saved.write_text(f"<!-- saved from url=(0023){SITE}/ad/1 --><html>{ADS['1']}</html>")
    (posting,) = read(saved)
    assert (posting.url, posting.id) == (f"{SITE}/ad/1", stable_id("handed", "1"))
    assert posting.posted_at == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    canonical = tmp_path / "canonical.html"
    canonical.write_text(f'<html><link rel=canonical href="{SITE}/ad/2">{ADS["2"]}</html>')
    assert read(canonical)[0].id == stable_id("handed", "2")
    bare = tmp_path / "bare.html"
    bare.write_text(f"<html>{ADS['2']}</html>")
    assert read(bare)[0].url == "file:bare.html"


def archive(chunked: bool = False, packed: bool = False) -> bytes:
    """Return a WARC as another tool writes it: with a list, two ads, a picture and a redirect."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    pages = {"/list": LIST, "/ad/1": ADS["1"], "/ad/2": ADS["2"], "/logo.png": "\x89PNG"}
    for path, page in pages.items():
        body = page.encode()
        headers = [("Content-Type", "image/png" if path == "/logo.png" else "text/html")]
        if packed:
            body = gzip.compress(body)
            headers.append(("Content-Encoding", "gzip"))
        if chunked:
            body = f"{len(body):x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
            headers.append(("Transfer-Encoding", "chunked"))
        record = writer.create_warc_record(
            SITE + path,
            "response",
            payload=io.BytesIO(body),
            http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2026-11-20T06:00:00Z"},
        )
        writer.write_record(record)
    return out.getvalue()


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive_is_read_as_its_site_would_be(tmp_path, chunked, packed):
    path = tmp_path / "site.warc.gz"
    path.write_bytes(archive(chunked, packed))
    first, second = read(path)
    assert [first.id, second.id] == [stable_id("handed", "1"), stable_id("handed", "2")]
    assert first.captured_at == datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
    # "2 hours ago" counts from when the page was archived.
    assert first.posted_at == datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def test_a_wacz_package_and_a_folder_give_the_same(tmp_path):
    (tmp_path / "a").mkdir()
    with zipfile.ZipFile(tmp_path / "a" / "site.wacz", "w") as package:
        package.writestr("archive/data.warc.gz", archive())
        package.writestr("datapackage.json", "{}")
    (tmp_path / "a" / "notes.txt").write_text("not read")
    assert [p.title for p in read(tmp_path / "a")] == ["Room", "മുറി"]


MISTAKES = [
    ("ads.csv", b"title,phone\nRoom,1\n", ":1: no such columns: phone"),
    ("ads.csv", b"", ":1: no such columns: the file is empty"),
    ("ads.csv", b'title,text\nRoom,"open\n', ": not CSV"),
    ("ads.csv", b"title,gone\nRoom,perhaps\n", ":2: gone:"),
    ("ads.csv", b"title\n\xff\xfe\n", ": not UTF-8 text"),
    ("ads.jsonl", b'{"title":"a"}\n{"title":\n', ":2: not JSON"),
    ("ads.jsonl", b'{"titel":"a"}\n', ":1: titel:"),
    ("ads.jsonl", b"[1]\n", ":1:"),
    ("page.html", b"plain words", ": not HTML"),
    ("site.warc.gz", b"no archive", ": not a web archive"),
    ("site.wacz", b"no archive", ": not a web archive"),
    ("ads.xlsx", b"PK", ": nothing to read there"),
    ("missing.csv", None, "nothing to read there"),
]


@pytest.mark.parametrize(("name", "content", "told"), MISTAKES)
def test_a_file_that_cannot_be_read_is_told_by_line(tmp_path, name, content, told):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(Trouble) as caught:
        read(tmp_path / name)
    assert f"{tmp_path / name}" in caught.value.what
    assert told in caught.value.what
    assert caught.value.code == Exit.BAD_INPUT


def test_what_was_handed_over_is_kept_as_evidence_and_taken_once(tmp_path, home, collected):
    path = tmp_path / "site.warc.gz"
    path.write_bytes(archive())
    report = take_over(SOURCE, home, NOW, path)
    assert (report.new, report.broken) == (2, ())
    again = take_over(SOURCE, home, NOW, path)
    assert (again.new, again.unchanged, again.run != report.run) == (0, 2, True)
    postings, _ = collected()
    kept = {capture.sha256 for capture in captures(home.evidence)}
    assert [p.title for p in postings] == ["Room", "മുറി"]
    assert all(set(p.captures) <= kept for p in postings)
    assert verify(home.evidence) == []

    table = tmp_path / "ads.csv"
    table.write_text("title,text\nCow,second calving\n")
    assert take_over(SOURCE, home, NOW, table).new == 1
    assert {capture.kind for capture in captures(home.evidence)} == {"response", "file"}
    assert verify(home.evidence) == []
