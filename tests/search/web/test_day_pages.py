"""The first page of a day and the list of look-ups, over a real index."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from search.desk.casework import Work
from search.review import show_work
from search.today import today
from search.types import Access
from tests.search.alerts.samples import finding, overseas, posting

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
EARLIER = NOW - timedelta(days=60)
ALL = Access(districts=None)


@pytest.fixture
def stocked(site):
    old = [
        posting(n, text=f"bicycle and table for sale {n}", first_seen=EARLIER, captured_at=EARLIER)
        for n in range(100, 120)
    ]
    new = [posting(n, text=f"packing work in Ruritania {n}") for n in range(200, 206)]
    about_child = finding(overseas(9).text, "women wanted", "minor")
    secret = [
        posting(n, text=f"secretword {overseas(1).text} {n}", findings=(), mentions=())
        for n in range(300, 304)
    ]
    secret = [
        made.model_copy(
            update={"findings": (about_child.model_copy(update={"start": 27, "end": 39}),)}
        )
        for made in secret
    ]
    site.index.deliver(*old, *new, *secret, overseas(1), overseas(2, district="Kollam"), run="1")
    return site


def test_todays_counts_and_what_waits(stocked):
    client, prefix = stocked.index.client, stocked.index.prefix
    show_work(client, prefix, {overseas(1).id: Work(assigned="anu")})
    found = today(client, prefix, ALL, "anu", NOW)
    assert found.since == datetime(2026, 11, 23, 18, 30, tzinfo=UTC), "midnight in Kerala"
    assert (found.seen, found.flagged) == (12, 12)
    assert found.districts == {"Ernakulam": 11, "Kollam": 1}
    assert found.indicators["wrong_visa"] == 2
    assert found.waiting == {"all": 32, "mine": 1, "nobody": 31}
    assert today(client, prefix, Access(districts=("Kollam",)), "x", NOW).flagged == 1


def test_rising_words_are_this_weeks_and_none_of_a_child(stocked):
    rising = today(stocked.index.client, stocked.index.prefix, ALL, "anu", NOW).rising
    assert "ruritania" in rising and "packing" in rising
    assert "bicycle" not in rising and "secretword" not in rising
    assert not [word for word in rising if re.search(r"\d", word)]


def test_the_day_is_shown_with_its_searches(stocked):
    text = stocked.logged_in("anu").get("/today").text
    assert "review=unknown" in text and "assigned=anu" in text
    assert stocked.logged_in("audit").get("/today").status_code == 403


def test_a_list_is_looked_up_and_handed_over(stocked):
    client = stocked.logged_in("anu")
    shown = stocked.post(client, "/batch", text="98470 00101\n=cmd()").text
    assert re.search(r'98470 00101</td><td class="number"><a href="/\?q=98470\+00101">1</a>', shown)
    table = stocked.post(client, "/batch", text="98470 00101\n=cmd()", as_file="true")
    assert table.headers["content-type"].startswith("text/csv")
    assert "'=cmd()" in table.text
    refused = stocked.post(client, "/batch", text="")
    assert refused.status_code == 400 and "list is empty" in refused.text


def test_a_list_comes_as_a_file(stocked):
    from search.web.security import csrf_token

    client = stocked.logged_in("anu")
    answer = client.post(
        "/batch",
        data={"csrf": csrf_token(client.cookies["adwatch"])},
        files={"file": ("phones.csv", "98470 00101,x\n", "text/csv")},
    )
    assert "98470 00101" in answer.text and answer.status_code == 200
