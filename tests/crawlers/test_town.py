"""The demo town's plain sites, crawled over real HTTP: first, again, and after the town changed."""

from datetime import timedelta

import httpx
import pytest

from adwatch.errors import Trouble
from adwatch.evidence import captures, verify
from adwatch.model import stable_id
from adwatch.settings import Settings
from crawlers.replay import replay
from crawlers.source import Source, load_source

pytestmark = pytest.mark.slow
DAY = timedelta(days=1)


@pytest.fixture
def ads(home: Settings, first_edition: str) -> Source:
    """Two categories of the plain site; the whole site would only take longer."""
    source = load_source("demo-ads", home)
    start = (f"{first_edition}/ads/c/rooms/", f"{first_edition}/ads/c/vehicles/")
    return source.model_copy(
        update={"start": start, "expect": source.expect.model_copy(update={"postings": 20})}
    )


@pytest.fixture
def few(ads: Source, first_edition: str) -> Source:
    """A category with few ads."""
    promise = ads.expect.model_copy(update={"postings": 1})
    start = (f"{first_edition}/ads/c/pets/",)
    return ads.model_copy(update={"start": start, "expect": promise})


def ad(name: str) -> str:
    return stable_id("demo-ads", name)


def test_a_first_crawl_a_second_and_a_changed_town(ads, crawling, collected, hits, home, now):
    first = crawling(ads)
    assert (first.errors, first.broken, first.stopped) == ({}, (), "")
    assert first.new == first.met == first.fetched - first.lists - 1  # robots.txt
    told = hits()
    assert told["private"] == 0
    # Pictures are for sources that say so.
    assert not [path for path in told["paths"] if path.startswith("/photo/")]
    postings, sightings = collected()
    assert any(posting.images for posting in postings)
    by_id = {p.id: p for p in postings}
    assert len(by_id) == len(postings) == first.new
    assert [(s.id, s.gone) for s in sightings] == [(ad("a103"), True)]  # sold from the start

    again = crawling(ads, now + DAY)
    paths = hits()["paths"]
    assert (again.new, again.changed, again.gone) == (0, 0, 0)
    assert again.unchanged == first.met
    assert [path for path in paths if "/item/" in path] == []

    httpx.post(f"{home.town_address}/_town/edition", json={"edition": 2}).raise_for_status()
    later = crawling(ads, now + 2 * DAY)
    visited = [path for path in hits()["paths"] if "/item/" in path]
    # A changed price, newly sold, removed, new: nothing else is looked at.
    names = ("a106", "a111", "a112", "a451")
    assert sorted(visited) == [f"/ads/item/{name}" for name in names]
    assert (later.new, later.changed, later.gone) == (1, 1, 2)
    assert later.errors == {}

    everything, sightings = collected()
    fresh = everything[len(postings) :]
    first_seen = {p.id: p.first_seen.date() - now.date() for p in fresh}
    assert first_seen == {ad("a111"): 0 * DAY, ad("a451"): 2 * DAY}
    gone = {s.id: s.seen_at.date() - now.date() for s in sightings if s.gone}
    assert gone == {ad("a103"): 0 * DAY, ad("a112"): 2 * DAY, ad("a106"): 2 * DAY}
    assert verify(home.evidence) == []

    # The list did not show that an ad's words had changed; its page does, when it is due again.
    weekly = crawling(ads, now + 8 * DAY)
    answers = [hit["status"] for hit in hits()["requests"] if "/item/" in hit["target"]]
    assert (weekly.new, weekly.changed, weekly.gone, weekly.errors) == (0, 1, 0, {})
    assert sorted(answers) == [200] + [304] * (first.met - 4)  # two read later, one gone
    assert collected()[0][-1].id == ad("a102")


def test_a_replay_gives_the_same_postings_with_no_network(
    few, home, crawling, collected, first_edition
):
    social = load_source("demo-social", home)
    runs = [(source, crawling(source).run) for source in (few, social)]
    again = [posting for source, run in runs for posting in replay(source, home, run)]
    written, _ = collected()
    assert sorted(p.model_dump_json() for p in again) == sorted(
        p.model_dump_json() for p in written
    )
    with pytest.raises(Trouble, match="there is no run 20200101T000000Z of demo-ads"):
        next(replay(few, home, "20200101T000000Z"))


def test_each_posting_names_the_capture_that_shows_it(few, crawling, collected, home):
    crawling(few)
    kept = {capture.sha256: capture for capture in captures(home.evidence)}
    postings, _ = collected()
    for posting in postings:
        assert kept[posting.captures[0]].url == posting.url
        assert posting.captured_at == kept[posting.captures[0]].fetched_at
    assert any(capture.url.endswith("/robots.txt") for capture in kept.values())


def test_a_timeline_is_read_on_from_the_newest_known_status_and_rechecked_when_due(
    home, first_edition, crawling, collected, hits, now
):
    social = load_source("demo-social", home)
    first = crawling(social)
    assert first.new == first.met > 40
    assert first.errors == {}
    hits()

    httpx.post(f"{first_edition}/_town/edition", json={"edition": 2}).raise_for_status()
    later = crawling(social, now + DAY)
    asked = [path for path in hits()["paths"] if "/api/" in path]
    assert (later.new, later.changed, later.gone, later.broken) == (2, 0, 0, ())
    assert all("since_id" in path for path in asked)

    # Deleted and edited statuses show only when they are looked at again.
    weekly = crawling(social, now + 8 * DAY)
    assert (weekly.new, weekly.changed, weekly.gone, weekly.errors) == (0, 1, 2, {})
    postings, sightings = collected()
    assert len({p.id for p in postings}) == first.new + 2 == len(postings) - 1
    assert len({s.id for s in sightings if s.gone}) == 2


def test_an_area_that_robots_txt_forbids_is_never_visited(few, first_edition, crawling, hits):
    start = (f"{first_edition}/private/members", *few.start)
    source = few.model_copy(update={"start": start})
    report = crawling(source)
    told = hits()
    assert told["private"] == 0
    assert report.skipped == {"robots.txt forbids it": 1}
    assert report.new > 0
    assert {hit["agent"].partition("/")[0] for hit in told["requests"]} == {"adwatch"}
    # Its Crawl-delay is kept, though the source's own delay is 0 and it may ask for four at once.
    moments = [hit["at"] for hit in told["requests"][1:]]
    assert (moments[-1] - moments[0]) / (len(moments) - 1) > 0.04
