"""Facets on demand, ranges, copies, days and search by meaning on a real index."""

from datetime import timedelta

import pytest

from adwatch.model import Mention, Picture
from classifiers.encoder import load_encoder
from search.desk.casework import Work
from search.facets import ON_DEMAND
from search.query import count, scan, search
from search.review import show_work
from search.types import UNKNOWN, Access, Query
from tests.search.alerts.samples import NOW, finding, mention, overseas, posting
from tests.search.test_related import pointing

pytestmark = pytest.mark.slow

ALL = Access(districts=None)
LONG = "We need women for a house in Muscat, the ticket and the food are given by the office"


def aged(number: int, age: str, price: str = "", **more):
    found = [Mention(kind="age", value=age, raw="We", field="text", start=0, end=2, by="t")]
    if price:
        found.append(found[0].model_copy(update={"kind": "price", "value": price}))
    return posting(number, text=LONG + " " + "x" * number, mentions=tuple(found), **more)


def ids(results) -> list[int]:
    return [int(hit.posting.id, 16) for hit in results.hits]


def ask(index, query, access=ALL):
    return search(index.client, index.prefix, query, access)


def test_what_costs_most_is_counted_when_it_is_opened(index):
    index.deliver(overseas(1), run="1")
    assert not ask(index, Query()).facets.keys() & set(ON_DEMAND)
    opened = ask(index, Query(opened=("contact", "place"))).facets
    assert opened["contact"] == {"phone:+919847000101": 1}
    chosen = ask(index, Query(include={"platform": ("classified",)})).facets
    assert chosen["platform"] == {"classified": 1}


def test_ages_and_prices_come_in_ranges(index):
    index.deliver(aged(1, "17", "900"), aged(2, "18", "5000"), aged(3, "40"), run="1")
    facets = ask(index, Query(opened=("age", "price"))).facets
    assert facets["age"] == {"0-17": 1, "18-20": 1, "36-": 1}
    assert facets["price"] == {"0-999": 1, "5000-19999": 1}


@pytest.mark.parametrize(
    ("include", "exclude", "found"),
    [
        ({"age": ("0-17",)}, {}, [1]),
        ({"age": ("0-17", "18-20")}, {}, [1, 2]),
        ({"age": ("36-",)}, {}, [3]),
        ({"age": ("17-18",)}, {}, [1, 2]),
        ({"age": ("old",)}, {}, []),
        ({"price": (UNKNOWN,)}, {}, [3]),
        ({}, {"age": ("36-",)}, [1, 2]),
    ],
)
def test_ranges_filter(index, include, exclude, found):
    index.deliver(aged(1, "17", "900"), aged(2, "18", "5000"), aged(3, "40"), run="1")
    query = Query(include=include, exclude=exclude)
    assert sorted(ids(ask(index, query))) == found
    assert count(index.client, index.prefix, query, ALL) == len(found)


def test_a_childs_contacts_are_not_counted(index):
    text = overseas(1).text
    about_child = overseas(1, findings=(finding(text, "women wanted", "minor"),))
    index.deliver(about_child, overseas(2, phone="+919847000202"), run="1")
    facets = ask(index, Query(opened=("contact",))).facets
    assert facets["contact"] == {"phone:+919847000202": 1}


def test_copies_are_one_row_with_their_number_and_open_on_demand(index):
    index.deliver(
        posting(1, text=LONG),
        posting(2, text=LONG + " 2"),
        posting(3, text=LONG, district="Kollam"),
        posting(
            4, text="A bicycle for sale, and other words entirely than those of the others here"
        ),
        run="1",
    )
    results = ask(index, Query(collapse=True))
    assert (results.total, ids(results)) == (4, [1, 4])
    twin = results.hits[0].twin
    assert results.copies == {twin: 3, results.hits[1].twin: 1}
    assert ids(ask(index, Query(twin=twin))) == [1, 2, 3]
    here = Access(districts=("Ernakulam",))
    assert ask(index, Query(collapse=True), here).copies[twin] == 2, "no other unit's are counted"
    assert len(list(scan(index.client, index.prefix, Query(), ALL))) == 4, "exports have them all"


