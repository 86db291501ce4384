"""Saved searches: kept with their whole state, shared in a unit and no further."""

import pytest

from tests.search.alerts.samples import overseas

pytestmark = pytest.mark.slow

STATE = "q=gulf&band=high&not.lang=ml&page=4"
KEPT = "/?q=gulf&amp;band=high&amp;not.lang=ml"


@pytest.fixture
def stocked(site):
    site.index.deliver(overseas(1), run="1")
    return site


def test_a_search_is_kept_with_its_state_for_the_unit_alone(stocked):
    anu = stocked.logged_in("anu")
    answer = stocked.post(anu, "/saved", title=" Gulf, high ", state=STATE)
    assert (answer.status_code, answer.headers["location"]) == (303, KEPT.replace("&amp;", "&"))
    for name, shared in [("anu", True), ("super", True), ("binu", False), ("state", False)]:
        text = stocked.logged_in(name).get("/").text
        assert (f'href="{KEPT}" title="by anu">Gulf, high</a>' in text) is shared


def test_a_search_of_the_same_title_is_replaced_and_forgotten_on_demand(stocked):
    anu = stocked.logged_in("anu")
    for state in ("q=one", "q=two"):
        stocked.post(anu, "/saved", title="mine", state=state)
    assert "/?q=two" in anu.get("/").text and "/?q=one" not in anu.get("/").text
    binu = stocked.logged_in("binu")
    stocked.post(binu, "/saved/forget", title="mine")
    assert "/?q=two" in anu.get("/").text, "another unit's is not touched"
    stocked.post(anu, "/saved/forget", title="mine")
    assert "/?q=two" not in anu.get("/").text


@pytest.mark.parametrize(
    ("title", "state", "said"),
    [
        (" ", "q=x", "needs a title"),
        ("x", "q=%22open", "quotation mark"),
        ("x", "since=x", "date"),
        ("x", "", "would find every posting"),
        ("x", "since=2026-11-01&sort=score", "would find every posting"),
    ],
)
def test_what_cannot_be_saved_is_said(stocked, title, state, said):
    answer = stocked.post(stocked.logged_in("anu"), "/saved", title=title, state=state)
    assert answer.status_code == 400
    assert said in answer.text


def test_who_may_not_search_saves_nothing_and_foreign_forms_neither(stocked):
    assert stocked.post(stocked.logged_in("audit"), "/saved", title="x").status_code == 403
    assert stocked.logged_in("anu").post("/saved", data={"title": "x"}).status_code == 403


def test_how_much_it_would_bring_is_shown_before(stocked):
    assert "new in the last week" in stocked.logged_in("anu").get("/?q=gulf").text
