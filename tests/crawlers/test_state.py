"""What is known of a source, and what each kind of meeting does to it."""

from datetime import UTC, datetime, timedelta

import pytest

from adwatch.evidence import EvidenceWriter
from adwatch.model import Posting, Sighting, stable_id
from adwatch.spool import Partition, Spool
from crawlers.draft import Card, Draft
from crawlers.harvest import Harvest, catch_up
from crawlers.source import Source
from crawlers.state import Marks, State

T0 = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)
URL = "https://ads.example/ad/1"
ID = stable_id("site", "1")
SOURCE = Source(
    name="site",
    title="Site",
    platform="classified",
    start=("https://ads.example/",),
    schedule="0 0 * * *",
    owner="tests",
    legal_basis="invented",
)
AD = Draft(url=URL, key="1", title="Room", text="Room for rent, call 98470 00999")


class Run:
    """One crawl's harvest with all that it writes to, kept in memory or a temporary folder."""

    def __init__(self, folder, state, number):
        run = f"run{number}"
        self.spool = Spool(str(folder / "spool"), folder / "scratch")
        self._open = [
            EvidenceWriter(folder / "evidence", "site", run),
            self.spool.writer(Partition("crawled", "site", run)),
            self.spool.writer(Partition("sightings", "site", run)),
        ]
        self.harvest = Harvest(SOURCE, state, *(writer.__enter__() for writer in self._open))

    def end(self):
        for writer in self._open:
            writer.__exit__(None, None, None)
        postings = [
            p for part in self.spool.partitions("crawled") for p in self.spool.read(part, Posting)
        ]
        sightings = [
            (s.id, s.gone)
            for part in self.spool.partitions("sightings")
            for s in self.spool.read(part, Sighting)
        ]
        for stage in ("crawled", "sightings"):
            for part in self.spool.partitions(stage):
                self.spool.remove(part)
        return postings, sightings


@pytest.fixture
def state(tmp_path):
    with State(tmp_path / "site.sqlite") as opened:
        yield opened


@pytest.fixture
def run(tmp_path, state):
    """Do something with a fresh harvest; return its tally, postings and sightings."""
    numbers = iter(range(99))

    def do(*steps):
        crawl = Run(tmp_path, state, next(numbers))
        for step in steps:
            step(crawl.harvest)
        postings, sightings = crawl.end()
        return crawl.harvest.tally, postings, sightings

    return do


def take(draft=AD, at=T0, card="c1"):
    return lambda harvest: harvest.take(draft, at, ("sha",), Marks(card=card, etag='"1"'))


def test_a_new_ad_is_written_and_known(run, state):
    tally, postings, sightings = run(take())
    assert (tally.new, tally.changed, tally.unchanged, tally.gone) == (1, 0, 0, 0)
    assert [(p.id, p.first_seen, p.captures) for p in postings] == [(ID, T0, ("sha",))]
    assert sightings == []
    (known,) = state.by_url(URL)
    assert (known.id, known.marks.card, known.first_seen) == (ID, "c1", T0)


def test_an_ad_that_reads_the_same_is_sighted(run):
    run(take())
    tally, postings, sightings = run(take(at=T0 + DAY, card="c2"))
    assert (tally.new, tally.unchanged, postings, sightings) == (0, 1, [], [(ID, False)])


@pytest.mark.parametrize(
    "change",
    [{"text": "Taken"}, {"title": "Flat"}, {"price_raw": "₹9"}, {"location_raw": "Kochi"}],
    ids=str,
)
def test_a_changed_ad_is_written_again_and_keeps_first_seen(run, state, change):
    run(take())
    tally, postings, _ = run(take(AD.model_copy(update=change), T0 + DAY))
    assert (tally.new, tally.changed) == (0, 1)
    assert [(p.id, p.first_seen, p.captured_at) for p in postings] == [(ID, T0, T0 + DAY)]
    assert state.by_id(ID).first_seen == T0


def test_a_changed_date_is_no_change(run):
    run(take())
    tally, *_ = run(take(AD.model_copy(update={"posted_raw": "3 days ago"}), T0 + DAY))
    assert (tally.changed, tally.unchanged) == (0, 1)


def test_an_ad_met_twice_in_a_crawl_counts_once(run):
    tally, postings, sightings = run(take(), take(), take())
    assert (tally.new, tally.unchanged, len(postings), sightings) == (1, 0, 1, [])


WANTS = [
    ("c1", 1, False, "the list shows it as it was"),
    ("c2", 1, True, "the list shows it otherwise"),
    ("", 1, True, "the list shows nothing of it"),
    ("c1", 7, True, "its page is due again"),
]


