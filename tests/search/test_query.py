"""Search on a real node: what each query finds, what each person may see, what facets count."""

from datetime import timedelta

import pytest

from adwatch.errors import Trouble
from adwatch.model import Mention
from search.query import find, scan, search
from search.types import UNKNOWN, Access, Query
from tests.search.alerts.samples import NOW, finding, mention, posting

pytestmark = pytest.mark.slow

EVERYTHING = Access(districts=None)
DAY = timedelta(days=1)
HIDDEN = "Call nine eight four seven zero zero zero one zero one"

POSTINGS = {
    "gulf": posting(
        1,
        text="Housemaid wanted in Kuwait, free visa. Call 98470 00101",
        title="Gulf job for ladies",
        mentions=(
            mention(
                "Housemaid wanted in Kuwait, free visa. Call 98470 00101",
                "98470 00101",
                "phone",
                "+919847000101",
            ),
        ),
        findings=(
            finding(
                "Housemaid wanted in Kuwait, free visa. Call 98470 00101", "free visa", "wrong_visa"
            ),
        ),
    ),
    "kochi-ml": posting(
        2,
        title="കൊച്ചിയിൽ ജോലി",
        text="പുതിയ കുട്ടികൾ വേണം",
        lang="ml",
        band="medium",
        source="demo-bazaar",
        category="job_other",
        mentions=(
            Mention(
                kind="place",
                value="Kochi",
                raw="കൊച്ചിയിൽ",
                field="title",
                start=0,
                end=9,
                by="test",
            ),
            Mention(kind="age", value="19", raw="പുതിയ", field="text", start=0, end=5, by="test"),
        ),
        first_seen=NOW - 10 * DAY,
    ),
    "hidden": posting(
        3,
        text=HIDDEN,
        title="Room",
        district="Kollam",
        band="low",
        category=None,
        score=0.3,
        mentions=(mention(HIDDEN, HIDDEN[5:], "phone", "+919847000101"),),
        findings=(finding(HIDDEN, HIDDEN[5:], "obfuscated_contact"),),
        first_seen=NOW - 3 * DAY,
    ),
    "nowhere": posting(
        4,
        text="Bike for sale, price 25,000",
        title="Bike",
        district="",
        band="none",
        lang="",
        score=0.0,
        first_seen=NOW - 40 * DAY,
    ),
}
NAMES = {made.id: name for name, made in POSTINGS.items()}


@pytest.fixture(scope="module")
def ask(shared_index):
    shared_index.deliver(*POSTINGS.values(), run="1")

    def ask(query: Query, access: Access = EVERYTHING):
        return search(shared_index.client, shared_index.prefix, query, access)

    ask.index = shared_index
    return ask


def names(results):
    return sorted(NAMES[hit.posting.id] for hit in results.hits)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["gulf", "hidden", "kochi-ml", "nowhere"]),
        ("housemaid", ["gulf"]),
        ("HOUSEMAID kuwait", ["gulf"]),
        ("housemaid bike", []),
        ("housemaid OR bike", ["gulf", "nowhere"]),
        ("job NOT housemaid", []),
        ("ജോലി", ["kochi-ml"]),
        ("joli", ["kochi-ml"]),
        ("puthiya kuttikal", ["kochi-ml"]),
        ("കുട്ടികൾ", ["kochi-ml"]),
        ("കുട്ടി*", ["kochi-ml"]),
        ("kochi", ["kochi-ml"]),
        ("കൊച്ചി", ["kochi-ml"]),
        ('"free visa"', ["gulf"]),
        ('"visa free"', []),
        ('"housemaid kuwait"', []),
        ('"housemaid kuwait"~3', ["gulf"]),
        ("hosemaid~", ["gulf"]),
        ("98470-00101", ["gulf", "hidden"]),
        ("+91 98470 00101 AND room", ["hidden"]),
        ("phone:9847000101", ["gulf", "hidden"]),
        ('contact:"phone:+919847000101"', ["gulf", "hidden"]),
        ("phone:*", ["gulf", "hidden"]),
        ("NOT phone:*", ["kochi-ml", "nowhere"]),
        ("place:kochi", ["kochi-ml"]),
        ("district:kollam", ["hidden"]),
        ("district:(Kollam OR Ernakulam)", ["gulf", "hidden", "kochi-ml"]),
        ("indicator:wrong_visa", ["gulf"]),
        ("indicator:wrong*", ["gulf"]),
        ("band:HIGH", ["gulf"]),
        ("source:demo-bazaar", ["kochi-ml"]),
        ("lang:ml", ["kochi-ml"]),
        ("title:joli", ["kochi-ml"]),
        ("text:joli", []),
        ("age:19", ["kochi-ml"]),
        ("age:[18 TO 20]", ["kochi-ml"]),
        ("age:{19 TO 20]", []),
        ("age:>=19", ["kochi-ml"]),
        ("age:<19", []),
        ("seen:2026-11-14", ["kochi-ml"]),
        ("seen:[2026-11-14 TO 2026-11-21]", ["hidden", "kochi-ml"]),
        ("seen:<2026-11-01", ["nowhere"]),
        ("-housemaid -room -bike", ["kochi-ml"]),
        ("ernakulam", ["gulf", "kochi-ml"]),
    ],
)
def test_what_a_query_finds(ask, text, found):
    assert names(ask(Query(text=text))) == found


