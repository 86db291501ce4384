"""Deciding about postings: who may, what it changes, and that nothing undoes it."""

from datetime import timedelta

import pytest

from search.desk.db import open_desk
from search.desk.reviews import history, standing
from search.query import search
from search.review import show
from search.types import UNKNOWN, Access, Query
from tests.search.alerts.samples import NOW, overseas

pytestmark = pytest.mark.slow

HERE, THERE = overseas(1), overseas(2, district="Kollam")
PATH = f"/posting/{HERE.id}/review"


@pytest.fixture
def stocked(site):
    site.index.deliver(HERE, THERE, run="1")
    return site


def verdicts(site):
    found = search(site.index.client, site.index.prefix, Query(), Access(districts=None))
    return found.facets["review"], {h.posting.id: h.review for h in found.hits}


def test_a_verdict_shows_at_once_and_outlives_a_delivery(stocked):
    client = stocked.logged_in("anu")
    answer = stocked.post(client, PATH, verdict="confirmed", next="/?band=high")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/?band=high#row-{HERE.id}")
    edited = overseas(1, title="edited", captured_at=NOW + timedelta(days=1))
    stocked.index.deliver(edited, run="2")
    counts, by_id = verdicts(stocked)
    assert counts == {"confirmed": 1, UNKNOWN: 1}
    assert (by_id[HERE.id].verdict, by_id[HERE.id].by) == ("confirmed", "anu")
    assert "confirmed</strong> by anu" in client.get("/").text


def test_dismissing_takes_a_reason(stocked):
    client = stocked.logged_in("anu")
    for reason in ("", "because"):
        answer = stocked.post(client, PATH, verdict="dismissed", reason=reason)
        assert answer.status_code == 400
        assert "for a reason" in answer.text
    stocked.post(client, PATH, verdict="dismissed", reason="words misread", note=" a bike ")
    assert verdicts(stocked)[1][HERE.id].reason == "words misread: a bike"
    assert "words misread: a bike" in client.get(f"/posting/{HERE.id}").text


def test_reopening_makes_it_unreviewed_but_forgets_nothing(stocked):
    client = stocked.logged_in("anu")
    stocked.post(client, PATH, verdict="confirmed")
    stocked.post(client, PATH, verdict="reopened")
    assert verdicts(stocked)[0] == {UNKNOWN: 2}
    desk = open_desk(stocked.index.settings)
    assert [made.verdict for made in history(desk, HERE.id)] == ["reopened", "confirmed"]


@pytest.mark.parametrize(
    ("name", "posting", "status"),
    [
        ("anu", HERE, 303),
        ("super", HERE, 303),
        ("state", THERE, 303),
        ("anu", THERE, 404),
        ("binu", HERE, 404),
        ("audit", HERE, 403),
        ("engine", HERE, 403),
    ],
)
def test_who_may_decide_about_what(stocked, name, posting, status):
    client = stocked.logged_in(name)
    answer = stocked.post(client, f"/posting/{posting.id}/review", verdict="confirmed")
    assert answer.status_code == status
    counts, _ = verdicts(stocked)
    assert counts.get("confirmed", 0) == (1 if status == 303 else 0)


def test_an_unknown_verdict_or_a_foreign_form_is_refused(stocked):
    client = stocked.logged_in("anu")
    assert stocked.post(client, PATH, verdict="guilty").status_code == 400
    assert client.post(PATH, data={"verdict": "confirmed"}).status_code == 403
    assert verdicts(stocked)[0] == {UNKNOWN: 2}


def test_a_rebuilt_index_gets_its_verdicts_back_from_the_desk(stocked):
    client = stocked.logged_in("state")
    stocked.post(client, PATH, verdict="confirmed")
    stocked.post(client, f"/posting/{THERE.id}/review", verdict="confirmed")
    alias = f"{stocked.index.prefix}-postings"
    (hit,) = stocked.index.client.search(index=alias, query={"ids": {"values": [HERE.id]}})["hits"][
        "hits"
    ]
    stocked.index.client.delete(index=hit["_index"], id=HERE.id, refresh=True)
    stocked.index.deliver(HERE, run="3")
    assert verdicts(stocked)[0] == {"confirmed": 1, UNKNOWN: 1}
    desk = open_desk(stocked.index.settings)
    assert show(stocked.index.client, stocked.index.prefix, standing(desk)) == 2
    assert verdicts(stocked)[0] == {"confirmed": 2}
