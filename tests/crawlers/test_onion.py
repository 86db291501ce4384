"""Onion sites: reached through Tor alone, by their names alone, and never left for the web."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from adwatch.errors import Exit, Trouble
from adwatch.evidence import captures, verify
from adwatch.runtime.ports import free_ports
from crawlers import drafting
from crawlers.guard import Guard, is_onion
from crawlers.source import Source, load_source
from crawlers.tor import demand, tunnel

from .conftest import SERVERS, server

SITE = f"{'a' * 56}.onion"
SEALED = Path(__file__).with_name("sealed_crawl.py")
TOWN = """
title: The demo town as an onion site
platform: classified
start: ["http://SITE/ads/c/pets/"]
proxy: tor
schedule: "0 3 * * *"
owner: tests
legal_basis: A demonstration site on this machine; all of it is invented.
delay: 0
concurrency: 4
browser:
  page:
    wait_for: h1.title
    screenshot: false
selectors:
  item: li.ad
  link: a.ad-link::attr(href)
  fields:
    title: h1.title
    text: .description
expect:
  postings: 3
  with_text: 1.0
"""

NAMES = [
    (SITE, True, "as it is"),
    (f"www.{SITE}", True, "a part of it"),
    (SITE.upper(), True, "names have no case"),
    (f"{SITE}.", True, "with its root"),
    (SITE.replace(".", "。"), True, "with a full stop that browsers take for a dot"),
    (SITE.replace("onion", "ｏｎｉｏｎ"), True, "in wide letters"),
    (f"{'a' * 300}.onion", True, "too long for a name server, not for a leak"),
    ("onion.example", False, "a site about onions"),
    ("onion", True, "no site, but nothing to ask a name server for"),
    ("127.0.0.1", False, "an address"),
]


@pytest.mark.parametrize(("host", "expected", "why"), NAMES)
def test_an_onion_name_is_known_in_any_dress(host, expected, why):
    assert is_onion(host) is expected, why


REACHES = [
    ("web", SITE, False, "a name server would learn of it"),
    ("web", "board.example", True, "its address is checked later"),
    ("onion", SITE, True, ""),
    ("onion", "board.example", False, "the clear net"),
    ("onion", "203.0.114.1", False, "the clear net, by address"),
    ("onion", "127.0.0.1", False, "this machine"),
    ("tor", SITE, True, ""),
    ("tor", "board.example", True, "looked up and reached by Tor's exit"),
    ("tor", "203.0.114.1", True, ""),
    ("tor", "127.0.0.1", False, "somebody's own machine"),
    ("tor", "::1", False, "the same"),
    ("tor", "169.254.169.254", False, "an exit's metadata service"),
]


@pytest.mark.parametrize(("reach", "host", "expected", "why"), REACHES)
def test_a_name_is_checked_before_anybody_is_asked_for_it(reach, host, expected, why):
    guard = Guard((f"{host}:80",), reach)
    assert guard.lets_name(host, 80) is expected, why
    assert (f"{host.lower()}:80" in guard.refused) is not expected


@pytest.mark.parametrize("reach", ["tor", "onion"])
def test_what_goes_through_tor_is_connected_to_by_no_address(reach):
    guard = Guard(("127.0.0.1:80",), reach)
    assert not guard.lets("board.example", 80, "203.0.114.1")
    assert not guard.lets("127.0.0.1", 80, "127.0.0.1")


def source(**changes: object) -> Source:
    values = {
        "name": "onion",
        "title": "An onion site",
        "platform": "classified",
        "start": (f"http://{SITE}/",),
        "schedule": "0 0 * * *",
        "owner": "tests",
        "legal_basis": "this machine",
        "proxy": "tor",
    }
    return Source(**{**values, **changes})


WRONG = [
    ({"proxy": None}, "needs `proxy: tor`"),
    ({"start": (f"http://{SITE}/", "https://board.example/")}, "need a source each"),
    ({"proxy": "http://127.0.0.1:8118"}, "Input should be 'tor'"),
]


@pytest.mark.parametrize(("changes", "told"), WRONG)
def test_a_source_that_could_leak_is_refused(changes, told):
    with pytest.raises(ValidationError, match=told):
        source(**changes)


def test_where_a_crawl_may_go_follows_from_its_start():
    assert source().reach == "onion"
    assert source(start=("https://board.example/",)).reach == "tor"
    assert source(start=("https://board.example/",), proxy=None).reach == "web"


def test_a_tor_that_does_not_run_is_told_with_what_to_do():
    (port,) = free_ports(1)
    with pytest.raises(Trouble) as caught:
        demand(f"127.0.0.1:{port}")
    assert caught.value.code == Exit.UNREACHABLE
    assert f"Tor does not answer at 127.0.0.1:{port}" in caught.value.what
    assert "ADWATCH_TOR" in caught.value.remedy


def test_a_draft_of_an_onion_site_is_looked_at_through_tor():
    assert drafting._blank(f"http://{SITE}/", "onion").reach == "onion"
    assert drafting._blank("https://board.example/", "board").reach == "web"


def test_a_site_that_tor_does_not_find_is_told_as_such():
    with server("socks").socks(leads_to=1, refuse=True) as tor:
        with pytest.raises(OSError, match="no such site, or it does not answer"):
            asyncio.run(tunnel(demand(tor.address), SITE, 80))
        assert tor.asked == [(SITE, 80)]


def may_seal() -> bool:
    probe = ["unshare", "--map-root-user", "--net", "true"]
    return bool(shutil.which("unshare")) and not subprocess.run(probe, check=False).returncode


@pytest.mark.slow
def test_nothing_but_tor_is_asked_for_anything_plainly_or_by_a_browser(tmp_path, chromium):
    if not may_seal():
        pytest.skip("this machine lets nobody make a network of their own")
    command = ["unshare", "--map-root-user", "--net", sys.executable, str(SEALED), str(tmp_path)]
    path = os.pathsep.join([str(SEALED.parents[2]), str(SERVERS)])
    environment = {**os.environ, "PYTHONPATH": path}
    told = json.loads(subprocess.check_output(command, env=environment, timeout=120))
    assert told["asked"] == [SITE]
    # No other address was tried, and no datagram sent: not to a name server either.
    assert told["strayed"] == {"Ip:OutNoRoutes": 0, "Udp:OutDatagrams": 0}
    assert told["control"] == {"Ip:OutNoRoutes": 1, "Udp:OutDatagrams": 1}
    # A list and an ad redirect to the clear net: both were asked for, neither was followed.
    assert told["redirects"] == ["/redirect-private", "/redirect-private/start"]
    assert (told["new"], told["errors"]) == (2, {"connection refused": 1})


@pytest.mark.slow
def test_the_demo_town_is_crawled_through_a_real_tor(
    onion_site, chromium, crawling, collected, hits, tmp_path
):
    host, settings = onion_site
    (tmp_path / "town.yml").write_text(TOWN.replace("SITE", host))
    settings = settings.model_copy(update={"sources": tmp_path})
    report = crawling(load_source("town", settings), settings=settings)
    assert (report.errors, report.broken, report.stopped) == ({}, (), "")
    postings, _ = collected()
    assert all(host in posting.url for posting in postings)
    kept = list(captures(settings.evidence))
    assert {urlsplit(capture.url).hostname for capture in kept} == {host}
    # Lists came plainly, ads as a browser drew them.
    assert sum(capture.kind == "rendered" for capture in kept) == report.new
    assert sum(capture.url.endswith("/pets/") for capture in kept) == report.lists
    assert len(hits()["requests"]) >= report.fetched
    assert verify(settings.evidence) == []
