"""A crawl that is killed at any point: what it had collected is there, once, after the next one."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from adwatch.errors import Exit, Trouble
from adwatch.evidence import verify
from adwatch.settings import REPO, Settings
from adwatch.spool import open_spool
from crawlers.source import Source

pytestmark = pytest.mark.slow
ADS = 60


@pytest.fixture
def source(hostile) -> Source:
    names = ",".join(f"good/{number}" for number in range(ADS))
    return Source(
        name="killed",
        title="Killed",
        platform="classified",
        start=(f"{hostile.address}/list?to={names}",),
        schedule="0 0 * * *",
        owner="tests",
        legal_basis="this machine",
        allow_local=(f"127.0.0.1:{hostile.port}",),
        delay=0.02,
        selectors={"item": "li.ad", "fields": {"title": "h1", "text": ".text"}},
        expect={"postings": ADS},
    )


def start(source: Source, home: Settings) -> subprocess.Popen:
    command = [sys.executable, str(Path(__file__).with_name("one_crawl.py")), str(home.home)]
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(REPO)},
    )
    child.stdin.write(source.model_dump_json().encode())
    child.stdin.close()
    return child


@pytest.mark.parametrize("after", [5, 37])
def test_a_killed_crawl_loses_nothing_and_repeats_nothing(
    after, source, hostile, home, crawling, collected
):
    child = start(source, home)
    while sum(hostile.asked[f"/good/{n}"] for n in range(ADS)) < after and child.poll() is None:
        time.sleep(0.005)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    assert collected() == ([], [])  # nothing was published; it lies in the scratch folder

    report = crawling(source)
    postings, _ = collected()
    assert set(Counter(p.id for p in postings).values()) == {1}
    assert len(postings) == report.met == ADS
    assert report.new < ADS - after / 2  # what the killed crawl had is not collected anew
    assert len(open_spool(home).partitions("crawled")) == 2
    assert verify(home.evidence) == []


def test_a_crawl_that_is_told_to_end_keeps_what_it_has(source, hostile, home, collected):
    child = start(source, home)
    while hostile.asked.total() < 20 and child.poll() is None:
        time.sleep(0.005)
    child.send_signal(signal.SIGTERM)
    child.wait(timeout=20)
    postings, _ = collected()
    assert 10 < len(postings) < ADS


def test_a_source_is_not_crawled_twice_at_once(source, hostile, home, crawling):
    child = start(source, home)
    while not hostile.asked.total() and child.poll() is None:
        time.sleep(0.005)
    with pytest.raises(Trouble) as caught:
        crawling(source)
    child.kill()
    child.wait()
    assert caught.value.code == Exit.LOCAL_RESOURCE
    assert "is being crawled already" in caught.value.what
