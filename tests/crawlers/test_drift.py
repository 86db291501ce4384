"""What strays from the usual, and what does not."""

import pytest

from crawlers.drift import drift
from crawlers.report import CrawlReport
from crawlers.source import Source
from crawlers.state import State, path_of

ALL = {"title": 1.0, "text": 1.0, "price": 0.8, "contact": 0.6, "author": 0.1}


def crawl(met: int = 200, read: int = 40, shares: dict[str, float] = ALL, lists: int = 9):
    filled = {part: round(share * read) for part, share in shares.items()}
    return CrawlReport(source="s", run="r", met=met, read=read, filled=filled, lists=lists)


def source(**changes: object) -> Source:
    values = {
        "name": "s",
        "title": "S",
        "platform": "classified",
        "start": ("https://ads.example/",),
        "schedule": "0 * * * *",
        "owner": "tests",
        "legal_basis": "tests",
    }
    return Source(**{**values, **changes})


USUAL = [crawl(met=200 + n) for n in range(5)]
NO_PRICE = {**ALL, "price": 0.0}
SMALL = [crawl(read=2) for _ in range(10)]

CASES = [
    # the crawl, the ones before it, what is said of it, why
    (crawl(), USUAL, [], "as usual"),
    (crawl(met=90), USUAL, ["90 posting(s) met, usually 202"], "less than half"),
    (crawl(met=110), USUAL, [], "a quiet day"),
    (crawl(met=90), USUAL[:2], [], "two crawls tell nothing"),
    (crawl(met=1), [crawl(met=3)] * 5, [], "a small source"),
    (crawl(shares=NO_PRICE), USUAL, ["0% of 40 posting(s) have a price, usually 80%"], "layout"),
    (crawl(shares={**ALL, "author": 0}), USUAL, [], "few ever named an author"),
    (crawl(shares={**ALL, "contact": 0.4}), USUAL, [], "a little less"),
    (crawl(read=3, shares=NO_PRICE), USUAL, [], "three ads are pooled with forty good ones"),
    (crawl(read=0, shares={}), USUAL, [], "nothing new to read"),
    (
        crawl(read=2, shares=NO_PRICE),
        [*[crawl(read=2, shares=NO_PRICE)] * 2, *USUAL],
        ["0% of 6 posting(s) have a price, usually 80%"],
        "a few ads a crawl add up",
    ),
    (crawl(met=0, lists=0), USUAL, [], "the site did not answer: told elsewhere"),
    (crawl(met=90), [crawl(met=0, lists=0)] * 5, [], "crawls that had no answer are not usual"),
    (crawl(met=90), [crawl(met=95)] * 6 + USUAL, [], "what lasts has become usual"),
]


@pytest.mark.parametrize(("report", "earlier", "told", "why"), CASES)
def test_what_strays_is_told(report, earlier, told, why):
    said = [sentence.partition(": has")[0] for sentence in drift(source(), report, earlier)]
    assert said == told, why


@pytest.mark.parametrize("changes", [{"newest_first": True}, {"platform": "mastodon"}])
def test_a_crawl_that_stops_at_the_known_is_not_counted_by_what_it_met(changes):
    assert list(drift(source(**changes), crawl(met=2), USUAL)) == []
    assert list(drift(source(**changes), crawl(met=2, shares=NO_PRICE), USUAL))


@pytest.mark.slow
def test_a_crawl_that_strays_is_broken_and_kept_for_the_next(hostile, crawling, home, now):
    described = source(
        start=(f"{hostile.address}/list?to={','.join(f'good/{n}' for n in range(6))}",),
        allow_local=(f"127.0.0.1:{hostile.port}",),
        delay=0,
    )
    with State(path_of("s", home)) as state:
        for day in (21, 22, 23):
            kept = crawl(met=20, read=0, shares={})
            state.keep_report(f"202611{day}T070000Z", kept.model_dump_json())
    report = crawling(described, now)
    assert report.broken == ("6 posting(s) met, usually 20",)
    with State(path_of("s", home)) as state:
        assert CrawlReport.model_validate_json(state.reports(1)[0]) == report
