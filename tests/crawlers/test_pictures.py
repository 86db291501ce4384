"""Pictures: fetched where the source says so, looked at first, and an explicit one is not kept."""

import gzip
import hashlib
import os
import subprocess
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from adwatch.evidence import captures, verify
from crawlers.replay import replay
from crawlers.report import CrawlReport
from crawlers.source import Source

from .pictured_crawl import look

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).with_name("pictured_crawl.py")
PLAIN, WITHHELD = b"\x89PNG a cow", b"\x89PNG withheld"
SHOWN = ("cow.png", "secret.png", "words.png", "lost.png", "inside.png", "cow.png")
ADS = 2


class Site(BaseHTTPRequestHandler):
    """Two ads that show the same pictures, of all sorts."""

    asked: ClassVar[Counter[str]] = Counter()
    bodies: ClassVar = {
        "/cow.png": PLAIN,
        "/secret.png": WITHHELD,
        "/words.png": b"<p>Not a picture</p>",
    }

    def do_GET(self) -> None:
        self.asked[self.path] += 1
        inside = self.path == "/inside.png"
        body = self.bodies.get(self.path) or self.page()
        self.send_response(302 if inside else 200 if body else 404)
        if inside:
            self.send_header("Location", "http://127.0.0.1:1/private.png")
        self.send_header("Content-Type", "image/png" if ".png" in self.path else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def page(self) -> bytes:
        if self.path == "/":
            links = "".join(f"<li class=ad><a href=/ad/{n}>Ad {n}</a></li>" for n in range(ADS))
            return f"<ul>{links}</ul>".encode()
        if self.path.startswith("/ad/"):
            shown = "".join(f"<img src=/{name}>" for name in SHOWN)
            return f"<h1>{self.path}</h1><div class=text>A cow, {self.path}</div>{shown}".encode()
        return b""

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def site():
    Site.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def cows(host: str) -> Source:
    return Source(
        name="cows",
        title="Cows",
        platform="classified",
        start=(f"http://{host}/",),
        schedule="0 0 * * *",
        owner="tests",
        legal_basis="this machine",
        allow_local=(host,),
        delay=0,
        pictures=True,
        selectors={
            "item": "li.ad",
            "fields": {"title": "h1", "text": ".text", "images": "img::attr(src)"},
        },
    )


def crawl(source: Source, home: Path) -> CrawlReport:
    command = [sys.executable, str(SCRIPT), str(home)]
    done = subprocess.run(
        command,
        input=source.model_dump_json(),
        env={**os.environ, "PYTHONPATH": str(SCRIPT.parents[2])},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return CrawlReport.model_validate_json(done.stdout)


def test_what_may_be_kept_is_evidence_and_of_an_explicit_one_there_is_only_the_hash(
    site, home, collected
):
    report = crawl(cows(site), home.home)
    assert (report.new, report.errors, report.broken) == (ADS, {}, ())
    assert (report.pictures, report.explicit) == (1, 1)
    assert report.skipped == {
        "no picture that can be read": 1,
        "picture: HTTP 404": 1,
        "picture: address refused": 1,
    }
    # Each was fetched once, however many ads show it.
    assert {path: n for path, n in Site.asked.items() if ".png" in path} == {
        f"/{name}": 1 for name in SHOWN
    }
    postings, _ = collected()
    for posting in postings:
        cow, secret = posting.pictures
        assert (cow.kept, cow.explicit, cow.url) == (True, False, f"http://{site}/cow.png")
        assert (secret.kept, secret.explicit) == (False, True)
        assert secret.sha256 == hashlib.sha256(WITHHELD).hexdigest()
        assert cow.sha256 in posting.captures
        assert secret.sha256 not in posting.captures
    again = list(replay(cows(site), home, report.run, look))
    assert [p.pictures for p in again] == [posting.pictures[:1] for posting in postings]
    assert [p.captures for p in again] == [posting.captures for posting in postings]
    assert verify(home.evidence) == []
    assert cow.sha256 in {capture.sha256 for capture in captures(home.evidence)}
    (warc,) = home.evidence.glob("cows/*.warc.gz")
    kept = gzip.decompress(warc.read_bytes())
    assert PLAIN in kept and b"withheld" not in kept and b"secret.png HTTP" not in kept