@pytest.mark.parametrize(("card", "days", "wanted", "why"), WANTS)
def test_a_page_is_fetched_when_there_is_reason_to(run, card, days, wanted, why):
    run(take())
    answers = []
    at = T0 + days * DAY
    _, _, sightings = run(
        lambda harvest: answers.append(harvest.wants(Card(url=URL, fingerprint=card), at))
    )
    assert answers == [wanted], why
    assert sightings == ([] if wanted else [(ID, False)])


def test_not_modified_is_a_sighting_and_takes_over_the_new_card(run, state):
    run(take())
    card = Card(url=URL, fingerprint="c2")
    tally, _, sightings = run(lambda harvest: harvest.not_modified(card, T0 + DAY))
    assert (tally.unchanged, sightings) == (1, [(ID, False)])
    known = state.by_id(ID)
    assert (known.marks, known.read_at) == (Marks(card="c2", etag='"1"'), T0 + DAY)


def test_a_vanished_ad_is_gone_once(run, state):
    run(take())
    tally, _, sightings = run(lambda harvest: harvest.vanished(URL, T0 + DAY))
    assert (tally.gone, sightings) == (1, [(ID, True)])
    assert state.by_id(ID).gone_at == T0 + DAY
    tally, _, sightings = run(lambda harvest: harvest.vanished(URL, T0 + 2 * DAY))
    assert (tally.gone, sightings) == (0, [])
    assert state.on_offer() == 0


def test_a_sold_ad_is_gone_once_though_its_list_still_shows_it(run):
    run(take())
    sold = AD.model_copy(update={"gone": True})
    tally, postings, sightings = run(take(sold, T0 + DAY, "sold"))
    assert (tally.gone, postings, sightings) == (1, [], [(ID, True)])
    card = Card(url=URL, fingerprint="sold")
    tally, _, sightings = run(lambda harvest: harvest.wants(card, T0 + 2 * DAY))
    assert (tally.gone, sightings) == (0, [])
    tally, _, sightings = run(take(sold, T0 + 3 * DAY, "sold"))
    assert (tally.gone, sightings) == (0, [])


def test_the_words_of_an_ad_that_is_gone_are_kept(run, state):
    run(take())
    hidden = {"gone": True, "text": "This ad is closed."}
    tally, postings, sightings = run(take(AD.model_copy(update=hidden), T0 + DAY))
    assert (tally.changed, tally.gone, postings, sightings) == (0, 1, [], [(ID, True)])
    assert state.on_offer() == 0
    tally, postings, _ = run(take(at=T0 + 2 * DAY))  # open again, with the words it had
    assert (tally.changed, tally.unchanged, postings) == (0, 1, [])
    assert state.on_offer() == 1


def test_an_ad_that_comes_back_is_on_offer_again(run, state):
    run(take())
    run(lambda harvest: harvest.vanished(URL, T0 + DAY))
    answers = []
    card = Card(url=URL, fingerprint="c1")
    run(lambda harvest: answers.append(harvest.wants(card, T0 + 2 * DAY)))
    assert answers == [True]  # though the list shows it as it was before
    _, _, sightings = run(take(at=T0 + 2 * DAY))
    assert sightings == [(ID, False)]
    assert state.on_offer() == 1
    assert state.by_id(ID).first_seen == T0


def test_catching_up_takes_what_the_spool_kept_and_nothing_twice(run, state):
    _, kept, _ = run(take())
    state._db.execute("delete from postings")
    gone = Sighting(id=ID, source="site", seen_at=T0 + DAY, gone=True)
    catch_up(state, kept)
    assert state.by_id(ID).marks == Marks()
    catch_up(state, [gone])
    assert state.on_offer() == 0
    catch_up(state, kept)  # known already: stays as it is
    assert state.on_offer() == 0
    tally, postings, _ = run(take(at=T0 + 2 * DAY))
    assert (tally.new, tally.unchanged, postings) == (0, 1, [])


def test_the_unmet_are_those_on_offer_and_not_seen_since(run, state):
    other = Draft(url="https://ads.example/ad/2", key="2", title="Bike")
    run(take(), take(other, T0 + DAY))
    assert [known.id for known in state.unmet(T0 + DAY)] == [ID]
    state.gone(ID, T0 + DAY)
    assert state.unmet(T0 + 9 * DAY)[0].id == stable_id("site", "2")
    assert len(state.unmet(T0 + 9 * DAY)) == 1


def test_cursors_and_reports_are_kept(tmp_path):
    path = tmp_path / "folder" / "site.sqlite"
    with State(path) as state:
        assert state.cursor("a") == ""
        state.set_cursor("a", "100")
        state.set_cursor("a", "101")
        for number in range(3):
            state.keep_report(f"run{number}", f'{{"n":{number}}}')
    with State(path) as state:
        assert state.cursor("a") == "101"
        assert state.reports(2) == ['{"n":2}', '{"n":1}']
