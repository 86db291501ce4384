"""Near copies as they are delivered to a real index: one key, whatever comes twice or late."""

from datetime import timedelta
from itertools import permutations

import pytest

from search import joining
from search.bulk import batches
from search.query import search
from search.remap import remap
from search.types import Access, Query
from tests.search.alerts.samples import NOW, mention, posting
from tests.search.test_copies import HOUSE, ML, ROOM, SPA

pytestmark = pytest.mark.slow

ALL = Access(districts=None)
DAY = timedelta(days=1)
CITIES = ("Muscat", "Doha", "Manama")
NEAR = tuple(HOUSE.replace("Kuwait", city) for city in CITIES)


def twins(index, *numbers):
    return [index.stored(posting(number).id)["twin"] for number in numbers]


def rows(index):
    found = search(index.client, index.prefix, Query(collapse=True), ALL)
    return sorted(found.copies[hit.twin] for hit in found.hits)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_near_copies_are_one_row_in_whatever_order_they_come(index, order):
    for number in order:
        index.deliver(posting(number, text=NEAR[number]), run=str(number))
    index.deliver(posting(7, text=ROOM), posting(8, text=ML), run="others")
    assert len(set(twins(index, 0, 1, 2))) == 1
    assert rows(index) == [1, 1, 3]


def test_two_women_in_one_template_are_one_row_and_open_one_by_one(index):
    women = ((1, "Riya", "98470 00101"), (2, "Meera", "98470 00202"))
    made = []
    for number, name, phone in women:
        text = f"{SPA.replace('Riya', name)} at {phone}"
        found = (mention(text, name, "name", name), mention(text, phone, "phone", phone))
        made.append(posting(number, text=text, mentions=found))
    index.deliver(*made, run="1")
    row = search(index.client, index.prefix, Query(collapse=True), ALL)
    (hit,) = row.hits
    assert row.copies == {hit.twin: 2}
    opened = search(index.client, index.prefix, Query(twin=hit.twin), ALL)
    assert [each.posting.text for each in opened.hits] == [each.text for each in made]


def test_what_is_delivered_again_stays_where_it_is(index):
    made = [posting(number, text=NEAR[number]) for number in range(3)]
    index.deliver(*made, run="1")
    before = twins(index, 0, 1, 2)
    report = index.deliver(*reversed(made), run="2")
    assert (report.accepted, report.unchanged) == (0, 3)
    again = [each.model_copy(update={"captured_at": NOW + DAY, "score": 0.1}) for each in made]
    index.deliver(*again, run="3")
    assert twins(index, 0, 1, 2) == before


def test_other_words_leave_the_row_and_come_back(index):
    index.deliver(posting(0, text=NEAR[0]), posting(1, text=NEAR[1]), run="1")
    index.deliver(posting(1, text=ROOM, captured_at=NOW + DAY), run="2")
    assert rows(index) == [1, 1]
    index.deliver(posting(1, text=NEAR[2], captured_at=NOW + 2 * DAY), run="3")
    assert rows(index) == [2]


def test_when_the_first_of_a_row_says_something_else_the_others_stay_together(index):
    index.deliver(*(posting(number, text=NEAR[number]) for number in range(3)), run="1")
    (first,) = [number for number in range(3) if index.stored(posting(number).id)["bands"]]
    index.deliver(posting(first, text=ROOM, captured_at=NOW + DAY), run="2")
    assert rows(index) == [1, 2]


def test_what_joined_has_no_bands(index):
    index.deliver(posting(0, text=NEAR[0]), posting(1, text=NEAR[1]), run="1")
    found = [index.stored(posting(number).id)["bands"] for number in (0, 1)]
    assert [bool(each) for each in found] == [True, False], "nothing is compared with a copy"


def test_firsts_are_found_after_they_were_forgotten(index, monkeypatch):
    monkeypatch.setattr(joining, "MOST_FIRSTS", 0)
    monkeypatch.setattr("search.bulk.BATCH", 1)
    texts = (NEAR[0], ROOM, ML, SPA, NEAR[1])
    assert len(list(batches(posting(n, text=t) for n, t in enumerate(texts)))) == len(texts)
    index.deliver(*(posting(n, text=text) for n, text in enumerate(texts)), run="1")
    assert rows(index) == [1, 1, 1, 2]


def test_postings_of_an_older_index_join_when_it_is_built_anew(index):
    index.forget_months()
    month = NOW - 40 * DAY
    index.deliver(
        posting(0, text=NEAR[0], first_seen=month, captured_at=month),
        posting(1, text=NEAR[1]),
        posting(2, text=ROOM),
        run="1",
    )
    for number in range(3):
        home = index.client.search(
            index=f"{index.prefix}-postings", query={"ids": {"values": [posting(number).id]}}
        )["hits"]["hits"][0]["_index"]
        doc = {"twin": posting(number).id, "bands": None}
        index.client.update(index=home, id=posting(number).id, doc=doc, refresh=True)
    assert rows(index) == [1, 1, 1]
    remap(index.client, index.prefix, lambda line: None)
    assert rows(index) == [1, 2]
    before = twins(index, 0, 1, 2)
    remap(index.client, index.prefix, lambda line: None)
    assert twins(index, 0, 1, 2) == before
