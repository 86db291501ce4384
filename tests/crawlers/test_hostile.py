"""Sites that misbehave: each resource has its counted outcome, and nothing else is lost."""

import os
import socket
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.settings import REPO
from crawlers.parts import Budget, Expect, Fields, Selectors
from crawlers.run import demand
from crawlers.source import Source

pytestmark = pytest.mark.slow

OUTCOMES = {
    "stall/1": "timed out",
    "silent/1": "timed out",
    "drop/1": "connection broken",
    "partial/1": "cut off before its end",
    "broken-chunks/1": "cut off before its end",
    "nonsense/1": "connection broken",
    "redirect-loop": "redirected in circles",
    "redirect-private": "address refused",
    "redirect-file": "HTTP 302",
    "cookie-wall": "redirected in circles",
    "error-500/1": "HTTP 500",
    "forbidden/1": "HTTP 403",
    "bomb/gzip": "too large",
    "bomb/deflate": "too large",
    "bomb/br": "too large",
    "bomb/zstd": "too large",
    "huge/1": "too large",
    "huge-stated/1": "too large",
    "document/1": "not a page but application/pdf",
    "untyped/1": "not a page but data of no stated type",
    "empty/1": "not HTML",
}
"""Resources that yield no posting, with the reason under which each is counted."""
READABLE = ("wrong-charset/1", "no-such-charset/1", "nested/1", "too-many/1")
"""Resources that misbehave and yield their posting all the same."""


@pytest.fixture
def source(hostile):
    """Describe the hostile site, beginning at one of its resources."""

    def describe(resource: str, **changes: object) -> Source:
        values = {
            "name": "hostile",
            "title": "Hostile",
            "platform": "classified",
            "start": (f"{hostile.address}/{resource}",),
            "schedule": "0 0 * * *",
            "owner": "tests",
            "legal_basis": "this machine",
            "allow_local": (f"127.0.0.1:{hostile.port}",),
            "delay": 0,
            "concurrency": 8,
            "budget": Budget(page_seconds=3, page_megabytes=4, pages=200),
            "selectors": Selectors(
                item="li.ad", next="a.next::attr(href)", fields=Fields(title="h1", text=".text")
            ),
            "expect": Expect(postings=1),
        }
        return Source(**{**values, **changes})

    return describe


@pytest.fixture
def trap():
    """A server on this machine that no crawl may reach."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0)
    yield listener
    listener.close()


def reached(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return False
    return True


def test_every_misbehaviour_has_its_outcome_and_no_good_page_is_lost(
    hostile, source, trap, crawling, collected
):
    hostile.trap = f"http://127.0.0.1:{trap.getsockname()[1]}/"
    good = [f"good/{number}" for number in range(20)]
    bad = list(OUTCOMES)
    report = crawling(source(f"list?to={','.join([*good[:10], *bad, *READABLE, *good[10:]])}"))

    assert report.errors == dict(Counter(OUTCOMES.values()))
    postings, _ = collected()
    urls = {posting.url.removeprefix(f"{hostile.address}/") for posting in postings}
    assert urls == {*good, *READABLE}
    assert all("98470 00999" in posting.text for posting in postings)
    assert not reached(trap)
    asked = [hostile.asked[f"/{name}"] for name in bad if OUTCOMES[name] != "redirected in circles"]
    assert max(asked) <= 3  # at most two retries
    first, second = hostile.moments["/too-many/1"]
    assert second - first >= 1  # as its Retry-After asks


def test_hostile_pages_do_not_swell_the_crawler(source, tmp_path):
    """Less than 64 MiB more than a crawl of good pages alone."""
    good = [f"good/{number}" for number in range(10)]
    heavy = ["bomb/gzip", "bomb/deflate", "bomb/br", "bomb/zstd", "huge/1", "nested/1"]
    peaks = []
    for names in (good, [*good, *heavy]):
        home = tmp_path / str(len(names))
        command = [sys.executable, str(Path(__file__).with_name("one_crawl.py")), str(home)]
        described = source(f"list?to={','.join(names)}").model_dump_json()
        environment = {**os.environ, "PYTHONPATH": str(REPO)}
        done = subprocess.run(
            command, input=described, env=environment, capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout) / 1024)
    assert peaks[1] - peaks[0] < 64


def test_an_ad_that_redirects_to_the_front_page_is_gone(hostile, source, crawling, collected, now):
    described = source("list?to=moved/1,good/1")
    hostile.front = described.start[0]
    assert crawling(described).new == 2
    later = crawling(described, now + timedelta(days=8))
    assert (later.gone, later.unchanged, later.errors) == (1, 1, {})
    _, sightings = collected()
    assert sorted(sighting.gone for sighting in sightings) == [False, True]


def test_lists_without_an_end_stop_at_the_budget(hostile, source, crawling):
    report = crawling(source("endless/0", budget=Budget(pages=12)))
    assert report.stopped == "its budget of 12 pages is used up"
    assert report.new == 1
    assert hostile.asked.total() < 30


def test_a_calendar_without_an_end_stops_at_the_length_of_an_address(source, crawling):
    report = crawling(source("calendar/", budget=Budget(pages=60)))
    assert report.stopped == "its budget of 60 pages is used up"
    assert report.broken == ("0 posting(s) met, 1 promised",)


def test_a_site_that_asks_to_come_back_tomorrow_is_left_at_once(hostile, source, crawling):
    names = ",".join(["come-tomorrow/1", *(f"good/{n}" for n in range(50))])
    report = crawling(source(f"list?to={names}", concurrency=1))
    assert report.stopped == "the site asks to come back after 86400 s"
    assert hostile.asked["/come-tomorrow/1"] == 1


def test_an_unreachable_site_is_named(source, crawling):
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    listener.close()
    address = f"http://127.0.0.1:{port}/ads"
    with pytest.raises(Trouble) as caught:
        crawling(source("", start=(address,), allow_local=(f"127.0.0.1:{port}",)))
    assert caught.value.code == Exit.UNREACHABLE
    assert caught.value.what == f"{address}: cannot be reached (connection refused)."


def test_a_list_that_is_no_page_is_a_broken_promise_not_silence(hostile, source, crawling):
    report = crawling(source("document/1"))
    assert report.errors == {"not a page but application/pdf": 1}
    with pytest.raises(Trouble) as caught:
        demand(report)
    assert caught.value.code == Exit.BROKEN_PROMISE
    assert "not a page but application/pdf" in caught.value.what
