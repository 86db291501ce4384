"""Keys of platforms: sent to their own site, kept nowhere; a source without one says so."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import zstandard
from pydantic import SecretStr

from crawlers import keys, platforms
from crawlers.run import crawl
from crawlers.source import Source
from crawlers.state import path_of

ANSWER = (Path(__file__).parent / "fixtures" / "youtube" / "threads.json").read_bytes()
KEY = "an-invented-key"


class Interface(BaseHTTPRequestHandler):
    """Answers who has the key, one page of comments."""

    def do_GET(self) -> None:
        good = self.headers.get("X-Goog-Api-Key") == KEY
        page = ANSWER if "pageToken" not in self.path else b'{"items": []}'
        refusal = json.dumps({"error": {"code": 403, "message": "Not registered."}}).encode()
        self.send_response(200 if good else 403)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(page if good else refusal)

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def comments():
    with ThreadingHTTPServer(("127.0.0.1", 0), Interface) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield _source(f"127.0.0.1:{server.server_port}")
        server.shutdown()


def _source(host: str, platform: str = "youtube") -> Source:
    return Source(
        name="comments",
        title="Comments",
        platform=platform,
        start=(f"http://{host}/youtube/v3/commentThreads?part=snippet,replies&videoId=a",),
        schedule="0 0 * * *",
        owner="tests",
        legal_basis="invented",
        obey_robots=False,
        allow_local=(host,),
        delay=0,
    )


def test_only_what_asks_for_a_key_gets_one(home):
    known = home.model_copy(update={"youtube_key": SecretStr(KEY)})
    for name in platforms.names():
        source = _source("127.0.0.1:9", name)
        wanted = {"X-Goog-Api-Key": KEY} if name == "youtube" else {}
        assert keys.headers(source, known) == wanted
        assert bool(keys.missing(source, home)) is (name == "youtube")
        assert keys.missing(source, known) == ""


def test_a_source_without_its_key_is_skipped_and_says_what_to_set(home, now):
    report = crawl(_source("127.0.0.1:9"), home, now)
    assert "ADWATCH_YOUTUBE_KEY" in report.stopped
    assert "adwatch_youtube" in report.stopped
    assert (report.broken, report.errors, report.fetched) == ((), {}, 0)
    assert not path_of("comments", home).exists()


@pytest.mark.slow
def test_the_key_is_sent_and_is_nowhere_in_the_evidence(comments, crawling, collected, home):
    settings = home.model_copy(update={"youtube_key": SecretStr(KEY)})
    report = crawling(comments, settings=settings)
    assert (report.new, report.errors, report.broken) == (3, {}, ())
    postings, _ = collected()
    assert postings[0].url == "https://www.youtube.com/watch?v=aaaaaaaaaaa&lc=Ugz1"
    kept = [path for path in home.home.rglob("*") if path.is_file()]
    assert any(path.name.endswith(".warc.gz") for path in kept)
    assert not [path for path in kept if KEY.encode() in _unpacked(path)]


def _unpacked(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        with zstandard.ZstdDecompressor().stream_reader(path.read_bytes()) as stream:
            return stream.read()
    return path.read_bytes()
