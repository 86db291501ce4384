"""Legal holds on a posting's page: who may, for which posting, and the trace."""

import pytest

from search.desk.audit import rows
from search.desk.db import open_desk
from search.desk.holds import holds
from tests.search.alerts.samples import overseas

pytestmark = pytest.mark.slow

HERE, THERE = overseas(1), overseas(2, district="Kollam")


@pytest.fixture
def stocked(site):
    site.index.deliver(HERE, THERE, run="1")
    return site


def test_a_supervisor_puts_a_posting_on_hold_and_lets_it_go(stocked):
    client = stocked.logged_in("super")
    page = f"/posting/{HERE.id}"
    assert "Put on hold" in client.get(page).text
    assert stocked.post(client, f"{page}/hold", reason="Crime 12/2026").status_code == 303
    assert "Kept beyond its retention: Crime 12/2026" in client.get(page).text
    assert "Crime 12/2026" in stocked.logged_in("anu").get(page).text, "colleagues see it"
    stocked.post(client, f"{page}/hold")
    assert holds(open_desk(stocked.index.settings)) == []
    acts = [row.act for row in rows(open_desk(stocked.index.settings))]
    assert [act for act in acts if act in ("hold", "release")] == ["hold", "release"]


@pytest.mark.parametrize(
    ("name", "made", "status"),
    [("anu", HERE, 403), ("audit", HERE, 403), ("engine", HERE, 403), ("super", THERE, 404)],
)
def test_nobody_else_does(stocked, name, made, status):
    client = stocked.logged_in(name)
    assert stocked.post(client, f"/posting/{made.id}/hold", reason="x").status_code == status
    assert holds(open_desk(stocked.index.settings)) == []
    assert "Put on hold" not in stocked.logged_in("anu").get(f"/posting/{HERE.id}").text


def test_ending_what_is_not_there_is_said(stocked):
    client = stocked.logged_in("super")
    answer = stocked.post(client, f"/posting/{HERE.id}/hold")
    assert answer.status_code == 400
    assert "not on hold" in answer.text