def test_what_was_found_is_marked_across_scripts(ask):
    (hit,) = ask(Query(text="puthiya")).hits
    (mark,) = hit.highlights
    assert getattr(hit.posting, mark.field)[mark.start : mark.end] == "പുതിയ"


def test_a_mistake_is_a_sentence_not_an_error(ask):
    with pytest.raises(Trouble, match="no field"):
        ask(Query(text="salary:20000"))


@pytest.mark.parametrize(
    ("include", "exclude", "found"),
    [
        ({"band": ("high", "low")}, {}, ["gulf", "hidden"]),
        ({"band": ("high", "low"), "district": ("Kollam",)}, {}, ["hidden"]),
        ({}, {"district": ("Ernakulam",)}, ["hidden", "nowhere"]),
        ({"district": (UNKNOWN,)}, {}, ["nowhere"]),
        ({"district": (UNKNOWN, "Kollam")}, {}, ["hidden", "nowhere"]),
        ({}, {"district": (UNKNOWN,)}, ["gulf", "hidden", "kochi-ml"]),
        ({"indicator": ("wrong_visa",)}, {"band": ("high",)}, []),
        ({"category": (UNKNOWN,)}, {}, ["hidden"]),
    ],
)
def test_facets_filter(ask, include, exclude, found):
    query = Query(include=include, exclude=exclude)
    assert names(ask(query)) == found
    everything = scan(ask.index.client, ask.index.prefix, query, EVERYTHING)
    assert sorted(NAMES[hit.posting.id] for hit in everything) == found


def test_facets_count_all_values(ask):
    facets = ask(Query()).facets
    assert facets["band"] == {"high": 1, "medium": 1, "low": 1, "none": 1}
    assert list(facets["band"]) == ["high", "medium", "low", "none"]
    assert facets["district"] == {"Ernakulam": 2, "Kollam": 1, UNKNOWN: 1}
    assert facets["lang"] == {"en": 2, "ml": 1, UNKNOWN: 1}
    assert facets["indicator"] == {"wrong_visa": 1, "obfuscated_contact": 1}


def test_a_facets_counts_respect_the_others_but_not_itself(ask):
    facets = ask(Query(include={"district": ("Ernakulam",)})).facets
    assert facets["band"] == {"high": 1, "medium": 1}
    assert facets["district"] == {"Ernakulam": 2, "Kollam": 1, UNKNOWN: 1}


def test_words_and_times_narrow_the_facets(ask):
    assert ask(Query(text="housemaid")).facets["district"] == {"Ernakulam": 1}
    recent = Query(since=NOW - 5 * DAY, until=NOW)
    assert names(ask(recent)) == ["hidden"], "since is inside, until is not"
    assert ask(recent).facets["district"] == {"Kollam": 1}


@pytest.mark.parametrize(
    ("sort", "first"), [("newest", "gulf"), ("score", "gulf"), ("relevance", "gulf")]
)
def test_orders(ask, sort, first):
    assert NAMES[ask(Query(sort=sort)).hits[0].posting.id] == first


def test_newest_first_and_pages_do_not_overlap(ask):
    pages = [ask(Query(page=page, size=2)) for page in (1, 2, 3)]
    found = [[NAMES[hit.posting.id] for hit in page.hits] for page in pages]
    assert found == [["gulf", "hidden"], ["kochi-ml", "nowhere"], []]
    assert {page.total for page in pages} == {4}


def test_a_page_beyond_the_window_is_refused_in_words(ask):
    with pytest.raises(Trouble, match="beyond the first 10,000"):
        ask(Query(page=501))


@pytest.mark.parametrize(
    ("districts", "seen"),
    [
        (None, {"gulf", "kochi-ml", "hidden", "nowhere"}),
        (("Ernakulam",), {"gulf", "kochi-ml"}),
        (("Kollam",), {"hidden"}),
        (("Kollam", "Ernakulam"), {"gulf", "kochi-ml", "hidden"}),
        (("Wayanad",), set()),
        ((), set()),
    ],
)
def test_nobody_sees_beyond_their_districts(ask, districts, seen):
    access = Access(districts=districts)
    client, prefix = ask.index.client, ask.index.prefix
    outside = Query(include={"district": ("Kollam", "Ernakulam", UNKNOWN)})
    for query in (Query(), Query(text="room OR NOT room"), outside):
        results = ask(query, access)
        assert set(names(results)) <= seen
        assert {NAMES[h.posting.id] for h in scan(client, prefix, query, access)} <= seen
        counted = {d for d, n in results.facets["district"].items() if n}
        assert counted <= {POSTINGS[name].district or UNKNOWN for name in seen}
    assert set(names(ask(Query(), access))) == seen
    for name, made in POSTINGS.items():
        assert (find(client, prefix, made.id, access) is not None) == (name in seen)


def test_scan_has_no_cap_and_keeps_the_order(ask, monkeypatch):
    monkeypatch.setattr("search.query.SCAN_PAGE", 3)
    hits = list(scan(ask.index.client, ask.index.prefix, Query(), EVERYTHING))
    assert [NAMES[hit.posting.id] for hit in hits] == ["gulf", "hidden", "kochi-ml", "nowhere"]
