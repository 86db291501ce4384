"""Race of the crawl: adwatch with everything on against a bare Scrapy spider, side by side.

Run: `.venv/bin/python -m bench.crawling [--browser]`. Both ask one local server for the same pages
of the demo town, in turn, each in a process of its own; the server counts pages and seconds. The
bare spider follows the same links and does nothing else. Prints one JSON object.
"""

import argparse
import json
import statistics
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from pathlib import Path
from time import monotonic

import scrapy
from fastapi.testclient import TestClient
from scrapy.crawler import AsyncCrawlerProcess

from adwatch.demo.town import create_app, open_town
from adwatch.settings import Settings
from crawlers.parts import Budget
from crawlers.run import crawl
from crawlers.source import Source, load_source

ROUNDS = 5
BROWSER_PAGES = 40


class Town(ThreadingHTTPServer):
    """Serves pages that were rendered before; `moments` are the times of the answers."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        """Render nothing yet."""
        super().__init__(("127.0.0.1", 0), Answer)
        self.moments: list[float] = []
        # The town's own robots.txt asks for a pause between requests.
        allowed = (200, "text/plain", b"User-agent: *\nDisallow:\n")
        self.pages: dict[str, tuple[int, str, bytes]] = {"/robots.txt": allowed}
        self._client = TestClient(create_app(open_town(datetime.now(UTC).date())))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def page(self, path: str) -> tuple[int, str, bytes]:
        """Return a page of the town, rendered the first time that it is asked for."""
        if path not in self.pages:
            answer = self._client.get(path, headers={"host": f"127.0.0.1:{self.server_port}"})
            kind = answer.headers.get("content-type", "text/plain")
            self.pages[path] = (answer.status_code, kind, answer.content)
        return self.pages[path]


class Answer(BaseHTTPRequestHandler):
    """One connection, kept open."""

    protocol_version = "HTTP/1.1"
    server: Town

    def do_GET(self) -> None:
        """Send the page in one piece."""
        status, kind, body = self.server.page(self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self._headers_buffer += [b"\r\n", body]  # one write, or Nagle's delay is measured
        self.flush_headers()
        self.server.moments.append(monotonic())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Bare(scrapy.Spider):
    """Follows the links of the ads site and does nothing else."""

    name = "bare"

    def parse(self, response):  # noqa: ANN001, ANN201
        """Yield what the list leads to."""
        yield from response.follow_all(css="li.ad a.ad-link", callback=self.ad)
        yield from response.follow_all(css="a.next")

    def ad(self, response):  # noqa: ANN001, ANN201
        """Do nothing."""


def bare(source: Source, home: Path) -> None:
    """Crawl with the bare spider."""
    process = AsyncCrawlerProcess(
        {
            "CONCURRENT_REQUESTS": source.concurrency,
            "CONCURRENT_REQUESTS_PER_DOMAIN": source.concurrency,
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    process.crawl(Bare, start_urls=list(source.start))
    process.start()


def whole(source: Source, home: Path) -> None:
    """Crawl as in earnest."""
    crawl(source, Settings(home=home), datetime.now(UTC))


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--browser", action="store_true", help="measure drawn pages too")
    print(json.dumps(race(asked.parse_args().browser), indent=2))


def race(browser: bool = False) -> dict[str, float]:
    """Return pages a second of both, the median of the rounds' ratios, and of drawn pages."""
    town = Town()
    ads = _at(town, "demo-ads")
    _rate(town, bare, ads)  # renders the pages
    rounds = [(_rate(town, bare, ads), _rate(town, whole, ads)) for _ in range(ROUNDS)]
    figures = {
        "pages": len(town.pages),
        "bare_pages_per_second": round(statistics.median(b for b, _ in rounds), 1),
        "adwatch_pages_per_second": round(statistics.median(w for _, w in rounds), 1),
        "ratio": round(statistics.median(w / b for b, w in rounds), 2),
    }
    if browser:
        budget = Budget(pages=BROWSER_PAGES)
        bazaar = _at(town, "demo-bazaar").model_copy(update={"budget": budget})
        began = monotonic()
        _apart(whole, bazaar)
        figures["drawn_pages_per_second"] = round(BROWSER_PAGES / (monotonic() - began), 1)
    return figures


def _at(town: Town, name: str) -> Source:
    return load_source(name, Settings(town_port=town.server_port))


def _rate(town: Town, run: Callable[[Source, Path], None], source: Source) -> float:
    """Return the pages a second between the first and the last answer of a crawl."""
    town.moments.clear()
    _apart(run, source)
    return (len(town.moments) - 1) / (town.moments[-1] - town.moments[0])


def _apart(run: Callable[[Source, Path], None], source: Source) -> None:
    with tempfile.TemporaryDirectory() as home:
        process = get_context("spawn").Process(target=run, args=(source, Path(home)))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