def test_what_was_read_of_a_person_and_what_officers_noted_is_found_by_field(index):
    text = "Riya, 5 ft 4, slim, Nepali, speaks Hindi, nights only, review 12345"
    told = (
        mention(text, "5 ft 4", "height", "163"),
        mention(text, "slim", "feature", "build:slim"),
        mention(text, "Nepali", "nationality", "Nepali"),
        mention(text, "Hindi", "spoken", "Hindi"),
        mention(text, "nights only", "shift", "night"),
        mention(text, "review 12345", "review", "review:12345"),
    )
    shown = (Picture(sha256="ab" * 32),)
    index.deliver(posting(1, text=text, mentions=told, pictures=shown), overseas(2), run="1")
    work = {posting(1).id: Work(tags=("gulf",), assigned="anu")}
    show_work(index.client, index.prefix, work)
    asked = (
        "height:[160 TO 165]",
        "looks:build*",
        "nationality:nepali",
        "speaks:hindi",
        "shift:night",
        'reviewed:"review:12345"',
        f"picture:{'ab' * 32}",
        "tag:gulf",
        "assigned:anu",
    )
    assert [text for text in asked if ids(ask(index, Query(text=text))) != [1]] == []
    assert ids(ask(index, Query(text="height:<160"))) == []


def test_days_are_those_of_kerala_and_obey_every_filter(index):
    late = NOW.replace(hour=19)
    index.deliver(
        overseas(1, first_seen=late, captured_at=late),
        overseas(2, district="Kollam"),
        overseas(3, first_seen=NOW - timedelta(days=3)),
        run="1",
    )
    assert ask(index, Query()).days == {"2026-11-21": 1, "2026-11-24": 1, "2026-11-25": 1}
    only = Query(include={"district": ("Kollam",)})
    assert ask(index, only).days == {"2026-11-24": 1}


def test_tags_and_work_are_facets(index):
    index.deliver(overseas(1), overseas(2), run="1")
    work = {overseas(1).id: Work(tags=("gulf", "visa"), assigned="anu")}
    assert show_work(index.client, index.prefix, work) == 1
    results = ask(index, Query())
    assert results.facets["tag"] == {"gulf": 1, "visa": 1}
    assert results.facets["assigned"] == {"anu": 1, UNKNOWN: 1}
    assert ids(ask(index, Query(include={"tag": ("visa",)}))) == [1]
    index.deliver(overseas(1, title="edited", captured_at=NOW + timedelta(days=1)), run="2")
    assert ask(index, Query(include={"assigned": ("anu",)})).hits[0].tags == ("gulf", "visa")
    assert show_work(index.client, index.prefix, {overseas(1).id: Work()}) == 1
    assert ask(index, Query()).facets["tag"] == {}


def test_meaning_finds_other_words_and_keeps_to_rights_and_filters(index):
    near = load_encoder().embed(["a job as a housemaid abroad"])[0]
    far = pointing(0, 1)
    index.deliver(
        posting(1, text="housemaid abroad", title="a", embedding=far),
        posting(2, text="വീട്ടുജോലി വിദേശത്ത്", title="b", embedding=pointing(*near)),
        posting(3, text="old bicycle", title="c", embedding=far, band="none"),
        posting(4, text="x", title="d", embedding=pointing(*near), district="Kollam"),
        run="1",
    )
    query = Query(text="housemaid abroad", sort="meaning")
    here = Access(districts=("Ernakulam",))
    assert ids(ask(index, query, here))[:2] == [1, 2]
    flagged = query.model_copy(update={"include": {"band": ("high",)}})
    results = ask(index, flagged, here)
    assert sorted(ids(results)) == [1, 2]
    assert results.facets["district"] == {"Ernakulam": 2}
    assert count(index.client, index.prefix, flagged, here) == 2
