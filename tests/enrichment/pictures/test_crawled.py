"""From a site whose ad is but a photo to the facts of the posting, by the command itself."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml
from PIL import Image

from adwatch.model import Posting
from adwatch.settings import Settings
from adwatch.spool import open_spool
from enrichment import enrich

from .draw import code, file_of, poster

WORDS = ["HOUSE MAID FOR DUBAI", "Kakkanad 98470 12345"]
CHAT = "https://wa.me/919847055512"
PAGES = {
    "/": b"<ul><li class=ad><a href=/ad/1>Ad</a></li></ul>",
    "/ad/1": b"<h1>See the photo</h1><div class=text>all is in the photo</div><img src=/ad.png>",
}


class Site(BaseHTTPRequestHandler):
    """One ad, whose picture says everything."""

    def do_GET(self):
        body = self.server.flyer if self.path == "/ad.png" else PAGES.get(self.path, b"")
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "image/png" if ".png" in self.path else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args): ...


@pytest.fixture
def site():
    flyer = Image.new("RGB", (900, 520), "white")
    flyer.paste(poster(WORDS), (0, 0))
    flyer.paste(code(CHAT), (40, 250))
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        server.flyer = file_of(flyer)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


def _describe(host, folder):
    folder.mkdir()
    (folder / "photos.yml").write_text(
        yaml.safe_dump(
            {
                "name": "photos",
                "title": "Photos",
                "platform": "classified",
                "start": [f"http://{host}/"],
                "schedule": "0 0 * * *",
                "owner": "tests",
                "legal_basis": "this machine",
                "allow_local": [host],
                "delay": 0,
                "pictures": True,
                "selectors": {
                    "item": "li.ad",
                    "fields": {"title": "h1", "text": ".text", "images": "img::attr(src)"},
                },
            }
        )
    )


@pytest.mark.slow
def test_an_ad_that_is_but_a_photo_gets_its_contacts_and_its_district(site, tmp_path):
    _describe(site, tmp_path / "sources")
    home = {
        "ADWATCH_HOME": str(tmp_path / "home"),
        "ADWATCH_SOURCES": str(tmp_path / "sources"),
    }
    command = [sys.executable, "-m", "adwatch", "crawl", "photos"]
    subprocess.run(command, env={**os.environ, **home}, check=True, timeout=120)
    spool = open_spool(Settings(home=tmp_path / "home"))
    (partition,) = spool.partitions("crawled", "photos")
    (posting,) = map(enrich, spool.read(partition, Posting))
    (picture,) = posting.pictures
    assert picture.text.splitlines() == [*WORDS, CHAT]
    assert picture.sha256 in posting.captures
    phones = {each.value for each in posting.mentions if each.kind == "phone"}
    assert phones == {"+919847012345", "+919847055512"}
    assert posting.district == "Ernakulam"
