"""Keeping one's distance: across processes, and as sites ask."""

from datetime import UTC, datetime
from multiprocessing import get_context

import pytest

from crawlers.politeness import seconds
from crawlers.run import crawl
from crawlers.source import Source
from crawlers.turns import FARTHEST, Turns

NOW = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
DATE = "Tue, 24 Nov 2026 07:00:00 GMT"

ASKED = [
    # Retry-After, the answer's Date, seconds, why
    ("30", DATE, 30, "seconds"),
    ("0", DATE, 0, "at once"),
    ("Tue, 24 Nov 2026 07:01:30 GMT", DATE, 90, "a date"),
    ("Tue, 24 Nov 2026 09:01:30 GMT", "Tue, 24 Nov 2026 09:00:00 GMT", 90, "its clock is wrong"),
    ("Tue, 24 Nov 2026 07:01:30 GMT", "", 90, "no Date: our clock"),
    ("Tuesday, 24-Nov-26 07:01:30 GMT", DATE, 90, "an old form of dates"),
    ("Tue, 24 Nov 2026 06:00:00 GMT", DATE, 0, "past already"),
    ("Wed, 25 Nov 2026 07:00:00 GMT", DATE, 86400, "tomorrow"),
    ("", DATE, 0, "none"),
    ("soon", DATE, 0, "nonsense"),
    ("-5", DATE, 0, "nonsense"),
    ("1e9", DATE, 0, "nonsense"),
]


@pytest.mark.parametrize(("retry_after", "date", "wait", "why"), ASKED)
def test_retry_after_is_read_in_both_its_forms(retry_after, date, wait, why):
    assert seconds(retry_after, date, lambda: NOW) == wait, why


def test_turns_follow_each_other_at_each_host(tmp_path):
    turns, others = Turns(tmp_path), Turns(tmp_path)
    assert [turns.take("a:80", 2, 100), others.take("a:80", 2, 100)] == [0, 2]
    assert turns.take("b:80", 2, 100) == 0  # another host
    assert others.take("a:80", 2, 103) == 1
    assert turns.take("a:80", 2, 200) == 0  # long after


def test_a_host_that_asks_for_a_pause_gets_it_from_all(tmp_path):
    turns, others = Turns(tmp_path), Turns(tmp_path)
    turns.hold("a", 60, 100)
    turns.hold("a", 5, 100)  # a shorter wish does not undo the longer one
    assert others.take("a", 2, 101) == 59


def test_turns_of_before_a_restart_hold_nobody(tmp_path):
    Turns(tmp_path).take("a", 2, 1_000_000)
    assert Turns(tmp_path).take("a", 2, 50) == 0
    assert Turns(tmp_path).take("a", 2, 50 + FARTHEST) == 0


def test_a_host_s_name_is_no_path(tmp_path):
    Turns(tmp_path / "turns").take("../../x", 1, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["turns"]


@pytest.mark.slow
def test_two_crawls_of_one_host_keep_the_delay_together(hostile, home):
    gap = 0.25

    def source(name: str, numbers: range) -> Source:
        ads = ",".join(f"good/{number}" for number in numbers)
        return Source(
            name=name,
            title=name,
            platform="classified",
            start=(f"{hostile.address}/list?to={ads}",),
            schedule="0 0 * * *",
            owner="tests",
            legal_basis="this machine",
            allow_local=(f"127.0.0.1:{hostile.port}",),
            delay=gap,
            selectors={"item": "li.ad", "fields": {"title": "h1", "text": ".text"}},
        )

    context = get_context("forkserver")
    both = [
        context.Process(target=crawl, args=(source("one", range(5)), home, NOW)),
        context.Process(target=crawl, args=(source("two", range(5, 10)), home, NOW)),
    ]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
    assert [process.exitcode for process in both] == [0, 0]
    moments = sorted(moment for asked in hostile.moments.values() for moment in asked)
    assert len(moments) == 14  # two of robots.txt and of the lists, ten ads
    # One crawl alone would take half of this.
    assert moments[-1] - moments[0] > 0.95 * gap * (len(moments) - 1)
