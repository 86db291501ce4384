"""A town's newspaper with a notice board somewhere behind it: a few ads among endless pages.

`Labyrinth(dialect)` is a pure function from a path to a page; `serve` shows it over HTTP. The
dialects differ in what links give away: `plain` addresses, a `query` with everything in one script
and Malayalam words, `opaque` addresses that say nothing at all.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

REGIONS = (
    "Adoor Aluva Attingal Changanassery Kalpetta Kanhangad Kodungallur Malappuram Manjeri "
    "Neyyattinkara Nilambur Ottapalam Pala Thodupuzha"
).split()
TRADES = ("Jobs", "Rooms", "Things for sale")
ADS = 4
"""Ads of each trade in each region."""
GOODS = "cook|driver|room near the bus stand|sewing machine|cycle|tailor|house|cow|tutor".split("|")
TOPICS = (
    "bridge|rain|school festival|bus strike|paddy prices|boat race|council|road works|library|"
    "temple feast|cinema|hospital wing|market fire|elephant|train timings"
).split("|")
PEOPLE = "Anil Beena Dileep Jessy Kareem Leela Mini Rafi Saji Usha".split()
WORDS = {
    "plain": ("Notice board", "Reply to"),
    "query": ("പരസ്യങ്ങൾ", "വിളിക്കുക"),
    "opaque": ("Bazaar", "Call"),
}


class Labyrinth:
    """One site."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.board, self.call = WORDS[dialect]
        self._names: dict[str, str] = {}
        self.ads = {
            self.address(f"ad/{region}-{trade}-{number}")
            for region in range(len(REGIONS))
            for trade in range(len(TRADES))
            for number in range(ADS)
        }

    def address(self, name: str) -> str:
        """Return the path at which the page of that name is."""
        kind, _, rest = name.partition("/")
        if self.dialect == "plain":
            path = f"/{name}"
        elif self.dialect == "query":
            path = f"/index.php?id={rest}&view={kind}"
        else:
            path = f"/p/{hashlib.sha256(name.encode()).hexdigest()[:10]}"
        self._names[path] = name
        return path

    def page(self, path: str) -> str | None:
        """Return the page at a path that some page led to; None where there is none."""
        kind, _, rest = (
            ("home", "", "") if path == "/" else self._names.get(path, "").partition("/")
        )
        write = getattr(self, f"_{kind}", None)
        return None if write is None else self._framed(*write(rest))

    def _framed(self, heading: str, body: str) -> str:
        menu = (
            ("News", "news/1"),
            ("People", "people/1"),
            ("Help", "help/1"),
            ("Calendar", "day/1"),
        )
        nav = "".join(f'<a href="{self.address(name)}">{words}</a> ' for words, name in menu)
        foot = self._link("About us", "help/2") + self._link(self.board, "board/")
        return (
            f"<!DOCTYPE html><html><head><title>{heading} | Town paper</title></head><body>"
            f"<nav>{nav}</nav><h1>{heading}</h1>{body}<footer>{foot}</footer></body></html>"
        )

    def _link(self, words: str, name: str) -> str:
        return f'<a href="{self.address(name)}">{words}</a> '

    def _items(self, links: list[tuple[str, str]]) -> str:
        return "<ul>" + "".join(f"<li>{self._link(*link)}</li>" for link in links) + "</ul>"

    def _home(self, rest: str) -> tuple[str, str]:
        return "Town paper", self._items([(story(n), f"story/{n}") for n in range(8)])

    def _news(self, rest: str) -> tuple[str, str]:
        page = int(rest)
        stories = [(story(n), f"story/{n}") for n in range(page * 10, page * 10 + 10)]
        return f"News, page {page}", self._items([*stories, ("Older", f"news/{page + 1}")])

    def _story(self, rest: str) -> tuple[str, str]:
        number = int(rest)
        more = [(story(n), f"story/{n}") for n in spread(f"story{number}", 3, 4000)]
        by = number % 500
        words = (
            f"The {story(number).lower()} was talked about all day. Many people came to see. " * 4
        )
        author = self._link(PEOPLE[by % len(PEOPLE)], f"people/{by}")
        return story(number), f"<p>By {author}</p><p>{words}</p><h3>Related</h3>{self._items(more)}"

    def _people(self, rest: str) -> tuple[str, str]:
        number = int(rest)
        friends = [
            (PEOPLE[n % len(PEOPLE)], f"people/{n}") for n in spread(f"people{number}", 2, 500)
        ]
        wrote = [(story(n), f"story/{n}") for n in spread(f"wrote{number}", 2, 4000)]
        return PEOPLE[number % len(PEOPLE)], "<p>Member.</p>" + self._items(friends + wrote)

    def _help(self, rest: str) -> tuple[str, str]:
        others = [(f"Question {n}", f"help/{n}") for n in spread(f"help{rest}", 5, 40)]
        return f"Help {rest}", "<p>How to read this site, and whom to ask.</p>" + self._items(
            others
        )

    def _day(self, rest: str) -> tuple[str, str]:
        day = int(rest)
        around = [(f"Day {n}", f"day/{n}") for n in range(day + 1, day + 4)]
        return f"Day {day}", "<p>Nothing is planned.</p>" + self._items(around)

    def _board(self, rest: str) -> tuple[str, str]:
        return self.board, self._items([(name, f"region/{n}") for n, name in enumerate(REGIONS)])

    def _region(self, rest: str) -> tuple[str, str]:
        trades = [(name, f"trade/{rest}-{n}") for n, name in enumerate(TRADES)]
        newest = [(offer(f"{rest}-{n}-0"), f"ad/{rest}-{n}-0") for n in range(len(TRADES))]
        return f"{self.board}: {REGIONS[int(rest)]}", self._items(trades + newest)

    def _trade(self, rest: str) -> tuple[str, str]:
        region, trade = map(int, rest.split("-"))
        ads = [(offer(f"{rest}-{n}"), f"ad/{rest}-{n}") for n in range(ADS)]
        return f"{TRADES[trade]}, {REGIONS[region]}", self._items(ads)

    def _ad(self, rest: str) -> tuple[str, str]:
        number = sum(map(int, rest.split("-")))
        words = (
            f"{offer(rest)}. Daily from nine to five, no brokers. {self.call} 98470 {number:05}."
        )
        seller = self._link(PEOPLE[number % len(PEOPLE)], f"people/{number}")
        back = self._link("Back", f"trade/{rest.rpartition('-')[0]}")
        return offer(rest), f"<p>{words}</p><p>₹ {500 + 50 * number}</p><p>{seller}{back}</p>"


def story(number: int) -> str:
    topic, where = spread(f"topic{number}", 2, 1000)
    return f"{TOPICS[topic % len(TOPICS)].capitalize()} in {REGIONS[where % len(REGIONS)]}"


def offer(name: str) -> str:
    (which,) = spread(name, 1, len(GOODS))
    return f"{GOODS[which].capitalize()} offered"


@cache
def spread(seed: str, count: int, below: int) -> list[int]:
    """Return numbers that look chosen at random and are always the same."""
    digests = (hashlib.sha256(f"{seed}/{n}".encode()).digest() for n in range(count))
    return [int.from_bytes(digest[:4], "big") % below for digest in digests]


@contextmanager
def labyrinth(dialect: str) -> Iterator[str]:
    """Serve a site; yield its address."""
    site = Labyrinth(dialect)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = site.page(self.path)
            body = (page or "<p>No such page.</p>").encode()
            self.send_response(404 if page is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
