"""Acting on a selection: who may, what it changes, and that all or nothing is done."""

import re

import pytest

from tests.search.alerts.samples import ADVERT, overseas

pytestmark = pytest.mark.slow
A, THERE = overseas(1), overseas(3, district="Kollam")
B = overseas(2, text=f"{ADVERT} or come to the office on any weekday morning")


@pytest.fixture
def stocked(site):
    site.index.deliver(A, B, THERE, run="1")
    return site


def post(site, client, *postings, **form):
    return site.post(client, "/work", posting=[made.id for made in postings], next="/", **form)


def test_a_selection_is_confirmed_tagged_assigned_and_noted(stocked):
    client = stocked.logged_in("anu")
    assert post(stocked, client, A, B, deed="confirmed").headers["location"] == "/"
    assert post(stocked, client, A, B, deed="tag", tag=" gulf ").status_code == 303
    post(stocked, client, A, deed="assign", officer="super")
    answer = post(stocked, client, A, deed="note", note="Ask the airport desk")
    assert answer.headers["location"] == f"/#row-{A.id}"
    listed = client.get("/").text
    assert listed.count("confirmed</strong> by anu") == 2
    assert listed.count('href="/?tag=gulf"') >= 2
    assert "super&#39;s work" in listed
    assert set(re.findall(r"/posting/(\w+)\"", client.get("/?assigned=super").text)) == {A.id}
    page = client.get(f"/posting/{A.id}").text
    assert "Ask the airport desk" in page and "Ask the airport desk" not in listed
    post(stocked, client, A, deed="untag", tag="gulf")
    assert client.get("/").text.count('class="tag" translate="no" href="/?tag=gulf"') == 1


def test_what_somebody_else_may_see_alone_stops_the_whole_act(stocked):
    client = stocked.logged_in("anu")
    assert post(stocked, client, A, THERE, deed="tag", tag="x").status_code == 404
    assert 'href="/?tag=x"' not in client.get("/").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"deed": "tag", "tag": " "}, "tag is empty"),
        ({"deed": "note"}, "note is empty"),
        ({"deed": "assign", "officer": "binu"}, "nobody of your unit"),
        ({"deed": "dismissed"}, "for a reason"),
        ({"deed": "burn"}, "cannot be read"),
        ({"deed": "tag", "tag": "x" * 41}, "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(stocked, form, said):
    answer = post(stocked, stocked.logged_in("anu"), A, **form)
    assert answer.status_code == 400
    assert said in answer.text


def test_nothing_chosen_is_said(stocked):
    assert "No posting is chosen" in post(stocked, stocked.logged_in("anu"), deed="confirmed").text


@pytest.mark.parametrize("name", ["audit", "engine"])
def test_only_reviewers_act(stocked, name):
    assert post(stocked, stocked.logged_in(name), A, deed="confirmed").status_code == 403
